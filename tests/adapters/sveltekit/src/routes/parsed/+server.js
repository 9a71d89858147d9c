export { POST } from "../hooks/stripe/+server.js";
