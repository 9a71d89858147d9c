// Runs a worker in the real workerd, on a free port of the loopback interface.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

/** How long workerd may take to listen, in milliseconds. */
const START = 20_000;

/** The program out of the npm package `workerd`, which brings it as an optional package of the system. */
const program = () => {
  const require = createRequire(createRequire(import.meta.url).resolve("workerd/package.json"));
  const system = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform];
  const file = `bin/workerd${process.platform === "win32" ? ".exe" : ""}`;
  return require.resolve(`@cloudflare/workerd-${system}-${process.arch === "arm64" ? "arm64" : "64"}/${file}`);
};

/** The modules of a worker that uses the package as it is installed under `folder`/node_modules. */
export const packageModules = (folder) => {
  const dist = join(folder, "node_modules/hookproof/dist");
  return [
    { name: "hookproof", kind: "esModule", file: join(dist, "edge.js") },
    { name: "hookproof/handshakes", kind: "esModule", file: join(dist, "handshakes.js") },
    { name: "hookproof/providers", kind: "esModule", file: join(dist, "providers.js") },
    { name: "hookproof.wasm?module", kind: "wasm", file: join(dist, "hookproof.wasm") },
  ];
};

const quoted = (text) => JSON.stringify(text);

/**
 * Starts workerd with one worker.
 * @param dir where the configuration is written
 * @param main the file of the worker's module
 * @param modules what it imports: { name, kind: "esModule" | "wasm" | "text" | "json", file }
 * @param bindings names and JSON values of its `env`
 * @param date its compatibility date: from 2026-08-04 on, `node:crypto` and `process` are there
 * @returns the port on 127.0.0.1, a function that stops it, one that returns what it has logged since the last call, and the
 *   number of the process
 */
export async function serveWorker({ dir, main, modules = [], bindings = {}, date = "2026-06-01" }) {
  mkdirSync(dir, { recursive: true });
  // workerd finds files relative to its configuration only.
  const embed = (file) => `embed ${quoted(relative(dir, file).replaceAll("\\", "/"))}`;
  const listed = [{ name: "main.mjs", kind: "esModule", file: main }, ...modules]
    .map(({ name, kind, file }) => `(name = ${quoted(name)}, ${kind} = ${embed(file)})`)
    .join(",\n    ");
  const bound = Object.entries(bindings).map(([name, value]) => {
    const file = join(dir, `${name}.json`);
    writeFileSync(file, JSON.stringify(value));
    return `(name = ${quoted(name)}, json = ${embed(file)})`;
  });
  const config = join(dir, "worker.capnp");
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = ${quoted(date)},
    modules = [
    ${listed}],
    bindings = [${bound.join(", ")}],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
  );

  const child = spawn(program(), ["serve", config, "--control-fd=3"], { stdio: ["ignore", "inherit", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const left = new Promise((resolve) => child.once("exit", resolve));
  const stop = () => {
    child.kill();
    return left;
  };
  try {
    const port = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`workerd does not listen after ${START} ms\n${said}`)), START);
      let control = "";
      child.stdio[3].on("data", (chunk) => {
        control += chunk;
        const port = /"event":"listen".*?"port":(\d+)/.exec(control)?.[1];
        if (port) {
          clearTimeout(timer);
          resolve(Number(port));
        }
      });
      child.once("error", reject);
      left.then((code) => reject(new Error(`workerd left with ${code}\n${said}`)));
    });
    const logged = () => {
      const log = said;
      said = "";
      return log;
    };
    return { port, stop, logged, pid: child.pid };
  } catch (error) {
    await stop();
    throw error;
  }
}
