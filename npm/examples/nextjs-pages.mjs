// Stripe's webhooks in Next.js' pages router: pages/api/hooks/stripe.js
import { Verifier } from "hookproof";
import { webhook } from "hookproof/nextjs-pages";
import { stripe } from "hookproof/providers";

export const config = { api: { bodyParser: false } };

let verifier; // made at the first delivery: `next build` loads this file, and has no secret
const verifierOf = () => {
  verifier ??= new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);
  return verifier;
};

export default webhook(verifierOf, async (delivery, _req, res) => {
  const event = delivery.json();
  res.send(`thanks for ${event.type}`);
});
