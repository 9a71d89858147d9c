import { begin, cold, failure, put, room, settled, text, wasm } from "./core.js";
import { collect } from "./headers.js";
import * as input from "./input.js";
import { putRequest, putSetup, requestRoom, setupRoom } from "./verifier.js";

/** The names of the headers that a scheme reads. */
const headerNames = (line) =>
  cold(() => {
    begin(room(line));
    const number = wasm.scheme(put(line));
    return number ? failure(number) : text().split("\n").slice(0, -1);
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
    return number ? failure(number) : text().split("\n");
  });
  const signed = {};
  for (let i = 0; i + 1 < lines.length; i += 2) signed[lines[i]] = lines[i + 1];
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
