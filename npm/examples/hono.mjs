// Stripe's webhooks in Hono, on any of its runtimes.
import { Hono } from "hono";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/hono";
import { stripe } from "hookproof/providers";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

export const app = new Hono();

app.post("/hooks/stripe", webhook(verifier), async (c) => {
  const event = await c.req.json(); // of the bytes that were verified; the verdict is in c.get("webhook")
  return c.text(`thanks for ${event.type}`);
});
