import { bodyOf, buffer, headersOf } from "./node.js";
import { refused, setup, verified } from "./shared.js";

const FIX = "Koa: move this middleware above app.use(bodyParser())";

export const webhook = (verifier, given) => {
  const options = setup(verifier, given);
  return async (ctx, next) => {
    try {
      const { method, href: url, req, request } = ctx;
      const body = bodyOf(request, req, FIX);
      ctx.state.webhook = await verified(verifier, [ctx], { headers: headersOf(req), method, url, body }, options);
      // A parser further down does not wait for a body that has been read.
      request.body ??= buffer(ctx.state.webhook.body);
    } catch (error) {
      ctx.body = null;
      ctx.status = refused(error, [ctx], options);
      return;
    }
    await next();
  };
};
