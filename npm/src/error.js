/** Why a delivery was rejected, or why a verifier could not be made. */
export class WebhookError extends Error {
  constructor(message, { code, number, status, header, url, skewSeconds, column }) {
    super(message);
    this.code = code;
    this.number = number;
    this.status = status;
    if (header !== undefined) this.header = header;
    if (url !== undefined) this.url = url;
    if (skewSeconds !== undefined) this.skewSeconds = skewSeconds;
    if (column !== undefined) this.column = column;
  }
}
// On the prototype, so that a log of the error's own fields does not repeat it; a string, because minifiers rename classes.
Object.defineProperty(WebhookError.prototype, "name", { value: "WebhookError", configurable: true, writable: true });
