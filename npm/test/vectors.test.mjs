// The language-neutral vectors, on both builds.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runCases } from "./cases.mjs";
import { builds } from "./package.mjs";

const file = JSON.parse(
  readFileSync(process.env.HOOKPROOF_VECTORS ?? new URL("../../tests/vectors/webhooks.json", import.meta.url)),
);

for (const api of builds) {
  test(`${api.build}: ${file.cases.length} vectors`, () => {
    assert.deepEqual(runCases(api, file), []);
  });
}

test("what the types say of a verdict: a time where one is covered, an id only where one is", () => {
  const [{ Verifier }] = builds;
  const told = new Set();
  for (const { scheme, secret, now, headers, body, method, url } of file.cases.filter(
    (one) => one.expect === "ok" && one.secret,
  )) {
    const verifier = new Verifier(scheme, secret, { tolerance: "ignore", allowApiKey: true });
    let verdict;
    try {
      verdict = verifier.verify({ headers, body: body ?? "", method, url, now });
    } catch {
      continue; // a body or a header that is no text
    }
    const { covers, timestamp, skew, eventId } = verdict;
    assert.deepEqual([timestamp !== undefined, skew !== undefined], [covers.timestamp, covers.timestamp], scheme);
    assert.ok(covers.id || eventId === undefined, scheme);
    told.add(JSON.stringify(covers));
  }
  assert.ok(told.size > 5, `only ${told.size} kinds of coverage`);
});

test("a vector with an unknown field, a wrong expectation or a wrong fact is found", () => {
  const [ok] = file.cases.filter((one) => one.expect === "ok" && one.secret && !one.event_id && !one.event_type);
  const changes = [
    { colour: "red" },
    { expect: "signature_mismatch" },
    { key_id: "another" },
    { event_id: "evt" },
    { event_type: "invoice.paid" },
    { keys: [{ id: ok.key_id, secret: ok.secret, colour: "red" }] },
  ];
  for (const change of changes) assert.equal(runCases(builds[0], { cases: [{ ...ok, ...change }] }).length > 0, true);
  assert.equal(runCases(builds[0], { cases: [{ ...ok, body: undefined, body_base64: "Zm9yZ2Vk" }] }).length, 3);
  assert.equal(runCases(builds[0], { cases: [] }).length, 1);
  assert.equal(runCases(builds[0], { cases: [ok], more: [] }).length, 1);
});
