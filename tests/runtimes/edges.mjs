// workerd (Cloudflare Workers), as its own configuration has it and as wrangler bundles for it; Vercel's Edge runtime. All
// of them refuse to compile wasm from bytes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageModules, serveWorker } from "../../npm/test/workerd.mjs";
import { app, dist, esbuild, folder, output, SERVE, tool, uses, versionOf, workerdVersion, write } from "./project.mjs";

/** What a worker answers. */
const ask = async (dir, main, modules) => {
  const { port, stop } = await serveWorker({ dir, main, modules });
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return JSON.parse(text);
  } finally {
    await stop();
  }
};

const check = { name: "check.mjs", kind: "esModule", file: join(app, "check.mjs") };

const raw = () => {
  const dir = folder("workerd");
  return ask(dir, write("workerd/worker.mjs", uses("hookproof", SERVE)), [...packageModules(app), check]);
};

const slim = () => {
  const dir = folder("workerd-slim");
  const source =
    'import { create } from "hookproof/slim";\nimport module from "hookproof.wasm";\nimport { check } from "./check.mjs";\n' +
    `const api = create(module);\n${SERVE.replace("API", "api")}\n`;
  return ask(dir, write("workerd-slim/worker.mjs", source), [
    { name: "hookproof/slim", kind: "esModule", file: join(dist, "slim.js") },
    { name: "hookproof.wasm", kind: "wasm", file: join(dist, "hookproof.wasm") },
    check,
  ]);
};

/** What `wrangler deploy` would upload, in workerd. */
const wrangler = async () => {
  const dir = folder("wrangler");
  write("wrangler/index.mjs", uses("hookproof", SERVE, "../check.mjs"));
  write("wrangler/wrangler.json", '{ "name": "t", "main": "index.mjs", "compatibility_date": "2026-03-01" }');
  const deploy = ["deploy", "--dry-run", "--outdir", "out", "--config", "wrangler.json"];
  await output(process.execPath, [tool("wrangler/bin/wrangler.js"), ...deploy], dir);
  const out = join(dir, "out");
  const modules = readdirSync(out)
    .filter((name) => name.endsWith(".wasm"))
    .map((name) => ({ name: `./${name}`, kind: "wasm", file: join(out, name) }));
  if (modules.length !== 1) throw new Error(`wrangler uploads ${modules.length} wasm modules`);
  return ask(dir, join(out, "index.js"), modules);
};

/** Vercel's bundler gives a compiled module for `?module`; this is that, for esbuild. */
const compiledWasm = (modules) => ({
  name: "compiled-wasm",
  setup(build) {
    build.onResolve({ filter: /\.wasm\?module$/ }, ({ resolveDir, path }) => ({
      path: join(resolveDir, path.replace("?module", "")),
      namespace: "wasm",
    }));
    build.onLoad({ filter: /./, namespace: "wasm" }, ({ path }) => {
      modules.wasmModule = new WebAssembly.Module(readFileSync(path));
      return { contents: "export default wasmModule" };
    });
  },
});

const edgeLight = async () => {
  const { EdgeVM } = await import("@edge-runtime/vm");
  const modules = {};
  const { outputFiles } = await esbuild.build({
    stdin: { contents: uses("hookproof", "globalThis.answer = check(API).then(JSON.stringify);"), resolveDir: app },
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["edge-light", "worker", "browser"],
    logLevel: "error",
    plugins: [compiledWasm(modules)],
  });
  const vm = new EdgeVM({
    // As in production; the package's own default lets wasm from bytes through.
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, modules),
  });
  const bytes = "new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))";
  if (vm.evaluate(`try { ${bytes}; true } catch { false }`)) throw new Error("this VM compiles wasm from bytes");
  vm.evaluate(outputFiles[0].text);
  return JSON.parse(await vm.evaluate("answer"));
};

export const rows = [
  { name: "workerd", version: () => workerdVersion, run: raw },
  { name: "workerd, hookproof/slim", version: () => workerdVersion, run: slim },
  { name: "wrangler's bundle in workerd", version: () => versionOf("wrangler"), run: wrangler },
  { name: "Vercel's edge VM", version: () => versionOf("@edge-runtime/vm"), run: edgeLight },
];
