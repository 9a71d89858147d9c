// One instance of the core serves all verifiers: a call inside another one, a trap, or a large body must not show.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { builds } from "./package.mjs";

const LINE = "hmac-sha256 | x-acme-signature: {hex} | {body}";
const mac = (key, body) => createHmac("sha256", key).update(body).digest("hex");
const secret = (i) => `a secret of its own, number ${i}`;
const delivery = (i, body = `{"n":${i}}`) => ({ headers: { "x-acme-signature": mac(secret(i), body) }, body });

for (const { build, Verifier, sign, derive } of builds) {
  test(`${build}: getters of the caller that call again`, () => {
    const one = new Verifier(LINE, secret(1));
    const other = new Verifier(LINE, secret(2));
    const again = () => {
      assert.throws(() => one.verify(delivery(2)), { code: "signature_mismatch" });
      other.verify(delivery(2, "x".repeat(2_000_000)));
      new Verifier(LINE, secret(3)).verify(delivery(3));
      sign(LINE, secret(4), { body: "{}" });
      derive(LINE, secret(4));
    };
    const { headers, body } = delivery(1);
    const signature = headers["x-acme-signature"];
    const pairs = function* () {
      again();
      yield ["x-acme-signature", signature];
      again();
    };
    const calls = [
      {
        get headers() {
          again();
          return headers;
        },
        get body() {
          again();
          return body;
        },
        get now() {
          again();
          return 1;
        },
      },
      {
        headers: {
          get "x-acme-signature"() {
            again();
            return signature;
          },
        },
        body,
      },
      { headers: pairs(), body },
      {
        headers: {
          get: () => {
            again();
            return signature;
          },
        },
        body,
      },
      {
        headers: new Proxy(headers, {
          ownKeys(target) {
            again();
            return Reflect.ownKeys(target);
          },
          get(target, name) {
            again();
            return target[name];
          },
        }),
        body,
      },
    ];
    for (const call of calls) {
      assert.ok(one.verify(call).covers.body);
      assert.throws(() => other.verify({ ...call, headers, body, now: 1 }), { code: "signature_mismatch" });
    }
    const key = {
      get secret() {
        again();
        return secret(1);
      },
      get id() {
        again();
        return "mine";
      },
    };
    const keyed = new Verifier(LINE, [key], {
      get tolerance() {
        again();
        return "ignore";
      },
    });
    assert.equal(keyed.verify(delivery(1)).keyId, "mine");
    const signed = sign(LINE, secret(1), {
      get body() {
        again();
        return body;
      },
      get headers() {
        again();
        return {};
      },
    });
    assert.equal(signed["x-acme-signature"], signature);
  });

  test(`${build}: a body that is changed while it is read`, () => {
    const bytes = new TextEncoder().encode('{"n":1}');
    const request = {
      body: bytes,
      get now() {
        structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
        return 1;
      },
      headers: delivery(1).headers,
    };
    assert.throws(() => new Verifier(LINE, secret(1)).verify(request), { code: "signature_mismatch" });
  });

  test(`${build}: many verifiers`, () => {
    const verifiers = Array.from({ length: 500 }, (_, i) => new Verifier(LINE, secret(i)));
    verifiers.forEach((verifier, i) => {
      verifier.verify(delivery(i));
      assert.throws(() => verifier.verify(delivery(i + 1)), { code: "signature_mismatch" });
    });
  });

  test(`${build}: large bodies, one after the other`, () => {
    const verifier = new Verifier(LINE, secret(1));
    for (const size of [100, 5_000_000, 200, 25_000_000, 300]) {
      const body = Buffer.alloc(size, "x");
      verifier.verify(delivery(1, body));
      body[size >> 1] ^= 1;
      assert.throws(() => verifier.verify({ ...delivery(1, Buffer.alloc(size, "x")), body }), {
        code: "signature_mismatch",
      });
    }
  });

  test(`${build}: a body beyond what can be addressed`, () => {
    const verifier = new Verifier(LINE, secret(1));
    // With the header, 4 GiB and a little: 32 bits would make a little of it. The pages are never touched.
    const body = new Uint8Array(2 ** 32 - 100);
    assert.throws(() => verifier.verify({ headers: delivery(1).headers, body }), /no room for 429496/);
    verifier.verify(delivery(1));
  });

  test(`${build}: a call that is cut off verifies nothing, and the next one is right again`, () => {
    const verifier = new Verifier(LINE, secret(1));
    const other = new Verifier(LINE, secret(2));
    let cut = 0;
    let verified = 0;
    // Calls from every depth of a stack that runs out: some end inside the core.
    const dive = () => {
      try {
        dive();
      } catch {
        try {
          verifier.verify(delivery(2));
          verified++;
        } catch (error) {
          if (error.code !== "signature_mismatch") cut++;
        }
        throw new Error("up");
      }
    };
    for (let i = 0; i < 3; i++) {
      assert.throws(dive);
      verifier.verify(delivery(1));
      other.verify(delivery(2));
      assert.throws(() => verifier.verify(delivery(2)), { code: "signature_mismatch" });
    }
    assert.ok(cut > 0, "no call was cut off");
    assert.equal(verified, 0);
  });
}
