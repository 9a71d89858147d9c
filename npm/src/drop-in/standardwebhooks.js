import { sign, Verifier } from "../index.js";
import { standardWebhooks } from "../providers.js";

/** The same line for a secret that is the key itself. */
const RAW = standardWebhooks.replace("(whsec_{base64})", "");

export class WebhookVerificationError extends Error {}
Object.defineProperty(WebhookVerificationError.prototype, "name", {
  value: "WebhookVerificationError",
  configurable: true,
  writable: true,
});

/** The key of `format: "raw"`: a byte a character, as the library takes it. */
const keyOf = (secret) => (typeof secret === "string" ? Uint8Array.from(secret, (c) => c.charCodeAt(0)) : secret);

const textOf = (payload) =>
  typeof payload === "string" ? payload : new TextDecoder("utf-8", { ignoreBOM: true }).decode(payload);

export class Webhook {
  #line;
  #secret;
  #verifier;

  constructor(secret, options) {
    const raw = options?.format === "raw";
    if (!raw && typeof secret !== "string") throw new TypeError("hookproof: the secret must be a string, whsec_...");
    this.#line = raw ? RAW : standardWebhooks;
    this.#secret = raw ? keyOf(secret) : secret;
    this.#verifier = new Verifier(this.#line, this.#secret);
  }

  verify(payload, headers, options) {
    try {
      this.#verifier.verify({ headers, body: payload });
    } catch (cause) {
      if (cause?.name !== "WebhookError") throw cause;
      throw new WebhookVerificationError(cause.message, { cause });
    }
    const text = textOf(payload);
    return text === "" || options?.jsonParse === false ? undefined : JSON.parse(text);
  }

  sign(msgId, timestamp, payload) {
    const delivery = { body: payload, headers: { "webhook-id": msgId }, timestamp };
    return sign(this.#line, this.#secret, delivery)["webhook-signature"];
  }
}
