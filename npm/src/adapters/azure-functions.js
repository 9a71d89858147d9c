import { fetchWebhook, first } from "./fetch-handler.js";

const FIX =
  "Azure Functions: where a hook reads the body before the handler, change request.json() to request.clone().json()";

export const webhook = fetchWebhook(first, FIX, (status) => ({ status }));
