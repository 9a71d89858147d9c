import type { Algorithm } from "./codes.js";

/** The parts of a delivery that a signature can protect. */
export type Part = "body" | "id" | "timestamp" | "url";

/** A scheme's line of which it is known what its signature covers: a constant of `hookproof/providers`. */
export type Scheme<Covered extends Part = Part> = string & { readonly "~covers": readonly [Covered] };

/**
 * What is taken for a scheme: a constant of `hookproof/providers`, or a line of your own. A text that can't be one, such
 * as a provider's name, is an error where the types are checked, if it is known there.
 */
export type SchemeLine<Line extends string> = Line extends Scheme
  ? Line
  : string extends Line
    ? Line
    : Line extends `${Algorithm}${"" | " " | "("}${string} | ${string}`
      ? Line
      : "a scheme is a line: a constant of hookproof/providers, or `<algorithm> | <place>: <template> | <message>`";

/** What a verdict says that the signature covers: `true` or `false` where the line is known, `boolean` for any other. */
export type CoversOf<Line extends string> =
  Line extends Scheme<infer Covered>
    ? { readonly [P in Part]: P extends Covered ? true : false }
    : { readonly [P in Part]: boolean };

/**
 * A handshake's line of which it is known what it takes: a constant of `hookproof/handshakes`. `Setting` are the names of
 * what you configure; `TakesSecret` says whether a `Verifier` has to answer it.
 */
export type Handshake<Setting extends string = string, TakesSecret extends boolean = boolean> = string & {
  readonly "~takes": readonly [Setting, TakesSecret];
};

/** What is taken for a handshake: a constant of `hookproof/handshakes`, or a line of your own. */
export type HandshakeLine<Line extends string> = Line extends Handshake
  ? Line
  : string extends Line
    ? Line
    : Line extends `${string} => ${string}`
      ? Line
      : "a handshake is a line: a constant of hookproof/handshakes, or `<METHOD> <conditions> => <status> <answer>`";

/** The same, for a handshake that is answered without a verifier. */
export type OpenHandshakeLine<Line extends string> =
  Line extends Handshake<string, true>
    ? "this handshake takes the secret: call the method `handshake` of a Verifier"
    : HandshakeLine<Line>;

/** The names of the settings of a handshake's line: `string` where it is not known. */
export type SettingOf<Line extends string> = Line extends Handshake<infer Setting> ? Setting : string;
