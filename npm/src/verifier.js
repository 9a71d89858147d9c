import { begin, cold, current, failure, hex, look, lost, put, read, room, settled, text, wasm } from "./core.js";
import { respond } from "./handshake.js";
import { collect } from "./headers.js";
import * as input from "./input.js";
import { putRequest, putSetup, readsAll, requestRoom, setupRoom } from "./pieces.js";
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

export class Verifier {
  #line;
  #keys;
  #tolerance;
  #allowApiKey;
  #baseUrl;
  #trustForwarded;
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
    const { tolerance, allowApiKey, baseUrl, trustForwarded } = input.record(
      options,
      "options",
      "{ tolerance?, allowApiKey?, baseUrl?, trustForwarded? }",
    );
    this.#tolerance = input.tolerance(tolerance);
    this.#allowApiKey = input.flag(allowApiKey, "allowApiKey");
    this.#baseUrl = baseUrl === undefined || baseUrl === null ? undefined : input.text(baseUrl, "baseUrl");
    this.#trustForwarded = input.flag(trustForwarded, "trustForwarded");
    this.#open();
    registry?.register(this, this.#handle);
  }

  #open() {
    const opened = cold(() => {
      begin(setupRoom(this.#line, this.#keys) + room(this.#baseUrl ?? ""));
      let number = putSetup(this.#line, this.#keys);
      if (this.#baseUrl !== undefined) wasm.base_url(put(this.#baseUrl));
      number ||= wasm.open(this.#tolerance, this.#allowApiKey, this.#trustForwarded);
      if (number) return failure(number);
      const reads = wasm.reads();
      const names = readsAll(reads) ? undefined : text().split("\n").slice(0, -1);
      return { names, reads, number: wasm.opened() };
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

  handshake(line, request, settings) {
    return respond(line, request, settings, () => {
      if (this.#handle.generation !== current()) this.#open();
      return { number: this.#handle.number, names: this.#names, readsAll: this.#names === undefined };
    });
  }

  async verifyRequest(request, options = {}) {
    const { url, now, limit } = input.record(options, "options", "{ url?, now?, limit? }");
    const body = await received(request, input.limit(limit));
    const { headers, method } = request;
    const verdict = this.verify({ headers, body, method, url: url ?? request.url, now });
    return { ...verdict, body };
  }

  #verdict() {
    look();
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
    const eventId = wasm.event_id_len();
    const eventType = wasm.event_type_len();
    const replayKey = wasm.replay_key();
    this.#keyIds[facts >> 8] ??= read(wasm.key_id(), wasm.key_id_len());
    return {
      keyId: this.#keyIds[facts >> 8],
      timestamp: Number.isNaN(timestamp) ? undefined : timestamp,
      skew: Number.isNaN(skew) ? undefined : skew,
      eventId: eventId ? read(wasm.event_id(), eventId) : undefined,
      eventType: eventType ? read(wasm.event_type(), eventType) : undefined,
      replayKey: replayKey ? hex(replayKey) : undefined,
      covers: this.#covers,
    };
  }
}
