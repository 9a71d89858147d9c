// Every subpath, as it is imported and as it is required.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { entries } from "../../npm/entries.mjs";

const require = createRequire(import.meta.url);

for (const { path, kind } of entries) {
  test(`hookproof${path.slice(1)}`, async () => {
    const imported = await import(`hookproof${path.slice(1)}`);
    const required = require(`hookproof${path.slice(1)}`);
    const names = Object.keys(imported).filter((name) => name !== "default" && name !== "module.exports");
    assert.deepEqual(Object.keys(required).sort(), names.sort());
    if (kind === "adapter") assert.deepEqual(names, ["webhook"]);
    if (kind === "drop-in") assert.deepEqual(names, ["Webhook", "WebhookVerificationError"]);
  });
}

test("an adapter in CommonJS takes a verifier of either build", async () => {
  const { Verifier, sign } = await import("hookproof");
  const line = "hmac-sha256 | x-s: {hex} | {body}";
  const secret = "a secret that is long enough";
  for (const make of [Verifier, require("hookproof").Verifier]) {
    const { webhook } = require("hookproof/fetch");
    const quiet = { onError: () => {} };
    const handler = webhook(new make(line, secret), (delivery) => new Response(delivery.text()), quiet);
    const post = (body) =>
      handler(new Request("https://a.example/", { method: "POST", headers: sign(line, secret, { body: "{}" }), body }));
    assert.equal(await (await post("{}")).text(), "{}");
    assert.equal((await post("{ }")).status, 401);
  }
});
