// A Worker that has parsed the body before its webhook's handler is called.
import { Verifier } from "hookproof";
import { webhook } from "hookproof/cloudflare";
import { stripe } from "hookproof/providers";

const inner = webhook(
  (_request, env) => new Verifier(stripe, env.STRIPE_WEBHOOK_SECRET),
  () => new Response("not to be"),
);

export default {
  async fetch(request, env, ctx) {
    await request.json();
    return inner(request, env, ctx);
  },
};
