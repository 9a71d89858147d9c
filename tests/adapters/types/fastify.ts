import Fastify, { type FastifyRequest } from "fastify";
import { Verifier } from "hookproof";
import { type Delivery, webhook } from "hookproof/fastify";

const app = Fastify();
const preParsing = webhook(new Verifier("token | x-t: {token}", ""));
app.post("/a", { preParsing }, async (request, reply) => {
  const delivery: Delivery | undefined = request.webhook;
  return reply.send(delivery?.replayKey);
});
app.addHook("preParsing", preParsing);
app.post(
  "/b",
  { preParsing: [webhook((request: FastifyRequest) => new Verifier("token | x-t: {token}", request.id))] },
  async () => "",
);
app.post("/c", { preHandler: webhook(new Verifier("token | x-t: {token}", "")) }, async () => "");
// @ts-expect-error a secret is no verifier
webhook("secret");
