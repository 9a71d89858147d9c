import type { HeadersInput } from "../index.js";
import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/** The parts of a request of the programming model v4 that are read. */
export interface AzureRequest {
  readonly headers: HeadersInput;
  readonly method: string;
  readonly url: string;
  readonly body: { getReader(): unknown } | null;
  readonly bodyUsed: boolean;
}

/**
 * An HTTP handler of the programming model v4: it calls yours with each authentic delivery, and answers all else with the
 * status of its error, and nothing more.
 *
 * @example
 * import { app } from "@azure/functions";
 * import { webhook } from "hookproof/azure-functions";
 * const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);
 * app.http("stripe", {
 *   methods: ["POST"],
 *   authLevel: "anonymous",
 *   handler: webhook(verifier, async (delivery) => {
 *     await handle(delivery.json());
 *     return { status: 204 };
 *   }),
 * });
 * @param handler It gets the {@link Delivery}, and then what the function gets. The request's body has been read.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends AzureRequest, Context, Res>(
  verifier: VerifierSource<[request: Req, context: Context]>,
  handler: (delivery: Delivery, request: Req, context: Context) => Res | Promise<Res>,
  options?: WebhookOptions<[request: Req, context: Context]>,
): (request: Req, context: Context) => Promise<Res | { status: number }>;
