import { begin, cold, failure, put, room, settled, text, wasm } from "./core.js";
import { collect } from "./headers.js";
import * as input from "./input.js";
import { putRequest, requestRoom } from "./pieces.js";

/** No verifier. */
const NONE = -1;

/** Statuses begin here; what is below are errors' numbers. */
const STATUS = 200;

/** The lines that the core left: the body, name and value of each header, and perhaps the secret. */
const answer = (status, [body, ...rest]) => {
  const secret = rest.length % 2 ? rest.pop() : undefined;
  const headers = {};
  for (let i = 0; i < rest.length; i += 2) headers[rest[i]] = rest[i + 1];
  return { status, headers, body: body || null, secret };
};

/** The answer to a handshake. `prepare` makes sure that there is a verifier, and says which headers it reads. */
export const respond = (line, request, settings, prepare) => {
  const words = input.line(line, "handshake", "hookproof/handshakes");
  const form = "{ method, url?, headers?, body?, now? }";
  const { headers, body, method, url, now } = input.record(request, "the request", form);
  const given = input.settings(settings);
  const content = settled(input.body(body ?? ""));
  const verb = input.text(method, "method");
  const target = input.text(url, "url");
  const seconds = input.now(now, "now");

  const verifier = prepare();
  const own = cold(() => {
    begin(room(words));
    const number = wasm.handshake(put(words), verifier?.number ?? NONE);
    return number ? failure(number) : text().split("\n").slice(0, -1);
  });
  const names = verifier?.readsAll ? undefined : [...(verifier?.names ?? []), ...own];
  const fields = collect(headers ?? {}, names);

  // Reading the headers may have run code of the caller.
  const number = prepare()?.number ?? NONE;
  return cold(() => {
    const size = given.reduce((sum, [name, value]) => sum + room(name) + room(value), room(words));
    begin(size + requestRoom(verb, target, content, fields));
    let result = wasm.handshake(put(words), number);
    for (const [name, value] of given) {
      const length = put(name);
      wasm.setting(length, put(value));
    }
    putRequest(verb, target, content, fields);
    result ||= wasm.respond(number, seconds);
    if (result === 0) return undefined;
    return result >= STATUS && result < 2 * STATUS ? answer(result, text().split("\n").slice(0, -1)) : failure(result);
  });
};

export const handshake = (line, request, settings) => respond(line, request, settings, () => undefined);
