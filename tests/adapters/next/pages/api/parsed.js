// The example without its `config`: Next parses the body.
export { default } from "./hooks/stripe.js";
