import { fetchWebhook, first } from "./fetch-handler.js";

const FIX =
  "Next.js: export const POST = webhook(verifier, handler), and where the body is read before it, change that line to " +
  "request.clone().json()";

export const webhook = fetchWebhook(first, FIX);
