// Stripe's webhooks where a handler gets a Request and answers with a Response: Deno.serve(handler), Bun.serve({ fetch: handler }).
import { Verifier } from "hookproof";
import { webhook } from "hookproof/fetch";
import { stripe } from "hookproof/providers";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

export const handler = webhook(verifier, async (delivery) => {
  const event = delivery.json();
  return new Response(`thanks for ${event.type}`);
});
