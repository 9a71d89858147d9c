// Every SDK against the row of its provider: they sign, we verify; we sign, they verify; what is changed is refused.
// Then each disagreement that is known, and last the planted defects. README.md beside this folder explains it all.
import { readFileSync } from "node:fs";
import { seed } from "./deliveries.mjs";
import { disagreements } from "./disagreements.mjs";
import { lineOf } from "./ours.mjs";
import { plants } from "./plants.mjs";
import { commerce } from "./sdks/commerce.mjs";
import { later } from "./sdks/later.mjs";
import { messaging } from "./sdks/messaging.mjs";
import { payments } from "./sdks/payments.mjs";
import { platforms } from "./sdks/platforms.mjs";
import { standard } from "./sdks/standard.mjs";
import { deliveries, questions } from "./trial.mjs";

const SECRETS = 3;
const count = { checks: 0, planted: 0, disagreements: 0, passed: 0, failed: 0, skipped: 0 };
const used = new Set();

const fail = (text) => {
  count.failed += 1;
  console.log(`FAILED ${text}`);
};

/** The first answer that is not as it should be; undefined if all are. */
const firstWrong = async (sdk, line, sent, otherSecret) => {
  for await (const [question, right] of questions(sdk, line, sent, otherSecret)) {
    count.checks += 1;
    if (!right) return question;
  }
};

const agree = async (sdk, line) => {
  for (let drawn = 0; drawn < SECRETS; drawn += 1) {
    const secret = sdk.secret();
    for (const sent of deliveries(sdk, secret)) {
      const wrong = await firstWrong(sdk, line, sent, sdk.secret());
      if (wrong) return `${wrong}; body ${JSON.stringify(sent.body)}, time ${sent.time}`;
    }
  }
};

const unnoticed = async (sdk, line) => {
  const [sent] = deliveries(sdk, sdk.secret());
  for (const { defect, planted } of plants(line, sdk)) {
    count.planted += 1;
    if (!(await firstWrong(sdk, planted, sent, sdk.secret()))) return `${defect} is not noticed: ${planted}`;
  }
};

for (const sdk of [...standard, ...payments, ...commerce, ...platforms, ...messaging, ...later]) {
  const line = lineOf(sdk.row);
  const name = `${sdk.sdk}, row ${sdk.row}`;
  if (!line) {
    count.skipped += 1;
    console.log(`skipped ${name}: the table has no such row`);
    continue;
  }
  try {
    const wrong = (await agree(sdk, line)) ?? (await unnoticed(sdk, line));
    if (wrong) fail(`${name}: ${wrong}`);
    else count.passed += 1;
  } catch (error) {
    fail(`${name}: ${error.stack}`);
  }
  used.add(sdk.sdk);
}

const listed = readFileSync(new URL("../README.md", import.meta.url), "utf8");
for (const { id, row, run, expected } of disagreements) {
  if (row && !lineOf(row)) {
    count.skipped += 1;
    console.log(`skipped disagreement ${id}: the table has no row ${row}`);
    continue;
  }
  try {
    const got = await run();
    if (got !== expected) fail(`disagreement ${id}: now ${got}, listed as ${expected}`);
    else if (!listed.includes(`| \`${id}\` |`)) fail(`disagreement ${id} is not in README.md`);
    else count.passed += 1;
    count.disagreements += 1;
  } catch (error) {
    fail(`disagreement ${id}: ${error.stack}`);
  }
}

console.log(
  `node: ${used.size} SDKs, ${count.checks} checks, ${count.planted} planted defects noticed, ` +
    `${count.disagreements} disagreements asserted; seed ${seed}`,
);
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed ? 1 : 0;
