// hookproof as a user has it: the packed package, installed in target/npm/consumer (`cargo xtask test` does that).
import { createRequire } from "node:module";

const require = createRequire(new URL("../../npm/consumer/package.json", import.meta.url));
const { sign, Verifier } = require("hookproof");
const constants = require("hookproof/providers");

/** The line of a row of the provider table; undefined where the table has no such row (yet). */
export const lineOf = (row) => constants[row.replace(/-(.)/g, (_, first) => first.toUpperCase())];

/** Schemes that sign with a secret of the provider's API are tried with that secret itself, as the SDKs do. */
const knowingly = { allowApiKey: true };

/** The headers of a delivery that we signed: those that were there before, and those that the signature adds. */
export const weSign = (line, { secret, body, method, url, headers, time }) => ({
  ...headers,
  ...sign(line, secret, { body, method, url, headers, timestamp: time }, knowingly),
});

/** "accepted", or the word for why not. */
export const weVerify = (line, { secret, body, method, url, headers, now }) => {
  const verifier = new Verifier(line, secret, knowingly);
  try {
    verifier.verify({ headers, body, method, url, now });
    return "accepted";
  } catch (error) {
    if (error.name !== "WebhookError" || error.status >= 500) throw error;
    return error.code;
  }
};
