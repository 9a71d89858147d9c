// Developers' platforms: code, content, media, identity.
import { signatureHelper } from "@kontent-ai/webhook-helper";
import { LinearWebhookClient } from "@linear/sdk/webhooks";
import Mux from "@mux/mux-node";
import { signWebhookPayload, verifyWebhookSignature } from "@notionhq/client";
import { sign as signGithub, verify as verifyGithub } from "@octokit/webhooks-methods";
import { encodeSignatureHeader, isValidRequest } from "@sanity/webhook";
import { WorkOS } from "@workos-inc/node";
import { verifyWebhookSignature as verifyHook0 } from "hook0-client";
import ImageKit from "imagekit";
import Pusher from "pusher";
import { sign as signRetell, verify as verifyRetell } from "retell-sdk";
import { StreamChat } from "stream-chat";
import { WebflowClient } from "webflow-api";
import { secrets } from "../deliveries.mjs";

const mux = new Mux({ tokenId: "not-a-token", tokenSecret: "not-a-secret" });
const workos = new WorkOS("not-a-key");
const webflow = new WebflowClient({ accessToken: "not-a-token" });
const imagekit = new ImageKit({
  publicKey: "not-a-key",
  privateKey: "not-a-key",
  urlEndpoint: "https://example.com",
});

const milliseconds = ({ time, fraction }) => time * 1000 + fraction;

const workosSdk = (row) => ({
  sdk: "@workos-inc/node",
  row,
  secret: secrets.text,
  bodies: "compact",
  event: { id: "event_1", event: "user.created", data: {}, created_at: "2026-01-01T00:00:00Z" },
  sign: async (sent) => {
    const t = milliseconds(sent);
    const v1 = await workos.webhooks.computeSignature(t, JSON.parse(sent.body), sent.secret);
    return { "workos-signature": `t=${t}, v1=${v1}` };
  },
  verify: ({ secret, body, headers }) =>
    workos.webhooks.verifyHeader({
      payload: JSON.parse(body),
      sigHeader: headers["workos-signature"],
      secret,
      tolerance: row === "workos" ? 180_000 : 30_000,
    }),
});

const verifyWithHook0 =
  (name) =>
  ({ secret, body, headers }) =>
    verifyHook0(headers[name], Buffer.from(body), new Headers(headers), secret, 300);

export const platforms = [
  {
    sdk: "@octokit/webhooks-methods",
    row: "github",
    secret: secrets.punctuated,
    sign: async ({ secret, body }) => ({ "x-hub-signature-256": await signGithub(secret, body) }),
    verify: ({ secret, body, headers }) => verifyGithub(secret, body, headers["x-hub-signature-256"]),
  },
  {
    sdk: "@notionhq/client",
    row: "notion",
    secret: secrets.text,
    empty: true,
    sign: async ({ secret, body }) => ({
      "x-notion-signature": await signWebhookPayload({ body, verificationToken: secret }),
    }),
    verify: ({ secret, body, headers }) =>
      verifyWebhookSignature({ body, signature: headers["x-notion-signature"], verificationToken: secret }),
  },
  {
    sdk: "@linear/sdk",
    row: "linear",
    secret: secrets.text,
    bodies: "json",
    prepare: (sent) => ({ ...sent, body: sent.body.replace("{", `{"webhookTimestamp":${milliseconds(sent)},`) }),
    verify: ({ secret, body, headers }) =>
      new LinearWebhookClient(secret).verify(Buffer.from(body), headers["linear-signature"]),
  },
  {
    sdk: "@sanity/webhook",
    row: "sanity",
    secret: secrets.text,
    sign: async (sent) => ({
      "sanity-webhook-signature": await encodeSignatureHeader(sent.body, milliseconds(sent), sent.secret),
    }),
    verify: ({ secret, body, headers }) => isValidRequest({ headers, body }, secret),
  },
  {
    sdk: "@kontent-ai/webhook-helper",
    row: "kontent-ai",
    secret: secrets.base64,
    empty: true,
    sign: ({ secret, body }) => ({ "x-kontent-ai-signature": signatureHelper.getHashFromString(body, secret) }),
    verify: ({ secret, body, headers }) =>
      signatureHelper.isValidSignatureFromString(body, secret, headers["x-kontent-ai-signature"]),
  },
  {
    sdk: "@mux/mux-node",
    row: "mux",
    clock: "past",
    secret: secrets.text,
    empty: true,
    verify: ({ secret, body, headers }) => mux.webhooks.verifySignature(body, headers, secret),
  },
  {
    sdk: "imagekit",
    row: "imagekit",
    clock: "none",
    secret: secrets.whsec,
    bodies: "json",
    verify: ({ secret, body, headers }) =>
      void imagekit.verifyWebhookEvent(Buffer.from(body), headers["x-ik-signature"], secret),
  },
  {
    sdk: "pusher",
    row: "pusher",
    secret: secrets.text,
    bodies: "json",
    headers: () => ({ "x-pusher-key": "app-key", "content-type": "application/json" }),
    sign: ({ secret, body }) => ({ "x-pusher-signature": new Pusher.Token("app-key", secret).sign(body) }),
    verify: ({ secret, body, headers }) =>
      new Pusher({ appId: "1", key: "app-key", secret, cluster: "eu" }).webhook({ headers, rawBody: body }).isValid(),
  },
  {
    sdk: "retell-sdk",
    row: "retell",
    secret: secrets.text,
    empty: true,
    sign: async ({ secret, body }) => ({ "x-retell-signature": await signRetell(body, secret) }),
    verify: ({ secret, body, headers }) => verifyRetell(body, secret, headers["x-retell-signature"]),
  },
  {
    sdk: "stream-chat",
    row: "getstream",
    secret: secrets.text,
    bodies: "json",
    verify: ({ secret, body, headers }) =>
      new StreamChat("not-a-key", secret).verifyWebhook(Buffer.from(body), headers["x-signature"]),
  },
  {
    sdk: "webflow-api",
    row: "webflow",
    clock: "none",
    secret: secrets.text,
    empty: true,
    verify: ({ secret, body, headers }) => webflow.webhooks.verifySignature({ headers, body, secret }),
  },
  workosSdk("workos"),
  workosSdk("workos-actions"),
  {
    sdk: "hook0-client",
    row: "hook0-v0",
    secret: secrets.text,
    empty: true,
    verify: verifyWithHook0("x-hook0-signature"),
  },
];
