// node run.mjs [NAME]: the packed package on every runtime, or on those whose name has NAME in it. Prints a table.
// HOOKPROOF_VECTORS names another file of vectors: with a wrong one in it, every row has to fail.
import { rows as browser, stop } from "./browser.mjs";
import { rows as edges } from "./edges.mjs";
import { rows as checks } from "./package.mjs";
import { rows as programs } from "./programs.mjs";
import { prepare } from "./project.mjs";

const only = process.argv[2] ?? "";
const rows = [...checks, ...programs, ...edges, ...browser].filter(({ name }) => name.includes(only));
const line = (name, version, cases, seconds) =>
  `${name.padEnd(48)} ${version.padEnd(22)} ${cases.padStart(10)} ${seconds}`;

let passed = 0;
const failed = [];
let count;

/** What the table says of a row's answer; throws where it is not as it should be. */
const judge = ({ refuses, tool }, answer) => {
  if (tool) return "clean";
  if (refuses) {
    if (!answer.error?.includes(refuses)) throw new Error(`not refused with ${refuses}, but ${JSON.stringify(answer)}`);
    return "refused";
  }
  if (answer.error) throw new Error(answer.error);
  if (answer.failed) throw new Error(`${answer.failed} of ${answer.cases} failed:\n  ${answer.failures.join("\n  ")}`);
  count ??= answer.cases;
  if (!(answer.cases > 0) || answer.cases !== count) throw new Error(`ran ${answer.cases} cases, and others ${count}`);
  return String(answer.cases);
};

await prepare();
console.log(line("runtime", "version", "cases", "seconds"));
for (const row of rows) {
  const start = performance.now();
  let said;
  try {
    said = judge(row, await row.run());
    passed++;
  } catch (error) {
    said = "FAILED";
    failed.push(`${row.name}: ${error.message}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const version = await Promise.resolve()
    .then(row.version)
    .catch(() => "?");
  console.log(line(row.name, version.trim(), said, seconds));
}
await stop().catch(() => {});
for (const text of failed) console.log(`\nFAILED ${text}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length || !passed ? 1 : 0);
