// Stripe's webhooks in Fastify.
import Fastify from "fastify";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/fastify";
import { stripe } from "hookproof/providers";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

export const app = Fastify();

app.post("/hooks/stripe", { preParsing: webhook(verifier) }, async (request) => {
  const event = request.body; // parsed from the bytes that were verified; the verdict is in request.webhook
  return `thanks for ${event.type}`;
});
