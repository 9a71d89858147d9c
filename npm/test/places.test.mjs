// What stands elsewhere than in a header of a known name: ids and types in the body, the public URL, signatures in the URL
// and in the body, headers that the request names.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { builds } from "./package.mjs";

const SECRET = "a secret that is long enough";
const EVENTS = "hmac-sha256 id={json:/id} type={json:/type} | x-acme: {hex} | {body}";
const URLS = "hmac-sha256 | x-acme: {hex} | {url}{body}";
const LISTED = "hmac-sha256 | x-acme: h={header-names},v1={hex} | {header-names}.{header-values}.{body}";
const QUERY = "sha256 | query:signature: {hex} | {secret}{body}";
const TOKENS = "token | json:/secret: {token}";
const hex = (message) => createHmac("sha256", SECRET).update(message).digest("hex");

for (const { build, Verifier, WebhookError, sign } of builds) {
  const rejected = (code, run, more = {}) =>
    assert.throws(run, (error) => {
      assert.ok(error instanceof WebhookError, `${error}`);
      assert.equal(error.code, code);
      for (const [name, value] of Object.entries(more)) assert.equal(error[name], value, name);
      return true;
    });

  test(`${build}: the id and the type of an event`, () => {
    const verifier = new Verifier(EVENTS, SECRET);
    const verdict = (body) => verifier.verify({ headers: { "x-acme": hex(body) }, body });
    const said = ({ eventId, eventType }) => ({ eventId, eventType });
    const first = verdict('{"id":"evt_1","type":"caf\\u00e9.opened"}');
    assert.deepEqual(said(first), { eventId: "evt_1", eventType: "café.opened" });
    assert.ok(first.covers.id);
    assert.deepEqual(said(verdict('{"id":17}')), { eventId: "17", eventType: undefined });
    // What the verdict before said is not said again.
    assert.deepEqual(said(verdict("{}")), { eventId: undefined, eventType: undefined });
    const longest = "x".repeat(256);
    assert.deepEqual(said(verdict(`{"id":"${longest}","type":"${longest}x"}`)), {
      eventId: longest,
      eventType: undefined,
    });
  });

  test(`${build}: verdicts do not change with the next delivery`, () => {
    const verifier = new Verifier(EVENTS, SECRET);
    // Each is larger than the memory was: it grows while it is read.
    const verdicts = Array.from({ length: 5 }, (_, i) => {
      const body = `{"id":"evt_${i}","type":"t${i}","more":"${"x".repeat(1 << (17 + i))}"}`;
      return verifier.verify({ headers: { "x-acme": hex(body) }, body });
    });
    assert.deepEqual(
      verdicts.map(({ eventId, eventType }) => [eventId, eventType]),
      [0, 1, 2, 3, 4].map((i) => [`evt_${i}`, `t${i}`]),
    );
  });

  test(`${build}: the public URL behind a proxy`, async () => {
    const url = "https://hooks.example.com/in?a=1";
    const inner = "http://10.0.0.7:3000/in?a=1";
    const headers = { "x-acme": hex(`${url}{}`) };
    const forwarded = { ...headers, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "hooks.example.com" };
    const delivery = { headers, body: "{}", url: inner };

    rejected("signature_mismatch", () => new Verifier(URLS, SECRET).verify(delivery), {
      url: "http://10.0.0.7:3000/in",
      header: undefined,
    });
    const based = new Verifier(URLS, SECRET, { baseUrl: "https://hooks.example.com" });
    assert.ok(based.verify(delivery).covers.url);
    assert.ok(based.verify({ ...delivery, url: "/in?a=1" }).covers.url);
    await based.verifyRequest(new Request(inner, { method: "POST", headers, body: "{}" }));
    rejected("signature_mismatch", () => based.verify({ ...delivery, url: "/in?a=2" }));

    rejected("signature_mismatch", () => new Verifier(URLS, SECRET).verify({ ...delivery, headers: forwarded }));
    const trusting = new Verifier(URLS, SECRET, { trustForwarded: true });
    for (const form of [forwarded, Object.entries(forwarded), new Headers(forwarded)]) {
      assert.ok(trusting.verify({ ...delivery, headers: form }).covers.url);
    }
    const twice = [...Object.entries(forwarded), ["x-forwarded-host", "hooks.example.com"]];
    rejected("duplicate_header", () => trusting.verify({ ...delivery, headers: twice }), {
      header: "x-forwarded-host",
    });
    rejected("malformed_header", () => trusting.verify({ ...delivery, headers: new Headers(twice) }));

    for (const baseUrl of ["", "hooks.example.com", "https://a.example/?x", "https://\ud800"]) {
      rejected("missing_input", () => new Verifier(URLS, SECRET, { baseUrl }), { status: 500 });
    }
    for (const baseUrl of [undefined, null]) new Verifier(URLS, SECRET, { baseUrl }).verify({ ...delivery, url });
    rejected("missing_input", () => new Verifier(URLS, SECRET).verify({ ...delivery, url: "/in?a=1" }));
  });

  test(`${build}: headers that the request names as signed`, () => {
    const given = { "X-Tenant": "42", "content-type": "application/json" };
    const headers = { ...sign(LISTED, SECRET, { body: "{}", headers: given }), ...given };
    assert.match(headers["x-acme"], /^h=content-type x-tenant,v1=/);
    assert.equal(headers["x-acme"].slice(-64), hex("content-type x-tenant.application/json.42.{}"));
    const verifier = new Verifier(LISTED, SECRET);
    const other = { cookie: "a=1", "x-other": ["1", "2"], "x-nothing": undefined };
    const forms = {
      object: { ...other, ...headers },
      pairs: Object.entries({ ...other, ...headers }),
      map: new Map(Object.entries({ ...other, ...headers })),
      headers: new Headers({ cookie: "a=1", ...headers }),
    };
    for (const [form, each] of Object.entries(forms)) {
      assert.ok(verifier.verify({ headers: each, body: "{}" }).covers.body, form);
    }
    rejected("signature_mismatch", () => verifier.verify({ headers: { ...headers, "X-Tenant": "43" }, body: "{}" }));
    rejected(
      "duplicate_header",
      () => verifier.verify({ headers: [...Object.entries(headers), ["x-tenant", "42"]], body: "{}" }),
      { header: "x-tenant" },
    );
    const { "X-Tenant": _, ...less } = headers;
    rejected("missing_header", () => verifier.verify({ headers: less, body: "{}" }), { header: "x-tenant" });
    assert.throws(
      () => verifier.verify({ headers: { get: (name) => headers[name] }, body: "{}" }),
      /TypeError: hookproof: .* headers must be an object that lists them/,
    );
  });

  test(`${build}: no header is left out unseen where any may be signed`, () => {
    const given = { "x-tenant": "42" };
    const headers = Object.entries({ ...sign(LISTED, SECRET, { body: "{}", headers: given }), ...given });
    const verifier = new Verifier(LISTED, SECRET);
    const filled = (count) => [...headers, ...Array.from({ length: count - headers.length }, () => ["x-other", "1"])];
    assert.ok(verifier.verify({ headers: filled(128), body: "{}" }).covers.body);
    const last = filled(128);
    last[127] = ["X-Tenant", "42"];
    rejected("duplicate_header", () => verifier.verify({ headers: last, body: "{}" }));
    for (const count of [129, 2000]) {
      rejected("malformed_header", () => verifier.verify({ headers: filled(count), body: "{}" }), { status: 400 });
      rejected("malformed_header", () => sign(LISTED, SECRET, { headers: filled(count), body: "{}" }));
    }
  });

  test(`${build}: what is signed elsewhere than in a header`, () => {
    const signed = sign(QUERY, SECRET, { body: "{}", url: "https://a.example/in" });
    const signature = createHash("sha256").update(`${SECRET}{}`).digest("hex");
    assert.deepEqual(signed.elsewhere, { "query:signature": signature });
    // What is listed are headers.
    assert.deepEqual(Object.keys(signed), []);
    const verifier = new Verifier(QUERY, SECRET);
    const url = `https://a.example/in?signature=${signature}`;
    assert.ok(verifier.verify({ headers: {}, body: "{}", url }).covers.body);
    rejected("signature_mismatch", () => verifier.verify({ headers: {}, body: "{ }", url }), {
      url: "https://a.example/in",
    });
    rejected("missing_header", () => verifier.verify({ headers: {}, body: "{}", url: "/in" }), {
      header: "query:signature",
    });
    assert.equal("elsewhere" in sign(EVENTS, SECRET, { body: "{}" }), false);
  });

  test(`${build}: a token in the body may hold any character`, () => {
    for (const secret of [SECRET, 'two\nlines, "é" 🪝', `a\n${"x".repeat(1000)}\n\nb`]) {
      const { elsewhere } = sign(TOKENS, secret, { body: "{}" });
      assert.deepEqual(elsewhere, { "json:/secret": secret });
      const body = JSON.stringify({ secret: elsewhere["json:/secret"] });
      assert.equal(new Verifier(TOKENS, secret).verify({ headers: {}, body }).covers.body, false);
    }
    rejected("malformed_body", () => new Verifier(TOKENS, SECRET).verify({ headers: {}, body: '{"a":1}' }), {
      header: "json:/secret",
      status: 400,
    });
  });
}
