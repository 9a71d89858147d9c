import { Readable } from "node:stream";
import { bodyOf, buffer, headersOf } from "./node.js";
import { refused, setup, verified } from "./shared.js";

const FIX = "Fastify: pass the hook as `preParsing: webhook(verifier)`, where it runs before the parser";

export const webhook = (verifier, given) => {
  const options = setup(verifier, given);
  return async (request, reply, payload) => {
    try {
      const delivery = await verified(
        verifier,
        [request],
        {
          headers: headersOf(request.raw),
          method: request.method,
          url: `${request.protocol}://${request.host ?? request.hostname}${request.originalUrl}`,
          // Without a stream, the hook runs after the parser.
          body: bodyOf(request, payload, FIX),
        },
        // No more than the route takes: Fastify itself looks at that after this hook only.
        { ...options, limit: options.limit ?? request.routeOptions?.bodyLimit },
      );
      request.webhook = delivery;
      // The parser gets the very bytes that were verified.
      return payload && Readable.from(buffer(delivery.body), { objectMode: false });
    } catch (error) {
      return reply.code(refused(error, [request], options)).send();
    }
  };
};
