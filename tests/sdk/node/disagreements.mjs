// Where an SDK and a row disagree: what each side does, exactly. README.md says who is right. A disagreement that goes
// away makes the check fail, and is taken off both lists.
import { bodies, mark, secrets } from "./deliveries.mjs";
import { lineOf, weVerify } from "./ours.mjs";
import { commerce } from "./sdks/commerce.mjs";
import { later } from "./sdks/later.mjs";
import { messaging } from "./sdks/messaging.mjs";
import { payments } from "./sdks/payments.mjs";
import { platforms } from "./sdks/platforms.mjs";
import { standard } from "./sdks/standard.mjs";
import { delivery, signedByUs, theySign, theyVerify } from "./trial.mjs";

const all = [...standard, ...payments, ...commerce, ...platforms, ...messaging, ...later];

/** An SDK with its row's line, and a delivery that is signed by us unless `change` unmakes that. */
const start = (name, row) => {
  const sdk = all.find((one) => one.sdk === name && one.row === row);
  const marks = [mark(), mark()];
  const [body] = bodies[sdk.bodies ?? "any"](marks[0], sdk.event ?? {});
  return { sdk, line: lineOf(row), sent: delivery(sdk, sdk.secret(), body, marks) };
};

const verdicts = async ({ sdk, line }, got, now) => {
  const theirs = (await theyVerify(sdk, got, now)) ? "accepted" : "refused";
  return `SDK ${theirs}, hookproof ${weVerify(line, { ...got, now })}`;
};

/** A genuine delivery that is read at another time than its own. */
const readAt = (id, name, row, seconds, expected) => ({
  id,
  expected,
  run: () => {
    const it = start(name, row);
    return verdicts(it, signedByUs(it.line, it.sent), it.sent.time + seconds);
  },
});

/** A delivery whose parts are rewritten after we signed it. */
const rewritten = (id, name, row, rewrite, expected) => ({
  id,
  expected,
  run: () => {
    const it = start(name, row);
    return verdicts(it, rewrite(signedByUs(it.line, it.sent)), it.sent.time);
  },
});

/** A delivery that is signed by us as it stands after `prepare`. */
const prepared = (id, name, row, prepare, expected) => ({
  id,
  expected,
  run: () => {
    const it = start(name, row);
    return verdicts(it, signedByUs(it.line, prepare(it.sent)), it.sent.time);
  },
});

const YEAR = 365 * 86_400;
const TOO_NEW = "SDK accepted, hookproof timestamp_too_new";
const TOO_OLD = "SDK accepted, hookproof timestamp_too_old";
const ONLY_WE_ACCEPT = "SDK refused, hookproof accepted";
const MISMATCH = "SDK accepted, hookproof signature_mismatch";

/** JSON with white space in it: what an SDK that writes the parsed body again does not get back. */
const spaced = (sent) => ({ ...sent, body: sent.body.replace("{", "{ ") });

const header = (name, change) => (sent) => ({
  ...sent,
  headers: { ...sent.headers, [name]: change(sent.headers[name]) },
});

const twice = (separator, prefix, length) => (value) => `${value}${separator}${prefix}${"0".repeat(length)}`;

export const disagreements = [
  readAt("stripe-future", "stripe", "stripe", -YEAR, TOO_NEW),
  readAt("paddle-future", "@paddle/paddle-node-sdk", "paddle", -YEAR, TOO_NEW),
  readAt("mux-future", "@mux/mux-node", "mux", -YEAR, TOO_NEW),
  readAt("workos-future", "@workos-inc/node", "workos", -YEAR, TOO_NEW),
  readAt("replicate-stale", "replicate", "replicate", YEAR, TOO_OLD),
  readAt("webflow-stale", "webflow-api", "webflow", YEAR, TOO_OLD),
  readAt("sanity-stale", "@sanity/webhook", "sanity", YEAR, TOO_OLD),
  readAt("imagekit-stale", "imagekit", "imagekit", YEAR, TOO_OLD),
  readAt("crisp-stale", "crisp-api", "crisp", YEAR, TOO_OLD),
  readAt("duda-stale", "@dudadev/partner-api", "duda", YEAR, TOO_OLD),

  prepared("workos-reserialised", "@workos-inc/node", "workos", spaced, ONLY_WE_ACCEPT),
  prepared("unit-reserialised", "@unit-finance/unit-node-sdk", "unit", spaced, ONLY_WE_ACCEPT),
  prepared("smartcar-reserialised", "smartcar", "smartcar", spaced, ONLY_WE_ACCEPT),
  prepared("crisp-reserialised", "crisp-api", "crisp", spaced, ONLY_WE_ACCEPT),
  prepared("duda-reserialised", "@dudadev/partner-api", "duda", spaced, ONLY_WE_ACCEPT),
  rewritten("unit-respaced", "@unit-finance/unit-node-sdk", "unit", spaced, MISMATCH),
  prepared(
    "easypost-weight",
    "@easypost/api",
    "easypost",
    (sent) => ({ ...sent, body: `{"weight": 1, ${sent.body.slice(1)}` }),
    ONLY_WE_ACCEPT,
  ),

  rewritten(
    "paddle-rotation",
    "@paddle/paddle-node-sdk",
    "paddle",
    header("paddle-signature", twice(";", "h1=", 64)),
    ONLY_WE_ACCEPT,
  ),
  rewritten("fintoc-rotation", "fintoc", "fintoc", header("fintoc-signature", twice(",", "v1=", 64)), ONLY_WE_ACCEPT),

  rewritten(
    "openai-bare-signature",
    "openai",
    "openai",
    header("webhook-signature", (value) => value.slice("v1,".length)),
    "SDK accepted, hookproof malformed_header",
  ),
  rewritten(
    "liveblocks-version",
    "@liveblocks/node",
    "liveblocks",
    header("webhook-signature", (value) => value.replace("v1,", "v9,")),
    "SDK accepted, hookproof malformed_header",
  ),
  prepared(
    "openai-plain-secret",
    "openai",
    "openai",
    (sent) => ({ ...sent, secret: secrets.base64() }),
    ONLY_WE_ACCEPT,
  ),
  prepared(
    "duda-binary-secret",
    "@dudadev/partner-api",
    "duda",
    (sent) => ({ ...sent, secret: Buffer.from(mark().repeat(2), "hex").fill(0xff, 0, 2).toString("base64") }),
    ONLY_WE_ACCEPT,
  ),
  prepared(
    "easypost-accented-secret",
    "@easypost/api",
    "easypost",
    (sent) => ({ ...sent, secret: `schlüssel-${sent.secret}` }),
    ONLY_WE_ACCEPT,
  ),
  rewritten(
    "twilio-port",
    "twilio",
    "twilio",
    (sent) => ({ ...sent, url: sent.url.replace("example.com/", "example.com:443/") }),
    MISMATCH,
  ),
  {
    id: "contentful-query",
    row: "contentful",
    expected: MISMATCH,
    run: async () => {
      const it = start("@contentful/node-apps-toolkit", "contentful");
      const signed = await theySign(it.sdk, { ...it.sent, url: `${it.sent.url}?a=1&b=2` });
      return verdicts(it, signed, signed.time);
    },
  },
  {
    // The bytes that came are no UTF-8; as text they are what was signed.
    id: "stripe-bytes",
    expected: MISMATCH,
    run: async () => {
      const it = start("stripe", "stripe");
      const signed = await theySign(it.sdk, { ...it.sent, body: it.sent.body.replace("plain", "pl\ufffdin") });
      const bytes = Buffer.from(signed.body.replace("\ufffd", "?"));
      bytes[signed.body.indexOf("\ufffd")] = 0xff;
      return verdicts(it, { ...signed, body: bytes }, signed.time);
    },
  },
  {
    id: "svix-empty-key",
    expected: "SDK accepted, hookproof weak_secret",
    run: async () => {
      const it = start("svix", "svix");
      const secret = "whsec_";
      const forged = await theySign(it.sdk, { ...it.sent, secret });
      const theirs = (await theyVerify(it.sdk, forged, forged.time)) ? "accepted" : "refused";
      try {
        return `SDK ${theirs}, hookproof ${weVerify(it.line, { ...forged, now: forged.time })}`;
      } catch (error) {
        return `SDK ${theirs}, hookproof ${error.code}`;
      }
    },
  },
];
