// PROGRAM timed.mjs ROW ROUNDS SIZE...: one row in one process of Node, Deno or Bun. Prints JSON: for each size, the times of a
// call in microseconds, ours and theirs by turns.
//
// Short slices, and the ratio of two that were run one after the other: what else the machine does hits both.
import { ready } from "./candidates.mjs";
import { delivery } from "./deliveries.mjs";

/** Milliseconds of a slice, and of calling before it counts: compilers work in threads of their own, and may be late. */
const SLICE = 0.6;
const WARM = { long: 120, short: 8 };

const [name, rounds, ...sizes] = process.argv.slice(2);
const short = Number(rounds) < 10;

/** Milliseconds of a call, over `count` calls. */
const slice = async (call, count) => {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const answer = call();
    if (answer !== true && (await answer) !== true) throw new Error(`${name}: refused while it was measured`);
  }
  return (performance.now() - start) / count;
};

/** How many calls a slice has. */
const warm = async (call) => {
  let milliseconds = 1;
  const end = performance.now() + (short ? WARM.short : WARM.long);
  while (performance.now() < end) milliseconds = await slice(call, 8);
  milliseconds = Math.min(milliseconds, await slice(call, 8));
  return Math.max(1, Math.round(SLICE / milliseconds));
};

const result = {};
for (const size of sizes.map(Number)) {
  const { ours, theirs } = await ready(name, size, delivery);
  const counts = [await warm(ours), await warm(theirs)];
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < Number(rounds); round++) {
    const both = [
      ["ours", ours, counts[0]],
      ["theirs", theirs, counts[1]],
    ];
    // Neither is always the one that finds the caches warm.
    if (round % 2) both.reverse();
    for (const [whose, call, count] of both) times[whose].push((await slice(call, count)) * 1000);
  }
  result[size] = times;
}
console.log(JSON.stringify(result));
