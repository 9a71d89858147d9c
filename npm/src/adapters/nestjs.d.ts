import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/** The parts of a Nest request that are read, on Express as on Fastify. */
export interface NestRequest {
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly method: string;
  readonly url: string;
}

/** A guard, as `@UseGuards` takes it. */
export interface WebhookGuard {
  canActivate(context: { switchToHttp(): { getRequest<T = any>(): T } }): Promise<boolean>;
}

/**
 * A guard that lets only authentic deliveries through: `request.webhook` is the {@link Delivery}. All else is an
 * `HttpException` with the status of its error, whose `cause` is the error; what Nest makes of it tells the sender nothing
 * more.
 *
 * Nest's parser runs before every guard, so it has to keep the bytes: `NestFactory.create(AppModule, { rawBody: true })`.
 *
 * @example
 * import { webhook } from "hookproof/nestjs";
 * const fromStripe = webhook(new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET));
 * @Controller("hooks")
 * class HooksController {
 *   @Post("stripe")
 *   @HttpCode(204)
 *   @UseGuards(fromStripe)
 *   receive(@Req() request) {
 *     return handle(request.webhook.json());
 *   }
 * }
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends NestRequest = any>(
  verifier: VerifierSource<[request: Req]>,
  options?: WebhookOptions<[request: Req]>,
): WebhookGuard;
