import { refused, setup, tooLate, verified } from "./shared.js";

const FIX = "Hono: put webhook(verifier) before the middleware or validator that reads the body";

export const webhook = (verifier, given) => {
  const options = setup(verifier, given);
  return async (c, next) => {
    try {
      const { headers, method, url, body, bodyUsed } = c.req.raw;
      if (bodyUsed) tooLate(FIX);
      const delivery = await verified(verifier, [c], { headers, method, url, body }, options);
      c.set("webhook", delivery);
      // c.req.json() and the like read what is remembered here: the very bytes that were verified.
      c.req.bodyCache.arrayBuffer = Promise.resolve(exact(delivery.body));
    } catch (error) {
      return new Response(null, { status: refused(error, [c], options) });
    }
    await next();
  };
};

/** An ArrayBuffer of just these bytes; the one that they are in, where it has no others. */
const exact = ({ buffer, byteOffset, byteLength }) =>
  byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
