// The host's own SHA, where it has one that answers at once: WebAssembly has no instructions for it. The host is told what to
// hash, and says what comes out; the keys' schedule, the outer hash, the comparison and the verdict stay in the core.

import { textBytes, wasm } from "./core.js";

/** The names of the hashes, by the number of bytes of a digest. */
const NAMES = { 20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512" };

/** The largest number of bytes of a digest. */
export const DIGEST = 64;

let createHash;

/** Where a body is this large, in bytes, the host is faster, by measurement, once the code is warm; before that, earlier. */
export let threshold = Number.POSITIVE_INFINITY;

let looked = false;
const look = () => {
  looked = true;
  const { process, Bun, navigator } = globalThis;
  try {
    // Node from 20.16, Deno, Bun, workerd: no import, so that nothing breaks where there is none.
    const crypto = process?.getBuiltinModule?.("node:crypto");
    if (typeof crypto?.createHash("sha256").copy !== "function") return;
    createHash = crypto.createHash;
    threshold = Bun ? 512 : navigator?.userAgent === "Cloudflare-Workers" ? 1536 : 1024;
  } catch {
    // None, then.
  }
};

/** For each key that was just written for the core, a hash that has taken in its first block; undefined if the host can't for one of them. */
export const hashes = (count) => {
  if (!looked) look();
  if (createHash === undefined) return undefined;
  const begun = [];
  for (let key = 0; key < count; key++) {
    const name = NAMES[wasm.host_block(key)];
    if (name === undefined) return undefined;
    begun.push(createHash(name).update(textBytes(0)));
  }
  return begun;
};

/** The digests of the keys in the set, one after the other. */
export const digests = (begun, set, body) => {
  const cut = wasm.behind();
  const before = textBytes(0, cut);
  const behind = textBytes(cut);
  const made = [];
  for (let key = 0; key < begun.length; key++) {
    if (!(set & (1 << key))) continue;
    const hash = begun[key].copy();
    if (before.length) hash.update(before);
    hash.update(body);
    if (behind.length) hash.update(behind);
    made.push(hash.digest());
  }
  return made;
};
