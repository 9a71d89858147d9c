import { Verifier } from "hookproof";
import { type Delivery, webhook } from "hookproof/koa";
import Koa from "koa";

const app = new Koa();
app.use(webhook(new Verifier("token | x-t: {token}", "")));
app.use(
  webhook((ctx: Koa.Context) => new Verifier("token | x-t: {token}", ctx.ip), {
    onError: (_error, ctx) => void ctx.host,
  }),
);
app.use((ctx) => {
  const delivery: Delivery = ctx.state.webhook;
  ctx.body = delivery.text();
});
// @ts-expect-error a secret is no verifier
webhook("secret");
