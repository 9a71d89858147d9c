// What all adapters do: they hand the bytes of a delivery to the verifier as its framework received them, and turn a
// refusal into a status. No rule of verification is here, and nothing of the core is imported: a verifier of any entry
// of the package does.

const refuse = (what) => {
  throw new TypeError(`hookproof: ${what}`);
};

const isVerifier = (value) => typeof value?.verifyRequest === "function";

/** What the user passes, looked at when the route is made and not at the first delivery. */
export const setup = (verifier, options = {}, ...handlers) => {
  if (!isVerifier(verifier) && typeof verifier !== "function") {
    refuse("webhook takes a Verifier first, or a function that returns one");
  }
  for (const handler of handlers) {
    if (typeof handler !== "function") refuse("webhook takes a Verifier and then the function that handles a delivery");
  }
  if (options === null || typeof options !== "object") refuse("options must be an object, { limit?, url?, onError? }");
  return options;
};

/** For a body that is gone: the message names the line to change. */
export const tooLate = (fix) =>
  refuse(`the body was read before it was verified, and a parsed body is not what was signed. ${fix}`);

/** Bytes that the framework has read, as a stream of one piece: the limit holds for them, too. */
export const whole = (bytes) => {
  let rest = bytes;
  const read = async () => {
    const value = rest;
    rest = undefined;
    return { done: value === undefined, value };
  };
  return { getReader: () => ({ read, cancel: async () => {} }) };
};

/** The verdict with the bytes that it is about, and what they say. */
class Delivery {
  constructor(verdict) {
    Object.assign(this, verdict);
  }

  text() {
    return new TextDecoder().decode(this.body);
  }

  json() {
    return JSON.parse(this.text());
  }
}

/** The delivery, if it is authentic; all else throws. `args` are what the framework called its handler with. */
export const verified = async (verifier, args, { headers, method, url, body }, { limit, url: called }) => {
  const chosen = isVerifier(verifier) ? verifier : await verifier(...args);
  if (!isVerifier(chosen)) refuse("the function that webhook was given returned no Verifier");
  const seen = typeof called === "function" ? called(...args) : called;
  const request = { headers, method, url: seen ?? url, body, bodyUsed: false };
  return new Delivery(await chosen.verifyRequest(request, { limit }));
};

const report = (error) => {
  if (error?.name === "WebhookError") console.warn(`${error.message} (${error.code})`);
  else console.error(error);
};

/** The status to answer with, and nothing else: the reason goes to the receiver's own log. */
export const refused = (error, args, { onError = report }) => {
  // What it throws must neither reach the sender nor end the process.
  (async () => onError(error, ...args))().catch(console.error);
  return error?.name === "WebhookError" ? error.status : 500;
};
