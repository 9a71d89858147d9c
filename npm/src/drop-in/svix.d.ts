import type { WebhookOptions, WebhookUnbrandedRequiredHeaders } from "./standardwebhooks.js";

export { WebhookVerificationError } from "./standardwebhooks.js";
export type { WebhookOptions, WebhookUnbrandedRequiredHeaders };

export interface WebhookRequiredHeaders {
  "svix-id": string;
  "svix-timestamp": string;
  "svix-signature": string;
}

/**
 * The class `Webhook` of the package `svix`, over hookproof's core: change the import, and nothing else. (The client of
 * Svix' API is not in it.) It is stricter where that of `hookproof/standardwebhooks` is.
 */
export declare class Webhook {
  /** @throws Error if the secret is empty, weak, or not in base64 */
  constructor(secret: string | Uint8Array, options?: WebhookOptions);
  /**
   * What the payload says as JSON. The headers may have Svix' names or those of the specification.
   * @throws WebhookVerificationError if it is not authentic
   * @throws SyntaxError if it is authentic, and no JSON
   */
  verify(
    payload: string | Uint8Array,
    headers: WebhookRequiredHeaders | WebhookUnbrandedRequiredHeaders | Record<string, string>,
  ): unknown;
  /** The value of the header `svix-signature`. */
  sign(msgId: string, timestamp: Date, payload: string | Uint8Array): string;
}
