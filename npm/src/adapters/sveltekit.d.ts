import type { RequestLike } from "../index.js";
import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/**
 * A SvelteKit endpoint: it calls your handler with each authentic delivery, and answers all else with the status of its
 * error, and nothing more.
 *
 * SvelteKit itself refuses a form from elsewhere. For a provider that sends forms, name it in `csrf.trustedOrigins`.
 *
 * @example
 * // src/routes/hooks/stripe/+server.js
 * import { webhook } from "hookproof/sveltekit";
 * import { env } from "$env/dynamic/private";
 * const verifier = () => (made ??= new Verifier(stripe, env.STRIPE_WEBHOOK_SECRET)); // not while building
 * let made;
 * export const POST = webhook(verifier, async (delivery) => {
 *   await handle(delivery.json());
 *   return new Response(null, { status: 204 });
 * });
 * @param handler It gets the {@link Delivery} and the event. The request's body has been read.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Event extends { readonly request: RequestLike }>(
  verifier: VerifierSource<[event: Event]>,
  handler: (delivery: Delivery, event: Event) => Response | Promise<Response>,
  options?: WebhookOptions<[event: Event]>,
): (event: Event) => Promise<Response>;
