import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/** The parts of an Express request that are read. */
export interface ExpressRequest {
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly method: string;
  readonly url: string;
  readonly originalUrl: string;
  readonly protocol: string;
  body?: unknown;
}

/** The parts of an Express response that are used. */
export interface ExpressResponse {
  statusCode: number;
  end(): unknown;
}

/**
 * A middleware that lets only authentic deliveries through: `req.webhook` is the {@link Delivery}. All else is answered
 * with the status of its error, and nothing more.
 *
 * It reads the body itself, so the route stands above `app.use(express.json())`; or the parser keeps the bytes in
 * `req.rawBody`, by its option `verify`. Where it reads the body, `req.body` is the bytes, as `express.raw()` leaves it.
 *
 * @example
 * import { webhook } from "hookproof/express";
 * app.post("/hooks/stripe", webhook(new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET)), (req, res) => {
 *   handle(req.webhook.json());
 *   res.sendStatus(204);
 * });
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends ExpressRequest = ExpressRequest>(
  verifier: VerifierSource<[request: Req]>,
  options?: WebhookOptions<[request: Req]>,
): (request: Req, response: ExpressResponse, next: (error?: unknown) => void) => Promise<void>;

declare global {
  namespace Express {
    interface Request {
      /** What `hookproof/express` has verified. */
      webhook?: Delivery;
    }
  }
}
