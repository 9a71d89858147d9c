import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/**
 * The parts of an event that are read: of API Gateway's payload formats 1.0 (REST APIs; load balancers have nearly the same)
 * and 2.0 (HTTP APIs; function URLs have the same).
 */
export interface LambdaEvent {
  readonly headers?: { readonly [name: string]: string | undefined } | null | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
}

/** What a refused delivery is answered with. */
export interface LambdaRefusal {
  statusCode: number;
  body: "";
}

/**
 * A handler for API Gateway, function URLs and load balancers: it calls yours with each authentic delivery, and answers all
 * else with the status of its error, and nothing more.
 *
 * A body comes as text, or in base64 where a REST API's `binaryMediaTypes` say so; both are taken. Where a scheme signs the
 * URL, give the verifier a `baseUrl`: the gateway shows the path with its stage, and REST APIs show the query decoded.
 *
 * @example
 * import { webhook } from "hookproof/aws-lambda";
 * const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);
 * export const handler = webhook(verifier, async (delivery) => {
 *   await handle(delivery.json());
 *   return { statusCode: 204 };
 * });
 * @param handler It gets the {@link Delivery}, and then what the function gets.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Event extends LambdaEvent, Context, Res>(
  verifier: VerifierSource<[event: Event, context: Context]>,
  handler: (delivery: Delivery, event: Event, context: Context) => Res | Promise<Res>,
  options?: WebhookOptions<[event: Event, context: Context]>,
): (event: Event, context: Context) => Promise<Res | LambdaRefusal>;
