// POST /hooks/<name>: verifies a webhook before anything else is done with it.
// Configured by the JSON binding HOOKS: { "<name>": { "scheme": "stripe", "secret": "whsec_..." }, ... }
import { Verifier, WebhookError } from "hookproof";
import * as providers from "hookproof/providers";

const schemes = new Map(Object.entries(providers)); // with one provider, import just that one
const verifiers = new Map(); // made once, at the first delivery

const verifierOf = (name, { scheme, secret, allowApiKey }) => {
  const made = verifiers.get(name) ?? new Verifier(schemes.get(scheme) ?? scheme, secret, { allowApiKey });
  verifiers.set(name, made);
  return made;
};

export default {
  async fetch(request, env) {
    const name = new URL(request.url).pathname.match(/^\/hooks\/([\w-]+)$/)?.[1];
    if (request.method !== "POST" || !Object.hasOwn(env.HOOKS, name)) return new Response(null, { status: 404 });
    const { url, now, ...hook } = env.HOOKS[name]; // `now` only replays recorded deliveries
    try {
      const { body, ...verdict } = await verifierOf(name, hook).verifyRequest(request, { url, now });
      // ... handle JSON.parse(new TextDecoder().decode(body)) here
      return Response.json({ ok: true, ...verdict });
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      const { code, number, message, status } = error; // in production, log these and answer the status alone
      return Response.json({ ok: false, code, number, message }, { status });
    }
  },
};
