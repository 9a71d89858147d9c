import { bodyTooLarge, cold, wasm } from "./core.js";

const refuse = (what) => {
  throw new TypeError(`hookproof: ${what}`);
};

/** The chunks of a stream of bytes, up to the limit; where the caller names none, up to the core's. */
export async function* chunks(stream, asked) {
  const limit = asked ?? cold(() => wasm.body_limit());
  if (stream === null) return;
  if (typeof stream?.getReader !== "function") refuse("the body must be a ReadableStream of bytes");
  const reader = stream.getReader();
  let length = 0;
  let isWhole = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!ArrayBuffer.isView(value)) refuse("the body of the request must be a stream of bytes");
      length += value.byteLength;
      if (length > limit) throw cold(bodyTooLarge);
      yield new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    }
    isWhole = true;
  } finally {
    // The sender need not go on.
    if (!isWhole) reader.cancel().catch(() => {});
  }
}

/** The body of a Fetch API request, up to the limit; where the caller names none, up to the core's. */
export const received = async (request, asked) => {
  const limit = asked ?? cold(() => wasm.body_limit());
  if (request?.bodyUsed) {
    refuse("the body of the request was read before: verify first, and parse the `body` that verifyRequest returns");
  }
  if (request?.body === null) return new Uint8Array(0);
  if (typeof request?.body?.getReader !== "function") {
    refuse(
      "verifyRequest takes a Fetch API Request; for another request call verify({ headers, body }) with its raw body",
    );
  }
  let bytes; // the first chunk itself, as long as it is the only one
  let length = 0;
  for await (const chunk of chunks(request.body, limit)) {
    if (length === 0) {
      bytes = chunk;
    } else {
      // One buffer that doubles: a sender's tiny chunks do not add up to many objects.
      if (length + chunk.length > bytes.length) {
        const larger = new Uint8Array(Math.min(limit, Math.max(2 * length, length + chunk.length)));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(chunk, length);
    }
    length += chunk.length;
  }
  if (bytes === undefined) return new Uint8Array(0);
  return bytes.length === length ? bytes : bytes.slice(0, length);
};
