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

const verify = ({ Verifier }, test) => {
  const keys = test.keys?.map((key) => ({
    id: key.id,
    secret: key.secret,
    notBefore: key.not_before,
    notAfter: key.not_after,
  }));
  const { tolerance, allow_api_key: allowApiKey, method, url, now } = test;
  const verifier = new Verifier(test.scheme, keys ?? test.secret, { tolerance, allowApiKey });
  const headers = test.headers.map(([name, value]) => [name, received(value)]);
  const body = test.body_base64 === undefined ? (test.body ?? "") : bytes(test.body_base64);
  return verifier.verify({ headers, body, method, url, now });
};

/** The failures, as lines of text; none if all cases are as the file says. */
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

    let said = "ok";
    let facts = VERDICT;
    let result;
    try {
      result = verify(api, test);
    } catch (error) {
      said = error instanceof api.WebhookError ? error.code : String(error);
      facts = ERROR;
      result = error;
    }
    if (said !== test.expect) fail(`expected ${test.expect}, got ${said}`);
    else {
      for (const [field, property] of Object.entries(facts)) {
        if (result[property] !== test[field]) fail(`expected ${field} ${test[field]}, got ${result[property]}`);
      }
    }
  }
  return failures;
};
