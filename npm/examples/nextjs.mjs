// Stripe's webhooks in Next.js' app router: app/hooks/stripe/route.js
import { Verifier } from "hookproof";
import { webhook } from "hookproof/nextjs";
import { stripe } from "hookproof/providers";

let verifier; // made at the first delivery: `next build` loads this file, and has no secret
const verifierOf = () => {
  verifier ??= new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);
  return verifier;
};

export const POST = webhook(verifierOf, async (delivery) => {
  const event = delivery.json();
  return new Response(`thanks for ${event.type}`);
});
