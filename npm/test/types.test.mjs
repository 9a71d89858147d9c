// The types of the installed package, under the settings that users have.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { entries } from "../entries.mjs";
import { consumer } from "./package.mjs";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
copyFileSync(new URL("types/api.mts", import.meta.url), join(consumer, "api.mts"));
writeFileSync(
  join(consumer, "fetch.mts"),
  'import { Verifier } from "hookproof";\ndeclare const verifier: Verifier;\n' +
    "export const handler = async (request: Request): Promise<unknown> => {\n" +
    "  verifier.verify({ headers: request.headers, body: await request.clone().arrayBuffer() });\n" +
    "  const { body } = await verifier.verifyRequest(request);\n" +
    "  return JSON.parse(new TextDecoder().decode(body));\n};\n",
);
writeFileSync(
  join(consumer, "common.cts"),
  'import hookproof = require("hookproof");\nimport providers = require("hookproof/providers");\n' +
    'import js = require("hookproof/js");\nimport slim = require("hookproof/slim");\n' +
    "export const verifiers: slim.Verifier[] = [new js.Verifier(providers.stripe, undefined)];\n" +
    "export const created: hookproof.WebhookError['code'][] = [];\nslim.create({});\n" +
    "export const verifier: hookproof.Verifier = new hookproof.Verifier(providers.stripe, process.env.SECRET);\n" +
    "export const code = (error: hookproof.WebhookError): hookproof.ErrorCode => error.code;\n" +
    "declare const process: { env: { SECRET?: string } };\n",
);

// Every subpath resolves without the framework it is for; that of Fastify says something of Fastify's own types, and is
// compiled beside them (tests/adapters).
const subpaths = entries.filter(({ kind, path }) => (kind === "adapter" && path !== "./fastify") || kind === "drop-in");
const named = subpaths.map(({ kind, path }, i) => [
  kind === "drop-in" ? "Webhook" : "webhook",
  `hookproof${path.slice(1)}`,
  i,
]);
writeFileSync(
  join(consumer, "subpaths.mts"),
  named
    .map(([name, path, i]) => `import { ${name} as it${i} } from "${path}";\nexport type T${i} = typeof it${i};\n`)
    .join(""),
);
writeFileSync(
  join(consumer, "subpaths.cts"),
  named
    .map(([name, path, i]) => `import it${i} = require("${path}");\nexport type T${i} = typeof it${i}.${name};\n`)
    .join(""),
);

const strict = [
  "--noEmit",
  "--strict",
  "--exactOptionalPropertyTypes",
  "--noUncheckedIndexedAccess",
  "--skipLibCheck",
  "false",
];
const settings = {
  "node16, ESM and CommonJS": ["--module", "node16", "--moduleResolution", "node16", "api.mts", "common.cts"],
  bundler: ["--module", "esnext", "--moduleResolution", "bundler", "api.mts"],
  "every subpath": [
    "--module",
    "node16",
    "--moduleResolution",
    "node16",
    "--lib",
    "es2022,dom",
    "subpaths.mts",
    "subpaths.cts",
  ],
  "the DOM's Request": ["--module", "node16", "--moduleResolution", "node16", "--lib", "es2022,dom", "fetch.mts"],
  "bundler for Workers": [
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--customConditions",
    "workerd",
    "api.mts",
  ],
};

for (const [name, options] of Object.entries(settings)) {
  test(`types: ${name}`, () => {
    const flags = [
      ...strict,
      "--target",
      "es2022",
      ...(options.includes("--lib") ? [] : ["--lib", "es2022"]),
      "--typeRoots",
      "none",
      ...options,
    ];
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...flags], { cwd: consumer, encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
}
