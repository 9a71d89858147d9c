import { Verifier } from "hookproof";
import { webhook } from "hookproof/cloudflare";

interface Env {
  SECRET: string;
}
export default {
  fetch: webhook(
    (_request: Request, env: Env) => new Verifier("token | x-t: {token}", env.SECRET),
    async (delivery, request, env, ctx: ExecutionContext) => {
      ctx.waitUntil(Promise.resolve(env.SECRET));
      return new Response(`${delivery.keyId} ${request.url}`);
    },
  ),
} satisfies ExportedHandler<Env>;
// @ts-expect-error no handler
webhook(new Verifier("token | x-t: {token}", ""));
