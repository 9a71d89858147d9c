// Cloudflare Workers and Vercel Edge refuse wasm from bytes: there, a .wasm import is a compiled module. `?module` is
// the one spelling that wrangler, Vite for Cloudflare and Next.js all take for that; a plain './hookproof.wasm' is an
// *instance* to Vite, Deno, newer Nodes and webpack.

import { load } from "./core.js";
import wasm from "./hookproof.wasm?module";

load(() => new WebAssembly.Instance(wasm).exports);

export { WebhookError } from "./error.js";
export { handshake } from "./handshake.js";
export { derive, sign } from "./sign.js";
export { Stream } from "./stream.js";
export { Verifier } from "./verifier.js";
