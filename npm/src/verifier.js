import { begin, cold, current, failure, hex, lost, put, putHeader, read, room, settled, text, wasm } from "./core.js";
import { collect } from "./headers.js";
import * as input from "./input.js";
import { received } from "./request.js";

/** Bodies larger than this leave a large buffer behind, which is given back. */
const LARGE = 1 << 20;

// A verifier lives in the core's memory; when nobody holds it here any more, it is dropped there.
const registry =
  typeof FinalizationRegistry === "function"
    ? new FinalizationRegistry((handle) => {
        if (handle.generation === current()) wasm.close(handle.number);
      })
    : undefined;

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

/** Writes the parts of a request for the next call. */
export const putRequest = (method, url, body, fields) => {
  if (method) wasm.method(put(method));
  if (url) wasm.url(put(url));
  wasm.body(put(body));
  for (let i = 0; i < fields.length; i += 2) wasm.header(fields[i], putHeader(fields[i + 1]));
};

export const requestRoom = (method, url, body, fields) => {
  let sum = room(method) + room(url) + room(body);
  for (let i = 1; i < fields.length; i += 2) sum += room(fields[i]);
  return sum;
};

export class Verifier {
  #line;
  #keys;
  #tolerance;
  #allowApiKey;
  #names;
  #readsMethod;
  #readsUrl;
  #covers;
  #coversBits = -1;
  #keyIds = [];
  #handle = { generation: 0, number: 0 };

  constructor(scheme, secret, options = {}) {
    this.#line = input.line(scheme);
    this.#keys = input.keys(secret);
    const { tolerance, allowApiKey } = input.record(options, "options", "{ tolerance?, allowApiKey? }");
    this.#tolerance = input.tolerance(tolerance);
    this.#allowApiKey = input.flag(allowApiKey, "allowApiKey");
    this.#open();
    registry?.register(this, this.#handle);
  }

  #open() {
    const opened = cold(() => {
      begin(setupRoom(this.#line, this.#keys));
      const number = putSetup(this.#line, this.#keys);
      if (number) return failure(number);
      const names = text().split("\n").slice(0, -1);
      const reads = wasm.reads();
      const unfit = wasm.open(this.#tolerance, this.#allowApiKey);
      return unfit ? failure(unfit) : { names, reads, number: wasm.opened() };
    });
    this.#names = opened.names;
    this.#readsMethod = (opened.reads & 1) !== 0;
    this.#readsUrl = (opened.reads & 2) !== 0;
    this.#handle.number = opened.number;
    this.#handle.generation = current();
  }

  verify(request) {
    const { headers, body, method, url, now } = input.record(
      request,
      "the request",
      "{ headers, body, method?, url?, now? }",
    );
    const fields = collect(headers, this.#names);
    const content = settled(input.body(body));
    const verb = this.#readsMethod ? input.text(method, "method") : "";
    const target = this.#readsUrl ? input.text(url, "url") : "";
    const seconds = input.now(now, "now");
    if (this.#handle.generation !== current()) this.#open();

    let rejection;
    try {
      const size = requestRoom(verb, target, content, fields);
      begin(size);
      putRequest(verb, target, content, fields);
      const number = wasm.verify(this.#handle.number, seconds);
      if (number === 0) {
        const verdict = this.#verdict();
        if (size > LARGE) wasm.clear();
        return verdict;
      }
      rejection = failure(number);
      if (size > LARGE) wasm.clear();
    } catch (cause) {
      throw lost(cause);
    }
    throw rejection;
  }

  async verifyRequest(request, options = {}) {
    const { url, now, limit } = input.record(options, "options", "{ url?, now?, limit? }");
    const body = await received(request, input.limit(limit));
    const { headers, method } = request;
    const verdict = this.verify({ headers, body, method, url: url ?? request.url, now });
    return { ...verdict, body };
  }

  #verdict() {
    const facts = wasm.facts();
    const covers = facts & 255;
    if (covers !== this.#coversBits) {
      this.#coversBits = covers;
      this.#covers = Object.freeze({
        body: (covers & 1) !== 0,
        id: (covers & 2) !== 0,
        timestamp: (covers & 4) !== 0,
        url: (covers & 8) !== 0,
      });
    }
    const timestamp = wasm.timestamp();
    const skew = wasm.skew();
    const eventId = wasm.event_id();
    const replayKey = wasm.replay_key();
    this.#keyIds[facts >> 8] ??= read(wasm.key_id(), wasm.key_id_len());
    return {
      keyId: this.#keyIds[facts >> 8],
      timestamp: Number.isNaN(timestamp) ? undefined : timestamp,
      skew: Number.isNaN(skew) ? undefined : skew,
      eventId: eventId ? read(eventId, wasm.event_id_len()) : undefined,
      replayKey: replayKey ? hex(replayKey) : undefined,
      covers: this.#covers,
    };
  }
}
