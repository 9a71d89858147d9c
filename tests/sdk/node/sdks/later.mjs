// Rows whose schemes sign a query, a JSON value or a digest: where the table has no such row yet, they are skipped, and
// counted as skipped.
import { createHash } from "node:crypto";
import { signRequest, verifyRequest } from "@contentful/node-apps-toolkit";
import braintree from "braintree";
import { v2 as cloudinary } from "cloudinary";
import { verifyWebhookSignature as verifyHook0 } from "hook0-client";
import { WebhookSignatureValidator } from "mercadopago";
import plivo from "plivo";
import twilio from "twilio";
import { hex, secrets } from "../deliveries.mjs";
import { otherBody } from "../trial.mjs";

const cloudinarySdk = (row, algorithm) => ({
  sdk: "cloudinary",
  row,
  secret: secrets.text,
  clock: "past",
  sign: ({ secret, body, time }) => ({
    "x-cld-timestamp": String(time),
    "x-cld-signature": cloudinary.utils.webhook_signature(body, time, {
      api_secret: secret,
      signature_algorithm: algorithm,
    }),
  }),
  verify: ({ secret, body, headers }) => {
    cloudinary.config({ api_secret: secret, signature_algorithm: algorithm });
    const time = Number(headers["x-cld-timestamp"]);
    return cloudinary.utils.verifyNotificationSignature(body, time, headers["x-cld-signature"]);
  },
});

const PUBLIC_KEY = "integration_public_key";

/** A body that only the SDK can write. */
const sampleOf = (secret, mark) =>
  new braintree.BraintreeGateway({
    environment: braintree.Environment.Sandbox,
    merchantId: "integration_merchant_id",
    publicKey: PUBLIC_KEY,
    privateKey: secret,
  }).webhookTesting.sampleNotification(braintree.WebhookNotification.Kind.SubscriptionWentPastDue, mark);

const signedByTwilio = ({ url, body }) => {
  const digest = createHash("sha256").update(body).digest("hex");
  return `${url.replace(/&bodySHA256=.*/, "")}&bodySHA256=${digest}`;
};

export const later = [
  cloudinarySdk("cloudinary", "sha256"),
  cloudinarySdk("cloudinary-sha1", "sha1"),
  {
    sdk: "twilio",
    row: "twilio-json",
    secret: secrets.hex,
    prepare: (sent) => ({ ...sent, url: signedByTwilio(sent) }),
    sign: ({ secret, url }) => ({ "x-twilio-signature": twilio.getExpectedTwilioSignature(secret, url, {}) }),
    verify: ({ secret, url, body, headers }) =>
      twilio.validateRequestWithBody(secret, headers["x-twilio-signature"], url, body),
  },
  {
    sdk: "mercadopago",
    row: "mercado-pago",
    secret: secrets.hex,
    clock: "none",
    prepare: (sent) => ({ ...sent, url: `https://hooks.example.com/in?data.id=${sent.marks[0]}&type=payment` }),
    headers: ({ nonce }) => ({ "x-request-id": nonce }),
    // The body is not signed: the query's data.id is.
    changes: [(sent) => ({ ...sent, url: sent.url.replace(sent.marks[0], sent.marks[1]) })],
    verify: ({ secret, url, headers }) =>
      void WebhookSignatureValidator.validate({
        secret,
        xSignature: headers["x-signature"],
        xRequestId: headers["x-request-id"],
        dataId: new URL(url).searchParams.get("data.id"),
      }),
  },
  {
    sdk: "plivo",
    row: "plivo-v2",
    secret: secrets.text,
    prepare: (sent) => ({ ...sent, url: `https://hooks.example.com/in/${sent.marks[0]}` }),
    headers: ({ nonce }) => ({ "x-plivo-signature-v2-nonce": nonce }),
    // The body is not signed: the URL is.
    changes: [(sent) => ({ ...sent, url: sent.url.replace(sent.marks[0], sent.marks[1]) })],
    verify: ({ secret, url, headers }) =>
      plivo.validateSignature(url, headers["x-plivo-signature-v2-nonce"], headers["x-plivo-signature-v2"], secret),
  },
  {
    sdk: "hook0-client",
    row: "hook0",
    secret: secrets.text,
    headers: ({ id }) => ({ "x-event-id": id, "x-event-type": "user.created" }),
    // The request names the headers that are signed.
    changes: [otherBody, (sent) => ({ ...sent, headers: { ...sent.headers, "x-event-type": "user.deleted" } })],
    verify: ({ secret, body, headers }) =>
      verifyHook0(headers["x-hook0-signature"], Buffer.from(body), new Headers(headers), secret, 300),
  },
  {
    sdk: "@contentful/node-apps-toolkit",
    row: "contentful",
    secret: () => hex(64),
    prepare: (sent) => ({ ...sent, url: sent.url.split("?")[0] }),
    changes: [otherBody, (sent) => ({ ...sent, headers: { ...sent.headers, "x-contentful-crn": "other" } })],
    // In the order of the alphabet, which is the order that the SDK signs them in.
    headers: ({ id }) => ({ "content-type": "application/json", "x-contentful-crn": `crn:${id}` }),
    sign: ({ secret, method, url, body, headers, time }) => {
      const path = url.slice(new URL(url).origin.length);
      return signRequest(secret, { method, path, headers, body }, time * 1000);
    },
    verify: ({ secret, method, url, body, headers }) =>
      verifyRequest(secret, { method, path: url.slice(new URL(url).origin.length), headers, body }),
  },
  {
    sdk: "braintree",
    row: "braintree",
    secret: secrets.hex,
    bodies: "form",
    whole: true,
    sign: ({ secret, marks }) => ({ body: new URLSearchParams(sampleOf(secret, marks[0])).toString(), headers: {} }),
    changes: [
      (sent) => {
        const forged = new URLSearchParams(sampleOf(sent.secret, sent.marks[1]));
        forged.set("bt_signature", new URLSearchParams(sent.body).get("bt_signature"));
        return { ...sent, body: forged.toString() };
      },
    ],
  },
];
