import type { RequestLike } from "../index.js";
import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/**
 * A Fetch API handler, for Deno, Bun, and every framework whose handlers get a `Request`: it calls yours with each authentic
 * delivery, and answers all else with the status of its error, and nothing more.
 *
 * @example
 * import { webhook } from "hookproof/fetch";
 * Deno.serve(webhook(new Verifier(stripe, Deno.env.get("STRIPE_WEBHOOK_SECRET")), async (delivery) => {
 *   await handle(delivery.json());
 *   return new Response(null, { status: 204 });
 * }));
 * @param handler It gets the {@link Delivery}, and then what the framework passes on. The request's body has been read.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends RequestLike, Rest extends readonly unknown[]>(
  verifier: VerifierSource<[request: Req, ...rest: Rest]>,
  handler: (delivery: Delivery, request: Req, ...rest: Rest) => Response | Promise<Response>,
  options?: WebhookOptions<[request: Req, ...rest: Rest]>,
): (request: Req, ...rest: Rest) => Promise<Response>;
