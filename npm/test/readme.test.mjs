// The examples of the README, run as they stand.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { builds, consumer } from "./package.mjs";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
const load = (code, name) => {
  const file = join(consumer, name);
  writeFileSync(file, code);
  return import(pathToFileURL(file));
};

test("README: a handler", async (t) => {
  process.env.STRIPE_WEBHOOK_SECRET = "a secret that is long enough";
  t.mock.method(console, "warn", () => {});
  const { handler } = await load(examples[0], "readme-handler.mjs");
  const [{ sign, providers }] = builds;
  const body = '{"type":"invoice.paid"}';
  const headers = sign(providers.stripe, process.env.STRIPE_WEBHOOK_SECRET, { body });
  const post = (body) => handler(new Request("https://a.example/", { method: "POST", headers, body }));
  const thanks = await post(body);
  assert.equal(await thanks.text(), "thanks for invoice.paid");
  assert.equal((await post(`${body} `)).status, 401);
  assert.equal(console.warn.mock.calls[0].arguments[0], "signature_mismatch");
});

test("README: what came in", async (t) => {
  t.mock.method(console, "log", () => {});
  await load(examples[1], "readme-verify.mjs");
  assert.deepEqual(console.log.mock.calls[0].arguments, [{ body: true, id: false, timestamp: false, url: false }]);
});

test("README: a framework", async (t) => {
  t.mock.method(console, "warn", () => {});
  const [{ sign, providers, Verifier }] = builds;
  const secret = "a secret that is long enough";
  let route;
  globalThis.readme = {
    app: { post: (...given) => (route = given) },
    verifier: new Verifier(providers.stripe, secret),
  };
  await load(`const { app, verifier } = globalThis.readme;\n${examples[2]}`, "readme-framework.mjs");
  const [path, middleware, handler] = route;
  const server = createServer((req, res) => {
    res.send = (text) => res.end(text);
    middleware(req, res, () => handler(req, res));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const body = '{"type":"invoice.paid"}';
  const headers = sign(providers.stripe, secret, { body });
  const url = `http://127.0.0.1:${server.address().port}${path}`;
  const post = (sent) => fetch(url, { method: "POST", headers: { ...headers, connection: "close" }, body: sent });
  assert.equal(await (await post(body)).text(), "thanks for invoice.paid");
  assert.equal((await post(`${body} `)).status, 401);
});

test("README: the place of another library", async () => {
  const { Webhook } = await load('export * from "hookproof/svix";\n', "readme-svix.mjs");
  process.env.SVIX_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const now = new Date();
  const payload = '{"type":"invoice.paid"}';
  const signature = new Webhook(process.env.SVIX_SECRET).sign("msg_1", now, payload);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  globalThis.readme = {
    payload,
    headers: { "svix-id": "msg_1", "svix-timestamp": timestamp, "svix-signature": signature },
  };
  const given = "const { payload, headers } = globalThis.readme;\n";
  const { event } = await load(`${given}${examples[3]}\nexport { event };\n`, "readme-drop-in.mjs");
  assert.deepEqual(event, { type: "invoice.paid" });
});

test("README: a handshake", async () => {
  process.env.META_VERIFY_TOKEN = "tok";
  const { get } = await load(examples[4], "readme-handshake.mjs");
  const asked = (token) =>
    get(new Request(`https://a.example/?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=115`));
  assert.equal(await asked("tok").text(), "115");
  assert.throws(() => asked("other"), { code: "signature_mismatch" });
  assert.equal(get(new Request("https://a.example/")).status, 404);
});

test("README: a module of one's own", async () => {
  const { Verifier, sign } = await load(examples[5], "readme-slim.mjs");
  const line = "hmac-sha256 | x-acme-signature: {hex} | {body}";
  const headers = sign(line, "a secret that is long enough", { body: "{}" });
  assert.ok(new Verifier(line, "a secret that is long enough").verify({ headers, body: "{}" }).covers.body);
  assert.equal(examples.length, 6);
});
