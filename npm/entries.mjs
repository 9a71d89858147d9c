// Every subpath of the package, once: build.mjs builds each as its kind says, and the `exports` of package.json are made
// of it (`node entries.mjs` writes them).
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** For runtimes that refuse wasm from bytes (`edge`), and for those without wasm (`js`). */
const byRuntime = (edge, js) => ({ workerd: edge, "edge-light": edge, fastly: js, "react-native": js });

/** The builds of a drop-in: a suffix of its file, and the core that it imports. */
export const dropIns = { "": "index", ".edge": "edge", ".js-core": "js" };

/**
 * - `core`: bundled with the core in it, as WebAssembly or as JavaScript.
 * - `constants`: copied as they are, one a line; bundlers keep the ones that are used.
 * - `adapter`: bundled; takes a verifier, so nothing of the core is in it.
 * - `drop-in`: bundled without the core, which it imports.
 *
 * `types` is given where another file has them; `on` names what other runtimes get.
 */
export const entries = [
  { path: ".", kind: "core", file: "index", on: byRuntime("edge", "js") },
  { path: "./js", kind: "core", file: "js", types: "index" },
  { path: "./slim", kind: "core", file: "slim" },
  { path: "./providers", kind: "constants", file: "providers" },
  { path: "./handshakes", kind: "constants", file: "handshakes" },
  ...[
    "aws-lambda",
    "azure-functions",
    "cloudflare",
    "express",
    "fastify",
    "fetch",
    "google-cloud-functions",
    "hono",
    "koa",
    "nestjs",
    "nextjs",
    "nextjs-pages",
    "remix",
    "sveltekit",
  ].map((name) => ({ path: `./${name}`, kind: "adapter", file: `adapters/${name}` })),
  ...["standardwebhooks", "svix"].map((name) => ({
    path: `./${name}`,
    kind: "drop-in",
    file: `drop-in/${name}`,
    on: byRuntime(`drop-in/${name}.edge`, `drop-in/${name}.js-core`),
  })),
];

/** The files with declarations: those of the entries, and what they share. */
export const declarations = [
  ...new Set(entries.map(({ file, types }) => types ?? file)),
  "codes",
  "lines",
  "adapters/shared",
];

const conditions = ({ file, types = file, on = {} }) => {
  const declared = `./dist/${types}.d.ts`;
  const others = Object.entries(on).map(([runtime, name]) => [
    runtime,
    { types: declared, default: `./dist/${name}.js` },
  ]);
  return {
    ...Object.fromEntries(others),
    import: { types: declared, default: `./dist/${file}.js` },
    require: { types: `./dist/${types}.d.cts`, default: `./dist/${file}.cjs` },
    default: `./dist/${file}.js`,
  };
};

/** package.json's `exports`. */
export const exported = {
  ...Object.fromEntries(entries.map((entry) => [entry.path, conditions(entry)])),
  "./hookproof.wasm": { types: "./dist/hookproof.wasm.d.ts", default: "./dist/hookproof.wasm" },
  "./package.json": "./package.json",
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL("package.json", import.meta.url);
  const description = { ...JSON.parse(readFileSync(file, "utf8")), exports: exported };
  writeFileSync(file, `${JSON.stringify(description, null, 2)}\n`);
}
