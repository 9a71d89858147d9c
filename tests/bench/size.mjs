// What a verifier adds to a worker: bundled by esbuild, minified, after gzip -9, in bytes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { esbuild, forWorkers, here } from "./project.mjs";
import { nothing, subjects, twoProviders, write } from "./subjects.mjs";

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** @param conditions of the runtime that it is bundled for: a worker by default */
const bundled = async (name, subject, conditions = forWorkers.conditions) => {
  const { outputFiles } = await esbuild.build({
    entryPoints: [write(name, subject)],
    ...forWorkers,
    conditions,
    minify: true,
    write: false,
  });
  return outputFiles[0].contents;
};

/** The sizes: `{ name, js, wasm, raw }`, the first three of ours. */
export const sizes = async () => {
  const wasm = readFileSync(join(here, "node_modules/hookproof/dist/hookproof.wasm"));
  const empty = gzipped(await bundled("nothing", nothing));
  const row = async (name, subject, module) => {
    const js = await bundled(name, subject);
    const has = module ? { wasm: gzipped(module), raw: js.length + module.length } : { wasm: 0, raw: js.length };
    return { name, js: gzipped(js) - empty, ...has };
  };
  const one = await row("hookproof", subjects.hookproof, wasm);
  const two = await row("hookproof, two providers", twoProviders, wasm);
  const inOne = await bundled("hookproof in one file", subjects.hookproof, ["import"]);
  const rows = [
    one,
    two,
    {
      name: "hookproof, not for workers: the module in the JavaScript",
      js: gzipped(inOne),
      wasm: 0,
      raw: inOne.length,
    },
  ];
  for (const [name, subject] of Object.entries(subjects)) {
    if (name !== "hookproof") rows.push(await row(name, subject));
  }
  if (!(two.js > one.js)) throw new Error("a second provider weighs nothing: what is bundled is not what is used");
  return { rows, second: two.js - one.js };
};
