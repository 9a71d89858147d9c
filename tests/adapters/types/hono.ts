import { type Context, Hono } from "hono";
import { Verifier } from "hookproof";
import { type Delivery, type WebhookVariables, webhook } from "hookproof/hono";

const app = new Hono<{ Variables: WebhookVariables }>();
app.post("/a", webhook(new Verifier("token | x-t: {token}", "")), (c) => {
  const delivery: Delivery = c.get("webhook");
  return c.text(delivery.text());
});
app.use(
  webhook((c: Context) => new Verifier("token | x-t: {token}", c.req.header("x")), {
    onError: (_error, c) => void c.req.path,
  }),
);
// @ts-expect-error a secret is no verifier
webhook("secret");
