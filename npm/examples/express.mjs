// Stripe's webhooks in Express.
import express from "express";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/express";
import { stripe } from "hookproof/providers";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

export const app = express();

app.post("/hooks/stripe", webhook(verifier), (req, res) => {
  const event = req.webhook.json();
  res.send(`thanks for ${event.type}`);
});

app.use(express.json()); // for the routes below: above, it would take the raw body away
