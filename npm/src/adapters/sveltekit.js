import { fetchWebhook } from "./fetch-handler.js";

const FIX =
  "SvelteKit: in the handle hook of hooks.server, change event.request.json() to event.request.clone().json()";

export const webhook = fetchWebhook(({ request }) => request, FIX);
