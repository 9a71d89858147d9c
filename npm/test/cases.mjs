// Runs the cases of tests/vectors/webhooks.json with an API: in Node, and inside workerd, so nothing of either is used.
// What the fields mean is said in the file.

const CASE = [
  "name",
  "provider",
  "scheme",
  "secret",
  "keys",
  "method",
  "url",
  "headers",
  "body",
  "body_base64",
  "now",
  "tolerance",
  "allow_api_key",
  "expect",
  "key_id",
  "timestamp",
  "skew",
  "event_id",
  "event_type",
  "replay_key",
  "header",
];
const KEY = ["id", "secret", "not_before", "not_after"];

/** Name in the file, name in the verdict or in the error: absent in the file means absent there. */
const VERDICT = {
  key_id: "keyId",
  timestamp: "timestamp",
  skew: "skew",
  event_id: "eventId",
  event_type: "eventType",
  replay_key: "replayKey",
};
const ERROR = { header: "header", skew: "skewSeconds" };

const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

/** A header's value as runtimes show the bytes that came in: one character each. */
const received = (value) => Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join("");

/** The ways to a verdict: the answer is the same. */
const WAYS = ["wasm", "host", "stream"];

const verify = ({ Verifier }, test, way) => {
  const keys = test.keys?.map((key) => ({
    id: key.id,
    secret: key.secret,
    notBefore: key.not_before,
    notAfter: key.not_after,
  }));
  const { tolerance, allow_api_key: allowApiKey, method, url, now } = test;
  const verifier = new Verifier(test.scheme, keys ?? test.secret, {
    tolerance,
    allowApiKey,
    hash: way === "host" ? "host" : "wasm",
  });
  const headers = test.headers.map(([name, value]) => [name, received(value)]);
  const body = test.body_base64 === undefined ? (test.body ?? "") : bytes(test.body_base64);
  if (way !== "stream") return verifier.verify({ headers, body, method, url, now });
  const stream = start(verifier, { headers, method, url, now });
  if (stream === undefined) return verifier.verify({ headers, body, method, url, now });
  // Cut twice, in the middle of whatever stands there.
  const raw = typeof body === "string" ? new TextEncoder().encode(body) : body;
  for (const [from, to] of [
    [0, raw.length / 3],
    [raw.length / 3, raw.length / 2],
    [raw.length / 2, raw.length],
  ]) {
    stream.update(raw.subarray(from, to));
  }
  return stream.finish();
};

/** undefined where the scheme has to see the body as a whole. */
const start = (verifier, head) => {
  try {
    return verifier.start(head);
  } catch (error) {
    if (error.code === "missing_input" && error.message.includes("the whole body")) return undefined;
    throw error;
  }
};

/** The failures, as lines of text; none if all cases are as the file says, each in all three ways. */
export const runCases = (api, file) => {
  const failures = [];
  const { _comment, cases, ...others } = file;
  if (Object.keys(others).length) failures.push(`unknown field ${Object.keys(others)}`);
  if (!Array.isArray(cases) || cases.length === 0) failures.push("the file has no cases");
  for (const test of cases ?? []) {
    const fail = (what) => failures.push(`${test.name}: ${what}`);
    const unknown = Object.keys(test).filter((field) => !CASE.includes(field));
    for (const key of test.keys ?? []) unknown.push(...Object.keys(key).filter((field) => !KEY.includes(field)));
    if (unknown.length) fail(`unknown field ${unknown}`);

    for (const way of WAYS) {
      let said = "ok";
      let facts = VERDICT;
      let result;
      try {
        result = verify(api, test, way);
      } catch (error) {
        said = error instanceof api.WebhookError ? error.code : String(error);
        facts = ERROR;
        result = error;
      }
      if (said !== test.expect) fail(`${way}: expected ${test.expect}, got ${said}`);
      else {
        for (const [field, property] of Object.entries(facts)) {
          if (result[property] !== test[field]) {
            fail(`${way}: expected ${field} ${test[field]}, got ${result[property]}`);
          }
        }
      }
    }
  }
  return failures;
};
