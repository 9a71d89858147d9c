import type { Verdict, Verifier } from "../index.js";

/** An authentic delivery: the verdict, the bytes it is about, and what they say. */
export interface Delivery extends Verdict {
  /** The bytes that were verified. */
  readonly body: Uint8Array;
  /** The bytes as text. */
  text(): string;
  /** What the bytes say as JSON. It throws a `SyntaxError` where they are none: the sender signed that. */
  json(): unknown;
}

/** What verifies: a `Verifier` of any entry of the package. */
export type Verifying = Pick<Verifier, "verifyRequest">;

/**
 * A `Verifier`, or a function that returns one for what the framework calls its handler with: for the secret of one of
 * many tenants, or where there is no environment before the first request. Keep what it makes.
 */
export type VerifierSource<Args extends readonly unknown[]> =
  | Verifying
  | ((...args: Args) => Verifying | Promise<Verifying>);

export interface WebhookOptions<Args extends readonly unknown[]> {
  /** The largest body that is read, in bytes; 25 MiB by default. A larger one is answered with 413. */
  readonly limit?: number;
  /** The URL that the sender called, where the framework does not know it. A `baseUrl` of the verifier is mostly simpler. */
  readonly url?: string | ((...args: Args) => string);
  /**
   * Told why a delivery was not handled: a `WebhookError`, or an error that is no fault of the sender, such as a body that
   * was parsed before. The sender gets the status alone. By default it goes to the console.
   */
  readonly onError?: (error: unknown, ...args: Args) => void;
}
