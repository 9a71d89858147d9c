// Stripe's webhooks in SvelteKit: src/routes/hooks/stripe/+server.js

import { Verifier } from "hookproof";
import { stripe } from "hookproof/providers";
import { webhook } from "hookproof/sveltekit";
import { env } from "$env/dynamic/private";

let verifier; // made at the first delivery: `vite build` loads this file, and has no secret
const verifierOf = () => {
  verifier ??= new Verifier(stripe, env.STRIPE_WEBHOOK_SECRET);
  return verifier;
};

export const POST = webhook(verifierOf, async (delivery) => {
  const event = delivery.json();
  return new Response(`thanks for ${event.type}`);
});
