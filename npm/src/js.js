// Engines without WebAssembly, and pages whose Content-Security-Policy has no 'wasm-unsafe-eval': the same core, turned
// into JavaScript. Nothing of it runs before the first call.
import instance from "../gen/js/hookproof.js";
import { load } from "./core.js";

load(instance);

export { WebhookError } from "./error.js";
export { handshake } from "./handshake.js";
export { derive, sign } from "./sign.js";
export { Stream } from "./stream.js";
export { Verifier } from "./verifier.js";
