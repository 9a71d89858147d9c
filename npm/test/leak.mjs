// node --expose-gc test/leak.mjs [COUNT]: makes so many verifiers (a million by default), drops each, and says what is left
// of them: on JavaScript's heap, and in the memory of the core, which nobody collects but hookproof itself.
import { setImmediate } from "node:timers/promises";

/** The instances of the core: each copy of the package makes its own, at its first call. */
const instances = [];
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct: (target, given) => {
    const made = Reflect.construct(target, given);
    instances.push(made);
    return made;
  },
});

// Only now: the package is not to be loaded before.
const { builds } = await import("./package.mjs");
const [{ Verifier, sign }] = builds;

const LINE = "hmac-sha256 | x-acme-signature: {hex} | {body}";
const count = Number(process.argv[2] ?? 1_000_000);
const body = "{}";

/** How many are made before the engine gets a turn, in which it tells which ones nobody holds. */
const TURN = 1_000;

const make = (i) => {
  const secret = `a secret of its own, number ${i}`;
  const verifier = new Verifier(LINE, secret);
  // One in a hundred is used, too.
  if (i % 100 === 0) verifier.verify({ headers: sign(LINE, secret, { body }), body });
};

const rest = async () => {
  for (let turns = 0; turns < 10; turns++) {
    globalThis.gc();
    await setImmediate();
  }
};

const measure = () => ({
  heap: process.memoryUsage().heapUsed,
  core: instances.reduce((sum, { exports }) => sum + exports.memory.buffer.byteLength, 0),
});

const turns = async (first, last) => {
  for (let i = first; i < last; i++) {
    make(i);
    if (i % TURN === TURN - 1) {
      globalThis.gc();
      await setImmediate();
    }
  }
  await rest();
};

// What is made once and kept (code, tables, the memory for one turn) is not what is asked for.
const warm = 5 * TURN;
await turns(0, warm);
const before = measure();
await turns(warm, warm + count);
const after = measure();
const said = { count, before, after, heap: after.heap - before.heap, core: after.core - before.core };
console.log(JSON.stringify(said));
