// Shops, shipping and identity checks.
import { Duda } from "@dudadev/partner-api";
import EasyPost from "@easypost/api";
import { WebhookEventVerifier } from "@onfido/api";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import "@shopify/shopify-api/adapters/node";
import smartcar from "smartcar";
import { verifyTerraWebhookSignature } from "terra-api";
import { secrets } from "../deliveries.mjs";

const duda = new Duda({ user: "not-a-user", pass: "not-a-password", env: Duda.Envs.direct });
const easypost = new EasyPost("not-a-key");

const shopify = (apiSecretKey) =>
  shopifyApi({
    apiKey: "not-a-key",
    apiSecretKey,
    scopes: [],
    hostName: "example.com",
    isEmbeddedApp: false,
    apiVersion: Object.values(ApiVersion).at(-1),
    logger: { level: 0 },
  });

export const commerce = [
  {
    sdk: "@shopify/shopify-api",
    row: "shopify",
    secret: secrets.text,
    headers: () => ({
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": "example.myshopify.com",
      "x-shopify-api-version": "2026-10",
      "x-shopify-webhook-id": "1",
    }),
    verify: async ({ secret, body, headers }) => {
      const answer = await shopify(secret).webhooks.validate({
        rawBody: body,
        rawRequest: { headers, method: "POST", url: "/hooks" },
        rawResponse: {},
      });
      return answer.valid;
    },
  },
  {
    sdk: "@easypost/api",
    row: "easypost",
    secret: secrets.text,
    bodies: "json",
    verify: ({ secret, body, headers }) => void easypost.Utils.validateWebhook(Buffer.from(body), headers, secret),
  },
  {
    sdk: "@onfido/api",
    row: "onfido",
    secret: secrets.text,
    bodies: "json",
    verify: ({ secret, body, headers }) =>
      void new WebhookEventVerifier(secret).readPayload(body, headers["x-sha2-signature"]),
  },
  {
    sdk: "smartcar",
    row: "smartcar",
    secret: secrets.text,
    bodies: "compact",
    sign: ({ secret, body }) => ({ "sc-signature": smartcar.hashChallenge(secret, body) }),
    verify: ({ secret, body, headers }) => smartcar.verifyPayload(secret, headers["sc-signature"], JSON.parse(body)),
  },
  {
    sdk: "terra-api",
    row: "terra",
    secret: secrets.text,
    verify: ({ secret, body, headers }) => verifyTerraWebhookSignature(body, headers["terra-signature"], secret),
  },
  {
    sdk: "@dudadev/partner-api",
    row: "duda",
    clock: "none",
    secret: () => Buffer.from(secrets.text()).toString("base64"),
    bodies: "compact",
    verify: ({ secret, body, headers }) => duda.appstore.utils.validateWebhook(secret, headers, JSON.parse(body)),
  },
];
