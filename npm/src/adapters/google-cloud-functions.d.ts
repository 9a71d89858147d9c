import type { ExpressRequest, ExpressResponse } from "./express.js";
import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/**
 * An HTTP function: it calls your handler with each authentic delivery, and answers all else with the status of its error,
 * and nothing more.
 *
 * @example
 * import { http } from "@google-cloud/functions-framework";
 * import { webhook } from "hookproof/google-cloud-functions";
 * const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);
 * http("stripe", webhook(verifier, async (delivery, req, res) => {
 *   await handle(delivery.json());
 *   res.status(204).end();
 * }));
 * @param handler It gets the {@link Delivery}, and then what the function gets.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends ExpressRequest, Res extends ExpressResponse>(
  verifier: VerifierSource<[request: Req]>,
  handler: (delivery: Delivery, request: Req, response: Res) => unknown,
  options?: WebhookOptions<[request: Req]>,
): (request: Req, response: Res) => Promise<void>;
