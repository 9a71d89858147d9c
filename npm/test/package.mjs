// The package as a user has it: the packed tarball, installed in target/npm/consumer (`cargo xtask test` does that).
import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const consumer = fileURLToPath(new URL("../../target/npm/consumer", import.meta.url));
if (!existsSync(join(consumer, "node_modules/hookproof"))) {
  throw new Error("hookproof is not installed in target/npm/consumer: run `cargo xtask test`");
}

const file = join(consumer, "package.mjs");
writeFileSync(
  file,
  'export * from "hookproof";\nexport * as handshakes from "hookproof/handshakes";\n' +
    'export * as providers from "hookproof/providers";\n',
);
const require = createRequire(file);

/** Both builds: what `import` gives and what `require` gives. */
export const builds = [
  { build: "ESM", ...(await import(pathToFileURL(file))) },
  {
    build: "CJS",
    ...require("hookproof"),
    handshakes: require("hookproof/handshakes"),
    providers: require("hookproof/providers"),
  },
];
