// Requests of node:http, on which most frameworks of Node stand.

import { refused, setup, tooLate, verified, whole } from "./shared.js";

/** Whether nobody has read from a request yet. */
const isUnread = (request) => typeof request?.read === "function" && !request.readableDidRead && !request.readableEnded;

/** One wait for a stream to go on: there are bytes, or it has ended, or it broke off. */
const wait = (stream) =>
  new Promise((resolve, reject) => {
    const done = (settle, value) => {
      for (const [name, listener] of Object.entries(on)) stream.off(name, listener);
      settle(value);
    };
    const on = {
      readable: () => done(resolve),
      end: () => done(resolve),
      error: (error) => done(reject, error),
      close: () => done(reject, new Error("hookproof: the sender broke off before the body was complete")),
    };
    for (const [name, listener] of Object.entries(on)) stream.on(name, listener);
  });

/** The body of a request that nobody has read yet. What is beyond the limit is thrown away, so that an answer can be sent. */
export const stream = (request) => ({
  getReader: () => ({
    read: async () => {
      for (;;) {
        const value = request.read();
        if (value !== null) return { done: false, value };
        if (request.readableEnded) return { done: true, value: undefined };
        if (request.destroyed) throw request.errored ?? new Error("hookproof: the connection was closed");
        await wait(request);
      }
    },
    cancel: async () => {
      request.resume();
    },
  }),
});

/** The headers with every occurrence of a name: `headers` drops or joins them. */
export const headersOf = (request) => request.headersDistinct ?? request.headers;

/** The URL that was called, by what the server knows of it. */
export const urlOf = (request, path, protocol = request.socket?.encrypted ? "https" : "http") =>
  `${protocol}://${request.headers[":authority"] ?? request.headers.host ?? ""}${path}`;

/** Bytes as a Buffer, without a copy. */
export const buffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The body of a request that may have passed through a parser: the bytes that it kept, or those that nobody has read. */
export const bodyOf = ({ rawBody, body }, request, fix) => {
  for (const kept of [rawBody, body]) if (ArrayBuffer.isView(kept)) return whole(kept);
  return isUnread(request) ? stream(request) : tooLate(fix);
};

/** Verifies a request as Express and those that build on it have it: `request.webhook` is then the delivery. */
export const deliver = async (verifier, request, options, fix) => {
  const unread = isUnread(request);
  const { method, originalUrl, url, protocol } = request;
  const received = {
    headers: headersOf(request),
    method,
    url: urlOf(request, originalUrl ?? url, protocol),
    body: bodyOf(request, request, fix),
  };
  const delivery = await verified(verifier, [request], received, options);
  request.webhook = delivery;
  // As express.raw() leaves it: a parser further down does not wait for a body that has been read.
  if (unread && !request.readable) {
    request.body = buffer(delivery.body);
    request._body = true;
  }
  return delivery;
};

/** Answers a refused request. */
export const answer = (error, request, response, options) => {
  response.statusCode = refused(error, [request], options);
  response.end();
};

/** `webhook` for a framework whose handler gets the request and the response of node:http. */
export const nodeWebhook = (fix) => (verifier, handler, given) => {
  const options = setup(verifier, given, handler);
  return async (request, response) => {
    let delivery;
    try {
      delivery = await deliver(verifier, request, options, fix);
    } catch (error) {
      answer(error, request, response, options);
      return;
    }
    await handler(delivery, request, response);
  };
};
