/** The error of a delivery that is not authentic. Its `cause` is the `WebhookError`, with code and status. */
export declare class WebhookVerificationError extends Error {
  constructor(message: string, options?: { cause?: unknown });
}

export interface WebhookUnbrandedRequiredHeaders {
  "webhook-id": string;
  "webhook-timestamp": string;
  "webhook-signature": string;
}

export interface WebhookOptions {
  /** The secret is the key itself, not base64. */
  format?: "raw";
}

export interface VerifyOptions {
  /** `false` leaves the payload unparsed, and returns nothing. */
  jsonParse?: boolean;
}

/**
 * The class `Webhook` of the package `standardwebhooks`, over hookproof's core: change the import, and nothing else.
 *
 * It is stricter in this. A delivery is refused whose timestamp is more than digits (`"1614265330x"`), whose headers come
 * twice (in two spellings, or as an array), are longer than 8 KiB, or hold more than 32 signatures; and one of bytes that
 * are not UTF-8 only if it was not these bytes that were signed. The constructor refuses a secret that is a placeholder.
 */
export declare class Webhook {
  /** @throws Error if the secret is empty, weak, or not in base64 */
  constructor(secret: string | Uint8Array, options?: WebhookOptions);
  /**
   * What the payload says as JSON; `undefined` if it is empty.
   * @throws WebhookVerificationError if it is not authentic
   * @throws SyntaxError if it is authentic, and no JSON
   */
  verify(
    payload: string | Uint8Array,
    headers: WebhookUnbrandedRequiredHeaders | Record<string, string>,
    options?: VerifyOptions,
  ): unknown;
  /** The value of the header `webhook-signature`. */
  sign(msgId: string, timestamp: Date, payload: string | Uint8Array): string;
}
