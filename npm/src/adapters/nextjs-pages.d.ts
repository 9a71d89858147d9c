import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/** The parts of an API route's request that are read. */
export interface ApiRequest {
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** The parts of an API route's response that are used. */
export interface ApiResponse {
  statusCode: number;
  end(): unknown;
}

/**
 * An API route of Next.js' pages router: it calls your handler with each authentic delivery, and answers all else with the
 * status of its error, and nothing more. For the app router there is `hookproof/nextjs`.
 *
 * The file has to switch Next's parser off.
 *
 * @example
 * // pages/api/hooks/stripe.js
 * import { webhook } from "hookproof/nextjs-pages";
 * export const config = { api: { bodyParser: false } };
 * export default webhook(new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET), async (delivery, req, res) => {
 *   await handle(delivery.json());
 *   res.status(204).end();
 * });
 * @param handler It gets the {@link Delivery}, and then what Next.js passes on.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends ApiRequest, Res extends ApiResponse>(
  verifier: VerifierSource<[request: Req]>,
  handler: (delivery: Delivery, request: Req, response: Res) => unknown,
  options?: WebhookOptions<[request: Req]>,
): (request: Req, response: Res) => Promise<void>;
