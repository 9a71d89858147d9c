// What others check of a package: publint and Are The Types Wrong, and what is in the tarball.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { declarations, entries } from "../../npm/entries.mjs";
import { app, output, tool, versionOf } from "./project.mjs";

const tarball = join(app, "../../npm/hookproof.tgz");

const withMap = (file) => [`dist/${file}`, `dist/${file}.map`];
const named = (kind) => entries.filter((entry) => entry.kind === kind).map(({ file }) => file);

/** All that the tarball may hold: entries with their maps and types, the module, the constants, and the words around it. */
const WANTED = [
  ...["package.json", "README.md", "LICENSE-MIT", "LICENSE-APACHE"],
  ...[...named("core"), ...named("adapter")].flatMap((file) => [`${file}.js`, `${file}.cjs`]).flatMap(withMap),
  ...withMap("edge.js"),
  ...declarations.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.d.cts`]),
  ...[...named("constants"), ...named("drop-in")].flatMap((name) => [`dist/${name}.js`, `dist/${name}.cjs`]),
  ...named("drop-in").flatMap((name) => [`dist/${name}.edge.js`, `dist/${name}.js-core.js`]),
  "dist/hookproof.wasm",
  "dist/hookproof.wasm.d.ts",
];

const contents = () => {
  const files = execFileSync("tar", ["--list", "--gzip", "--file", tarball], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((file) => file.replace(/^package\//, ""));
  const more = files.filter((file) => !WANTED.includes(file));
  const less = WANTED.filter((file) => !files.includes(file));
  if (more.length || less.length) throw new Error(`the tarball has too much: ${more}; and lacks: ${less}`);
};

export const rows = [
  {
    name: "what is in the tarball",
    version: () => versionOf("hookproof", app),
    tool: true,
    run: async () => contents(),
  },
  {
    name: "publint --strict",
    version: () => versionOf("publint"),
    tool: true,
    run: () => output(process.execPath, [tool("publint/src/cli.js"), "run", tarball, "--strict"]),
  },
  {
    name: "attw --profile node16",
    version: () => versionOf("@arethetypeswrong/cli"),
    tool: true,
    run: () =>
      output(process.execPath, [
        tool("@arethetypeswrong/cli/dist/index.js"),
        ...[tarball, "--profile", "node16", "--exclude-entrypoints", "hookproof.wasm"],
      ]),
  },
];
