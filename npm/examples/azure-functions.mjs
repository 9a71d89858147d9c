// Stripe's webhooks in Azure Functions (programming model v4).
import azure from "@azure/functions"; // CommonJS: as TypeScript, `import { app }`
import { Verifier } from "hookproof";
import { webhook } from "hookproof/azure-functions";
import { stripe } from "hookproof/providers";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

export const handler = webhook(verifier, async (delivery) => {
  const event = delivery.json();
  return { body: `thanks for ${event.type}` };
});

azure.app.http("stripe", { route: "hooks/stripe", methods: ["POST"], authLevel: "anonymous", handler });
