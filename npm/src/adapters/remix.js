import { fetchWebhook } from "./fetch-handler.js";

const FIX = "Remix, React Router: where a middleware reads the body, change request.json() to request.clone().json()";

export const webhook = fetchWebhook(({ request }) => request, FIX);
