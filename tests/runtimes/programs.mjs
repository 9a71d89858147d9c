// Node, Bun and Deno: programs that run a file.
import { answer, app, output, PRINT, program, write } from "./project.mjs";

const node = process.execPath;
const bun = () => program("@oven", "bun-", "bin/bun");
const deno = () => program("@deno", "", "deno");

// Engines like Fastly's and React Native's have no WebAssembly at all. Node's own `fetch` asks for it when it is loaded, in
// vain, and nobody handles that.
const WITHOUT = ["--no-expose-wasm", "--unhandled-rejections=none"];

const SLIM = `import { readFileSync } from "node:fs";
import { create } from "hookproof/slim";
import { check } from "./check.mjs";
const file = new URL(import.meta.resolve("hookproof/hookproof.wasm"));
const api = create(new WebAssembly.Module(readFileSync(file)));
${PRINT.replace("API", "api")}
`;

const OTHER = `import { create } from "hookproof/slim";
const check = async () => create(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
${PRINT.replace("API", "")}
`;

export const rows = [
  { name: "Node, ESM", version: () => process.version, run: () => answer(node, ["main.mjs"]) },
  { name: "Node, CommonJS", version: () => process.version, run: () => answer(node, ["main.cjs"]) },
  {
    name: "Node, hookproof/slim",
    version: () => process.version,
    run: () => answer(node, [write("slim.mjs", SLIM)]),
  },
  {
    name: "Node, hookproof/slim, another module",
    version: () => process.version,
    refuses: "TypeError: hookproof: create takes the hookproof.wasm of the same version",
    run: () => answer(node, [write("slim-other.mjs", OTHER)]),
  },
  { name: "Node, hookproof/js, ESM", version: () => process.version, run: () => answer(node, ["js.mjs"]) },
  { name: "Node, hookproof/js, CommonJS", version: () => process.version, run: () => answer(node, ["js.cjs"]) },
  {
    name: "no WebAssembly",
    version: () => process.version,
    refuses: 'import "hookproof/js"',
    run: () => answer(node, [...WITHOUT, "main.mjs"]),
  },
  ...["fastly", "react-native"].map((condition) => ({
    name: `no WebAssembly, condition ${condition}`,
    version: () => process.version,
    run: () => answer(node, [...WITHOUT, "--conditions", condition, "main.mjs"]),
  })),
  { name: "Bun, ESM", version: () => output(bun(), ["--version"]), run: () => answer(bun(), ["main.mjs"]) },
  { name: "Bun, CommonJS", version: () => output(bun(), ["--version"]), run: () => answer(bun(), ["main.cjs"]) },
  {
    name: "Deno, no permission",
    version: async () => (await output(deno(), ["--version"])).split(" ")[1],
    run: () => answer(deno(), ["run", "--no-prompt", "--no-lock", "--cached-only", `${app}/main.mjs`]),
  },
];
