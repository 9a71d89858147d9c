// The facts of the libraries' own tests: what goes in, and what has to come out. Read in
// standard-webhooks/standard-webhooks libraries/javascript/src/webhook.test.ts at 7b4b8f6ae873424eb23562d6962ef548d1e1f78b, and
// svix/svix-webhooks javascript/src/webhook.test.ts at a5b9eca8e065d83481c2aad70cd04c11b0c40a06, which asks the same of other names.
import { createHmac } from "node:crypto";

const KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const PAYLOAD = '{"test": 2432232314}';
const OTHER = "Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

const signature = (time, payload = PAYLOAD) =>
  `v1,${createHmac("sha256", Buffer.from(KEY, "base64")).update(`${ID}.${time}.${payload}`).digest("base64")}`;

/** A delivery, so many seconds old, under the names of one of the brands. */
const delivery = (brand, { age = 0, change = (headers) => headers } = {}) => {
  const time = Math.floor(Date.now() / 1000) - age;
  const { id, timestamp, signature: value } = change({ id: ID, timestamp: String(time), signature: signature(time) });
  const headers = { [`${brand}-id`]: id, [`${brand}-timestamp`]: timestamp, [`${brand}-signature`]: value };
  return Object.fromEntries(Object.entries(headers).filter(([, each]) => each !== undefined));
};

/** Their tests by name: the secret, what is done, and the outcome: a value, or the class of the error. */
export const published = (brand) => {
  const verify = (name, outcome, changes, secret = KEY, named = brand) => ({
    name,
    outcome,
    secret,
    run: (webhook) => webhook.verify(PAYLOAD, delivery(named, changes)),
  });
  const json = JSON.parse(PAYLOAD);
  const refused = "WebhookVerificationError";
  const change = (part) => ({ change: (headers) => ({ ...headers, ...part(headers) }) });
  const list = ({ signature: valid }) => ({
    signature: [`v1,${OTHER}`, `v2,${OTHER}`, valid, `v1,${OTHER}`].join(" "),
  });
  return [
    ...["", undefined, null].map((secret) => ({ name: `empty key: ${secret}`, secret, outcome: "Error" })),
    verify(
      "missing id",
      refused,
      change(() => ({ id: undefined })),
    ),
    verify(
      "missing timestamp",
      refused,
      change(() => ({ timestamp: undefined })),
    ),
    verify(
      "invalid timestamp",
      refused,
      change(() => ({ timestamp: "hello" })),
    ),
    verify(
      "missing signature",
      refused,
      change(() => ({ signature: undefined })),
    ),
    verify(
      "invalid signature",
      refused,
      change(() => ({ signature: "v1,dawfeoifkpqwoekfpqoekf" })),
    ),
    verify(
      "partial signature",
      refused,
      change(({ signature: whole }) => ({ signature: whole.slice(0, 8) })),
    ),
    verify(
      "no more of the signature than its version",
      refused,
      change(() => ({ signature: "v1," })),
    ),
    verify("valid signature", json),
    verify("valid signature, unbranded", json, {}, KEY, "webhook"),
    verify("old timestamp", refused, { age: 301 }),
    verify("new timestamp", refused, { age: -301 }),
    verify("several signatures", json, change(list)),
    verify("secret with its prefix", json, {}, `whsec_${KEY}`),
    {
      name: "sign",
      secret: `whsec_${KEY}`,
      run: (webhook) => webhook.sign(ID, new Date(1_614_265_330_000), PAYLOAD),
      outcome: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
  ];
};

/** What else the libraries do that users may lean on: asked of theirs and of ours. */
export const further = (brand) => {
  const time = Math.floor(Date.now() / 1000);
  const of = (payload, secret = KEY) => ({
    payload,
    secret,
    headers: {
      ...delivery(brand),
      [`${brand}-signature`]: signature(time, payload),
      [`${brand}-timestamp`]: String(time),
    },
  });
  const upper = (headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
  const plain = of(PAYLOAD);
  const withKey = (key, payload = PAYLOAD) => {
    const value = createHmac("sha256", key).update(`${ID}.${time}.${payload}`).digest("base64");
    return { payload, headers: { ...plain.headers, [`${brand}-signature`]: `v1,${value}` }, format: "raw" };
  };
  return {
    "an empty payload": of(""),
    "a payload that is no JSON": of("hello"),
    "a payload that is no object": of("[1, null]"),
    "a payload with a member twice": of('{"type":"a","type":"b"}'),
    "a type that is no text": of('{"type":5}'),
    "a payload beyond ASCII": of('{"name":"Zoë 🪝"}'),
    "a Buffer with a byte order mark": { ...of("\ufeff{}"), payload: Buffer.from("\ufeff{}") },
    "a Buffer": { ...plain, payload: Buffer.from(PAYLOAD) },
    "a payload that was changed": { ...plain, payload: `${PAYLOAD} ` },
    "names in upper case": { ...plain, headers: upper(plain.headers) },
    "an empty id": { ...plain, headers: { ...plain.headers, [`${brand}-id`]: "" } },
    "another id": { ...plain, headers: { ...plain.headers, [`${brand}-id`]: "msg_2" } },
    "another secret": { ...plain, secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" },
    "a timestamp of a second later": {
      ...plain,
      headers: { ...plain.headers, [`${brand}-timestamp`]: String(time + 1) },
    },
    "the version alone": { ...plain, headers: { ...plain.headers, [`${brand}-signature`]: "v1" } },
    "a signature without its version": {
      ...plain,
      headers: { ...plain.headers, [`${brand}-signature`]: plain.headers[`${brand}-signature`].slice(3) },
    },
    "a signature of another version": {
      ...plain,
      headers: { ...plain.headers, [`${brand}-signature`]: plain.headers[`${brand}-signature`].replace("v1", "v2") },
    },
    "two spaces between signatures": {
      ...plain,
      headers: { ...plain.headers, [`${brand}-signature`]: `v1,${OTHER}  ${plain.headers[`${brand}-signature`]}` },
    },
    "300 seconds old": { ...plain, headers: delivery(brand, { age: 299 }) },
    "a raw secret": { ...withKey("a secret that is the key"), secret: "a secret that is the key" },
    "a raw secret of bytes": { ...withKey(Buffer.alloc(32, 7)), secret: new Uint8Array(32).fill(7) },
    "a raw secret, a byte a character": {
      ...withKey(Buffer.from("ein Schlüssel für uns", "latin1")),
      secret: "ein Schlüssel für uns",
    },
    "a secret that is not base64": { ...plain, secret: "whsec_!!!!" },
    "a secret without padding": { ...plain, secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7o" },
    "a secret of bytes, not raw": { ...plain, secret: new Uint8Array(32).fill(7) },
  };
};

/** Where ours is stricter, and says so in its documentation: theirs accepts, ours refuses. */
export const stricter = (brand) => {
  const time = Math.floor(Date.now() / 1000);
  const good = delivery(brand);
  const raw = Buffer.from([0x22, 0xff, 0x22]);
  const replaced = createHmac("sha256", Buffer.from(KEY, "base64"))
    .update(`${ID}.${time}.${raw.toString()}`)
    .digest("base64");
  return {
    "a timestamp with something behind it": {
      payload: PAYLOAD,
      headers: { ...good, [`${brand}-timestamp`]: `${good[`${brand}-timestamp`]}x` },
    },
    "a header in two spellings": { payload: PAYLOAD, headers: { ...good, [`${brand.toUpperCase()}-ID`]: ID } },
    "a header longer than 8 KiB": {
      payload: PAYLOAD,
      headers: { ...good, [`${brand}-signature`]: `${good[`${brand}-signature`]} ${"v2,x ".repeat(1700)}` },
    },
    "more than 32 signatures": {
      payload: PAYLOAD,
      headers: { ...good, [`${brand}-signature`]: `${`v1,${OTHER} `.repeat(32)}${good[`${brand}-signature`]}` },
    },
    "bytes that are not UTF-8, signed as other text": {
      payload: raw,
      headers: { [`${brand}-id`]: ID, [`${brand}-timestamp`]: String(time), [`${brand}-signature`]: `v1,${replaced}` },
    },
    "a placeholder for a secret": {
      payload: PAYLOAD,
      secret: "your_secret",
      format: "raw",
      headers: {
        ...good,
        [`${brand}-signature`]: `v1,${createHmac("sha256", "your_secret")
          .update(`${ID}.${good[`${brand}-timestamp`]}.${PAYLOAD}`)
          .digest("base64")}`,
      },
    },
  };
};

export { ID, KEY };
