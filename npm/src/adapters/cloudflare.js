import { fetchWebhook, first } from "./fetch-handler.js";

const FIX = "Cloudflare Workers: where the body is read before the handler, change that line to request.clone().json()";

export const webhook = fetchWebhook(first, FIX);
