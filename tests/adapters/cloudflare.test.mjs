// Cloudflare Workers, in the real workerd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { packageModules, serveWorker } from "../../npm/test/workerd.mjs";
import { PATH, poster, SECRET, tooLate, trial } from "./trial.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const serve = async (t, name, main, modules = []) => {
  const { port, stop, logged } = await serveWorker({
    dir: here(`workerd/${name}`),
    main: here(main),
    modules: [...packageModules(here(".")), ...modules],
    bindings: { STRIPE_WEBHOOK_SECRET: SECRET },
  });
  t.after(stop);
  const post = poster(`http://127.0.0.1:${port}`);
  // The log comes by a pipe of its own, and with the stack of an error.
  const heard = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return logged()
      .split("\n")
      .flatMap((line) => /hookproof: .*/.exec(line) ?? [])
      .map((line) => `${line}\n`)
      .join("");
  };
  return { post: (delivery) => post(PATH, delivery), said: heard };
};

const file = (name) => ({
  name: `hookproof/${name}`,
  kind: "esModule",
  file: here(`node_modules/hookproof/dist/adapters/${name}.js`),
});

test("Cloudflare Workers: the example", async (t) => {
  const { post, said } = await serve(t, "example", "examples/cloudflare.mjs", [file("cloudflare")]);
  await trial(post, said);
});

test("Cloudflare Workers: a request that was parsed", async (t) => {
  const { post, said } = await serve(t, "parsed", "cloudflare-parsed.mjs", [file("cloudflare")]);
  await tooLate(post, said, "change that line to request.clone().json()");
});

test("Cloudflare Workers: the drop-in classes", async (t) => {
  const files = ["edge.js", "drop-in/standardwebhooks.edge.js", "drop-in/svix.edge.js"];
  const modules = files.map((name) => ({
    name: `hookproof/${name}`,
    kind: "esModule",
    file: here(`node_modules/hookproof/dist/${name}`),
  }));
  const wasm = {
    name: "hookproof/hookproof.wasm?module",
    kind: "wasm",
    file: here("node_modules/hookproof/dist/hookproof.wasm"),
  };
  const { post } = await serve(t, "drop-in", "cloudflare-drop-in.mjs", [...modules, wasm]);
  const { Webhook } = await import("hookproof/svix");
  const now = new Date();
  const secret = `whsec_${btoa(SECRET)}`;
  const headers = {
    "svix-id": "msg_1",
    "svix-timestamp": String(Math.floor(now / 1000)),
    "svix-signature": new Webhook(secret).sign("msg_1", now, '{"a":1}'),
  };
  assert.deepEqual(await post({ headers, body: '{"a":1}' }), { status: 200, text: '{"a":1}' });
  assert.deepEqual(await post({ headers, body: '{"a":2}' }), { status: 401, text: "WebhookVerificationError" });
});
