import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/** The parts of a Koa context that are used. */
export interface KoaContext {
  readonly req: { readonly headers: { readonly [name: string]: string | string[] | undefined } };
  readonly request: object;
  readonly method: string;
  readonly href: string;
  readonly state: object;
  status: number;
  body: unknown;
}

/**
 * A middleware that lets only authentic deliveries through: `ctx.state.webhook` is the {@link Delivery}. All else is
 * answered with the status of its error, and nothing more.
 *
 * It reads the body itself, so it stands above `app.use(bodyParser())`; `ctx.request.body` is then the bytes.
 *
 * @example
 * import { webhook } from "hookproof/koa";
 * router.post("/hooks/stripe", webhook(new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET)), async (ctx) => {
 *   await handle(ctx.state.webhook.json());
 *   ctx.status = 204;
 * });
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Ctx extends KoaContext = KoaContext>(
  verifier: VerifierSource<[ctx: Ctx]>,
  options?: WebhookOptions<[ctx: Ctx]>,
): (ctx: Ctx, next: () => Promise<unknown>) => Promise<void>;
