/** With a bundler that gives a compiled module for a .wasm import. */
declare const module: object;
export default module;
