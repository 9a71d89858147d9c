// What a call brings, written into the core's memory piece by piece, and how much room that takes.

import { last, put, putHeader, room, wasm } from "./core.js";

/** Writes a scheme's line and keys for the next call. The number of an error, or 0. */
export const putSetup = (line, keys) => {
  let number = wasm.scheme(put(line));
  for (const key of keys) {
    const id = put(key.id);
    number ||= wasm.key(id, put(key.secret), key.notBefore, key.notAfter);
  }
  return number;
};

export const setupRoom = (line, keys) => keys.reduce((sum, key) => sum + room(key.id) + room(key.secret), room(line));

/** Whether all headers of a request are read, by what the core says that a scheme reads. */
export const readsAll = (bits) => (bits & 4) !== 0;

/** Writes the parts of a request for the next call. Returns the body as it was written. */
export const putRequest = (method, url, body, fields) => {
  if (method) wasm.method(put(method));
  if (url) wasm.url(put(url));
  const written = body.length === 0 ? "" : last(put(body));
  wasm.body(written.length);
  for (let i = 0; i < fields.length; i += 2) {
    if (typeof fields[i] === "number") wasm.header(fields[i], putHeader(fields[i + 1]));
    else wasm.named_header(put(fields[i]), putHeader(fields[i + 1]));
  }
  return written;
};

export const requestRoom = (method, url, body, fields) => {
  let sum = room(method) + room(url) + room(body);
  for (let i = 0; i < fields.length; i += 2) {
    sum += room(fields[i + 1]);
    if (typeof fields[i] === "string") sum += room(fields[i]);
  }
  return sum;
};
