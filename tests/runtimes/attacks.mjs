// What a caller may get wrong, and what a sender may try, as checks that run on any engine: nothing of Node, nothing of
// the DOM but what every runtime has. npm/test has more, for Node alone; this is what another engine could do otherwise: its
// types, its buffers, its strings, its stack.

const LINE = "hmac-sha256 | x-acme-signature: {hex} | {body}";
const TIMED = "hmac-sha256 | x-acme-signature: t={timestamp},v1={hex},... | {timestamp}.{body}";
const SECRET = "a secret that is long enough";
const NOW = 1_700_000_000;
const NAME = "x-acme-signature";

/** Values that are no secret. */
const notSecrets = () => [
  ["a number", 5],
  ["zero", 0],
  ["NaN", Number.NaN],
  ["a bigint", 5n],
  ["true", true],
  ["false", false],
  ["a symbol", Symbol("s")],
  ["a function", () => SECRET],
  ["an object", {}],
  ["an object with a secret", { secret: SECRET }],
  ["a boxed string", new String(SECRET)],
  ["a date", new Date(0)],
  ["a map", new Map([["secret", SECRET]])],
  ["a promise", Promise.resolve(SECRET)],
  ["a proxy", new Proxy(new Uint8Array(8), {})],
  ["an array-like", { length: 8, 0: 1 }],
  ["a disguised buffer", { [Symbol.toStringTag]: "ArrayBuffer", byteLength: 8 }],
  ["a disguised view", { [Symbol.toStringTag]: "Uint8Array", length: 8, buffer: new ArrayBuffer(8) }],
  ["an object that becomes a string", { toString: () => SECRET, [Symbol.toPrimitive]: () => SECRET }],
  ["an array of numbers", [1, 2, 3]],
  ["an array of strings", [SECRET]],
  ["an array with a hole", new Array(1)],
  ["an array of bytes", [new Uint8Array(8)]],
];

/** The texts whose bytes a careless layer could take for the key; the runner signs `{}` with each. */
export const guessedKeys = () => {
  const texts = new Set([
    "",
    "\x05",
    "\x01\x02\x03",
    "[object Object]",
    "[object Promise]",
    "[object ArrayBuffer]",
    "null",
  ]);
  for (const [, value] of notSecrets()) {
    try {
      texts.add(String(value));
    } catch {} // a proxy of bytes
  }
  texts.delete(SECRET);
  return [...texts];
};

/** Runs everything. `forgeries` are the signatures of `{}` under the guessed keys. Returns the number and the failures. */
export const runAttacks = async (api, forgeries) => {
  const { Verifier, WebhookError, derive, sign } = api;
  const failures = [];
  let count = 0;
  const outcome = (run) => {
    try {
      return { result: run() };
    } catch (error) {
      return { error };
    }
  };
  const judge = (name, { result, error }, expected) => {
    count++;
    const said =
      error === undefined
        ? "accepted"
        : error instanceof WebhookError
          ? error.code
          : error instanceof TypeError && error.message.startsWith("hookproof: ")
            ? "TypeError"
            : String(error);
    if (said !== expected) failures.push(`${name}: expected ${expected}, got ${said}`);
    if (error !== undefined && String(error.message).includes(SECRET))
      failures.push(`${name}: the secret is in the message`);
    return result;
  };
  const is = (expected, name, run) => judge(name, outcome(run), expected);
  const holds = (name, value) => {
    count++;
    if (!value) failures.push(name);
  };

  const verifier = new Verifier(LINE, SECRET);
  const timed = new Verifier(TIMED, SECRET);
  const body = "{}";
  const good = sign(LINE, SECRET, { body })[NAME];
  const stamp = (more = {}) => sign(TIMED, SECRET, { body, timestamp: NOW, ...more })[NAME];
  const send = (value, more = {}) => verifier.verify({ headers: [[NAME, value]], body, ...more });
  const sendTimed = (value, more = {}) => timed.verify({ headers: [[NAME, value]], body, now: NOW, ...more });

  // A secret of a wrong type: refused, and by no means a key that others could guess.
  for (const [name, value] of notSecrets()) {
    for (const [form, secret] of [
      ["", value],
      [", in a key", [{ secret: value }]],
    ]) {
      const { result, error } = outcome(() => new Verifier(LINE, secret));
      const forged =
        result &&
        forgeries.some((forgery) => !outcome(() => result.verify({ headers: { [NAME]: forgery }, body })).error);
      if (forged) failures.push(`${name}${form}, as a secret: a forgery verifies`);
      judge(`${name}${form}, as a secret`, { result, error }, "TypeError");
    }
    is("TypeError", `${name}: signed with`, () => sign(LINE, value, { body }));
    is("TypeError", `${name}: derived from`, () => derive(LINE, value));
  }
  for (const unset of [undefined, null, "", new Uint8Array(0), new ArrayBuffer(0)]) {
    is("weak_secret", `an unset secret, ${typeof unset}`, () => new Verifier(LINE, unset));
  }
  const secretBytes = new TextEncoder().encode(SECRET);
  for (const form of [secretBytes, secretBytes.buffer, new DataView(secretBytes.buffer)]) {
    const same = new Verifier(LINE, form);
    is("accepted", "a secret in bytes", () => same.verify({ headers: { [NAME]: good }, body }));
    for (const forgery of forgeries) {
      is("signature_mismatch", "a secret in bytes, a forgery", () =>
        same.verify({ headers: { [NAME]: forgery }, body }),
      );
    }
  }

  // Everything else of a wrong type.
  for (const [what, wrong] of [
    ["an object", {}],
    ["an array", []],
    ["a number", 5],
    ["true", true],
    ["nothing", undefined],
    ["null", null],
    ["a promise", Promise.resolve(body)],
    ["a boxed string", new String(body)],
  ]) {
    is("TypeError", `a body that is ${what}`, () => send(good, { body: wrong }));
  }
  for (const wrong of [undefined, null, 5, "x", true]) {
    is("TypeError", `headers: ${wrong}`, () => verifier.verify({ headers: wrong, body }));
    is("TypeError", `a request: ${wrong}`, () => verifier.verify(wrong));
  }
  for (const wrong of [5, {}, [["x"]], Symbol("x")]) {
    is("TypeError", "a header's value of a wrong type", () => verifier.verify({ headers: { [NAME]: wrong }, body }));
  }
  is("TypeError", "a flat list of headers", () => verifier.verify({ headers: [NAME, good], body }));
  for (const wrong of [
    null,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "1700000000",
    5n,
    new Date(Number.NaN),
    {},
    1e300,
  ]) {
    is("TypeError", `now: ${String(wrong)}`, () => sendTimed(stamp(), { now: wrong }));
  }
  for (const wrong of [null, -1, 1.5, Number.NaN, "300", "Ignore", true, []]) {
    is("TypeError", `a tolerance: ${String(wrong)}`, () => new Verifier(TIMED, SECRET, { tolerance: wrong }));
  }
  for (const wrong of [undefined, null, 5, {}, []]) {
    is("TypeError", `a scheme: ${typeof wrong}`, () => new Verifier(wrong, SECRET));
  }
  is("invalid_scheme", "a scheme that does not parse", () => new Verifier("hmac-sha256 | oops", SECRET));

  // Headers.
  is("accepted", "as it was signed", () => send(good));
  is("accepted", "a Headers object", () =>
    verifier.verify({ headers: new Headers([["X-Acme-Signature", good]]), body }),
  );
  is("missing_header", "no header", () => verifier.verify({ headers: {}, body }));
  is("duplicate_header", "the header twice", () => verifier.verify({ headers: { [NAME]: [good, good] }, body }));
  is("duplicate_header", "10 000 times", () =>
    verifier.verify({ headers: Array.from({ length: 10_000 }, () => [NAME, good]), body }),
  );
  is("accepted", "between 10 000 others", () =>
    verifier.verify({
      headers: [...Array.from({ length: 10_000 }, (_, i) => [`x-other-${i}`, "v"]), [NAME, good]],
      body,
    }),
  );
  const padded = (length) => `${stamp()},x=`.padEnd(length, "x");
  is("accepted", "a header of 8 KiB", () => sendTimed(padded(8192)));
  is("malformed_header", "a header of 8 KiB and one byte", () => sendTimed(padded(8193)));
  is("malformed_header", "a header of 16 MB", () => sendTimed(padded(16_000_000)));
  is("malformed_header", "a header of 1000 signatures", () => sendTimed(`t=${NOW}${",v1=00".repeat(1000)}`));
  for (const value of [
    "",
    " ",
    "é",
    "\u{1F436}",
    "\0",
    "\ud800",
    good.slice(1),
    `${good}00`,
    `${good}\n`.repeat(2),
    `0x${good}`,
  ]) {
    is("malformed_header", `a signature ${JSON.stringify(value).slice(0, 20)}`, () => send(value));
  }
  is("accepted", "the signature in capitals", () => send(good.toUpperCase()));
  for (let i = 0; i < 64; i++) {
    const digit = ((Number.parseInt(good[i], 16) + 1) % 16).toString(16);
    is("signature_mismatch", `digit ${i} is wrong`, () => send(good.slice(0, i) + digit + good.slice(i + 1)));
  }
  // A unit of a string that is cut to its low byte would make a good digit of this one.
  const wide = String.fromCharCode(good.charCodeAt(0) | 0x100) + good.slice(1);
  is("malformed_header", "a digit from beyond the bytes", () => send(wide));

  // Times.
  is("accepted", "in time", () => sendTimed(stamp()));
  is("timestamp_too_old", "300 seconds and one", () => sendTimed(stamp(), { now: NOW + 301 }));
  is("timestamp_too_new", "300 seconds too early, and one", () => sendTimed(stamp(), { now: NOW - 301 }));
  is("accepted", "a Date", () => sendTimed(stamp(), { now: new Date(NOW * 1000) }));
  for (const time of ["18446744073709551616", "99999999999999999999999", "-1", "1e9", "0x10", " 1", "", "NaN"]) {
    is("malformed_timestamp", `the time ${time}`, () => sendTimed(stamp().replace(`t=${NOW}`, `t=${time}`)));
  }
  const later = stamp().replace(`t=${NOW}`, `t=${NOW + 9}`);
  is("signature_mismatch", "another time under the same signature", () => sendTimed(later));

  // Bodies, small and large: the memory grows, and the answers stay right.
  for (const text of ["", "ä", "\u{1F436}", "x".repeat(65_537), "ä".repeat(100_000)]) {
    const bytes = new TextEncoder().encode(text);
    const own = sign(LINE, SECRET, { body: text })[NAME];
    is("accepted", `a text of ${text.length}`, () => send(own, { body: text }));
    is("accepted", `the same in ${bytes.length} bytes`, () => send(own, { body: bytes }));
    is("signature_mismatch", `${text.length} and one more`, () => send(own, { body: `${text}x` }));
    is("signature_mismatch", "the small one after it", () => send(own, { body: "{ }" }));
    is("accepted", "and the good one", () => send(good));
  }
  const large = new Uint8Array(1_500_000).fill(120);
  const signedLarge = sign(LINE, SECRET, { body: large })[NAME];
  is("accepted", "a large body", () => send(signedLarge, { body: large }));
  large[1_000_000] ^= 1;
  is("signature_mismatch", "one bit of it changed", () => send(signedLarge, { body: large }));
  const within = new Uint8Array(10).fill(65);
  within.set(new TextEncoder().encode(body), 4);
  is("accepted", "a part of a buffer", () => send(good, { body: within.subarray(4, 6) }));
  is("accepted", "a DataView of it", () => send(good, { body: new DataView(within.buffer, 4, 2) }));
  is("signature_mismatch", "the whole buffer", () => send(good, { body: within }));
  is("signature_mismatch", "a lone surrogate is no question mark", () => {
    const question = sign(LINE, SECRET, { body: "?" })[NAME];
    return send(question, { body: "\ud800" });
  });

  // Code of the caller that runs in the middle, and calls the package again.
  const again = () => {
    outcome(() => send(forgeries[0]));
    new Verifier(LINE, "another secret of that length").verify({
      headers: sign(LINE, "another secret of that length", { body: "x".repeat(100_000) }),
      body: "x".repeat(100_000),
    });
  };
  const meddling = (signature) => ({
    get headers() {
      again();
      return (function* () {
        again();
        yield [NAME, signature];
        again();
      })();
    },
    get body() {
      again();
      return body;
    },
  });
  is("accepted", "a request that calls again", () => verifier.verify(meddling(good)));
  is("signature_mismatch", "a forged one that calls again", () => verifier.verify(meddling(forgeries[0])));

  // A stack that runs out, at every depth: some calls end inside the core.
  let slipped = 0;
  const dive = () => {
    try {
      dive();
    } catch {
      if (!outcome(() => send(forgeries[0])).error) slipped++;
      throw new Error("up");
    }
  };
  outcome(dive);
  holds("a forgery verifies where the stack runs out", slipped === 0);
  is("accepted", "the good one, after the stack ran out", () => send(good));
  is("signature_mismatch", "the forged one, after the stack ran out", () => send(forgeries[0]));

  const many = Array.from({ length: 300 }, (_, i) => new Verifier(LINE, `${SECRET} ${i}`));
  const one = sign(LINE, `${SECRET} 150`, { body });
  holds(
    "of 300 verifiers, one takes it",
    many.filter((each) => !outcome(() => each.verify({ headers: one, body })).error).length === 1,
  );
  is("accepted", "with a derived key", () =>
    new Verifier(LINE, derive(LINE, SECRET)).verify({ headers: { [NAME]: good }, body }),
  );

  // A Fetch API request, as it came in.
  const post = (sent, signature = good) =>
    new Request("https://a.example/", { method: "POST", body: sent, headers: { [NAME]: signature } });
  const settle = async (name, promise, expected) => {
    judge(
      name,
      await promise.then(
        (result) => ({ result }),
        (error) => ({ error }),
      ),
      expected,
    );
  };
  await settle("a Request", verifier.verifyRequest(post(body)), "accepted");
  await settle("a Request with another body", verifier.verifyRequest(post("{ }")), "signature_mismatch");
  await settle(
    "a Request that is too large",
    verifier.verifyRequest(post("x".repeat(100)), { limit: 99 }),
    "body_too_large",
  );
  const read = post(body);
  await read.text();
  await settle("a Request that was read before", verifier.verifyRequest(read), "TypeError");
  await settle("no Request", verifier.verifyRequest({ headers: {}, body }), "TypeError");
  return { count, failures };
};
