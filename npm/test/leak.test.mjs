// Verifiers that nobody holds leave nothing behind: leak.mjs, with fewer of them than its million.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("20,000 verifiers, dropped", () => {
  const script = fileURLToPath(new URL("leak.mjs", import.meta.url));
  const { heap, core } = JSON.parse(
    execFileSync(process.execPath, ["--expose-gc", script, "20000"], { encoding: "utf8" }),
  );
  // One verifier is more than a KiB of the core's memory: of 20,000 that stay, 20 MiB would be left.
  assert.ok(core <= 1 << 16, `the core's memory has grown by ${core} bytes`);
  assert.ok(heap < 1 << 20, `the heap has grown by ${heap} bytes`);
});
