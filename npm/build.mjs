// gen/ (from `cargo xtask wasm`) and src/ -> dist/
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

process.chdir(dirname(fileURLToPath(import.meta.url)));

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");

const binaryen = join(dirname(createRequire(import.meta.url).resolve("binaryen/package.json")), "bin");
const features = ["simd", "bulk-memory", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "multivalue"];
execFileSync(
  process.execPath,
  [
    join(binaryen, "wasm-opt"),
    "-O3",
    ...features.map((feature) => `--enable-${feature}`),
    "--strip-producers",
    "--strip-target-features",
    "gen/hookproof_bg.wasm",
    "-o",
    "dist/hookproof.wasm",
  ],
  { stdio: "inherit" },
);

const wasm = readFileSync("dist/hookproof.wasm");
const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
if (imports.length) throw new Error(`the module must need no imports, and needs ${JSON.stringify(imports)}`);
writeFileSync("gen/wasm-base64.js", `export default "${wasm.toString("base64")}";\n`);

const common = {
  absWorkingDir: process.cwd(),
  bundle: true,
  outdir: "dist",
  target: "es2022",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  external: ["*.wasm?module"],
};
await build({ ...common, entryPoints: ["src/index.js", "src/edge.js"], format: "esm" });
await build({
  ...common,
  entryPoints: ["src/index.js", "src/providers.js", "src/handshakes.js"],
  format: "cjs",
  platform: "node",
  outExtension: { ".js": ".cjs" },
});

// One constant a line, as it is: bundlers keep the ones that are used.
for (const name of ["providers", "handshakes"]) copyFileSync(`src/${name}.js`, `dist/${name}.js`);
for (const name of ["index", "providers", "handshakes", "codes"]) {
  const types = readFileSync(`src/${name}.d.ts`, "utf8");
  writeFileSync(`dist/${name}.d.ts`, types);
  writeFileSync(`dist/${name}.d.cts`, types.replaceAll('from "./codes.js"', 'from "./codes.cjs"'));
}
copyFileSync("src/hookproof.wasm.d.ts", "dist/hookproof.wasm.d.ts");
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(`../${licence}`, `dist/${licence}`);

for (const file of readdirSync("dist").sort()) {
  const gzip = gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;
  console.log(`${String(statSync(`dist/${file}`).size).padStart(7)} ${String(gzip).padStart(6)} gzip  ${file}`);
}
