import { nodeWebhook } from "./node.js";

const FIX = "Next.js: add to this file: export const config = { api: { bodyParser: false } };";

export const webhook = nodeWebhook(FIX);
