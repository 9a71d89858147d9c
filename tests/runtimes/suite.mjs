// The one suite that every runtime runs: all vectors, all handshakes, the attacks; and a wrong vector, which it has to see.
import { runCases } from "../../npm/test/cases.mjs";
import { runHandshakes } from "../../npm/test/handshake-cases.mjs";
import { runAttacks } from "./attacks.mjs";

/** How many failures are passed on: the first ones say enough. */
const SHOWN = 5;

/** Wrong in one fact each: a runner that does not look, or an API that says "ok" to all, finds less than two. */
const planted = (api, { cases }) => {
  const ok = cases.find(({ expect, secret }) => expect === "ok" && secret);
  const mismatch = cases.find(({ expect, secret }) => expect === "signature_mismatch" && secret);
  const wrong = [
    { ...ok, replay_key: "0".repeat(64) },
    { ...mismatch, expect: "ok" },
  ];
  return runCases(api, { cases: wrong }).length === 3 * wrong.length ? [] : ["a planted wrong vector is not seen"];
};

/** @param api what the package exports. @param data the two files of vectors, and the forged signatures */
export const run = async (api, { webhooks, handshakes, forgeries }) => {
  const attacks = await runAttacks(api, forgeries);
  const failures = [
    ...runCases(api, webhooks),
    ...runHandshakes(api, handshakes),
    ...attacks.failures,
    ...planted(api, webhooks),
  ];
  const cases = webhooks.cases.length + handshakes.cases.length + attacks.count + 2;
  return { cases, failed: failures.length, failures: failures.slice(0, SHOWN) };
};
