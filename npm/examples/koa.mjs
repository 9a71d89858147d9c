// Stripe's webhooks in Koa.
import { bodyParser } from "@koa/bodyparser";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/koa";
import { stripe } from "hookproof/providers";
import Koa from "koa";

const fromStripe = webhook(new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET));

export const app = new Koa();

app.use((ctx, next) => (ctx.path === "/hooks/stripe" ? fromStripe(ctx, next) : next()));
app.use(bodyParser()); // above, it would take the raw body away
app.use((ctx) => {
  if (ctx.path !== "/hooks/stripe") return;
  const event = ctx.state.webhook.json();
  ctx.body = `thanks for ${event.type}`;
});
