// gen/ (from `cargo xtask wasm`) and src/ -> dist/
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { declarations, dropIns, entries, exported } from "./entries.mjs";

process.chdir(dirname(fileURLToPath(import.meta.url)));

if (JSON.stringify(JSON.parse(readFileSync("package.json", "utf8")).exports) !== JSON.stringify(exported)) {
  throw new Error("the exports of package.json are not those of entries.mjs: run `node entries.mjs` in npm");
}

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");

const binaryen = join(dirname(createRequire(import.meta.url).resolve("binaryen/package.json")), "bin");
const tool = (name, ...rest) => execFileSync(process.execPath, [join(binaryen, name), ...rest], { stdio: "inherit" });
const features = ["bulk-memory", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "multivalue"].map(
  (feature) => `--enable-${feature}`,
);
const strip = ["--strip-producers", "--strip-target-features"];

tool("wasm-opt", "-O3", "--enable-simd", ...features, ...strip, "gen/hookproof_bg.wasm", "-o", "dist/hookproof.wasm");

const optimised = readFileSync("dist/hookproof.wasm");

// A custom section with the name of this build: `hookproof/slim` knows by it that the module it is given is its own.
const build = createHash("sha256").update(optimised).digest("hex").slice(0, 16);
const section = Buffer.from(`\x09hookproof${build}`, "latin1");
const wasm = Buffer.concat([optimised, Buffer.of(0, section.length), section]);
writeFileSync("dist/hookproof.wasm", wasm);
writeFileSync("gen/build.js", `export default "${build}";\n`);

const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
if (imports.length) throw new Error(`the module must need no imports, and needs ${JSON.stringify(imports)}`);

// Nothing to step through: in the source maps, what is generated stands for the module, as one place without text.
const unmapped = (code) => {
  const place = { version: 3, sources: ["hookproof.wasm"], sourcesContent: [""], mappings: "AAAA" };
  const map = Buffer.from(JSON.stringify(place)).toString("base64");
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${map}\n`;
};
writeFileSync("gen/wasm-base64.js", unmapped(`export default "${wasm.toString("base64")}";`));

// The module as JavaScript. wasm2js does not know all that the compiler uses: that is turned into older instructions first.
const lowering = ["nontrapping-fptoint", "memory-copy-fill"].map((what) => `--llvm-${what}-lowering`);
const [from, older, js] = ["hookproof_bg.wasm", "older.wasm", "wasm2js.mjs"].map((file) => `gen/js/${file}`);
tool("wasm-opt", "-Os", ...features, ...lowering, "--signext-lowering", ...strip, from, "-o", older);
tool("wasm2js", "-O2", older, "-o", js);
// What it writes makes an instance at import, and exports that one's functions; here each call makes one.
const written = readFileSync(js, "utf8");
const cut = written.indexOf("\nvar retasmFunc = ");
const instance = /^\nvar retasmFunc = (asmFunc\([^;]*\));\n(export var \w+ = retasmFunc\.\w+;\n)+$/.exec(
  written.slice(cut),
);
if (cut < 0 || !instance || /^import /m.test(written)) throw new Error("wasm2js writes another form: look at it again");
writeFileSync("gen/js/hookproof.js", unmapped(`${written.slice(0, cut)}\nexport default () => ${instance[1]};`));

const common = {
  absWorkingDir: process.cwd(),
  bundle: true,
  outbase: "src",
  outdir: "dist",
  target: "es2022",
  minify: true,
  sourcemap: "linked",
  legalComments: "none",
  logLevel: "warning",
  external: ["*.wasm?module", "node:*", "@nestjs/common"],
};
const esm = { ...common, format: "esm" };
const commonJs = { ...common, format: "cjs", platform: "node", outExtension: { ".js": ".cjs" } };
const source = (name) => `src/${name}.js`;
const files = (kind) => entries.filter((entry) => entry.kind === kind).map(({ file }) => file);

await esbuild.build({ ...esm, entryPoints: [...files("core"), "edge", ...files("adapter")].map(source) });
await esbuild.build({ ...commonJs, entryPoints: [...files("core"), ...files("adapter")].map(source) });
// Constants: nothing to step through.
await esbuild.build({ ...commonJs, entryPoints: files("constants").map(source), sourcemap: false });

/** Leaves an import of the core, and of the other drop-in, to the built file: there is one copy of each. */
const leave = (core, extension) => ({
  name: "leave",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: `../${core}`, external: true }));
    onResolve({ filter: /^\.\/\w+\.js$/ }, ({ path }) => ({ path: path.replace(/\.js$/, extension), external: true }));
  },
});
// A source map would hold all the constants, of which they take one.
const dropIn = { sourcemap: false };
for (const [suffix, core] of Object.entries(dropIns)) {
  const entryPoints = Object.fromEntries(files("drop-in").map((file) => [file + suffix, source(file)]));
  await esbuild.build({ ...esm, ...dropIn, entryPoints, plugins: [leave(`${core}.js`, `${suffix}.js`)] });
}
const plugins = [leave("index.cjs", ".cjs")];
await esbuild.build({ ...commonJs, ...dropIn, entryPoints: files("drop-in").map(source), plugins });

// One constant a line, as it is: bundlers keep the ones that are used.
for (const file of files("constants")) copyFileSync(source(file), `dist/${file}.js`);
for (const name of declarations) {
  const types = readFileSync(`src/${name}.d.ts`, "utf8");
  writeFileSync(`dist/${name}.d.ts`, types);
  writeFileSync(`dist/${name}.d.cts`, types.replaceAll(/"(\.[\w./-]+)\.js"/g, '"$1.cjs"'));
}
copyFileSync("src/hookproof.wasm.d.ts", "dist/hookproof.wasm.d.ts");
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(`../${licence}`, licence);

for (const file of readdirSync("dist", { recursive: true }).sort()) {
  if (statSync(`dist/${file}`).isDirectory()) continue;
  const gzip = gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;
  console.log(`${String(statSync(`dist/${file}`).size).padStart(7)} ${String(gzip).padStart(6)} gzip  ${file}`);
}
