// Stripe's webhooks in AWS Lambda, behind API Gateway (REST or HTTP API), a function URL or a load balancer.
import { Verifier } from "hookproof";
import { webhook } from "hookproof/aws-lambda";
import { stripe } from "hookproof/providers";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

export const handler = webhook(verifier, async (delivery) => {
  const event = delivery.json();
  return { statusCode: 200, body: `thanks for ${event.type}` };
});
