// Handshakes: the vectors, on both builds, and what the package adds to the core's answer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runHandshakes } from "./handshake-cases.mjs";
import { builds } from "./package.mjs";

const file = JSON.parse(readFileSync(new URL("../../tests/vectors/handshakes.json", import.meta.url)));
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const now = 1_700_000_000;
const LISTED = "hmac-sha256 | x-acme: h={header-names},v1={hex} | {header-names}.{header-values}.{body}";

test("a handshake with an unknown field, a wrong expectation or a wrong answer is found", () => {
  const [ok] = file.cases.filter((one) => one.expect === "ok" && one.answer_secret);
  const changes = [
    { colour: "red" },
    { expect: "none" },
    { status: 201 },
    { answer_headers: {} },
    { answer_body: "another" },
    { answer_secret: null },
  ];
  for (const change of changes) assert.equal(runHandshakes(builds[0], { cases: [{ ...ok, ...change }] }).length, 1);
  assert.equal(runHandshakes(builds[0], { cases: [] }).length, 1);
});

for (const { build, handshakes, providers, handshake, sign, Verifier, WebhookError } of builds) {
  const refused = (code, run) =>
    assert.throws(run, (error) => error instanceof WebhookError && error.code === code && !/SECRET|8f742/.test(error));

  test(`${build}: ${file.cases.length} handshakes`, () => {
    assert.ok(file.cases.length >= 110);
    assert.deepEqual(runHandshakes({ Verifier, handshake, WebhookError }, file), []);
  });

  test(`${build}: an answer is a response`, async () => {
    const request = { method: "GET", url: "https://a.example/hook?challenge=Kx2Jz9" };
    const answer = handshake(handshakes.dropbox, request);
    assert.deepEqual(answer, {
      status: 200,
      headers: { "content-type": "text/plain", "x-content-type-options": "nosniff" },
      body: "Kx2Jz9",
      secret: undefined,
    });
    const response = new Response(answer.body, answer);
    assert.equal(await response.text(), "Kx2Jz9");
    assert.equal(response.headers.get("content-type"), "text/plain");
    // No body goes with 204, not even an empty one.
    const fitbit = handshake(
      handshakes.fitbit,
      { method: "GET", url: "/?verify=a%20token" },
      { "verify-token": "a token" },
    );
    assert.equal(new Response(fitbit.body, fitbit).status, 204);
    assert.equal(handshake(handshakes.dropbox, { ...request, method: "POST" }), undefined);
  });

  test(`${build}: settings`, () => {
    const url = "/hook?hub.mode=subscribe&hub.verify_token=caf%C3%A9&hub.challenge=115";
    const answer = (settings) => handshake(handshakes.meta, { method: "GET", url }, settings)?.body;
    for (const token of ["café", new TextEncoder().encode("café"), new TextEncoder().encode("café").buffer]) {
      assert.equal(answer({ another: "x", "verify-token": token }), "115");
    }
    refused("signature_mismatch", () => answer({ "verify-token": "cafe" }));
    for (const settings of [undefined, {}, { "verify-token": undefined }, { "verify-token": null }, { another: "é" }]) {
      refused("missing_input", () => answer(settings));
    }
    for (const settings of [null, "café", 5]) {
      assert.throws(() => answer(settings), /TypeError: hookproof: settings must be an object/);
    }
    for (const token of [5, {}, ["café"], new String("café"), true]) {
      assert.throws(
        () => answer({ "verify-token": token }),
        /TypeError: hookproof: settings\["verify-token"\] must be/,
      );
    }
  });

  test(`${build}: a signed handshake is verified first`, () => {
    const body = '{"type":"url_verification","challenge":"3eZbrw1a"}';
    const verifier = new Verifier(providers.slack, SECRET);
    const headers = sign(providers.slack, SECRET, { body, timestamp: now });
    const answer = (more) => verifier.handshake(handshakes.slack, { method: "POST", headers, body, now, ...more });
    for (const form of [headers, Object.entries(headers), new Headers(headers)]) {
      assert.equal(answer({ headers: form }).body, "3eZbrw1a");
    }
    assert.equal(answer({ body: new TextEncoder().encode(body) }).body, "3eZbrw1a");
    refused("signature_mismatch", () => answer({ body: body.replace("3eZ", "4eZ") }));
    refused("timestamp_too_old", () => answer({ now: now + 301 }));
    refused("missing_header", () => answer({ headers: {} }));
    assert.equal(answer({ body: '{"type":"event_callback"}' }), undefined);
    refused("missing_input", () => handshake(handshakes.slack, { method: "POST", headers, body, now }));
    assert.equal(verifier.verify({ headers, body, now }).timestamp, now, "the verifier still verifies");
  });

  test(`${build}: headers of the scheme and of the handshake`, () => {
    // x-acme-id is read by both, x-challenge by the handshake alone.
    const scheme = "hmac-sha256 | x-acme: {hex} | x-acme-id: {id} | {id}.{body}".replaceAll("{id}", "{timestamp}");
    const line = "signed POST {header:x-challenge} {header:x-acme-id} => 200 x-acme-answer: {header:x-challenge}";
    const signed = { ...sign(scheme, SECRET, { body: "{}", timestamp: now }), "X-Challenge": "c1" };
    const verifier = new Verifier(scheme, SECRET);
    const answer = (headers) => verifier.handshake(line, { method: "POST", headers, body: "{}", now })?.headers;
    for (const form of [signed, Object.entries(signed), new Headers(signed)]) {
      assert.equal(answer(form)["x-acme-answer"], "c1");
    }
    refused("duplicate_header", () => answer([...Object.entries(signed), ["x-challenge", "c1"]]));
    assert.equal(answer({ ...signed, "X-Challenge": undefined }), undefined);

    const listed = { ...sign(LISTED, SECRET, { body: "{}", headers: { "x-challenge": "c2" } }), "x-challenge": "c2" };
    const all = new Verifier(LISTED, SECRET).handshake(
      "signed POST {header:x-challenge} => 200 x-a: {header:x-challenge}",
      {
        method: "POST",
        headers: listed,
        body: "{}",
      },
    );
    assert.equal(all.headers["x-a"], "c2");
  });

  test(`${build}: a secret that is brought, and is not where there is one`, () => {
    const request = { method: "POST", headers: { "X-Hook-Secret": "b537207f20cb" }, body: "" };
    assert.equal(handshake(handshakes.asana, request).secret, "b537207f20cb");
    assert.equal(new Verifier(providers.asana, SECRET).handshake(handshakes.asana, request), undefined);
    const { status, body, secret } = handshake(handshakes.notion, {
      method: "POST",
      body: '{"verification_token":"secret_tMrlL1qK5vuQAh1b6cZGh"}',
    });
    assert.deepEqual({ status, body, secret }, { status: 200, body: null, secret: "secret_tMrlL1qK5vuQAh1b6cZGh" });
  });

  test(`${build}: what is no line and no request`, () => {
    const get = { method: "GET", url: "/" };
    refused("invalid_scheme", () => handshake("GET => 302", get));
    refused("invalid_scheme", () => handshake("dropbox", get));
    refused("missing_input", () => handshake(handshakes.dropbox, { url: "/?challenge=1" }));
    assert.throws(() => handshake(undefined, get), /TypeError: hookproof: handshake must be a line .*handshakes/);
    assert.throws(() => handshake(handshakes.dropbox), /TypeError: hookproof: the request must be an object/);
    const wrong = { method: 1, url: new URL("https://a.example"), headers: "a: b", body: {}, now: "1" };
    for (const [field, value] of Object.entries(wrong)) {
      assert.throws(() => handshake(handshakes.dropbox, { ...get, [field]: value }), /^TypeError: hookproof: /, field);
    }
  });

  test(`${build}: a request that calls the package again while it is read`, () => {
    const verifier = new Verifier(providers.twitter, SECRET, { allowApiKey: true });
    const url = "/hook?crc_token=Zm9vYmFy";
    const expected = verifier.handshake(handshakes.twitter, { method: "GET", url }).body;
    const settings = {
      get another() {
        handshake(handshakes.mailchimp, { method: "GET" });
        return "";
      },
    };
    const headers = {
      get accept() {
        new Verifier(providers.github, SECRET);
        return "x";
      },
    };
    const answer = verifier.handshake(handshakes.twitter, { method: "GET", url, headers }, settings);
    assert.equal(answer.body, expected);
  });
}
