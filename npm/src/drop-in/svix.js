import { Webhook as StandardWebhook } from "./standardwebhooks.js";

export { WebhookVerificationError } from "./standardwebhooks.js";

const NAMES = ["id", "timestamp", "signature"];

/** The three headers under the names of the specification: Svix' own name of each wins. */
const unbranded = (headers) => {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return NAMES.flatMap((name) => {
    const branded = lower.filter(([key]) => key === `svix-${name}`);
    const found = branded.length ? branded : lower.filter(([key]) => key === `webhook-${name}`);
    return found.map(([, value]) => [`webhook-${name}`, value]);
  });
};

export class Webhook {
  #inner;

  constructor(secret, options) {
    this.#inner = new StandardWebhook(secret, options);
  }

  verify(payload, headers) {
    this.#inner.verify(payload, unbranded(headers), { jsonParse: false });
    // Unlike the other library, this one takes an empty payload for what it is: no JSON.
    return JSON.parse(
      typeof payload === "string" ? payload : new TextDecoder("utf-8", { ignoreBOM: true }).decode(payload),
    );
  }

  sign(msgId, timestamp, payload) {
    return this.#inner.sign(msgId, timestamp, payload);
  }
}
