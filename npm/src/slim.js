// Bring your own module, however your bundler or your runtime gives you one: there is no wasm in the JavaScript.

import build from "../gen/build.js";
import { load } from "./core.js";
import { WebhookError } from "./error.js";
import { handshake } from "./handshake.js";
import { derive, sign } from "./sign.js";
import { Stream } from "./stream.js";
import { Verifier } from "./verifier.js";

const refuse = (what) => {
  throw new TypeError(`hookproof: ${what}`);
};

export const create = (module) => {
  // No instanceof: a module may come from another realm.
  if (Object.prototype.toString.call(module) !== "[object WebAssembly.Module]") {
    refuse("create takes a compiled WebAssembly.Module of hookproof.wasm, neither its bytes nor an instance");
  }
  // The calls into a module change between versions: a file that was copied once and left behind is no other version's.
  const [section] = WebAssembly.Module.customSections(module, "hookproof");
  const named = section && String.fromCharCode(...new Uint8Array(section));
  if (named !== build)
    refuse("create takes the hookproof.wasm of the same version of the package, and this is another");
  load(() => new WebAssembly.Instance(module).exports);
  return { Stream, Verifier, WebhookError, derive, handshake, sign };
};
