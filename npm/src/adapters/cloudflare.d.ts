import type { RequestLike } from "../index.js";
import type { Delivery, VerifierSource, WebhookOptions } from "./shared.js";

export type { Delivery };

/**
 * A Worker's `fetch`: it calls your handler with each authentic delivery, and answers all else with the status of its
 * error, and nothing more.
 *
 * Secrets come with each request: pass a function that makes the verifier of `env`, once.
 *
 * @example
 * import { webhook } from "hookproof/cloudflare";
 * let verifier;
 * const verifierOf = (request, env) => (verifier ??= new Verifier(stripe, env.STRIPE_WEBHOOK_SECRET));
 * export default {
 *   fetch: webhook(verifierOf, async (delivery, request, env, ctx) => {
 *     ctx.waitUntil(handle(delivery.json()));
 *     return new Response(null, { status: 204 });
 *   }),
 * };
 * @param handler It gets the {@link Delivery}, and then what the Worker gets. The request's body has been read.
 * @throws TypeError if an argument has the wrong type
 */
export declare function webhook<Req extends RequestLike, Env, Context, Res>(
  verifier: VerifierSource<[request: Req, env: Env, ctx: Context]>,
  handler: (delivery: Delivery, request: Req, env: Env, ctx: Context) => Res | Promise<Res>,
  options?: WebhookOptions<[request: Req, env: Env, ctx: Context]>,
): (request: Req, env: Env, ctx: Context) => Promise<Res>;
