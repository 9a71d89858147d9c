// Stripe's webhooks in Remix and React Router: app/routes/hooks.stripe.js, a route without a component
import { Verifier } from "hookproof";
import { stripe } from "hookproof/providers";
import { webhook } from "hookproof/remix";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

export const action = webhook(verifier, async (delivery) => {
  const event = delivery.json();
  return new Response(`thanks for ${event.type}`);
});
