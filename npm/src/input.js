// Checks the type of everything the caller passes, and turns it into strings, bytes and numbers. Nothing else is
// decided here. All of it happens before anything is written for the core: a getter of the caller's object may call
// the package again.
//
// No instanceof: jsdom, Jest and the Edge runtime hand over objects of another realm. No message holds a value: it
// could be the secret.

const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;

const refuse = (what) => {
  throw new TypeError(`hookproof: ${what}`);
};

/** What a value is, in a word that holds nothing of it: "null", "number", "Array", "Promise". */
const kind = (value) =>
  value === null || typeof value !== "object" ? String(value === null ? null : typeof value) : tag(value);
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** The bytes of a view or an ArrayBuffer, without a copy; undefined for everything else. */
const bytesOf = (value) => {
  const isView = ArrayBuffer.isView(value);
  let length;
  try {
    length = isView ? value.byteLength : byteLength.call(value); // throws for all that is not really an ArrayBuffer
  } catch {
    return undefined;
  }
  // What was transferred away is empty, and can't be looked at any more.
  if (length === 0) return new Uint8Array(0);
  return isView ? new Uint8Array(value.buffer, value.byteOffset, length) : new Uint8Array(value);
};

/** The argument itself, if it is an object to read named values from. */
export const record = (value, what, form) =>
  value === null || typeof value !== "object"
    ? refuse(`${what} must be an object, ${form}, not ${kind(value)}`)
    : value;

export const body = (value) => {
  if (typeof value === "string") return value;
  const bytes = bytesOf(value);
  if (bytes) return bytes;
  if (value === undefined || value === null) {
    return refuse("body is missing: pass the raw body as it was received (an empty one is '')");
  }
  const what = kind(value);
  return what === "Object" || what === "Array"
    ? refuse("body was parsed: pass the raw bytes or text as they were received, and parse them after verification")
    : refuse(`body must be a string, an ArrayBuffer or a view of one (Uint8Array, Buffer), not ${what}`);
};

/** A string that may be left out. */
export const text = (value, what) =>
  value === undefined || value === null
    ? ""
    : typeof value === "string"
      ? value
      : refuse(`${what} must be a string, not ${kind(value)}`);

export const line = (value, what = "scheme", where = "hookproof/providers") =>
  typeof value === "string"
    ? value
    : refuse(`${what} must be a line of text, as "${where}" exports them, not ${kind(value)}`);

export const flag = (value, what) =>
  value === undefined
    ? false
    : typeof value === "boolean"
      ? value
      : refuse(`${what} must be true or false, not ${kind(value)}`);

/** Unix seconds of a Date or a number. */
const time = (value, what) => {
  let seconds = value;
  if (typeof value !== "number") {
    try {
      seconds = Date.prototype.getTime.call(value) / 1000;
    } catch {
      refuse(`${what} must be unix seconds or a Date, not ${kind(value)}`);
    }
  }
  return seconds >= 0 && seconds <= Number.MAX_SAFE_INTEGER
    ? seconds
    : refuse(`${what} must be unix seconds or a Date, and is no time since 1970`);
};

export const now = (value, what) => (value === undefined ? Date.now() / 1000 : time(value, what));

/** Seconds, NaN for the scheme's own, Infinity for no check. */
export const tolerance = (value) => {
  if (value === undefined) return Number.NaN;
  if (value === "ignore") return Number.POSITIVE_INFINITY;
  return Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse('tolerance must be a whole number of seconds, or the word "ignore"');
};

export const hash = (value) =>
  value === undefined || value === "auto" || value === "wasm" || value === "host"
    ? value
    : refuse('hash must be "auto", "wasm" or "host"');

export const limit = (value) =>
  value === undefined || (Number.isSafeInteger(value) && value >= 0)
    ? value
    : refuse("limit must be a whole number of bytes");

/** A secret that is not set crosses as an empty one: the core refuses that, as weak_secret. */
const secretOf = (value, what) => {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return (
    bytesOf(value) ??
    refuse(`${what} must be a string, an ArrayBuffer or a view of one (Uint8Array, Buffer), not ${kind(value)}`)
  );
};

export const secret = (value) => [
  { id: "", secret: secretOf(value, "secret"), notBefore: Number.NaN, notAfter: Number.NaN },
];

/** One secret, or an array of keys. */
export const keys = (value) => {
  if (!Array.isArray(value)) return secret(value);
  const date = (value, what) => (value === undefined ? Number.NaN : time(value, what));
  // Array.from reads the holes of a sparse array, too.
  return Array.from(value, (key, i) => {
    if (tag(key) !== "Object")
      refuse(`secret[${i}] must be a key, { id?, secret, notBefore?, notAfter? }, not ${kind(key)}`);
    return {
      id: text(key.id, `secret[${i}].id`) || String(i),
      secret: secretOf(key.secret, `secret[${i}].secret`),
      notBefore: date(key.notBefore, `secret[${i}].notBefore`),
      notAfter: date(key.notAfter, `secret[${i}].notAfter`),
    };
  });
};

/** Pairs of a name and a value, which may be a secret; one that is not set is empty, which the core refuses. */
export const settings = (value) => {
  const form = '{ "verify-token": ... }';
  const entries = value === undefined ? [] : Object.entries(record(value, "settings", form));
  return entries.map(([name, each]) => [name, secretOf(each, `settings[${JSON.stringify(name)}]`)]);
};
