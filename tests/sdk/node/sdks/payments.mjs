// Payments and accounts.

import { Paddle } from "@paddle/paddle-node-sdk";
import Finance from "@unit-finance/unit-node-sdk";
import { basicAuthValidator } from "chargebee";
import coinbase from "coinbase-commerce-node";
import { WebhookSignature } from "fintoc";
import * as gocardless from "gocardless-nodejs/webhooks";
import ModernTreasury from "modern-treasury";
import Razorpay from "razorpay";
import Stripe from "stripe";
import { secrets } from "../deliveries.mjs";

const stripe = new Stripe("not-a-key");
const paddle = new Paddle("not-a-key");
const treasury = new ModernTreasury({ organizationID: "x", apiKey: "not-a-key", webhookKey: "not-a-key" });
const unit = new Finance.Unit("not-a-token", "https://api.example.com");

export const payments = [
  {
    sdk: "stripe",
    row: "stripe",
    secret: () => (secrets.text().length % 2 ? secrets.whsec() : secrets.text()),
    bodies: "json",
    event: { id: "evt_1", object: "event" },
    sign: ({ secret, body, time }) => ({
      "stripe-signature": stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: time }),
    }),
    verify: ({ secret, body, headers }) =>
      void stripe.webhooks.constructEvent(Buffer.from(body), headers["stripe-signature"], secret),
  },
  {
    sdk: "@paddle/paddle-node-sdk",
    row: "paddle",
    clock: "past",
    secret: secrets.text,
    empty: true,
    verify: ({ secret, body, headers }) => paddle.webhooks.isSignatureValid(body, secret, headers["paddle-signature"]),
  },
  {
    sdk: "gocardless-nodejs",
    row: "gocardless",
    secret: secrets.text,
    bodies: "json",
    event: { events: [] },
    verify: ({ secret, body, headers }) => void gocardless.parse(body, secret, headers["webhook-signature"]),
  },
  {
    sdk: "razorpay",
    row: "razorpay",
    secret: secrets.punctuated,
    empty: true,
    verify: ({ secret, body, headers }) =>
      Razorpay.validateWebhookSignature(body, headers["x-razorpay-signature"], secret),
  },
  {
    sdk: "modern-treasury",
    row: "modern-treasury",
    secret: secrets.text,
    empty: true,
    sign: ({ secret, body }) => ({ "x-signature": treasury.webhooks.getSignature(body, { key: secret }) }),
    verify: ({ secret, body, headers }) => treasury.webhooks.validateSignature(body, headers, { key: secret }),
  },
  {
    sdk: "@unit-finance/unit-node-sdk",
    row: "unit",
    secret: secrets.text,
    bodies: "compact",
    verify: ({ secret, body, headers }) => unit.webhooks.verify(headers["x-unit-signature"], secret, JSON.parse(body)),
  },
  {
    sdk: "fintoc",
    row: "fintoc",
    secret: () => `whsec_test_${secrets.text()}`,
    empty: true,
    verify: ({ secret, body, headers }) =>
      void WebhookSignature.verifyHeader(body, headers["fintoc-signature"], secret),
  },
  {
    sdk: "coinbase-commerce-node",
    row: "coinbase-commerce",
    secret: secrets.text,
    bodies: "json",
    event: { event: { id: "1", type: "charge:created" } },
    sign: ({ secret, body }) => ({ "x-cc-webhook-signature": coinbase.Webhook.computeSignature(body, secret) }),
    verify: ({ secret, body, headers }) =>
      void coinbase.Webhook.verifyEventBody(body, headers["x-cc-webhook-signature"], secret),
  },
  {
    sdk: "chargebee",
    row: "chargebee",
    secret: secrets.password,
    bodies: "json",
    // A shared password covers nothing of the delivery.
    changes: [],
    verify: async ({ secret, headers }) => {
      const [user, ...password] = secret.split(":");
      await basicAuthValidator((name, word) => name === user && word === password.join(":"))(headers);
    },
  },
];
