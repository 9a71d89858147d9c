import type { RequestLike } from "../index.js";
import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/**
 * An action of Remix, and of React Router from version 7 on: it calls your handler with each authentic delivery, and answers
 * all else with the status of its error, and nothing more.
 *
 * @example
 * // app/routes/hooks.stripe.js: a route without a component
 * import { webhook } from "hookproof/remix";
 * const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);
 * export const action = webhook(verifier, async (delivery) => {
 *   await handle(delivery.json());
 *   return new Response(null, { status: 204 });
 * });
 * @param handler It gets the {@link Delivery} and the action's arguments. The request's body has been read.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Args extends { readonly request: RequestLike }>(
  verifier: VerifierSource<[args: Args]>,
  handler: (delivery: Delivery, args: Args) => Response | Promise<Response>,
  options?: WebhookOptions<[args: Args]>,
): (args: Args) => Promise<Response>;
