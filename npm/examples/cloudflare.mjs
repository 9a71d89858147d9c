// Stripe's webhooks in a Cloudflare Worker. For many hooks, told apart by name, see worker.mjs.
import { Verifier } from "hookproof";
import { webhook } from "hookproof/cloudflare";
import { stripe } from "hookproof/providers";

let verifier; // made at the first delivery, which brings the secret
const verifierOf = (_request, env) => {
  verifier ??= new Verifier(stripe, env.STRIPE_WEBHOOK_SECRET);
  return verifier;
};

export default {
  fetch: webhook(verifierOf, async (delivery, _request, _env, ctx) => {
    const event = delivery.json();
    ctx.waitUntil(Promise.resolve()); // your work, after the answer
    return new Response(`thanks for ${event.type}`);
  }),
};
