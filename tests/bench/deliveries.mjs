// The deliveries that every candidate judges: valid JSON of so many bytes, signed in three ways, with the headers that come
// with a delivery.
import { createHmac } from "node:crypto";

/** The secret of all candidates: text for Stripe and GitHub, base64 behind its prefix for Standard Webhooks. */
export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const ID = "evt_1NG8Du2eZvKYlo2CUI79vXWy";

/** JSON of exactly `size` bytes, many small objects in it. */
export const json = (size) => {
  const head = `{"id":"${ID}","object":"event","created":1686089970,"type":"invoice.paid","data":{"lines":[`;
  const tail = ']},"pad":"';
  const item = (number) =>
    `${number ? "," : ""}{"id":"il_${1e9 + number}","amount":${1000 + number},"currency":"usd","description":"1 x Widget (at $10.00 / month)","livemode":false,"quantity":1}`;
  let text = head;
  for (let number = 0; text.length + item(number).length + tail.length + 2 <= size; number++) text += item(number);
  text += tail;
  return `${text}${"x".repeat(size - text.length - 2)}"}`;
};

/** What every delivery has beside its signature; with the scheme's own three, or less and others, there are eight headers. */
const COMMON = {
  host: "hooks.example.com",
  "user-agent": "Sender/1.0 (+https://example.com/docs/webhooks)",
  accept: "*/*; q=0.5, application/xml",
  "content-type": "application/json; charset=utf-8",
};

const mac = (key, ...parts) => {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

/**
 * A delivery of a scheme: its headers, and its body as text and as bytes.
 * @param scheme "github", "stripe", "standard-webhooks", or "svix": the same, with headers of its own names
 * @param forged the signature is that of another body
 */
export const delivery = (scheme, size, forged = false) => {
  const text = json(size);
  const signed = forged ? text.replace('"id":"evt_', '"id":"EVT_') : text;
  const now = String(Math.floor(Date.now() / 1000));
  const standard = (prefix) => ({
    [`${prefix}-id`]: ID,
    [`${prefix}-timestamp`]: now,
    [`${prefix}-signature`]: `v1,${mac(Buffer.from(SECRET.slice(6), "base64"), `${ID}.${now}.`, signed).toString("base64")}`,
  });
  const own = {
    github: () => ({
      "x-github-event": "push",
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-hub-signature-256": `sha256=${mac(SECRET, signed).toString("hex")}`,
    }),
    stripe: () => ({
      "cache-control": "no-cache",
      "accept-encoding": "gzip",
      "stripe-signature": `t=${now},v1=${mac(SECRET, `${now}.`, signed).toString("hex")}`,
    }),
    "standard-webhooks": () => standard("webhook"),
    svix: () => standard("svix"),
  }[scheme]();
  const headers = { ...COMMON, "content-length": String(size), ...own };
  if (Object.keys(headers).length !== 8) throw new Error(`not 8 headers: ${Object.keys(headers)}`);
  return { headers, text, bytes: new TextEncoder().encode(text) };
};
