import { fetchWebhook, first } from "./fetch-handler.js";

const FIX = "Call webhook's handler with the request itself, and read a copy before it: request.clone().json()";

export const webhook = fetchWebhook(first, FIX);
