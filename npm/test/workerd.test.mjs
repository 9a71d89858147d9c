// The package inside the real workerd: the vectors, and the example that users paste.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { builds, consumer } from "./package.mjs";
import { packageModules, serveWorker } from "./workerd.mjs";

const [{ sign, providers }] = builds;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const stops = [];
after(() => Promise.all(stops.map((stop) => stop())));

const serve = async (name, options) => {
  const { port, stop } = await serveWorker({ dir: join(consumer, "workerd", name), ...options });
  stops.push(stop);
  return `http://127.0.0.1:${port}`;
};

test("the vectors, inside the worker", async () => {
  const origin = await serve("vectors", {
    main: here("vectors.worker.mjs"),
    modules: [
      ...packageModules(consumer),
      { name: "handshake-cases.mjs", kind: "esModule", file: here("handshake-cases.mjs") },
      { name: "handshakes.json", kind: "json", file: here("../../tests/vectors/handshakes.json") },
      { name: "cases.mjs", kind: "esModule", file: here("cases.mjs") },
      {
        name: "webhooks.json",
        kind: "json",
        file: process.env.HOOKPROOF_VECTORS ?? here("../../tests/vectors/webhooks.json"),
      },
    ],
  });
  const { failures, cases, handshakes, compiles } = await (await fetch(origin)).json();
  assert.deepEqual(failures, []);
  assert.ok(cases > 0 && handshakes > 0);
  assert.equal(compiles, false, "this workerd compiles wasm from bytes: it does not show what the edge entry is for");
});

test("the example: a hook for each name", async () => {
  const SECRET = "a secret that is long enough";
  const now = 1_700_000_000;
  const url = "https://hooks.example.com/in";
  const signsUrl = "hmac-sha256 | x-s: {base64} | {url}{body}";
  const origin = await serve("example", {
    main: here("../examples/worker.mjs"),
    modules: packageModules(consumer),
    bindings: {
      HOOKS: {
        stripe: { scheme: "stripe", secret: SECRET, now },
        line: { scheme: signsUrl, secret: SECRET, url },
        unset: { scheme: "stripe", secret: null },
        apikey: { scheme: "stripe", secret: "sk_live_51HxYz0123456789" },
      },
    },
  });
  const post = async (name, headers, body = "{}") => {
    const response = await fetch(`${origin}/hooks/${name}`, { method: "POST", headers, body });
    const text = await response.text();
    return { status: response.status, ...(text ? JSON.parse(text) : {}) };
  };
  const signed = sign(providers.stripe, SECRET, { body: "{}", timestamp: now - 7 });
  const { ok, skew, covers, keyId } = await post("stripe", signed);
  assert.deepEqual({ ok, skew, keyId }, { ok: true, skew: 7, keyId: "default" });
  assert.ok(covers.body);
  assert.equal((await post("line", sign(signsUrl, SECRET, { body: "{}", url }))).ok, true);

  const { message, ...altered } = await post("stripe", signed, "{ }");
  assert.deepEqual(altered, { status: 401, ok: false, code: "signature_mismatch", number: 7 });
  assert.match(message, /^hookproof: /);
  assert.equal((await post("unset", signed)).code, "weak_secret");
  assert.equal((await post("apikey", signed)).code, "api_key_as_secret");
  assert.equal(
    (await post("stripe", sign(providers.stripe, SECRET, { body: "{}", timestamp: now - 301 }))).code,
    "timestamp_too_old",
  );
  assert.equal((await post("nothing", signed)).status, 404);
  assert.equal((await post("toString", signed)).status, 404);
  assert.equal((await fetch(`${origin}/hooks/stripe`)).status, 404);
});
