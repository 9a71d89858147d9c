// Node, Bun, Deno, browsers and every bundler: the module is in the JavaScript, so there is no file to lose, no
// permission to ask, no loader to configure and nothing to await. Nothing is compiled before the first call.
import wasm from "../gen/wasm-base64.js";
import { load } from "./core.js";

// The loop costs more (2 ms, cold) than compiling the module (0.3 ms): take what is native.
// globalThis.Buffer, not Buffer: no bundler then brings a polyfill.
const decode = (text) => {
  if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(text);
  if (globalThis.Buffer) return globalThis.Buffer.from(text, "base64");
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
};

let module;
load(() => {
  try {
    module ??= new WebAssembly.Module(decode(wasm));
  } catch (cause) {
    throw new Error(`hookproof: this runtime does not compile WebAssembly (${cause}); import "hookproof/js"`, {
      cause,
    });
  }
  return new WebAssembly.Instance(module).exports;
});

export { WebhookError } from "./error.js";
export { handshake } from "./handshake.js";
export { derive, sign } from "./sign.js";
export { Stream } from "./stream.js";
export { Verifier } from "./verifier.js";
