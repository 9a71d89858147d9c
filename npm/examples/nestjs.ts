// Stripe's webhooks in NestJS.
import { Controller, HttpCode, Module, Post, Req, UseGuards } from "@nestjs/common";
import { Verifier } from "hookproof";
import { type Delivery, webhook } from "hookproof/nestjs";
import { stripe } from "hookproof/providers";

const fromStripe = webhook(new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET));

@Controller("hooks")
class HooksController {
  @Post("stripe")
  @HttpCode(200)
  @UseGuards(fromStripe)
  receive(@Req() request: { webhook: Delivery }): string {
    const event = request.webhook.json() as { type: string };
    return `thanks for ${event.type}`;
  }
}

@Module({ controllers: [HooksController] })
export class AppModule {}

// main.ts: the parser keeps the bytes.
// const app = await NestFactory.create(AppModule, { rawBody: true });
