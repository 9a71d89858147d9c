// node run.mjs [--quick]: measures everything, prints the tables and writes them to docs/benchmarks.md. A quick run only sees
// whether all of it works.
// `cargo xtask bench npm` copies this folder to target/bench, and installs the package and its peers beside the copies.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pairsOn } from "./candidates.mjs";
import { coldInNode, coldInWorkerd } from "./cold.mjs";
import { SIZES } from "./goals.mjs";
import { output, root, run, runtimes, toolVersion, versionOf } from "./project.mjs";
import { page } from "./report.mjs";
import { sizes as weigh } from "./size.mjs";
import { measurable, measure } from "./workerd.mjs";

const quick = process.argv.includes("--quick");
// One that is hashed in wasm and one that the host hashes.
const sizes = quick ? [256, 4096] : SIZES;
const rounds = quick ? 2 : 40;
const coldRounds = quick ? 1 : 11;

const versions = {
  node: async () => `Node ${process.versions.node}`,
  deno: async () => `Deno ${(await output(runtimes.deno()[0], ["--version"])).split(" ")[1]}`,
  bun: async () => `Bun ${(await output(runtimes.bun()[0], ["--version"])).trim()}`,
  workerd: async () => `workerd ${toolVersion("workerd")}`,
};
const peers = ["stripe", "svix", "standardwebhooks", "@octokit/webhooks-methods", "@noble/hashes"];

let passed = 0;
const failed = [];
const attempt = async (name, what) => {
  try {
    const result = await what();
    passed++;
    return result;
  } catch (error) {
    failed.push(`${name}: ${error.message}`);
  }
};

const speeds = [];
for (const runtime of [...Object.keys(runtimes), ...(measurable ? ["workerd"] : [])]) {
  const rows = {};
  for (const name of pairsOn(runtime)) {
    const measured = () =>
      runtime === "workerd" ? measure(name, rounds, sizes) : run(runtime, "timed.mjs", [name, rounds, ...sizes]);
    const result = await attempt(`${runtime}, ${name}`, measured);
    if (result) rows[name] = result;
    console.error(`${runtime}, ${name}: ${result ? "measured" : "FAILED"}`);
  }
  speeds.push({ runtime, version: await versions[runtime](), rows });
}
const weight = await attempt("size", weigh);
const cold = {
  node: await attempt("first verdict, Node", () => coldInNode(coldRounds)),
  workerd: measurable ? await attempt("first verdict, workerd", () => coldInWorkerd(coldRounds)) : undefined,
};

if (!failed.length) {
  const names = [
    `hookproof ${versionOf("hookproof")}`,
    ...speeds.map(({ version }) => version),
    ...peers.map((name) => `${name} ${versionOf(name)}`),
    `esbuild ${toolVersion("esbuild")}`,
  ];
  const text = page({ versions: names.join(", "), sizes, speeds, weight, cold, rounds });
  if (quick)
    console.log(`${text.split("\n").length} lines of tables, not shown: the numbers of a quick run mean nothing`);
  else {
    console.log(text);
    writeFileSync(join(root, "docs/benchmarks.md"), text);
  }
}
for (const text of failed) console.log(`FAILED ${text}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length || !passed ? 1 : 0);
