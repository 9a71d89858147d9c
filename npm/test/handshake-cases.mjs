// Runs the cases of tests/vectors/handshakes.json with an API: in Node, and inside workerd, so nothing of either is used.
// What the fields mean is said in the file.

const GIVEN = ["handshake", "scheme", "secret", "settings", "method", "url", "headers", "body", "now"];
const CASE = ["name", ...GIVEN, "expect", "status", "answer_headers", "answer_body", "answer_secret"];

const answer = ({ Verifier, handshake }, test) => {
  const { method, url, headers, body, now, settings } = test;
  const request = { method, url, headers, body, now };
  if (test.scheme === undefined) return handshake(test.handshake, request, settings);
  return new Verifier(test.scheme, test.secret, { allowApiKey: true }).handshake(test.handshake, request, settings);
};

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const sorted = (headers) => Object.entries(headers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** The failures, as lines of text; none if all cases are as the file says. */
export const runHandshakes = (api, { cases }) => {
  const failures = cases?.length > 0 ? [] : ["the file has no cases"];
  for (const test of cases ?? []) {
    const fail = (what) => failures.push(`${test.name}: ${what}`);
    const unknown = Object.keys(test).filter((field) => !CASE.includes(field));
    if (unknown.length) fail(`unknown field ${unknown}`);
    let said;
    let result;
    try {
      result = answer(api, test);
      said = result === undefined ? "none" : "ok";
    } catch (error) {
      said = error instanceof api.WebhookError ? error.code : String(error);
    }
    if (said !== test.expect) fail(`expected ${test.expect}, got ${said}`);
    else if (said === "ok") {
      if (result.status !== test.status) fail(`expected status ${test.status}, got ${result.status}`);
      if (!same(sorted(result.headers), sorted(test.answer_headers))) fail(`got headers ${sorted(result.headers)}`);
      if (result.body !== (test.answer_body || null)) fail(`expected ${test.answer_body}, got ${result.body}`);
      if ((result.secret ?? null) !== test.answer_secret) fail("another secret");
    }
  }
  return failures;
};
