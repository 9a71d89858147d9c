// A function whose middleware has parsed the body.
import middy from "@middy/core";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/aws-lambda";
import { stripe } from "hookproof/providers";

const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);

export const handler = middy()
  .use(httpJsonBodyParser())
  .handler(webhook(verifier, async () => ({ statusCode: 200, body: "not to be" })));
