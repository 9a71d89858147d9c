// The core's WebAssembly instance: made at the first call, given up when a call is cut off; and its memory. From
// `begin` on until the answer is read, no code of the caller may run: it could call the package again.

import { WebhookError } from "./error.js";

/** The functions of the instance. Only numbers go in and out, so nothing has to stand between. */
export let wasm;

let instantiate;
let view;
let numbers;
let at = 0;
let generation = 1;

// Looked for when they are needed, not at import: jest-environment-jsdom has none.
let encoder;
let decoder;

const utf8 = () => {
  encoder ??= new TextEncoder();
  return encoder;
};

const decode = (address, length) => {
  decoder ??= new TextDecoder();
  return decoder.decode(view.subarray(address, address + length));
};

/** Each entry says how an instance comes about. */
export const load = (how) => {
  instantiate = how;
};

/** The number of the instance: what another instance gave out means nothing to it. */
export const current = () => generation;

/** Makes the instance if there is none. */
export const ready = () => {
  wasm ??= instantiate();
};

/** For an exception that came out of the instance: its state is not to be trusted any more. */
export const lost = (cause) => {
  wasm = undefined;
  generation++;
  return new Error(`hookproof: the core was cut off (${cause}), and nothing was verified`, { cause });
};

/** For after a call that may have made the memory grow: it then has another buffer (and wasm2js does not detach the old one). */
export const look = () => {
  const { buffer } = wasm.memory;
  if (view?.buffer === buffer) return;
  view = new Uint8Array(buffer);
  numbers = new Float64Array(buffer);
};

/** At most so many bytes: a UTF-16 unit becomes three in UTF-8. */
export const room = (value) => (typeof value === "string" ? value.length * 3 : value.length);

/** Larger strings are encoded apart, so that the memory does not have to grow to three times their length. */
const LARGE = 1 << 16;

/** A large string as bytes; all else as it is. */
export const settled = (value) => (typeof value === "string" && value.length > LARGE ? utf8().encode(value) : value);

/** Makes room for so many bytes. */
export const begin = (size) => {
  // The size crosses as 32 bits: a larger one would come out as a small one.
  at = size > 0x7fffffff ? 0 : wasm.begin(size);
  if (at === 0) throw new RangeError(`no room for ${size} bytes`);
  look();
};

/** Writes bytes, or a string in UTF-8. Returns their number. */
export const put = (value) => {
  let count = value.length;
  if (typeof value !== "string") view.set(value, at);
  else if (count) count = utf8().encodeInto(value, view.subarray(at)).written;
  at += count;
  return count;
};

/** So many bytes that were written last. */
export const last = (length) => view.subarray(at - length, at);

/** Writes a header's value: as the bytes that were received, which runtimes show as one character each. */
export const putHeader = (value) => {
  // As long in UTF-8 as in characters, it is ASCII, and there is no other way to write it.
  if (utf8().encodeInto(value, view.subarray(at)).written === value.length) at += value.length;
  else if (/^[\0-\xff]*$/.test(value)) putBytesOf(value);
  // No byte is shown as a character beyond 255: this value was decoded as UTF-8 before.
  else return put(value);
  return value.length;
};

/** Writes bytes that are given as one character each. Returns their number. */
export const putBytesOf = (characters) => {
  for (let i = 0; i < characters.length; i++) view[at + i] = characters.charCodeAt(i);
  at += characters.length;
  return characters.length;
};

/** Writes bytes that are given as two (small) digits each. Returns their number. */
export const putHexOf = (digits) => {
  const half = (i) => {
    const unit = digits.charCodeAt(i);
    return unit < 58 ? unit - 48 : unit - 87;
  };
  const count = digits.length >> 1;
  for (let i = 0; i < count; i++) view[at + i] = (half(2 * i) << 4) | half(2 * i + 1);
  at += count;
  return count;
};

/** A string out of the memory. A short one is read faster here than by a decoder. */
export const read = (address, length) => {
  if (length > 12) return decode(address, length);
  let text = "";
  for (let i = address; i < address + length; i++) {
    if (view[i] > 127) return decode(address, length);
    text += String.fromCharCode(view[i]);
  }
  return text;
};

/** Each set of what a signature may cover. */
const COVERS = Array.from({ length: 16 }, (_, bits) =>
  Object.freeze({ body: (bits & 1) !== 0, id: (bits & 2) !== 0, timestamp: (bits & 4) !== 0, url: (bits & 8) !== 0 }),
);

/** The verdict that the core left, in the order of its numbers (`Fact` in the layer). `keyIds` holds those that were read before. */
export const verdict = (keyIds) => {
  const address = wasm.answer();
  look();
  const at = address >> 3;
  const timestamp = numbers[at];
  const skew = numbers[at + 1];
  const covers = numbers[at + 2];
  const eventId = numbers[at + 6];
  const eventType = numbers[at + 8];
  const replayKey = numbers[at + 9];
  const key = covers >> 8;
  keyIds[key] ??= read(numbers[at + 3], numbers[at + 4]);
  return {
    keyId: keyIds[key],
    timestamp: Number.isNaN(timestamp) ? undefined : timestamp,
    skew: Number.isNaN(skew) ? undefined : skew,
    eventId: eventId === 0 ? undefined : read(numbers[at + 5], eventId),
    eventType: eventType === 0 ? undefined : read(numbers[at + 7], eventType),
    replayKey: replayKey === 0 ? undefined : decode(replayKey, 64),
    covers: COVERS[covers & 15],
  };
};

/** The bytes of the text that the last call left, from a place in it on, for as long as nothing else is called. */
export const textBytes = (from, to = wasm.text_len()) => {
  const address = wasm.text();
  look();
  return view.subarray(address + from, address + to);
};

/** The text that the last call left. */
export const text = () => {
  const address = wasm.text();
  look();
  return read(address, wasm.text_len());
};

/** The core's last error, by the number that the call returned. */
export const failure = (number) => {
  if (number < 0 || number > 255) throw new Error("a call that the core does not know");
  const status = wasm.explain();
  const skew = wasm.error_skew();
  const column = wasm.error_column();
  const [code, header, url, ...message] = text().split("\n");
  return new WebhookError(`hookproof: ${message.join("\n")}`, {
    code,
    number,
    status,
    header: header || undefined,
    url: url || undefined,
    skewSeconds: Number.isNaN(skew) ? undefined : skew,
    column: column || undefined,
  });
};

export const bodyTooLarge = () => failure(wasm.body_too_large());

/** Runs calls that are not on the hot path; the secrets that they bring are overwritten. An error is returned, not thrown. */
export const cold = (work) => {
  ready();
  let result;
  try {
    result = work();
    wasm.clear();
  } catch (cause) {
    throw lost(cause);
  }
  if (result instanceof Error) throw result;
  return result;
};
