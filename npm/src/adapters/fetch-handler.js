// The frameworks whose handlers get a Fetch API request, and answer with a Response.

import { refused, setup, tooLate, verified } from "./shared.js";

const empty = (status) => new Response(null, { status });

/** `webhook` for a framework: where its handler's arguments have the request, and which line to change. */
export const fetchWebhook =
  (requestOf, fix, answer = empty) =>
  (verifier, handler, given) => {
    const options = setup(verifier, given, handler);
    return async (...args) => {
      let delivery;
      try {
        const { headers, method, url, body, bodyUsed } = requestOf(...args);
        if (bodyUsed) tooLate(fix);
        delivery = await verified(verifier, args, { headers, method, url, body }, options);
      } catch (error) {
        return answer(refused(error, args, options));
      }
      return handler(delivery, ...args);
    };
  };

export const first = (request) => request;
