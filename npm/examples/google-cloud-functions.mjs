// Stripe's webhooks in Google Cloud Functions.
import { http } from "@google-cloud/functions-framework";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/google-cloud-functions";
import { stripe } from "hookproof/providers";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

http(
  "stripe",
  webhook(verifier, async (delivery, _req, res) => {
    const event = delivery.json();
    res.send(`thanks for ${event.type}`);
  }),
);
