// Every verifier that is measured: each takes a delivery, returns true where it is authentic, and otherwise false or an error.
//
// The loops around them await what is a promise and nothing else: what answers at once does not pay for it.
import { createHmac, timingSafeEqual } from "node:crypto";
import { Verifier } from "hookproof";
import { github, standardWebhooks, stripe, svix } from "hookproof/providers";
import { SECRET } from "./deliveries.mjs";

const encoder = new TextEncoder();
const LINES = { github, stripe, "standard-webhooks": standardWebhooks, svix };

const unhex = (text) => {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
};

const recent = (seconds) => Math.abs(Date.now() / 1000 - seconds) <= 300;

/** As it is written by hand: the secret is given on each call, and a signature of another length is refused before. */
const byHand = {
  github: ({ headers, bytes }) => {
    const given = Buffer.from(headers["x-hub-signature-256"].slice(7), "hex");
    const made = createHmac("sha256", SECRET).update(bytes).digest();
    return given.length === made.length && timingSafeEqual(made, given);
  },
  stripe: ({ headers, bytes }) => {
    let time = "";
    let signature = "";
    for (const part of headers["stripe-signature"].split(",")) {
      const at = part.indexOf("=");
      const name = part.slice(0, at);
      if (name === "t") time = part.slice(at + 1);
      else if (name === "v1") signature = part.slice(at + 1);
    }
    const given = Buffer.from(signature, "hex");
    const made = createHmac("sha256", SECRET).update(`${time}.`).update(bytes).digest();
    return given.length === made.length && timingSafeEqual(made, given) && recent(Number(time));
  },
  "standard-webhooks": ({ headers, bytes }) => {
    const id = headers["webhook-id"];
    const time = headers["webhook-timestamp"];
    const key = Buffer.from(SECRET.slice(6), "base64");
    const made = createHmac("sha256", key).update(`${id}.${time}.`).update(bytes).digest();
    const match = headers["webhook-signature"].split(" ").some((each) => {
      const given = Buffer.from(each.slice(3), "base64");
      return each.startsWith("v1,") && given.length === made.length && timingSafeEqual(made, given);
    });
    return match && recent(Number(time));
  },
};

/** Ours, as users call it. @param form "bytes" or "text": how the body comes; `parse` does what a peer does after it */
const ours = (scheme, form, { hash, parse = false } = {}) => {
  const verifier = new Verifier(LINES[scheme], SECRET, hash ? { hash } : {});
  return ({ headers, [form]: body }) => {
    const verdict = verifier.verify({ headers, body });
    if (parse) JSON.parse(body);
    return verdict.covers.body;
  };
};

const noble = async () => {
  const { hmac } = await import("@noble/hashes/hmac.js");
  const { sha256 } = await import("@noble/hashes/sha2.js");
  const key = encoder.encode(SECRET);
  return ({ headers, bytes }) => {
    const given = unhex(headers["x-hub-signature-256"].slice(7));
    const made = hmac(sha256, key, bytes);
    let difference = given.length ^ made.length;
    for (let i = 0; i < made.length; i++) difference |= made[i] ^ given[i];
    return difference === 0;
  };
};

const subtle = async () => {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(SECRET), algorithm, false, ["verify"]);
  return ({ headers, bytes }) =>
    crypto.subtle.verify("HMAC", key, unhex(headers["x-hub-signature-256"].slice(7)), bytes);
};

const stripeSdk = async () => {
  const { default: Stripe } = await import("stripe");
  return Stripe.webhooks ?? new Stripe("sk_test_x").webhooks;
};

/** The build that the runtime's own resolution takes: node:crypto where that is Node's, WebCrypto where it is the web's. */
const octokit = async () => {
  const { verify } = await import("@octokit/webhooks-methods");
  return ({ headers, text }) => verify(SECRET, text, headers["x-hub-signature-256"]);
};

const standardwebhooks = async () => {
  const { Webhook } = await import("standardwebhooks");
  const webhook = new Webhook(SECRET);
  return ({ headers, text }) => {
    webhook.verify(text, headers, { jsonParse: false });
    return true; // it throws otherwise
  };
};

const svixSdk = async () => {
  const { Webhook } = await import("svix");
  const webhook = new Webhook(SECRET);
  return ({ headers, text }) => {
    webhook.verify(text, headers);
    return true; // it throws otherwise
  };
};

/**
 * What is compared: a peer, and ours doing the same, by the name of the row. Each makes a function of a delivery.
 * A peer that has a synchronous call in some runtimes only is in two rows, with `on` naming the runtimes.
 */
export const pairs = {
  ...Object.fromEntries(
    Object.entries(byHand).map(([scheme, verify]) => [
      `createHmac, ${scheme}`,
      { scheme, theirs: () => verify, ours: () => ours(scheme, "bytes") },
    ]),
  ),
  "stripe verifyHeader": {
    scheme: "stripe",
    on: ["node"],
    theirs: async () => {
      const { signature } = await stripeSdk();
      return ({ headers, text }) => signature.verifyHeader(text, headers["stripe-signature"], SECRET);
    },
    ours: () => ours("stripe", "text"),
  },
  "stripe constructEvent": {
    scheme: "stripe",
    on: ["node"],
    theirs: async () => {
      const webhooks = await stripeSdk();
      return ({ headers, text }) => webhooks.constructEvent(text, headers["stripe-signature"], SECRET).id.length > 0;
    },
    ours: () => ours("stripe", "text", { parse: true }),
  },
  "stripe verifyHeaderAsync": {
    scheme: "stripe",
    on: ["deno", "bun", "workerd"],
    theirs: async () => {
      const { signature } = await stripeSdk();
      return ({ headers, text }) => signature.verifyHeaderAsync(text, headers["stripe-signature"], SECRET);
    },
    ours: () => ours("stripe", "text"),
  },
  "stripe constructEventAsync": {
    scheme: "stripe",
    on: ["deno", "bun", "workerd"],
    theirs: async () => {
      const webhooks = await stripeSdk();
      return async ({ headers, text }) =>
        (await webhooks.constructEventAsync(text, headers["stripe-signature"], SECRET)).id.length > 0;
    },
    ours: () => ours("stripe", "text", { parse: true }),
  },
  svix: { scheme: "svix", theirs: svixSdk, ours: () => ours("svix", "text") },
  standardwebhooks: {
    scheme: "standard-webhooks",
    theirs: standardwebhooks,
    ours: () => ours("standard-webhooks", "text"),
  },
  "@octokit/webhooks-methods": { scheme: "github", theirs: octokit, ours: () => ours("github", "text") },
  "subtle.verify, key kept": { scheme: "github", theirs: subtle, ours: () => ours("github", "bytes") },
  'svix, hash: "wasm"': { scheme: "svix", theirs: svixSdk, ours: () => ours("svix", "text", { hash: "wasm" }) },
  '@noble/hashes, hash: "wasm"': {
    scheme: "github",
    theirs: noble,
    ours: () => ours("github", "bytes", { hash: "wasm" }),
  },
};

/** Whether a candidate says that a delivery is authentic. */
export const accepts = async (verify, delivery) => {
  try {
    return (await verify(delivery)) === true;
  } catch {
    return false;
  }
};

/** Ready to be measured: both functions, each of which has accepted a genuine delivery and refused a forged one. */
export const ready = async (name, size, delivery) => {
  const { scheme, theirs, ours } = pairs[name];
  const good = delivery(scheme, size);
  const forged = delivery(scheme, size, true);
  const made = { theirs: await theirs(), ours: await ours() };
  for (const [whose, verify] of Object.entries(made)) {
    if (!(await accepts(verify, good)))
      throw new Error(`${name}: ${whose} refuses a genuine delivery of ${size} bytes`);
    if (await accepts(verify, forged)) throw new Error(`${name}: ${whose} accepts a forged delivery of ${size} bytes`);
  }
  return { ours: () => made.ours(good), theirs: () => made.theirs(good) };
};

/** The rows that a runtime has. */
export const pairsOn = (runtime) => Object.keys(pairs).filter((name) => pairs[name].on?.includes(runtime) ?? true);
