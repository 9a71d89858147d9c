import type { Algorithm, ErrorCode, ErrorNumber, ErrorStatus } from "./codes.js";
import type {
  CoversOf,
  Handshake,
  HandshakeLine,
  OpenHandshakeLine,
  Part,
  Scheme,
  SchemeLine,
  SettingOf,
} from "./lines.js";

export type {
  Algorithm,
  CoversOf,
  ErrorCode,
  ErrorNumber,
  ErrorStatus,
  Handshake,
  HandshakeLine,
  Part,
  Scheme,
  SchemeLine,
};

/** Text (taken as UTF-8) or bytes: a `Buffer`, any typed array, a `DataView`, an `ArrayBuffer`. */
export type Bytes = string | ArrayBuffer | ArrayBufferView;

/** One of several secrets, for rotation. Dates are unix seconds or `Date`s; the key is used from the first to the second. */
export interface Key {
  /** The verdict's `keyId` where this key matched, at most 64 bytes. Its place in the array, `"0"`, by default. */
  readonly id?: string;
  readonly secret: Bytes | null | undefined;
  readonly notBefore?: Date | number;
  readonly notAfter?: Date | number;
}

/**
 * One secret, or up to 16 keys. An unset one (`undefined`, `null`, empty) is the error `weak_secret`, so that a
 * variable of the environment can be passed as it is.
 */
export type Secret = Bytes | readonly Key[] | null | undefined;

export interface VerifierOptions {
  /** How far a delivery's time may be from now, in seconds; the scheme's own by default. `"ignore"` switches the check off. */
  readonly tolerance?: number | "ignore";
  /** Accept a raw secret that can also call the provider's API. Better: give a verification key, see {@link derive}. */
  readonly allowApiKey?: boolean;
  /**
   * Where the sender reaches the endpoint, `"https://hooks.example.com"`, perhaps with a path. Where the URL is signed, it
   * is this, followed by the path and the query of the request's URL.
   */
  readonly baseUrl?: string | undefined;
  /**
   * Take `X-Forwarded-Proto` and `X-Forwarded-Host` for the beginning of the URL: behind a proxy that sets both, and
   * removes what a sender wrote there. A `baseUrl` needs no trust, and wins.
   */
  readonly trustForwarded?: boolean;
  /**
   * Who computes the hash of a body: `"wasm"`, the core itself; `"host"`, the runtime's `node:crypto`, where there is one and
   * the scheme allows it; `"auto"`, by default, whichever is faster for the body's length. The answer is the same.
   */
  readonly hash?: "auto" | "host" | "wasm";
}

/** A `Headers` object, an object of names (in any case) and values such as Node's `req.headers`, or pairs of them. */
export type HeadersInput =
  | { get(name: string): string | null; append(name: string, value: string): void }
  | { readonly [name: string]: string | readonly string[] | undefined }
  | Iterable<readonly [string, string | readonly string[]]>;

export interface DeliveryInput {
  readonly headers: HeadersInput;
  /** The body exactly as it was received: never one that was parsed and written again. */
  readonly body: Bytes;
  /** For schemes that sign it. */
  readonly method?: string;
  /** For schemes that read it: the URL that the sender called, as the sender wrote it; with a `baseUrl`, its path and query. */
  readonly url?: string;
  /** Unix seconds or a `Date`; the system's time by default. */
  readonly now?: Date | number;
}

/** What of a delivery its signature protects. What it does not protect, anyone may have changed. */
export type Covers = { readonly [P in Part]: boolean };

/** What is there where it is signed; nothing is known of it where that is not known. */
type Where<Signed extends boolean, Value> = Signed extends true ? Value : undefined;

/**
 * An authentic delivery. Only what is signed is in here. Of a constant of `hookproof/providers`, the types know what that is.
 */
export interface Verdict<Covered extends Covers = Covers> {
  /** The id of the key that matched. */
  readonly keyId: string;
  /** When it was sent, in unix seconds; `undefined` if the scheme signs no time. */
  readonly timestamp: Where<Covered["timestamp"], number>;
  /** Now minus `timestamp`, in seconds: positive for an old delivery, negative for one from the future. */
  readonly skew: Where<Covered["timestamp"], number>;
  /** The id of the event; `undefined` if the signature does not cover one. */
  readonly eventId: Where<Covered["id"], string> | undefined;
  /** The type of the event; `undefined` if the signature does not cover one. */
  readonly eventType: string | undefined;
  /** The same for two deliveries of the same signed message, 64 characters of hex: store it to find duplicates. */
  readonly replayKey: string | undefined;
  readonly covers: Covered;
}

/** The parts of a Fetch API `Request` that are read. */
export interface RequestLike {
  readonly headers: HeadersInput;
  readonly method: string;
  readonly url: string;
  readonly body: { getReader(): unknown } | null;
  readonly bodyUsed: boolean;
}

export interface RequestOptions {
  /** The URL that the sender called, where a proxy made another one of it (see `baseUrl`, too); `request.url` by default. */
  readonly url?: string;
  /** Unix seconds or a `Date`; the system's time by default. */
  readonly now?: Date | number;
  /** The largest body that is read, in bytes; 25 MiB by default. A larger one is the error `body_too_large`. */
  readonly limit?: number;
}

export interface SigningInput {
  readonly body: Bytes;
  readonly method?: string;
  readonly url?: string;
  /** The headers that the scheme signs and does not make: an id, say; all headers, where its requests name those that are signed. */
  readonly headers?: HeadersInput;
  /** Unix seconds or a `Date`; the system's time by default. */
  readonly timestamp?: Date | number;
}

export interface SigningOptions {
  /** Sign with a raw secret that can also call the provider's API. */
  readonly allowApiKey?: boolean;
}

/** A request that may be a provider's check that the endpoint is yours. */
export interface HandshakeInput {
  readonly method: string;
  /** For handshakes that read its query: the URL, or its path and query. */
  readonly url?: string;
  readonly headers?: HeadersInput;
  /** The body exactly as it was received; empty by default. */
  readonly body?: Bytes;
  /** Unix seconds or a `Date`; the system's time by default. */
  readonly now?: Date | number;
}

/** What you have configured, by the names in the handshake's line: `{ "verify-token": process.env.META_TOKEN }`. */
export type Settings<Name extends string = string> = { readonly [N in Name]: Bytes | null | undefined };

/** The last argument of a handshake: left out where the line has no settings. */
type SettingsArgument<Name extends string> = [Name] extends [never]
  ? [settings?: Settings<never>]
  : string extends Name
    ? [settings?: Settings]
    : [settings: Settings<Name>];

/** What to answer a handshake with: exactly this, `new Response(answer.body, answer)`. */
export interface HandshakeAnswer {
  readonly status: number;
  /** The names are in lower case. */
  readonly headers: { [name: string]: string };
  /** `null` where there is none. */
  readonly body: string | null;
  /**
   * The secret of the deliveries to come, where the handshake brings it: store it. Nothing shows that it comes from the
   * provider: take it only while you are setting up a webhook at this very URL, and never in the place of one you have.
   */
  readonly secret?: string | undefined;
}

/**
 * The answer to a handshake that takes no secret, or brings one; `undefined` if the request is none: verify it.
 *
 * @param line A constant of `hookproof/handshakes`, or your own line.
 * @throws WebhookError `missing_input` if the handshake takes the secret (see {@link Verifier.handshake}), or a setting is
 * absent; `signature_mismatch` if a token is not yours; `invalid_scheme`; others where what is to come back may not
 * @throws TypeError if an argument has the wrong type
 */
export declare function handshake<Line extends string>(
  line: OpenHandshakeLine<Line>,
  request: HandshakeInput,
  ...settings: SettingsArgument<SettingOf<Line>>
): HandshakeAnswer | undefined;

/**
 * Verifies the deliveries of one sender. Make it once, and use it for every delivery: the key is prepared here. Where a
 * type has to be written, `Verifier` is that of any scheme, and `Verifier<CoversOf<typeof stripe>>` that of one.
 *
 * @example
 * import { Verifier } from "hookproof";
 * import { stripe } from "hookproof/providers";
 * const verifier = new Verifier(stripe, process.env.STRIPE_WEBHOOK_SECRET);
 */
export interface Verifier<Covered extends Covers = Covers> {
  /**
   * The verdict on an authentic delivery; everything else throws.
   * @throws WebhookError with the reason
   * @throws TypeError if an argument has the wrong type (a body that was parsed, say)
   */
  verify(delivery: DeliveryInput): Verdict<Covered>;
  /**
   * Begins a delivery whose body comes in pieces; its verdict is the one that `verify` gives. All of it but the body is
   * checked here, so that a delivery that can't be authentic ends before its body is read.
   * @throws WebhookError as `verify`; `missing_input` if the scheme has to see the body as a whole (a form, say)
   * @throws TypeError if an argument has the wrong type
   */
  start(head: Omit<DeliveryInput, "body">): Stream<Covered>;
  /**
   * Reads a `ReadableStream` and verifies it, without keeping it: for large bodies that go elsewhere, or nowhere. The verdict
   * comes behind the last byte: what was done with the others before is not undone.
   * @throws WebhookError as `start` and `verify`; `body_too_large` beyond the limit
   */
  verifyStream(
    delivery: Omit<DeliveryInput, "body"> & { readonly body: { getReader(): unknown } | null },
    options?: Pick<RequestOptions, "limit">,
  ): Promise<Verdict<Covered>>;
  /**
   * The answer to a handshake whose request is signed, or which is answered with the secret; `undefined` if the request
   * is none: verify it. One that takes no secret is answered, too; one that brings a secret is none here, where there is
   * one.
   * @param line A constant of `hookproof/handshakes`, or your own line.
   * @throws WebhookError as `verify`, and as {@link handshake}
   * @throws TypeError if an argument has the wrong type
   */
  handshake<Check extends string>(
    line: HandshakeLine<Check>,
    request: HandshakeInput,
    ...settings: SettingsArgument<SettingOf<Check>>
  ): HandshakeAnswer | undefined;
  /** Reads the body of a Fetch API `Request` and verifies it. `body` is the bytes that were verified: parse these. */
  verifyRequest(
    request: RequestLike,
    options?: RequestOptions,
  ): Promise<Verdict<Covered> & { readonly body: Uint8Array }>;
  /** Drops the keys now, and not when the garbage collector finds the time. A closed verifier verifies nothing any more. */
  close(): void;
}

/** The class of verifiers: what `new Verifier(...)` takes. */
export interface VerifierClass {
  /**
   * @param scheme A scheme's line: a constant of `hookproof/providers`, or your own.
   * @throws WebhookError `invalid_scheme`, `invalid_secret`, `weak_secret`, `api_key_as_secret`, `unsupported_algorithm`
   * @throws TypeError if an argument has the wrong type
   */
  new <Line extends string = string>(
    scheme: SchemeLine<Line>,
    secret: Secret,
    options?: VerifierOptions,
  ): Verifier<CoversOf<Line>>;
  readonly prototype: Verifier;
}

export declare const Verifier: VerifierClass;

/** A delivery whose body is arriving. Where the language has `Symbol.dispose`, `using` closes it, as it does a `Verifier`. */
export declare class Stream<Covered extends Covers = Covers> {
  private constructor();
  /**
   * Takes the next piece of the body, of any length.
   * @throws TypeError if it is neither text nor bytes, or the stream is finished
   */
  update(piece: Bytes): this;
  /**
   * The verdict, once the body is complete; everything else throws.
   * @throws WebhookError `signature_mismatch`, `timestamp_too_old`, `timestamp_too_new`, ...
   */
  finish(): Verdict<Covered>;
  /** Gives the stream up; does nothing once it is finished. */
  close(): void;
}

/**
 * The headers that a sender adds to a delivery. What a scheme has elsewhere is in `elsewhere`, which is not enumerable:
 * what is listed are headers.
 */
export type Signed = { [name: string]: string } & {
  /**
   * The values by their places, `query:signature`, `form:token`, `json:/signature`, where there are any: decoded text, to
   * be encoded as the place asks for.
   */
  readonly elsewhere?: { readonly [place: string]: string };
};

/** What a sender adds to a delivery: the inverse of `verify`, for senders and for tests. */
export declare function sign<Line extends string>(
  scheme: SchemeLine<Line>,
  secret: Bytes | null | undefined,
  delivery: SigningInput,
  options?: SigningOptions,
): Signed;

/**
 * The verification key of a secret, `hpk1_...`: it verifies what is signed with the secret, and can neither call the
 * provider's API nor be turned back. A `Verifier` takes it wherever it takes the secret.
 */
export declare function derive<Line extends string>(
  scheme: SchemeLine<Line>,
  secret: Bytes | null | undefined,
): `hpk1_${string}`;

/** Why a delivery was rejected, or why a verifier could not be made. Never holds a secret, a signature or a body. */
export declare class WebhookError extends Error {
  readonly name: "WebhookError";
  /** The reason, as a word that never changes. */
  readonly code: ErrorCode;
  /** The reason, as a number that never changes. */
  readonly number: ErrorNumber;
  /** The HTTP status to answer the sender with. Answer nothing else: the reason is for your own log. */
  readonly status: ErrorStatus;
  /** The name of the header that it is about, or the place in the URL or body: `query:signature`, `json:/id`. */
  readonly header?: string;
  /** For `signature_mismatch`, where the URL is signed: the one that was used, without its query, at most 80 bytes of it. */
  readonly url?: string;
  /** For a time outside the tolerance: now minus the delivery's time, in seconds. */
  readonly skewSeconds?: number;
  /** For a scheme that does not parse: the column, counted from 1. */
  readonly column?: number;
  private constructor();
}
