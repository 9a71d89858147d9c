// The adapters' types, against those of the frameworks. That they resolve in every way of importing is asked in
// npm/test/types.test.mjs, where no framework is.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const tsc = createRequire(new URL("../../npm/package.json", import.meta.url)).resolve("typescript/bin/tsc");
const dir = fileURLToPath(new URL("types", import.meta.url));
const settings = [
  ..."--noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --skipLibCheck".split(" "),
  ..."--target es2022 --module esnext --moduleResolution bundler --experimentalDecorators --esModuleInterop".split(" "),
];
const compile = (files, options) => {
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...settings, ...options, ...files], {
    cwd: dir,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
};
// A Worker's types stand in the place of Node's and the DOM's.
const worker = "cloudflare.ts";

test("types: Node", () => {
  const files = readdirSync(dir).filter((name) => name.endsWith(".ts") && name !== worker);
  compile([...files, "../examples/nestjs.ts"], ["--lib", "es2022,dom,dom.iterable", "--types", "node"]);
});

test("types: Cloudflare Workers", () => {
  compile([worker], ["--lib", "es2022", "--types", "@cloudflare/workers-types"]);
});
