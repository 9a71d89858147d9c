// The drop-in classes: the tests of the libraries they stand in for, asked of both, and where they differ.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { further, ID, KEY, published, stricter } from "./drop-in-cases.mjs";

const require = createRequire(import.meta.url);
const brands = { standardwebhooks: "webhook", svix: "svix" };

/** The value that comes back, or the class of the error: every class of ours and of theirs has a name. */
const outcomeOf = (run) => {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.name === "WebhookVerificationError" || error.name === "SyntaxError" ? error.name : "Error";
  }
};

for (const [library, brand] of Object.entries(brands)) {
  const theirs = require(library);
  const ours = { ESM: await import(`hookproof/${library}`), CommonJS: require(`hookproof/${library}`) };
  const outcome = ({ Webhook }, { secret = KEY, format, payload, headers }) =>
    outcomeOf(() => new Webhook(secret, format && { format }).verify(payload, headers));

  for (const { name, secret, run, outcome } of published(brand)) {
    test(`${library}, published: ${name}`, () => {
      for (const { Webhook, WebhookVerificationError } of [theirs, ...Object.values(ours)]) {
        const made = () => new Webhook(secret);
        assert.deepEqual(
          outcomeOf(() => (run ? run(made()) : made())),
          outcome,
        );
        if (outcome === "WebhookVerificationError") assert.throws(() => run(made()), WebhookVerificationError);
      }
    });
  }

  for (const [name, delivery] of Object.entries(further(brand))) {
    test(`${library}, theirs and ours alike: ${name}`, () => {
      for (const build of Object.values(ours)) assert.deepEqual(outcome(build, delivery), outcome(theirs, delivery));
    });
  }

  for (const [name, delivery] of Object.entries(stricter(brand))) {
    test(`${library}, stricter: ${name}`, () => {
      assert.doesNotMatch(String(outcome(theirs, delivery)), /Error$/);
      for (const build of Object.values(ours)) assert.match(String(outcome(build, delivery)), /Error$/);
    });
  }

  test(`${library}: they sign alike, and verify each other's`, () => {
    const now = new Date();
    for (const payload of ["", "{}", '{"a":"é🪝"}', Buffer.from('{"b":1}')]) {
      for (const secret of [KEY, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"]) {
        const [first, ...others] = [theirs, ...Object.values(ours)].map(({ Webhook }) => new Webhook(secret));
        const signature = first.sign(ID, now, payload);
        for (const other of others) assert.equal(other.sign(ID, now, payload), signature);
      }
    }
  });

  test(`${library}: the error has the reason as its cause`, () => {
    const { Webhook, WebhookVerificationError } = ours.ESM;
    assert.throws(
      () => new Webhook(KEY).verify("{}", {}),
      (error) => {
        assert.ok(error instanceof WebhookVerificationError);
        assert.equal(error.cause.code, "missing_header");
        assert.equal(error.cause.status, 400);
        return true;
      },
    );
  });
}

test("jsonParse: false", () => {
  for (const { Webhook } of [require("standardwebhooks"), require("hookproof/standardwebhooks")]) {
    const webhook = new Webhook(KEY);
    const now = new Date();
    const headers = {
      "webhook-id": ID,
      "webhook-timestamp": String(Math.floor(now / 1000)),
      "webhook-signature": webhook.sign(ID, now, "no JSON"),
    };
    assert.equal(webhook.verify("no JSON", headers, { jsonParse: false }), undefined);
  }
});

test("where there is no WebAssembly, they stand on the core in JavaScript", () => {
  const code = `delete globalThis.WebAssembly;
    const { Webhook } = await import("hookproof/svix");
    const now = new Date();
    const webhook = new Webhook("whsec_${KEY}");
    const headers = { "svix-id": "a", "svix-timestamp": String(Math.floor(now / 1000)) };
    headers["svix-signature"] = webhook.sign("a", now, "[1]");
    console.log(webhook.verify("[1]", headers));`;
  const node = (...options) =>
    spawnSync(process.execPath, [...options, "--input-type=module", "--eval", code], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      encoding: "utf8",
    });
  assert.equal(node("--conditions=fastly").stdout, "[ 1 ]\n");
  assert.match(node().stderr, /WebAssembly/);
});

test("both packages have one class of error", async () => {
  const [standard, svix] = [await import("hookproof/standardwebhooks"), await import("hookproof/svix")];
  assert.equal(standard.WebhookVerificationError, svix.WebhookVerificationError);
});
