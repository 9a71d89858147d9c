// Each verifier as the one file that a user would write: what its bundle weighs, and what its first verdict costs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { here } from "./project.mjs";

const UNHEX = `const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));`;

const ours = (lines) => `import { Verifier } from "hookproof";
import { ${lines.join(", ")} } from "hookproof/providers";
const verifiers = {};
const lines = { ${lines.join(", ")} };
export const verify = (headers, body, secret, name = "stripe") => {
  verifiers[name] ??= new Verifier(lines[name], secret);
  return verifiers[name].verify({ headers, body }).covers.body;
};`;

const standard = (name) => `import { Webhook } from "${name}";
let webhook;
export const verify = (headers, body, secret) => {
  webhook ??= new Webhook(secret);
  webhook.verify(body, headers, { jsonParse: false });
  return true;
};`;

/** The scheme whose deliveries it judges, and its text: `verify(headers, text, secret)` is true, false, or throws. */
export const subjects = {
  hookproof: { scheme: "stripe", source: ours(["stripe"]) },
  createHmac: {
    scheme: "github",
    source: `import { createHmac, timingSafeEqual } from "node:crypto";
export const verify = (headers, body, secret) => {
  const given = Buffer.from(headers["x-hub-signature-256"].slice(7), "hex");
  const made = createHmac("sha256", secret).update(body).digest();
  return given.length === made.length && timingSafeEqual(made, given);
};`,
  },
  "subtle.verify": {
    scheme: "github",
    source: `${UNHEX}
let key;
export const verify = async (headers, body, secret) => {
  const bytes = new TextEncoder();
  key ??= crypto.subtle.importKey("raw", bytes.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  return crypto.subtle.verify("HMAC", await key, unhex(headers["x-hub-signature-256"].slice(7)), bytes.encode(body));
};`,
  },
  "@noble/hashes": {
    scheme: "github",
    source: `import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
${UNHEX}
export const verify = (headers, body, secret) => {
  const bytes = new TextEncoder();
  const given = unhex(headers["x-hub-signature-256"].slice(7));
  const made = hmac(sha256, bytes.encode(secret), bytes.encode(body));
  let difference = given.length ^ made.length;
  for (let i = 0; i < made.length; i++) difference |= made[i] ^ given[i];
  return difference === 0;
};`,
  },
  "@octokit/webhooks-methods": {
    scheme: "github",
    source: `import * as octokit from "@octokit/webhooks-methods";
export const verify = (headers, body, secret) => octokit.verify(secret, body, headers["x-hub-signature-256"]);`,
  },
  standardwebhooks: { scheme: "standard-webhooks", source: standard("standardwebhooks") },
  svix: { scheme: "svix", source: standard("svix") },
  "stripe constructEvent": {
    scheme: "stripe",
    source: `import Stripe from "stripe";
let webhooks;
export const verify = async (headers, body, secret) => {
  webhooks ??= Stripe.webhooks ?? new Stripe("sk_test_x").webhooks;
  return (await webhooks.constructEventAsync(body, headers["stripe-signature"], secret)).id.length > 0;
};`,
  },
};

/** Ours, with a second provider; and a file that verifies nothing. */
export const twoProviders = { scheme: "stripe", source: ours(["stripe", "github"]) };
export const nothing = { scheme: "stripe", source: "export const verify = () => true;" };

/** Writes a subject's file, among the packages. Returns its path. */
export const write = (name, { source }) => {
  const dir = join(here, "subjects");
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${name.replaceAll(/\W+/g, "-")}.mjs`);
  writeFileSync(file, source);
  return file;
};
