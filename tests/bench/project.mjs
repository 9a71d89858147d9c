// Where the programs are: this folder is copied to target/bench, with the packed package and the peers installed beside it.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "../..");

const built = createRequire(join(root, "npm/package.json"));
export const esbuild = built("esbuild");

const versionIn = (folder, name) =>
  JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"))).version;
export const versionOf = (name) => versionIn(here, name);
export const toolVersion = (name) => versionIn(join(root, "npm"), name);

/** The program in the one package of this scope that is built for this system. */
const program = (scope, prefix, path) => {
  const folder = join(here, "node_modules", scope);
  const name = readdirSync(folder).find((each) => each.startsWith(prefix));
  if (!name) throw new Error(`no ${scope}/${prefix}... for this system is installed`);
  return join(folder, name, path);
};

/** The runtimes that run a file: their program, and the arguments before the file's. */
export const runtimes = {
  node: () => [process.execPath],
  deno: () => [program("@deno", "", "deno"), "run", "--allow-all", "--no-lock", "--cached-only"],
  bun: () => [program("@oven", "bun-", "bin/bun")],
};

/** What a program prints. */
export const output = async (file, args) => {
  const env = { ...process.env, NO_COLOR: "1", DENO_DIR: join(here, "deno"), DENO_NO_UPDATE_CHECK: "1" };
  delete env.NODE_OPTIONS;
  const options = { cwd: here, env, timeout: 300_000, maxBuffer: 1 << 26 };
  const { stdout } = await promisify(execFile)(file, args, options).catch((error) => {
    throw new Error(`${[file, ...args].join(" ")}: ${error.message}\n${error.stdout}${error.stderr}`);
  });
  return stdout;
};

/** Runs a file of this folder in a runtime. Returns the JSON that is its last line. */
export const run = async (runtime, file, args) => {
  const [path, ...before] = runtimes[runtime]();
  return JSON.parse((await output(path, [...before, join(here, file), ...args.map(String)])).trim().split("\n").at(-1));
};

/** The builds of packages that a worker gets; whole, so that what is not used is left out. */
export const forWorkers = {
  bundle: true,
  format: "esm",
  target: "es2022",
  conditions: ["workerd", "worker", "browser"],
  mainFields: ["module", "main"],
  legalComments: "none",
  external: ["*.wasm?module", "node:*"],
  // Node's own modules by their old names, in branches that a worker does not take.
  plugins: [
    {
      name: "builtins",
      setup: ({ onResolve }) => onResolve({ filter: /^(buffer|crypto)$/ }, ({ path }) => ({ path, external: true })),
    },
  ],
  logLevel: "error",
};

/** Bundles a file for a worker. Returns the file it wrote. */
export const bundle = async (file, outfile, minify = false) => {
  await esbuild.build({ ...forWorkers, entryPoints: [file], outfile, minify });
  return outfile;
};
