import type { RequestLike } from "../index.js";
import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/** What the middleware sets, for your own `new Hono<{ Variables: WebhookVariables }>()`. */
export type WebhookVariables = { webhook: Delivery };

/** The parts of a Hono context that are used. */
export interface HonoContext {
  readonly req: { readonly raw: RequestLike };
  set(key: string, value: unknown): void;
}

/**
 * A middleware that lets only authentic deliveries through: `c.get("webhook")` is the {@link Delivery}, and `c.req.json()`
 * and the like read its bytes. All else is answered with the status of its error, and nothing more.
 *
 * It reads the body itself, so it stands before every middleware and validator that does.
 *
 * @example
 * import { webhook } from "hookproof/hono";
 * app.post("/hooks/stripe", webhook(new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET)), async (c) => {
 *   await handle(await c.req.json());
 *   return c.body(null, 204);
 * });
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Context extends HonoContext = any>(
  verifier: VerifierSource<[c: Context]>,
  options?: WebhookOptions<[c: Context]>,
): (c: Context, next: () => Promise<void>) => Promise<any>;
