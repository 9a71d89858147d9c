// A wrong type is refused, and never becomes an empty or a zero key, with which anyone could sign.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import vm from "node:vm";
import { builds } from "./package.mjs";

const LINE = "hmac-sha256 | x-acme-signature: {hex} | {body}";
const SECRET = "a secret that is long enough";
const mac = (key, body) => createHmac("sha256", key).update(body).digest("hex");

const secrets = {
  number: 5,
  zero: 0,
  NaN: Number.NaN,
  bigint: 5n,
  boolean: true,
  false: false,
  symbol: Symbol("s"),
  function: () => SECRET,
  object: {},
  wrapped: { secret: SECRET },
  boxed: new String(SECRET),
  date: new Date(),
  regexp: /secret/,
  map: new Map([["secret", SECRET]]),
  set: new Set([SECRET]),
  promise: Promise.resolve(SECRET),
  proxy: new Proxy(new Uint8Array(8), {}),
  arrayLike: { length: 8, 0: 1 },
  disguisedBuffer: { [Symbol.toStringTag]: "ArrayBuffer", byteLength: 8 },
  disguisedArray: { [Symbol.toStringTag]: "Uint8Array", length: 8, buffer: new ArrayBuffer(8) },
  stringable: { toString: () => SECRET, [Symbol.toPrimitive]: () => SECRET },
  sharedBuffer: new SharedArrayBuffer(8),
  numbers: [1, 2, 3],
  strings: [SECRET],
  nested: [[SECRET]],
  hole: new Array(1),
  nothing: [null],
  bytes: [new Uint8Array(8)],
};

/** Keys that a layer could make of a wrong value: anyone can sign with them. */
const keysOf = (value) => {
  let text = "";
  try {
    text = String(value);
  } catch {} // a symbol, a proxy
  const lengths = [0, 1, 8, 12, 32, SECRET.length, text.length];
  return [
    ...lengths.map((length) => Buffer.alloc(length)),
    Buffer.from(text),
    Buffer.from([5]),
    Buffer.from([1, 2, 3]),
  ];
};

for (const { build, Verifier, sign, derive, WebhookError } of builds) {
  /** Fails unless the value is refused with this message; says so if a forgery would verify. */
  const refused = (name, value, make, message) => {
    let verifier;
    try {
      verifier = make(value);
    } catch (error) {
      assert.ok(error instanceof TypeError && !error.message.includes(SECRET), `${name}: ${error}`);
      assert.match(error.message, message, name);
      return;
    }
    for (const key of keysOf(value)) {
      try {
        verifier.verify({ headers: { "x-acme-signature": mac(key, "{}") }, body: "{}" });
      } catch {
        continue;
      }
      assert.fail(`${name}: a forgery under ${JSON.stringify(key)} verifies`);
    }
    assert.fail(`${name}: accepted as a secret`);
  };

  test(`${build}: a secret of a wrong type verifies nothing`, () => {
    for (const [name, value] of Object.entries(secrets)) {
      refused(name, value, (secret) => new Verifier(LINE, secret), /^hookproof: secret(\[0\])? must be /);
      const inKeys = /^hookproof: secret\[0\]\.secret must be /;
      refused(name, value, (secret) => new Verifier(LINE, [{ secret }]), inKeys);
      refused(name, value, (secret) => new Verifier(LINE, [{ id: "k", secret }]), inKeys);
      assert.throws(() => sign(LINE, value, { body: "{}" }), TypeError, name);
      assert.throws(() => derive(LINE, value), TypeError, name);
    }
  });

  test(`${build}: every form of a secret is the same secret`, () => {
    const bytes = new TextEncoder().encode(SECRET);
    const foreign = vm.runInNewContext("new Uint8Array(bytes)", { bytes: [...bytes] });
    const within = Buffer.concat([Buffer.from("xx"), bytes, Buffer.from("yyy")]);
    const forms = [
      SECRET,
      bytes,
      Buffer.from(SECRET),
      bytes.buffer,
      foreign,
      foreign.buffer,
      new DataView(within.buffer, within.byteOffset + 2, bytes.length),
    ];
    for (const secret of forms) {
      const verifier = new Verifier(LINE, secret);
      verifier.verify({ headers: { "x-acme-signature": mac(SECRET, "{}") }, body: "{}" });
      for (const key of keysOf(secret)) {
        if (key.equals(Buffer.from(SECRET))) continue;
        const forged = { headers: { "x-acme-signature": mac(key, "{}") }, body: "{}" };
        assert.throws(() => verifier.verify(forged), { code: "signature_mismatch" });
      }
    }
    // A secret that is emptied after the verifier was made is of no use to anyone.
    const verifier = new Verifier(LINE, bytes);
    bytes.fill(0);
    verifier.verify({ headers: { "x-acme-signature": mac(SECRET, "{}") }, body: "{}" });
  });

  test(`${build}: a detached secret is an empty one`, () => {
    const bytes = new TextEncoder().encode(SECRET);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    assert.throws(() => new Verifier(LINE, bytes), { code: "weak_secret" });
    assert.throws(() => new Verifier(LINE, bytes.buffer), { code: "weak_secret" });
  });

  test(`${build}: a body that was parsed is refused, and told so`, () => {
    const verifier = new Verifier(LINE, SECRET);
    const headers = { "x-acme-signature": mac(SECRET, "{}") };
    for (const body of [{}, [], { type: "Buffer", data: [123, 125] }]) {
      assert.throws(
        () => verifier.verify({ headers, body }),
        /TypeError: hookproof: body was parsed: pass the raw bytes/,
      );
    }
    for (const body of [
      5,
      true,
      () => "{}",
      new String("{}"),
      new Blob(["{}"]),
      new Response("{}").body,
      Promise.resolve("{}"),
      Symbol("{}"),
    ]) {
      assert.throws(
        () => verifier.verify({ headers, body }),
        /TypeError: hookproof: body must be a string, an ArrayBuffer/,
      );
    }
    for (const body of [undefined, null]) {
      assert.throws(() => verifier.verify({ headers, body }), /TypeError: hookproof: body is missing/);
    }
  });

  test(`${build}: everything else of a wrong type is refused by name`, () => {
    const headers = { "x-acme-signature": mac(SECRET, "{}") };
    const verifier = new Verifier(LINE, SECRET);
    const signed = new Verifier("hmac-sha256 | x-s: {hex} | {method}{url}", SECRET);
    const wrong = [
      [/scheme must be/, () => new Verifier(undefined, SECRET)],
      [/scheme must be/, () => new Verifier({ stripe: LINE }, SECRET)],
      [/options must be an object/, () => new Verifier(LINE, SECRET, 300)],
      [/options must be an object/, () => new Verifier(LINE, SECRET, null)],
      [/allowApiKey must be/, () => new Verifier(LINE, SECRET, { allowApiKey: "yes" })],
      [/baseUrl must be/, () => new Verifier(LINE, SECRET, { baseUrl: new URL("https://a.example") })],
      [/trustForwarded must be/, () => new Verifier(LINE, SECRET, { trustForwarded: 1 })],
      [/secret\[0\]\.id must be/, () => new Verifier(LINE, [{ id: 5, secret: SECRET }])],
      [/secret\[0\]\.notAfter must be/, () => new Verifier(LINE, [{ secret: SECRET, notAfter: "2026-01-01" }])],
      [/secret\[0\]\.notBefore must be/, () => new Verifier(LINE, [{ secret: SECRET, notBefore: new Date("no") }])],
      [/the request must be an object/, () => verifier.verify("{}")],
      [/the request must be an object/, () => verifier.verify()],
      [
        /url must be a string/,
        () => signed.verify({ headers, body: "", method: "POST", url: new URL("https://a.example") }),
      ],
      [/method must be a string/, () => signed.verify({ headers, body: "", method: 1, url: "/" })],
      [/headers must be/, () => verifier.verify({ body: "{}" })],
      [/headers must be/, () => verifier.verify({ headers: "x-acme-signature: 1", body: "{}" })],
      [/rawHeaders/, () => verifier.verify({ headers: Object.entries(headers).flat(), body: "{}" })],
      [/header x-acme-signature must be/, () => verifier.verify({ headers: { "X-Acme-Signature": 5 }, body: "{}" })],
      [
        /header x-acme-signature must be/,
        () => verifier.verify({ headers: { "x-acme-signature": [["a"]] }, body: "{}" }),
      ],
      [/the request must be an object/, () => sign(LINE, SECRET, "{}")],
      [/timestamp must be/, () => sign(LINE, SECRET, { body: "{}", timestamp: "now" })],
    ];
    for (const tolerance of [null, -1, Number.NaN, Number.POSITIVE_INFINITY, 1.5, "300", "Ignore", true, []]) {
      wrong.push([/tolerance must be/, () => new Verifier(LINE, SECRET, { tolerance })]);
    }
    for (const now of [
      null,
      -1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "1700000000",
      5n,
      new Date("no"),
      {},
      true,
      1e300,
    ]) {
      wrong.push([/now must be unix seconds/, () => verifier.verify({ headers, body: "{}", now })]);
    }
    for (const [message, run] of wrong) {
      assert.throws(run, (error) => {
        assert.ok(error instanceof TypeError && !(error instanceof WebhookError), `${error}`);
        assert.match(error.message, message);
        assert.match(error.message, /^hookproof: /);
        return true;
      });
    }
  });
}
