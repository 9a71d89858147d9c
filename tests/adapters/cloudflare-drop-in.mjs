// A Worker with the drop-in class of svix, in the build for the edge.
import { Webhook, WebhookVerificationError } from "hookproof/drop-in/svix.edge.js";

export default {
  async fetch(request, env) {
    try {
      const webhook = new Webhook(`whsec_${btoa(env.STRIPE_WEBHOOK_SECRET)}`);
      return Response.json(webhook.verify(await request.text(), Object.fromEntries(request.headers)));
    } catch (error) {
      return new Response(error.name, { status: error instanceof WebhookVerificationError ? 401 : 500 });
    }
  },
};
