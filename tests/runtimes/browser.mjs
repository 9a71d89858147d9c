// Chromium, with pages from a static server that sets a strict Content-Security-Policy: the package's own files without
// a bundler, and what Vite, webpack, esbuild and rollup make of them without any setting.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { app, dist, esbuild, folder, output, PRINT, uses, versionOf, write } from "./project.mjs";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The longest that a page may take, in milliseconds. */
const LONG = 60_000;

const POLICIES = {
  wasm: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
  strict: "default-src 'none'; script-src 'self'",
};
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** Serves `/<policy>/<path>` out of the project's folder `www`. */
const serve = async () => {
  const server = http.createServer((request, response) => {
    const [, policy, ...path] = normalize(new URL(request.url, "http://a.example").pathname).split("/");
    const file = join(app, "www", ...path);
    try {
      const content = readFileSync(file);
      response.setHeader("content-security-policy", POLICIES[policy]);
      response.setHeader("content-type", TYPES[extname(file)] ?? "text/plain").end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
};

let running;
const start = async () => {
  const { chromium } = await import("playwright-core");
  const server = await serve();
  const profile = mkdtempSync(join(tmpdir(), "hookproof-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: PROGRAM,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const stop = async () => {
    await context.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, port: server.address().port, stop };
};

export const stop = async () => (await running)?.stop();

/** What a page prints as JSON. */
const open = async (policy, path) => {
  running ??= start();
  const { context, port } = await running;
  const page = await context.newPage();
  const said = [];
  try {
    return await new Promise((resolve, reject) => {
      const fail = (what) => reject(new Error([what, ...said].join("\n")));
      setTimeout(() => fail("the page says nothing"), LONG).unref();
      page.on("pageerror", fail);
      page.on("console", (message) => {
        said.push(message.text());
        if (message.type() === "log") resolve(JSON.parse(message.text()));
      });
      page.goto(`http://127.0.0.1:${port}/${policy}/${path}`).catch(fail);
    });
  } finally {
    await page.close();
  }
};

const HTML = (script) =>
  `<!doctype html><html lang="en"><title>test</title><script type="module" src="${script}"></script></html>`;

/** A page without a bundler: an entry of the package beside the suite. */
const plain = (name, source) => {
  const dir = folder(`www/${name}`);
  cpSync(dist, join(dir, "hookproof"), { recursive: true });
  cpSync(join(app, "check.mjs"), join(dir, "check.mjs"));
  writeFileSync(join(dir, "page.js"), source);
  writeFileSync(join(dir, "index.html"), HTML("./page.js"));
  return `${name}/index.html`;
};

const SLIM = `import { create } from "hookproof/slim";
import { check } from "./check.mjs";
WebAssembly.compileStreaming(fetch(FILE)).then((module) => {
  ${PRINT.replace("API", "create(module)")}
});
`;

/** A bundle of a file of the project, as a page. */
const bundled = async (name, bundle) => {
  const dir = folder(`www/${name}`);
  writeFileSync(join(dir, "index.html"), HTML("./page.js"));
  await bundle(dir);
  return `${name}/index.html`;
};

const bundlers = {
  esbuild: (entry) => (dir) =>
    esbuild.build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "esm",
      outfile: join(dir, "page.js"),
      logLevel: "error",
    }),
  rollup: (entry) => async (dir) => {
    const [{ rollup }, { nodeResolve }] = [await import("rollup"), await import("@rollup/plugin-node-resolve")];
    const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ file: join(dir, "page.js") });
  },
  webpack: (entry) => async (dir) => {
    const { default: webpack } = await import("webpack");
    const compiler = webpack({
      mode: "production",
      entry,
      output: { path: dir, filename: "page.js" },
      performance: false,
    });
    await new Promise((resolve, reject) =>
      compiler.run((error, stats) => {
        if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString()));
        else compiler.close(resolve);
      }),
    );
  },
  vite: (entry) => async (dir) => {
    const { build } = await import("vite");
    const source = folder("vite");
    writeFileSync(join(source, "index.html"), HTML(entry.replace(app, "..")));
    const options = { outDir: dir, emptyOutDir: true };
    await build({ root: source, base: "./", configFile: false, envFile: false, logLevel: "error", build: options });
  },
};

const chromium = async () => (await output(PROGRAM, ["--version"])).split(" ")[1];
const own = (file) => uses(`./hookproof/${file}`, PRINT);

export const rows = [
  { name: "Chromium", version: chromium, run: () => open("wasm", plain("plain", own("index.js"))) },
  {
    name: "Chromium, hookproof/slim",
    version: chromium,
    run: () => {
      const source = SLIM.replace("FILE", '"./hookproof/hookproof.wasm"').replace(
        '"hookproof/slim"',
        '"./hookproof/slim.js"',
      );
      return open("wasm", plain("plain-slim", source));
    },
  },
  {
    name: "Chromium, script-src 'self', hookproof/js",
    version: chromium,
    run: () => open("strict", plain("plain-js", own("js.js"))),
  },
  {
    name: "Chromium, script-src 'self', hookproof",
    version: chromium,
    refuses: 'import "hookproof/js"',
    run: () => open("strict", plain("plain", own("index.js"))),
  },
  ...Object.entries(bundlers).map(([name, bundle]) => ({
    name: `${name}'s bundle in Chromium`,
    version: () => versionOf(name, name === "esbuild" ? join(app, "../../../npm") : undefined),
    run: async () => open("wasm", await bundled(name, bundle(join(app, "main.mjs")))),
  })),
  {
    name: "vite's bundle, hookproof/js, script-src 'self'",
    version: () => versionOf("vite"),
    run: async () => open("strict", await bundled("vite-js", bundlers.vite(join(app, "js.mjs")))),
  },
  {
    name: "vite's bundle, hookproof/slim and ?url",
    version: () => versionOf("vite"),
    run: async () => {
      const source = `import url from "hookproof/hookproof.wasm?url";\n${SLIM.replace("FILE", "url")}`;
      return open("wasm", await bundled("vite-slim", bundlers.vite(write("slim-url.mjs", source))));
    },
  },
];
