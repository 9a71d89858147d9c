import { HttpException } from "@nestjs/common";
import { bodyOf, headersOf, urlOf } from "./node.js";
import { refused, setup, verified, whole } from "./shared.js";

const FIX = "NestJS: change the line in main.ts to NestFactory.create(AppModule, { rawBody: true })";

export const webhook = (verifier, given) => {
  const options = setup(verifier, given);
  return {
    async canActivate(context) {
      const request = context.switchToHttp().getRequest();
      try {
        // On Fastify, what node:http knows is one step further in; of a request without a body, nothing is kept.
        const received = request.raw ?? request;
        const nothing = received !== request && (request.body ?? request.rawBody ?? null) === null;
        const delivery = {
          headers: headersOf(received),
          method: request.method,
          url: urlOf(received, request.originalUrl ?? request.url, request.protocol),
          body: nothing ? whole(new Uint8Array(0)) : bodyOf(request, request, FIX),
        };
        request.webhook = await verified(verifier, [request], delivery, options);
        return true;
      } catch (error) {
        // Nest answers, so that its filters and interceptors see it: with the status, and the word "refused".
        throw new HttpException("refused", refused(error, [request], options), { cause: error });
      }
    },
  };
};
