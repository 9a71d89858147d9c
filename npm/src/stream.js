import { begin, cold, current, failure, lost, put, settled, verdict, wasm } from "./core.js";
import * as input from "./input.js";
import { putRequest, requestRoom } from "./pieces.js";

const EMPTY = new Uint8Array(0);

/** The largest piece that is written for the core at once, in bytes: its memory does not shrink. */
const PIECE = 1 << 16;

const drop = (handle) => {
  if (handle.generation === current()) wasm.abandon(handle.number);
  handle.generation = 0;
};

// What nobody holds any more and was not finished is dropped in the core, too.
const registry = typeof FinalizationRegistry === "function" ? new FinalizationRegistry(drop) : undefined;

export class Stream {
  // The verifier, which the core must not drop before the stream ends; its place there, and the ids of keys that it knows.
  #verifier;
  #opened;
  #keyIds;
  #handle = { generation: 0, number: 0 };

  /** Made by `Verifier.start` only. `opened` is the verifier's place in the core. */
  constructor(verifier, keyIds, opened, verb, target, fields, seconds) {
    this.#verifier = verifier;
    this.#opened = opened;
    this.#keyIds = keyIds;
    cold(() => {
      begin(requestRoom(verb, target, EMPTY, fields));
      putRequest(verb, target, EMPTY, fields);
      const wrong = wasm.start(opened.number, seconds);
      if (wrong) return failure(wrong);
      this.#handle.number = wasm.opened();
      this.#handle.generation = current();
    });
    registry?.register(this, this.#handle, this.#handle);
  }

  update(piece) {
    const content = settled(input.body(piece));
    this.#check();
    let rejection;
    try {
      for (let at = 0; at < content.length && rejection === undefined; at += PIECE) {
        const part = content.length <= PIECE ? content : content.subarray(at, at + PIECE);
        begin(typeof part === "string" ? part.length * 3 : part.length);
        const wrong = wasm.update(this.#handle.number, put(part));
        if (wrong) rejection = failure(wrong);
      }
    } catch (cause) {
      throw lost(cause);
    }
    if (rejection) throw rejection;
    return this;
  }

  finish() {
    this.#check();
    const { number } = this.#handle;
    this.#end();
    let rejection;
    try {
      const wrong = wasm.finish(number);
      if (wrong === 0) return verdict(this.#keyIds);
      rejection = failure(wrong);
    } catch (cause) {
      throw lost(cause);
    }
    throw rejection;
  }

  /** Gives the stream up, if it is not finished. */
  close() {
    drop(this.#handle);
    this.#end();
  }

  #check() {
    if (this.#verifier === undefined) throw new TypeError("hookproof: the stream is finished");
    if (this.#opened.generation < 0) throw new TypeError("hookproof: the verifier is closed");
    if (this.#handle.generation !== current()) {
      throw new Error("hookproof: another call was cut off, and this stream with it: nothing was verified");
    }
  }

  #end() {
    registry?.unregister(this.#handle);
    this.#verifier = undefined;
    this.#handle.generation = 0;
  }
}

// Where the language has it: `using stream = verifier.start(...)`.
if (typeof Symbol.dispose === "symbol") {
  Object.defineProperty(Stream.prototype, Symbol.dispose, { value: Stream.prototype.close, configurable: true });
}
