// Standard Webhooks, by that name or by others: `id.timestamp.body`, HMAC-SHA256, base64.
import Anthropic from "@anthropic-ai/sdk";
import { verifyWebhook } from "@clerk/backend/webhooks";
import ImageKit from "@imagekit/nodejs";
import { WebhookHandler } from "@liveblocks/node";
import Finch from "@tryfinch/finch-api";
import DodoPayments from "dodopayments";
import Lithic from "lithic";
import OpenAI from "openai";
import { validateWebhook } from "replicate";
import { Resend } from "resend";
import { Webhook } from "standardwebhooks";
import { Webhook as Svix } from "svix";
import { secrets } from "../deliveries.mjs";

const idIn = (name) => (sent) => ({ [name]: sent.id });
const apiKey = "not-a-key";

const openai = new OpenAI({ apiKey });
const anthropic = new Anthropic({ apiKey });
const lithic = new Lithic({ apiKey });
const finch = new Finch({ accessToken: apiKey });
const dodo = new DodoPayments({ bearerToken: apiKey });
const imagekit = new ImageKit({ privateKey: apiKey });
const resend = new Resend(apiKey);

/** What standardwebhooks and svix have in common, under the names of their headers. */
const reference = (Class, prefix) => ({
  secret: secrets.whsec,
  bodies: "json",
  headers: idIn(`${prefix}-id`),
  sign: ({ secret, id, time, body }) => ({
    [`${prefix}-timestamp`]: String(time),
    [`${prefix}-signature`]: new Class(secret).sign(id, new Date(time * 1000), body),
  }),
  verify: ({ secret, body, headers }) => void new Class(secret).verify(body, headers),
});

const verifyOnly = (sdk, row, verify, more = {}) => ({
  sdk,
  row,
  secret: secrets.whsec,
  bodies: "json",
  headers: idIn("webhook-id"),
  verify,
  ...more,
});

const rowsOfReference = ["standard-webhooks", "loops", "folk", "fathom", "granola", "gitlab-signing", "render"];
const rowsOfSvix = ["svix", "resend", "clerk"];

export const standard = [
  ...rowsOfReference.map((row) => ({ sdk: "standardwebhooks", row, ...reference(Webhook, "webhook") })),
  {
    sdk: "standardwebhooks",
    row: "supabase-auth-hooks",
    ...reference(Webhook, "webhook"),
    // The dashboard shows `v1,whsec_...`; the documentation has the part behind the comma given to the library.
    secret: () => `v1,${secrets.whsec()}`,
    sign: (sent) => reference(Webhook, "webhook").sign({ ...sent, secret: sent.secret.slice("v1,".length) }),
    verify: (sent) => reference(Webhook, "webhook").verify({ ...sent, secret: sent.secret.slice("v1,".length) }),
  },
  ...rowsOfSvix.map((row) => ({ sdk: "svix", row, ...reference(Svix, "svix") })),
  verifyOnly(
    "@clerk/backend",
    "clerk",
    ({ secret, body, headers }) =>
      verifyWebhook(new Request("https://example.com", { method: "POST", headers, body }), { signingSecret: secret }),
    { headers: idIn("svix-id") },
  ),
  verifyOnly(
    "resend",
    "resend",
    ({ secret, body, headers }) =>
      void resend.webhooks.verify({
        payload: body,
        webhookSecret: secret,
        headers: {
          id: headers["svix-id"],
          timestamp: headers["svix-timestamp"],
          signature: headers["svix-signature"],
        },
      }),
    { headers: idIn("svix-id") },
  ),
  verifyOnly(
    "openai",
    "openai",
    ({ secret, body, headers }) => openai.webhooks.verifySignature(body, headers, secret),
    {
      bodies: "any",
      empty: true,
    },
  ),
  verifyOnly(
    "@anthropic-ai/sdk",
    "anthropic",
    ({ secret, body, headers }) => void anthropic.beta.webhooks.unwrap(body, { headers, key: secret }),
  ),
  verifyOnly(
    "@liveblocks/node",
    "liveblocks",
    ({ secret, body, headers }) => void new WebhookHandler(secret).verifyRequest({ headers, rawBody: body }),
    { event: { type: "storageUpdated" } },
  ),
  verifyOnly("replicate", "replicate", ({ secret, body, headers }) => validateWebhook({ headers, body }, secret), {
    bodies: "any",
    clock: "none",
  }),
  verifyOnly("lithic", "lithic", ({ secret, body, headers }) => void lithic.webhooks.unwrap(body, headers, secret)),
  verifyOnly(
    "dodopayments",
    "dodo-payments",
    ({ secret, body, headers }) => void dodo.webhooks.unwrap(body, { headers, key: secret }),
  ),
  verifyOnly(
    "@tryfinch/finch-api",
    "finch",
    ({ secret, body, headers }) => void finch.webhooks.unwrap(body, headers, secret),
    {
      secret: secrets.base64,
      headers: idIn("finch-event-id"),
    },
  ),
  verifyOnly(
    "@imagekit/nodejs",
    "imagekit-standard",
    ({ secret, body, headers }) => void imagekit.webhooks.unwrap(body, { headers, key: secret }),
    { secret: secrets.text },
  ),
];
