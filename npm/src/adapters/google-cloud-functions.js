import { nodeWebhook } from "./node.js";

const FIX =
  "Google Cloud Functions keep the bytes in req.rawBody; where your own Express application is in between, change its " +
  "parser to express.json({ verify: (req, _res, bytes) => { req.rawBody = bytes; } })";

export const webhook = nodeWebhook(FIX);
