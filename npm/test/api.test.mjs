// What a user is promised, on both builds of the installed package.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { builds } from "./package.mjs";

const SECRET = "a secret that is long enough";
const NOW = 1_700_000_000;
const ACME = "hmac-sha256 | x-acme-signature: t={timestamp},v1={hex},... | {timestamp}.{body}";
const URLS = "hmac-sha256 | x-urls-signature: {base64} | {method}{url}{body}";
const IDS =
  "hmac-sha256 id={x-ids-id} | x-ids-signature: {hex} | x-ids-time: {timestamp} | {x-ids-id}.{timestamp}.{body}";

const mac = (message, secret = SECRET) => createHmac("sha256", secret).update(message);
const acme = (body, time = NOW, secret = SECRET) => `t=${time},v1=${mac(`${time}.${body}`, secret).digest("hex")}`;

for (const { build, Verifier, WebhookError, sign, derive, providers } of builds) {
  const rejected = (code, run, more = {}) =>
    assert.throws(run, (error) => {
      assert.ok(error instanceof WebhookError, `${error}`);
      assert.ok(error instanceof Error);
      assert.equal(error.name, "WebhookError");
      assert.equal(error.code, code);
      for (const [name, value] of Object.entries(more)) assert.equal(error[name], value, name);
      return true;
    });

  test(`${build}: the verdict on an authentic delivery`, () => {
    const verdict = new Verifier(ACME, SECRET).verify({
      headers: { "X-Acme-Signature": acme("{}", NOW - 10) },
      body: "{}",
      now: NOW,
    });
    const { replayKey, ...rest } = verdict;
    assert.match(replayKey, /^[0-9a-f]{64}$/);
    assert.deepEqual(rest, {
      keyId: "default",
      timestamp: NOW - 10,
      skew: 10,
      eventId: undefined,
      eventType: undefined,
      covers: { body: true, id: false, timestamp: true, url: false },
    });
    assert.ok(Object.isFrozen(verdict.covers));
  });

  test(`${build}: every form of a body`, () => {
    const verifier = new Verifier(ACME, SECRET);
    const text = '{"name":"Zoë 🪝"}';
    const bytes = new TextEncoder().encode(text);
    const within = new Uint8Array(bytes.length + 8);
    within.set(bytes, 5);
    const forms = {
      text,
      bytes,
      buffer: Buffer.from(bytes),
      arrayBuffer: bytes.buffer.slice(0),
      view: new DataView(within.buffer, 5, bytes.length),
      shared: (() => {
        const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
        shared.set(bytes);
        return shared;
      })(),
    };
    for (const [form, body] of Object.entries(forms)) {
      const delivery = { headers: { "x-acme-signature": acme(text) }, body, now: NOW };
      assert.equal(verifier.verify(delivery).timestamp, NOW, form);
    }
    for (const size of [0, 1, 1 << 16, (1 << 16) + 1, 3 << 20]) {
      const large = "ä".repeat(size);
      const delivery = { headers: { "x-acme-signature": acme(large) }, now: NOW };
      assert.equal(verifier.verify({ ...delivery, body: large }).timestamp, NOW);
      assert.equal(verifier.verify({ ...delivery, body: Buffer.from(large) }).timestamp, NOW);
      rejected("signature_mismatch", () => verifier.verify({ ...delivery, body: `${large}x` }));
    }
  });

  test(`${build}: every form of headers, in any case`, () => {
    const verifier = new Verifier(IDS, SECRET);
    const body = "{}";
    const values = {
      "X-Ids-Signature": mac(`evt_1.${NOW}.${body}`).digest("hex"),
      "x-ids-time": String(NOW),
      "X-IDS-ID": "evt_1",
      "content-type": "application/json",
      "x-ids-other": undefined,
    };
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const forms = {
      object: values,
      withoutPrototype: Object.assign(Object.create(null), values),
      arrays: Object.fromEntries(given.map(([name, value]) => [name, [value]])),
      pairs: given,
      headers: new Headers(given),
      map: new Map(given),
      generator: (function* () {
        yield* given;
      })(),
      custom: { get: (name) => new Headers(given).get(name) },
    };
    for (const [form, headers] of Object.entries(forms)) {
      const verdict = verifier.verify({ headers, body, now: NOW });
      assert.equal(verdict.eventId, "evt_1", form);
      assert.deepEqual(verdict.covers, { body: true, id: true, timestamp: true, url: false });
    }
  });

  test(`${build}: every occurrence of a header reaches the core`, () => {
    const verifier = new Verifier(ACME, SECRET);
    const good = acme("{}");
    const twice = [
      { "x-acme-signature": [good, good] },
      { "x-acme-signature": good, "X-Acme-Signature": "forged" },
      [
        ["x-acme-signature", good],
        ["X-ACME-SIGNATURE", good],
      ],
      Array.from({ length: 1000 }, () => ["x-acme-signature", good]),
    ];
    for (const headers of twice) {
      rejected("duplicate_header", () => verifier.verify({ headers, body: "{}", now: NOW }), {
        header: "x-acme-signature",
        number: 2,
        status: 400,
      });
    }
    const joined = new Headers({ "x-acme-signature": good });
    joined.append("x-acme-signature", good);
    rejected("malformed_header", () => verifier.verify({ headers: joined, body: "{}", now: NOW }));
    for (const headers of [{}, [], new Headers(), { "x-acme-signature": undefined }, { "x-acme-signature": [] }]) {
      rejected("missing_header", () => verifier.verify({ headers, body: "{}", now: NOW }));
    }
  });

  test(`${build}: a header's bytes are those that were received`, () => {
    const verifier = new Verifier(IDS, SECRET);
    const deliver = (id, bytes) =>
      verifier.verify({
        headers: {
          "x-ids-signature": mac(Buffer.concat([bytes, Buffer.from(`.${NOW}.{}`)])).digest("hex"),
          "x-ids-time": String(NOW),
          "x-ids-id": id,
        },
        body: "{}",
        now: NOW,
      });
    const utf8 = Buffer.from("evt_é");
    // As Node and fetch show it: one character a byte.
    assert.equal(deliver(utf8.toString("latin1"), utf8).eventId, "evt_é");
    // As a runtime shows it that decodes UTF-8, beyond what a byte can be.
    assert.equal(deliver("evt_🪝", Buffer.from("evt_🪝")).eventId, "evt_🪝");
    // Longer than an id may be: it crosses whole, or its signature would be another.
    const long = "x".repeat(3000);
    assert.equal(deliver(long, Buffer.from(long)).eventId, undefined);
  });

  test(`${build}: method and URL, for schemes that sign them`, () => {
    const verifier = new Verifier(URLS, SECRET);
    const url = "https://example.com/hooks/ü?a=1";
    const headers = { "x-urls-signature": mac(`POST${url}{}`).digest("base64") };
    const { covers } = verifier.verify({ headers, body: "{}", method: "POST", url });
    assert.deepEqual(covers, { body: true, id: false, timestamp: false, url: true });
    rejected("missing_input", () => verifier.verify({ headers, body: "{}", method: "POST" }), { status: 500 });
    rejected("signature_mismatch", () => verifier.verify({ headers, body: "{}", method: "PUT", url }), { status: 401 });
  });

  test(`${build}: time`, () => {
    const headers = { "x-acme-signature": acme("{}") };
    const at = (now, options) => new Verifier(ACME, SECRET, options).verify({ headers, body: "{}", now });
    assert.equal(at(new Date((NOW + 5) * 1000)).skew, 5);
    assert.equal(at(NOW + 0.9).skew, 0);
    assert.equal(at(NOW - 300).skew, -300);
    rejected("timestamp_too_old", () => at(NOW + 301), { skewSeconds: 301, status: 401, header: undefined });
    rejected("timestamp_too_new", () => at(NOW - 301), { skewSeconds: -301 });
    rejected("timestamp_too_old", () => at(NOW + 1, { tolerance: 0 }));
    assert.equal(at(NOW + 301, { tolerance: 301 }).skew, 301);
    assert.equal(at(NOW + 1e9, { tolerance: "ignore" }).skew, 1e9);
    // The system's clock by default.
    const time = Math.floor(Date.now() / 1000);
    const { skew } = new Verifier(ACME, SECRET).verify({
      headers: { "x-acme-signature": acme("{}", time) },
      body: "{}",
    });
    assert.ok(skew >= 0 && skew < 60);
    rejected("timestamp_too_old", () => new Verifier(ACME, SECRET).verify({ headers, body: "{}" }));
  });

  test(`${build}: several keys`, () => {
    const keys = [
      { id: "new", secret: "the secret that comes next", notBefore: NOW },
      { id: "old", secret: SECRET, notAfter: new Date((NOW + 60) * 1000) },
    ];
    const verifier = new Verifier(ACME, keys, { tolerance: "ignore" });
    const signedWith = (secret, now) =>
      verifier.verify({ headers: { "x-acme-signature": acme("{}", NOW, secret) }, body: "{}", now });
    assert.equal(signedWith(keys[0].secret, NOW).keyId, "new");
    assert.equal(signedWith(SECRET, NOW).keyId, "old");
    assert.equal(signedWith(SECRET, NOW).replayKey, signedWith(keys[0].secret, NOW).replayKey);
    rejected("signature_mismatch", () => signedWith(keys[0].secret, NOW - 1));
    rejected("signature_mismatch", () => signedWith(SECRET, NOW + 61));
    const unnamed = new Verifier(ACME, [{ secret: "another secret altogether" }, { secret: Buffer.from(SECRET) }]);
    assert.equal(unnamed.verify({ headers: { "x-acme-signature": acme("{}") }, body: "{}", now: NOW }).keyId, "1");
    rejected("no_active_key", () => new Verifier(ACME, []));
    rejected("invalid_secret", () => new Verifier(ACME, [keys[0], keys[0]]));
  });

  test(`${build}: configuration errors`, () => {
    for (const secret of [undefined, null, "", "  ", "undefined", new Uint8Array(0), new ArrayBuffer(0), [{}]]) {
      rejected("weak_secret", () => new Verifier(ACME, secret), { number: 13, status: 500 });
    }
    rejected("api_key_as_secret", () => new Verifier(ACME, "sk_live_51HxYz0123456789"), { number: 14 });
    new Verifier(ACME, "sk_live_51HxYz0123456789", { allowApiKey: true });
    rejected("invalid_secret", () => new Verifier("hmac-sha256({hex}) | x-s: {hex} | {body}", "not hex at all"));
    rejected("invalid_scheme", () => new Verifier("hmac-sha256 | x-s: {hax} | {body}", SECRET), { column: 20 });
    rejected("invalid_scheme", () => new Verifier("", SECRET));
    rejected("invalid_scheme", () => new Verifier("stripe", SECRET));
  });

  test(`${build}: errors are ready for a log, and hold no secret`, () => {
    try {
      new Verifier(ACME, SECRET).verify({
        headers: { "x-acme-signature": acme("{}", NOW, "forged with this") },
        body: "{}",
      });
      assert.fail();
    } catch (error) {
      assert.deepEqual({ ...error }, { code: "signature_mismatch", number: 7, status: 401 });
      assert.match(error.message, /^hookproof: /);
      assert.match(error.stack, /WebhookError/);
      assert.doesNotMatch(error.stack, /secret that|forged with/);
    }
  });

  test(`${build}: sign is the inverse of verify`, () => {
    const signed = sign(IDS, SECRET, { body: "{}", headers: { "X-Ids-Id": "evt_9" }, timestamp: NOW });
    assert.deepEqual(Object.keys(signed).sort(), ["x-ids-signature", "x-ids-time"]);
    assert.equal(signed["x-ids-signature"], mac(`evt_9.${NOW}.{}`).digest("hex"));
    const headers = { ...signed, "x-ids-id": "evt_9" };
    assert.equal(new Verifier(IDS, SECRET).verify({ headers, body: "{}", now: NOW }).eventId, "evt_9");
    rejected("missing_header", () => sign(IDS, SECRET, { body: "{}" }), { header: "x-ids-id" });
    rejected("weak_secret", () => sign(IDS, undefined, { body: "{}", headers: { "x-ids-id": "1" } }));
    rejected("api_key_as_secret", () => sign(ACME, "sk_live_51HxYz0123456789", { body: "{}" }));
    sign(ACME, "sk_live_51HxYz0123456789", { body: "{}" }, { allowApiKey: true });
    const fresh = sign(ACME, SECRET, { body: Buffer.from("{}") });
    assert.ok(new Verifier(ACME, SECRET).verify({ headers: fresh, body: "{}" }).skew < 60);
  });

  test(`${build}: a verification key stands for its secret`, () => {
    const key = derive(ACME, SECRET);
    assert.match(key, /^hpk1_[\w-]+$/);
    assert.equal(derive(ACME, Buffer.from(SECRET)), key);
    const verdict = new Verifier(ACME, key).verify({
      headers: { "x-acme-signature": acme("{}") },
      body: "{}",
      now: NOW,
    });
    assert.equal(verdict.timestamp, NOW);
    rejected("unsupported_algorithm", () => derive("token | x-t: {token}", SECRET));
    rejected("invalid_secret", () => new Verifier(ACME.replace("256", "512"), key));
  });

  test(`${build}: verifyRequest`, async () => {
    const verifier = new Verifier(URLS, SECRET);
    const post = (url, body, more = {}) => {
      const headers = { "x-urls-signature": mac(`POST${url}${body}`).digest("base64") };
      return new Request(url, { method: "POST", headers, body, ...more });
    };
    const { body, covers, keyId } = await verifier.verifyRequest(post("https://a.example/x?y=1", '{"a":"ü"}'));
    assert.ok(body instanceof Uint8Array);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(body)), { a: "ü" });
    assert.equal(keyId, "default");
    assert.ok(covers.url);

    const behindProxy = new Request("http://10.0.0.7/x", post("https://a.example/x", "{}"));
    await verifier.verifyRequest(behindProxy, { url: "https://a.example/x" });
    await verifier.verifyRequest(post("https://a.example/x", ""));

    const code = async (request, options) =>
      verifier.verifyRequest(request, options).then(
        () => "ok",
        (error) => error.code,
      );
    assert.equal(await code(post("https://a.example/x", "{}"), { limit: 2 }), "ok");
    assert.equal(await code(post("https://a.example/x", "{}"), { limit: 1 }), "body_too_large");
    assert.equal(await code(post("https://a.example/x", ""), { limit: 0 }), "ok");
    const failure = await verifier
      .verifyRequest(post("https://a.example/x", "{}"), { limit: 1 })
      .catch((error) => error);
    assert.deepEqual({ ...failure }, { code: "body_too_large", number: 9, status: 413 });
    assert.equal(await code(new Request("https://a.example/x", { method: "POST", body: "{}" })), "missing_header");

    const used = post("https://a.example/x", "{}");
    await used.json();
    await assert.rejects(verifier.verifyRequest(used), /TypeError: hookproof: the body of the request was read before/);
    await assert.rejects(verifier.verifyRequest({ headers: {}, body: { parsed: true } }), TypeError);
    await assert.rejects(verifier.verifyRequest(undefined), TypeError);
    await assert.rejects(verifier.verifyRequest(post("https://a.example/x", "{}"), { limit: "1mb" }), TypeError);
  });

  test(`${build}: verifyRequest reads a body in pieces, up to the limit`, async () => {
    const piece = Buffer.alloc(1000, "x");
    const pieces = 100;
    let pulled = 0;
    let cancelled = false;
    const stream = () => {
      pulled = 0;
      return new ReadableStream(
        {
          pull(controller) {
            if (pulled++ === pieces) controller.close();
            else controller.enqueue(piece);
          },
          cancel() {
            cancelled = true;
          },
        },
        { highWaterMark: 0 },
      );
    };
    const whole = Buffer.alloc(1000 * pieces, "x");
    const headers = { "x-acme-signature": acme(whole) };
    const request = () =>
      new Request("https://a.example/", { method: "POST", headers, body: stream(), duplex: "half" });
    const verifier = new Verifier(ACME, SECRET);
    const { body } = await verifier.verifyRequest(request(), { now: NOW, limit: whole.length });
    assert.equal(Buffer.compare(body, whole), 0);
    assert.equal(body.buffer.byteLength, whole.length);
    await assert.rejects(verifier.verifyRequest(request(), { now: NOW, limit: 5500 }), { code: "body_too_large" });
    assert.equal(pulled, 6);
    assert.ok(cancelled);
  });

  test(`${build}: verifyRequest reads 25 MiB where no limit is named, and not a byte more`, async () => {
    const verifier = new Verifier(ACME, SECRET);
    const most = Buffer.alloc(25 * 1024 * 1024, "x");
    const post = (body) =>
      new Request("https://a.example/", { method: "POST", headers: { "x-acme-signature": acme(most) }, body });
    const { body } = await verifier.verifyRequest(post(most), { now: NOW });
    assert.equal(body.length, most.length);
    const more = verifier.verifyRequest(post(Buffer.concat([most, Buffer.from("x")])), { now: NOW });
    await assert.rejects(more, { code: "body_too_large", status: 413 });
  });

  test(`${build}: the constants of hookproof/providers are lines`, () => {
    const lines = Object.entries(providers).filter(([name]) => name !== "default");
    assert.ok(lines.length >= 3);
    for (const [name, line] of lines) {
      assert.equal(typeof line, "string", name);
      assert.match(line, / \| /, name);
      new Verifier(line, line.includes("{hex})") ? "00".repeat(32) : Buffer.alloc(32, "k").toString("base64"), {
        allowApiKey: true,
      });
    }
  });
}
