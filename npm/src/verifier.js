import { begin, cold, current, failure, lost, put, room, settled, text, verdict, wasm } from "./core.js";
import { respond } from "./handshake.js";
import { collect } from "./headers.js";
import { DIGEST, hashes, pays, putDigests } from "./host.js";
import * as input from "./input.js";
import { putRequest, putSetup, readsAll, requestRoom, setupRoom } from "./pieces.js";
import { chunks, received } from "./request.js";
import { Stream } from "./stream.js";

/** What is longer than this no host takes, nor does the core: it says so. */
const MAX_HASHED = 0x7fffffff;

/** Bodies larger than this leave a large buffer behind, which is given back. */
const LARGE = 1 << 20;

const NONE = [];

const drop = (handle) => {
  if (handle.generation === current()) wasm.close(handle.number);
};

// A verifier lives in the core's memory; when nobody holds it here any more, it is dropped there.
const registry = typeof FinalizationRegistry === "function" ? new FinalizationRegistry(drop) : undefined;

export class Verifier {
  #line;
  #keys;
  #tolerance;
  #allowApiKey;
  #baseUrl;
  #trustForwarded;
  #hash;
  #names;
  #readsMethod;
  #readsUrl;
  #readsBody;
  #hashes;
  #keyIds = [];
  #handle = { generation: 0, number: 0 };

  constructor(scheme, secret, options = {}) {
    this.#line = input.line(scheme);
    this.#keys = input.keys(secret);
    const { tolerance, allowApiKey, baseUrl, trustForwarded, hash } = input.record(
      options,
      "options",
      "{ tolerance?, allowApiKey?, baseUrl?, trustForwarded?, hash? }",
    );
    this.#tolerance = input.tolerance(tolerance);
    this.#allowApiKey = input.flag(allowApiKey, "allowApiKey");
    this.#baseUrl = baseUrl === undefined || baseUrl === null ? undefined : input.text(baseUrl, "baseUrl");
    this.#trustForwarded = input.flag(trustForwarded, "trustForwarded");
    this.#hash = input.hash(hash);
    this.#open();
    registry?.register(this, this.#handle, this.#handle);
  }

  #open() {
    if (this.#handle.generation < 0) throw new TypeError("hookproof: the verifier is closed");
    const opened = cold(() => {
      begin(setupRoom(this.#line, this.#keys) + room(this.#baseUrl ?? ""));
      let number = putSetup(this.#line, this.#keys);
      if (this.#baseUrl !== undefined) wasm.base_url(put(this.#baseUrl));
      number ||= wasm.open(this.#tolerance, this.#allowApiKey, this.#trustForwarded);
      if (number) return failure(number);
      const reads = wasm.reads();
      const names = readsAll(reads) ? undefined : text().split("\n").slice(0, -1);
      return {
        names,
        reads,
        number: wasm.opened(),
      };
    });
    this.#names = opened.names;
    this.#readsMethod = (opened.reads & 1) !== 0;
    this.#readsUrl = (opened.reads & 2) !== 0;
    this.#readsBody = (opened.reads & 8) !== 0;
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
    const hashes = this.#hashesFor(content.length);

    let rejection;
    try {
      const number =
        hashes.length > 0
          ? this.#onHost(hashes, verb, target, content, fields, seconds)
          : this.#inCore(verb, target, content, fields, seconds);
      if (number === 0) {
        const known = verdict(this.#keyIds);
        if (content.length > LARGE) wasm.clear();
        return known;
      }
      rejection = failure(number);
      if (content.length > LARGE) wasm.clear();
    } catch (cause) {
      throw lost(cause);
    }
    throw rejection;
  }

  #inCore(verb, target, content, fields, seconds) {
    begin(requestRoom(verb, target, content, fields));
    putRequest(verb, target, content, fields);
    return wasm.verify(this.#handle.number, seconds);
  }

  /** The host's hashes, a key each, for a body of this length; none where the core hashes it. */
  #hashesFor(length) {
    if (this.#hash === "wasm" || length > MAX_HASHED || !(this.#hash === "host" || pays(length))) return NONE;
    this.#hashes ??= hashes(this.#line, this.#keys);
    return this.#hashes;
  }

  /** The host hashes the body, and the core sees no more of it than it reads. */
  #onHost(hashes, verb, target, content, fields, seconds) {
    const seen = this.#readsBody ? content : "";
    begin(requestRoom(verb, target, seen, fields) + DIGEST * hashes.length);
    const written = putRequest(verb, target, seen, fields);
    const set = wasm.around_body(this.#handle.number, seconds);
    if (set === 0) return this.#inCore(verb, target, content, fields, seconds);
    if (set < 0 || set & 255) return set;
    // What is read of the body has to be of the bytes that are hashed: the caller's memory may be shared with another thread.
    putDigests(hashes, set >> 8, this.#readsBody ? written : content);
    return wasm.verify_hashed(this.#handle.number);
  }

  handshake(line, request, settings) {
    return respond(line, request, settings, () => {
      if (this.#handle.generation !== current()) this.#open();
      return { number: this.#handle.number, names: this.#names, readsAll: this.#names === undefined };
    });
  }

  start(head) {
    const { headers, method, url, now } = input.record(head, "the head", "{ headers, method?, url?, now? }");
    const fields = collect(headers, this.#names);
    const verb = this.#readsMethod ? input.text(method, "method") : "";
    const target = this.#readsUrl ? input.text(url, "url") : "";
    const seconds = input.now(now, "now");
    if (this.#handle.generation !== current()) this.#open();
    return new Stream(this, this.#keyIds, this.#handle, verb, target, fields, seconds);
  }

  async verifyStream(delivery, options = {}) {
    const { limit } = input.record(options, "options", "{ limit? }");
    // By name: what a Request has is not its own.
    const form = "{ headers, body, method?, url?, now? }";
    const { headers, body, method, url, now } = input.record(delivery, "the delivery", form);
    const stream = this.start({ headers, method, url, now });
    try {
      for await (const chunk of chunks(body, input.limit(limit))) stream.update(chunk);
      return stream.finish();
    } finally {
      stream.close();
    }
  }

  close() {
    drop(this.#handle);
    registry?.unregister(this.#handle);
    this.#handle.generation = -1;
  }

  async verifyRequest(request, options = {}) {
    const { url, now, limit } = input.record(options, "options", "{ url?, now?, limit? }");
    const body = await received(request, input.limit(limit));
    const { headers, method } = request;
    const verdict = this.verify({ headers, body, method, url: url ?? request.url, now });
    return { ...verdict, body };
  }
}

// Where the language has it: `using verifier = new Verifier(...)`.
if (typeof Symbol.dispose === "symbol") {
  Object.defineProperty(Verifier.prototype, Symbol.dispose, { value: Verifier.prototype.close, configurable: true });
}
