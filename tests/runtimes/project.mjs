// A user's project, in target/runtimes/app: the packed package is installed there, and the files that use it are written.
// `cargo xtask test --only runtimes` copies this folder to target/runtimes, and installs the tools beside the copies.
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { guessedKeys } from "./attacks.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");

/** The project; and the package as it is installed there. */
export const app = join(here, "app");
export const dist = join(app, "node_modules/hookproof/dist");

/** The build's own esbuild: one is enough. */
export const esbuild = createRequire(join(root, "npm/package.json"))("esbuild");

/** A file of a tool's package. */
export const tool = (path) => join(here, "node_modules", path);
export const versionOf = (name, folder = here) =>
  JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"))).version;
export const workerdVersion = versionOf("workerd", join(root, "npm"));

/** The program in the one package of this scope that is built for this system. */
export const program = (scope, prefix, path) => {
  const [name] = readdirSync(tool(scope)).filter((each) => each.startsWith(prefix));
  if (!name) throw new Error(`no ${scope}/${prefix}... for this system is installed`);
  return tool(join(scope, name, path));
};

const environment = {
  ...process.env,
  NO_COLOR: "1",
  DENO_DIR: join(here, "deno"),
  DENO_NO_UPDATE_CHECK: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_LOG_PATH: join(here, "wrangler.log"),
};
// What a runner of this one told its children is not for the grandchildren.
delete environment.FORCE_COLOR;
delete environment.NODE_OPTIONS;

/** What a program prints. Its errors are those of the call. */
export const output = async (file, args, cwd = app) => {
  const options = { cwd, env: environment, timeout: 120_000, maxBuffer: 1 << 26 };
  const { stdout } = await promisify(execFile)(file, args, options).catch((error) => {
    throw new Error(`${[file, ...args].join(" ")}: ${error.message}\n${error.stdout}${error.stderr}`);
  });
  return stdout;
};

/** The answer that a program of the project prints as its last line. */
export const answer = async (file, args) => JSON.parse((await output(file, args)).trim().split("\n").at(-1));

/** Writes a file of the project. Returns its path. */
export const write = (path, text) => {
  const file = join(app, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

/** An empty folder of the project. */
export const folder = (path) => {
  rmSync(join(app, path), { recursive: true, force: true });
  mkdirSync(join(app, path), { recursive: true });
  return join(app, path);
};

const NAMES = "{ derive, handshake, sign, Verifier, WebhookError }";

/** A module that runs the suite with an entry of the package, and hands the answer to `done`. */
export const uses = (entry, done, check = "./check.mjs") =>
  `import ${NAMES} from "${entry}";\nimport { check } from "${check}";\n${done.replaceAll("API", NAMES)}\n`;

const SETTLED = "check(API).catch((error) => ({ error: String(error) }))";
export const PRINT = `${SETTLED}.then((result) => console.log(JSON.stringify(result)));`;
export const SERVE = `export default { fetch: async () => Response.json(await ${SETTLED}) };`;

/** Writes the files that several runtimes share; and `check.mjs`, the suite with the vectors and nothing to find. */
export const prepare = async () => {
  const vectors = (name) => readFileSync(join(root, "tests/vectors", name), "utf8");
  const data = {
    webhooks: process.env.HOOKPROOF_VECTORS
      ? readFileSync(process.env.HOOKPROOF_VECTORS, "utf8")
      : vectors("webhooks.json"),
    handshakes: vectors("handshakes.json"),
    forgeries: JSON.stringify(guessedKeys().map((key) => createHmac("sha256", key).update("{}").digest("hex"))),
  };
  // As texts to parse: that is JSON on every engine, and quick to load.
  const parsed = Object.entries(data).map(([name, text]) => `${name}: JSON.parse(${JSON.stringify(text)})`);
  const contents = `import { run } from "./suite.mjs";\nconst data = { ${parsed} };\nexport const check = (api) => run(api, data);`;
  const options = { bundle: true, format: "esm", logLevel: "error", charset: "utf8" };
  await esbuild.build({ ...options, stdin: { contents, resolveDir: here }, outfile: join(app, "check.mjs") });
  await esbuild.build({
    ...options,
    entryPoints: [join(app, "check.mjs")],
    format: "cjs",
    outfile: join(app, "check.cjs"),
  });

  write("main.mjs", uses("hookproof", PRINT));
  write("js.mjs", uses("hookproof/js", PRINT));
  for (const [name, entry] of [
    ["main", "hookproof"],
    ["js", "hookproof/js"],
  ]) {
    const done = PRINT.replace("API", `require("${entry}")`);
    write(`${name}.cjs`, `const { check } = require("./check.cjs");\n${done}\n`);
  }
};
