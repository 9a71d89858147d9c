// Bodies that come in pieces, hashes by the host, and what is closed.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { builds } from "./package.mjs";

const LINE = "hmac-sha256 id={json:/id} | x-acme-signature: t={timestamp},v1={hex},... | {timestamp}.{body}";
const SECRET = "a secret that is long enough";
const NOW = 1_795_465_620;
const BODY = '{"id":"evt_1 ü","data":[1,2,3]}';
const sign = (body, secret = SECRET) => ({
  "x-acme-signature": `t=${NOW},v1=${createHmac("sha256", secret).update(`${NOW}.`).update(body).digest("hex")}`,
});
const head = (body = BODY) => ({ headers: sign(body), now: NOW });
const encode = (text) => new TextEncoder().encode(text);

for (const { build, Stream, Verifier, WebhookError } of builds) {
  test(`${build}: a stream has the verdict of one call, however the body is cut`, () => {
    const verifier = new Verifier(LINE, SECRET);
    const whole = verifier.verify({ ...head(), body: BODY });
    assert.equal(whole.eventId, "evt_1 ü");
    const bytes = encode(BODY);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const stream = verifier.start(head());
      assert.ok(stream instanceof Stream);
      assert.deepEqual(stream.update(bytes.subarray(0, cut)).update(bytes.subarray(cut)).finish(), whole);
    }
    assert.deepEqual(verifier.start(head()).update(BODY.slice(0, 7)).update(BODY.slice(7)).finish(), whole);
  });

  test(`${build}: streams side by side, with other calls between their pieces`, () => {
    const one = new Verifier(LINE, SECRET);
    const other = new Verifier(LINE, `${SECRET} too`);
    const streams = [one.start(head()), one.start(head()), other.start(head())];
    for (const piece of [BODY.slice(0, 9), BODY.slice(9)]) {
      for (const stream of streams) stream.update(stream === streams[1] ? piece.toUpperCase() : piece);
      one.verify({ ...head("x".repeat(3000)), body: "x".repeat(3000) });
    }
    assert.equal(streams[0].finish().timestamp, NOW);
    assert.throws(() => streams[1].finish(), { code: "signature_mismatch" });
    assert.throws(() => streams[2].finish(), { code: "signature_mismatch" });
  });

  test(`${build}: what is wrong with a stream is said in time`, () => {
    const verifier = new Verifier(LINE, SECRET);
    assert.throws(() => verifier.start({ headers: {} }), { code: "missing_header" });
    assert.throws(() => verifier.start(), TypeError);
    assert.throws(() => verifier.start(head()).update({}), TypeError);
    assert.throws(() => verifier.start(head()).update(), TypeError);
    const form = new Verifier("hmac-sha1 | x-signature: {base64} | {url}{form}", SECRET);
    const started = () => form.start({ headers: { "x-signature": "00" }, url: "https://a.example/" });
    assert.throws(started, { code: "missing_input", message: /the whole body/ });

    const stream = verifier.start(head());
    stream.update(BODY).finish();
    for (const call of [() => stream.finish(), () => stream.update(BODY)]) {
      assert.throws(call, { name: "TypeError", message: "hookproof: the stream is finished" });
    }
    stream.close();
    assert.throws(() => new Stream(), Error);
  });

  test(`${build}: closed is closed, and gives its place to the next one`, () => {
    const verifier = new Verifier(LINE, SECRET);
    const stream = verifier.start(head());
    verifier.close();
    verifier.close();
    assert.throws(() => verifier.verify({ ...head(), body: BODY }), { message: "hookproof: the verifier is closed" });
    assert.throws(() => verifier.start(head()), { message: "hookproof: the verifier is closed" });
    // Another verifier stands in its place: the stream is not its.
    const next = new Verifier(LINE, SECRET);
    const other = next.start(head());
    for (const call of [() => stream.update(BODY), () => stream.finish()]) {
      assert.throws(call, { name: "TypeError", message: "hookproof: the verifier is closed" });
    }
    stream.close();
    // That mistake is one's own: nobody else's stream ends with it.
    assert.equal(other.update(BODY).finish().timestamp, NOW);
    assert.equal(next.verify({ ...head(), body: BODY }).timestamp, NOW);
    if (typeof Symbol.dispose === "symbol") {
      next[Symbol.dispose]();
      assert.throws(() => next.verify({ ...head(), body: BODY }), /closed/);
    }
  });

  test(`${build}: a ReadableStream of 25 MiB passes through, and the memory does not grow with it`, async () => {
    const chunk = new Uint8Array(1 << 16).fill(120);
    const count = 400;
    const mac = createHmac("sha256", SECRET).update(`${NOW}.`);
    for (let i = 0; i < count; i++) mac.update(chunk);
    const headers = { "x-acme-signature": `t=${NOW},v1=${mac.digest("hex")}` };
    const body = () => {
      let left = count;
      return new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
      });
    };
    const verifier = new Verifier(LINE, SECRET);
    await verifier.verifyStream({ headers, body: body(), now: NOW });
    const used = () => {
      globalThis.gc?.();
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      return heapUsed + external + arrayBuffers;
    };
    const before = used();
    assert.equal((await verifier.verifyStream({ headers, body: body(), now: NOW })).timestamp, NOW);
    const grown = used() - before;
    // Without --expose-gc, what the stream itself has left behind is in it.
    if (globalThis.gc) assert.ok(grown < 1 << 20, `${grown} bytes`);

    // What a Request has is not its own: it is asked for by name.
    const request = new Request("https://a.example/", { method: "POST", headers: sign(BODY), body: BODY });
    assert.equal((await new Verifier(LINE, SECRET, { tolerance: "ignore" }).verifyStream(request)).timestamp, NOW);

    const short = { limit: 1 << 20 };
    await assert.rejects(verifier.verifyStream({ headers, body: body(), now: NOW }, short), (error) => {
      assert.ok(error instanceof WebhookError);
      return error.code === "body_too_large" && error.status === 413;
    });
    await assert.rejects(verifier.verifyStream({ headers, body: BODY, now: NOW }), TypeError);
  });

  test(`${build}: the host's hash and the core's have the same answer, at every length around a block`, () => {
    const ways = ["wasm", "host", "auto"].map((hash) => new Verifier(LINE, SECRET, { hash }));
    for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 511, 512, 513, 1023, 1024, 1025, 5000, 70_000]) {
      for (const text of ["x".repeat(length), "ü".repeat(length / 2), "\ud800".repeat(length / 3)]) {
        for (const body of [text, encode(text)]) {
          const verdicts = ways.map((verifier) => verifier.verify({ ...head(encode(text)), body }));
          assert.deepEqual(verdicts[0], verdicts[1]);
          assert.deepEqual(verdicts[0], verdicts[2]);
          for (const verifier of ways) {
            const forged = { headers: sign(`${text}.`), now: NOW, body };
            assert.throws(() => verifier.verify(forged), { code: "signature_mismatch" });
          }
        }
      }
    }
    for (const hash of [null, true, "Host", 1]) {
      assert.throws(() => new Verifier(LINE, SECRET, { hash }), TypeError);
    }
  });

  test(`${build}: keys that rotate, with the host's hash`, () => {
    const keys = [
      { id: "old", secret: "the secret of last year", notAfter: NOW - 1 },
      { id: "new", secret: SECRET },
      { id: "next", secret: "the secret of next year", notBefore: NOW + 1 },
    ];
    const verifier = new Verifier(LINE, keys, { hash: "host" });
    const verify = (secret) => verifier.verify({ headers: sign(BODY, secret), now: NOW, body: BODY });
    assert.equal(verify(SECRET).keyId, "new");
    assert.equal(
      verify(SECRET).replayKey,
      new Verifier(LINE, keys, { hash: "wasm" }).verify({ ...head(), body: BODY }).replayKey,
    );
    for (const secret of [keys[0].secret, keys[2].secret]) {
      assert.throws(() => verify(secret), { code: "signature_mismatch" });
    }
  });
}
