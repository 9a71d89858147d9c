import { begin, cold, failure, put, room, settled, text, wasm } from "./core.js";
import { collect } from "./headers.js";
import * as input from "./input.js";
import { putRequest, putSetup, readsAll, requestRoom, setupRoom } from "./pieces.js";

/** The names of the headers that a scheme reads; undefined for all headers. */
const headerNames = (line) =>
  cold(() => {
    begin(room(line));
    const number = wasm.scheme(put(line));
    if (number) return failure(number);
    return readsAll(wasm.reads()) ? undefined : text().split("\n").slice(0, -1);
  });

export const sign = (scheme, secret, request, options = {}) => {
  const line = input.line(scheme);
  const keys = input.secret(secret);
  const { body, method, url, headers, timestamp } = input.record(
    request,
    "the request",
    "{ body, method?, url?, headers?, timestamp? }",
  );
  const { allowApiKey } = input.record(options, "options", "{ allowApiKey? }");
  const allowed = input.flag(allowApiKey, "allowApiKey");
  const fields = collect(headers ?? {}, headerNames(line));
  const content = settled(input.body(body));
  const verb = input.text(method, "method");
  const target = input.text(url, "url");
  const seconds = input.now(timestamp, "timestamp");

  const lines = cold(() => {
    begin(setupRoom(line, keys) + requestRoom(verb, target, content, fields));
    let number = putSetup(line, keys);
    putRequest(verb, target, content, fields);
    number ||= wasm.sign(seconds, allowed);
    return number ? failure(number) : text();
  });
  const signed = {};
  const elsewhere = {};
  for (let at = 0; at < lines.length; ) {
    const end = lines.indexOf("\n", at);
    const name = lines.slice(at, end);
    at = end + 2 + lines.charCodeAt(end + 1);
    // No header's name has a colon.
    (name.includes(":") ? elsewhere : signed)[name] = lines.slice(end + 2, at);
  }
  // Not enumerable: what is listed of the answer are headers, for fetch and for a spread.
  if (Object.keys(elsewhere).length) Object.defineProperty(signed, "elsewhere", { value: elsewhere });
  return signed;
};

export const derive = (scheme, secret) => {
  const line = input.line(scheme);
  const keys = input.secret(secret);
  return cold(() => {
    begin(setupRoom(line, keys));
    const number = putSetup(line, keys) || wasm.derive();
    return number ? failure(number) : text();
  });
};
