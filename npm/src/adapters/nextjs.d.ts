import type { RequestLike } from "../index.js";
import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/**
 * A route handler of Next.js' app router: it calls yours with each authentic delivery, and answers all else with the status
 * of its error, and nothing more. For the pages router there is `hookproof/nextjs-pages`.
 *
 * @example
 * // app/hooks/stripe/route.js
 * import { webhook } from "hookproof/nextjs";
 * const verifier = () => (made ??= new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET)); // not while building
 * let made;
 * export const POST = webhook(verifier, async (delivery) => {
 *   await handle(delivery.json());
 *   return new Response(null, { status: 204 });
 * });
 * @param handler It gets the {@link Delivery}, and then what Next.js passes on. The request's body has been read.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends RequestLike, Context>(
  verifier: VerifierSource<[request: Req, context: Context]>,
  handler: (delivery: Delivery, request: Req, context: Context) => Response | Promise<Response>,
  options?: WebhookOptions<[request: Req, context: Context]>,
): (request: Req, context: Context) => Promise<Response>;
