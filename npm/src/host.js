// The host's own SHA, where it has one that answers at once: WebAssembly has no instructions for it. The host is told what to
// hash, and says what comes out; the keys' schedule, the outer hash, the comparison and the verdict stay in the core.

import { begin, cold, putBytesOf, putHexOf, textBytes, wasm } from "./core.js";
import { putSetup, setupRoom } from "./pieces.js";

/** The names of the hashes, by the number of bytes of a digest. */
const NAMES = { 20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512" };

/** The largest number of bytes of a digest. */
export const DIGEST = 64;

const { process, Bun, Deno, navigator } = globalThis;

/** Where a body is this large, in bytes, the host is faster, by measurement, once the code is warm. */
const WARM = Bun ? 0 : navigator?.userAgent === "Cloudflare-Workers" ? 1536 : 512;

/** Until then: to load `node:crypto` costs a worker more than all else here, and may never pay. */
const COLD = 1 << 14;

/** So many calls make it pay. */
let calls = 32;

/** Whether the host may be asked to hash a body of this length. */
export const pays = (length) => {
  if (calls > 0) calls--;
  return length >= (calls > 0 ? COLD : WARM);
};

// A digest as a string costs the host less than a buffer: in Deno as hex, elsewhere a character a byte.
const [encoding, putDigest] = Deno ? ["hex", putHexOf] : ["latin1", putBytesOf];

let createHash;
let looked = false;

const look = () => {
  looked = true;
  try {
    // Node from 20.16, Deno, Bun, workerd: no import, so that nothing breaks where there is none.
    const crypto = process?.getBuiltinModule?.("node:crypto");
    if (typeof crypto?.createHash("sha256").copy === "function") createHash = crypto.createHash;
  } catch {
    // None, then.
  }
};

/** For each key a hash that has taken in its first block; none if the host can't for one of them. */
export const hashes = (line, keys) => {
  if (!looked) look();
  if (createHash === undefined) return [];
  return cold(() => {
    begin(setupRoom(line, keys));
    if (putSetup(line, keys)) return [];
    const begun = [];
    for (let key = 0; key < keys.length; key++) {
      const name = NAMES[wasm.host_block(key)];
      if (name === undefined) return [];
      begun.push(createHash(name).update(textBytes(0)));
    }
    return begun;
  });
};

/** Has the host hash the message for the keys in the set, and writes the digests. */
export const putDigests = (begun, set, body) => {
  const cut = wasm.behind();
  const end = wasm.text_len();
  const before = cut === 0 ? undefined : textBytes(0, cut);
  const behind = cut === end ? undefined : textBytes(cut, end);
  let length = 0;
  for (let key = 0; key < begun.length; key++) {
    if (!(set & (1 << key))) continue;
    const hash = begun[key].copy();
    if (before) hash.update(before);
    hash.update(body);
    if (behind) hash.update(behind);
    length += putDigest(hash.digest(encoding));
  }
  wasm.digests(length);
};
