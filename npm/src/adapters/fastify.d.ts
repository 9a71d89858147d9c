import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/** The parts of a Fastify request that are read. */
export interface FastifyRequestLike {
  readonly raw: { readonly headers: { readonly [name: string]: string | string[] | undefined } };
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly originalUrl: string;
}

/** The parts of a Fastify reply that are used. */
export interface FastifyReplyLike {
  code(status: number): { send(): unknown };
}

/**
 * A `preParsing` hook that lets only authentic deliveries through: `request.webhook` is the {@link Delivery}, and
 * `request.body` is what the route's parser makes of its bytes. All else is answered with the status of its error, and
 * nothing more.
 *
 * The largest body is that of the route (`bodyLimit`, 1 MiB by default), unless `limit` says another.
 *
 * @example
 * import { webhook } from "hookproof/fastify";
 * const preParsing = webhook(new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET));
 * app.post("/hooks/stripe", { preParsing }, async (request, reply) => {
 *   await handle(request.body);
 *   return reply.code(204).send();
 * });
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends FastifyRequestLike = any>(
  verifier: VerifierSource<[request: Req]>,
  options?: WebhookOptions<[request: Req]>,
): (request: any, reply: FastifyReplyLike, payload?: unknown) => Promise<any>;

declare module "fastify" {
  interface FastifyRequest {
    /** What `hookproof/fastify` has verified. */
    webhook?: Delivery;
  }
}
