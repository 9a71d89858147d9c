// What is aimed at: ratios of time, ours over theirs, set before the product was written, from what a prototype reached that
// knew one provider, read no facts, and looked up no header.

/** The sizes of the bodies; a row of goals has one for each. */
export const SIZES = [256, 1024, 4096, 65_536, 1_048_576];

const small = [0.22, 0.27, 0.23, 0.12, 0.12];
const byHand = (goals) =>
  Object.fromEntries(["github", "stripe", "standard-webhooks"].map((scheme) => [`createHmac, ${scheme}`, goals]));
const everywhere = { 'svix, hash: "wasm"': [0.25, 0.4, 0.5, 0.62, 0.65] };
const edge = byHand([0.3, 0.6, 0.8, 0.97, 1.03]);

const goals = {
  node: {
    ...byHand([0.5, 0.75, 0.85, 1.02, 1.05]),
    "stripe verifyHeader": [0.45, 0.65, 0.7, 0.85, 0.65],
    "stripe constructEvent": [0.52, 0.75, 0.85, 0.9, 0.9],
    svix: small,
    standardwebhooks: small,
    "@octokit/webhooks-methods": [0.55, 0.75, 0.85, 0.96, 0.92],
  },
  deno: { ...edge, svix: small, standardwebhooks: small },
  bun: byHand([0.5, 0.55, 0.75, 0.98, 1.02]),
  workerd: {
    ...edge,
    "stripe constructEventAsync": [0.3, 0.5, 0.7, 0.92, 0.95],
    svix: small,
    standardwebhooks: small,
    "@octokit/webhooks-methods": [0.25, 0.4, 0.6, 0.86, 0.95],
    "subtle.verify, key kept": [0.4, 0.9, 1.03, 1.02, 1.02],
  },
};

/** The goal of a cell, where there is one. */
export const goal = (runtime, row, size) => ({ ...everywhere, ...goals[runtime] })[row]?.[SIZES.indexOf(size)];

/** Bytes after gzip -9. */
export const SIZE_GOALS = { wasm: 14 * 1024, js: 1.5 * 1024 };

/** Time from import to the first verdict in Node, ours over theirs. */
export const COLD_NODE_GOALS = { "stripe constructEvent": 0.02, svix: 0.12, standardwebhooks: 0.24 };

/** Microseconds of processor time that the first request in workerd costs more than an empty worker's. */
export const COLD_WORKERD_GOAL = 900;
