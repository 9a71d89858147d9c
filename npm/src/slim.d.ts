export type * from "./index.js";

/**
 * The package on a `WebAssembly.Module` of your own making, compiled from this version's `hookproof/hookproof.wasm`. All
 * calls share one instance, which is made at the first call of one of the functions.
 */
export declare function create(module: object): typeof import("./index.js");
