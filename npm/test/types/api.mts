// Compiled, not run: what the types promise, and what they refuse.
import {
  type Covers,
  type CoversOf,
  derive,
  type ErrorCode,
  type HandshakeAnswer,
  handshake,
  type Part,
  type Scheme,
  sign,
  type Verdict,
  Verifier,
  WebhookError,
} from "hookproof";
import { dropbox, type HandshakeName, meta, zoom } from "hookproof/handshakes";
import { Verifier as JsVerifier } from "hookproof/js";
import * as providers from "hookproof/providers";
import { github, type ProviderName, stripe } from "hookproof/providers";
import { create, type Verdict as SlimVerdict } from "hookproof/slim";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

declare const env: { SECRET?: string; LINE: string };
declare const request: {
  headers: { get(name: string): string | null; append(name: string, value: string): void; forEach(): void };
  method: string;
  url: string;
  body: { getReader(): { read(): Promise<unknown> }; locked: boolean } | null;
  bodyUsed: boolean;
};
declare const nodeHeaders: { [name: string]: string | string[] | undefined };

const verifier = new Verifier(stripe, env.SECRET, { tolerance: 600 });
new Verifier(github, new Uint8Array(32), { tolerance: "ignore", allowApiKey: true });
new Verifier(stripe, "s", { baseUrl: "https://a.example", trustForwarded: true });
new Verifier(stripe, "s", { baseUrl: env.SECRET });
new Verifier("hmac-sha256 | x-s: {hex} | {body}", [
  { id: "a", secret: "s", notBefore: new Date(), notAfter: 1_700_000_000 },
  { secret: new ArrayBuffer(8) },
]);

const verdict = verifier.verify({ headers: nodeHeaders, body: new DataView(new ArrayBuffer(1)), now: new Date() });
verifier.verify({ headers: [["a", "b"]], body: "", method: "POST", url: "https://a.example", now: 1 });
verifier.verify({ headers: new Map([["a", "b"]]), body: "" });
verifier.verify({ headers: request.headers, body: new ArrayBuffer(1) });
same<Verdict["timestamp"], number | undefined>(true);
same<Verdict["skew"], number | undefined>(true);
same<Verdict["eventId"], string | undefined>(true);
same<Verdict["eventType"], string | undefined>(true);
same<Verdict["covers"], Covers>(true);
same<keyof Covers, Part>(true);
same<Part, "body" | "id" | "timestamp" | "url">(true);
same<Covers["url"], boolean>(true);

// What a provider's signature covers is known, and with it what a verdict has.
same<typeof verdict.covers, { readonly body: true; readonly id: true; readonly timestamp: true; readonly url: false }>(
  true,
);
same<typeof verdict.timestamp, number>(true);
same<typeof verdict.skew, number>(true);
same<typeof verdict.eventId, string | undefined>(true);
const fromGithub = new Verifier(github, "s").verify({ headers: {}, body: "" });
same<typeof fromGithub.covers.body, true>(true);
same<typeof fromGithub.covers.timestamp, false>(true);
same<typeof fromGithub.timestamp, undefined>(true);
same<typeof fromGithub.eventId, undefined>(true);
same<ReturnType<ReturnType<(typeof verifier)["start"]>["finish"]>, typeof verdict>(true);
// Of a line of one's own it is not; and what is known may be forgotten.
const own = new Verifier("hmac-sha256 | x-s: {hex} | {body}", "s");
same<ReturnType<(typeof own)["verify"]>, Verdict>(true);
const anyVerifier: Verifier = verifier;
same<ReturnType<(typeof anyVerifier)["verify"]>, Verdict>(true);
const anyVerdict: Verdict = verdict;
same<typeof anyVerdict.timestamp, number | undefined>(true);
const forStripe: Verifier<CoversOf<typeof stripe>> = verifier;
void forStripe;
// @ts-expect-error what is not known is not taken for known
const forgotten: Verifier<CoversOf<typeof stripe>> = anyVerifier;
void forgotten;

// A line that is not known until it is read is taken; a text that can't be a line is not.
same<ReturnType<Verifier["verify"]>, Verdict>(true);
new Verifier(env.LINE, "s");
new Verifier("token | x-t: {token}", "s");
new Verifier("sha256({api-secret}) | x-hubspot-signature: {hex} | {secret}{body}", "s");
// @ts-expect-error a provider's name is no line
new Verifier("stripe", "s");
// @ts-expect-error no such algorithm
new Verifier("md5 | x-s: {hex} | {body}", "s");
// @ts-expect-error no place
new Verifier("hmac-sha256", "s");
// @ts-expect-error a secret is no line
sign("whsec_5f0aB6c1T9x2Zk8QmWv3Jr7Y", stripe, { body: "" });
// @ts-expect-error a provider's name is no line
derive("shopify", "s");
// @ts-expect-error a handshake is no scheme
new Verifier(meta, "s");

// Names are those of the constants.
same<ProviderName extends string ? true : false, true>(true);
const table: { readonly [Name in ProviderName]: Scheme } = providers;
const named = (name: ProviderName): Scheme => table[name];
named("standardWebhooks");
// @ts-expect-error no such provider
named("strype");
const check: HandshakeName = "slack";
void check;
// @ts-expect-error no such handshake
const unknown: HandshakeName = "stripe";
void unknown;
class Ours extends Verifier {
  readonly tenant = "t";
}
const tenant: string = new Ours(stripe, "s").tenant;
void tenant;

const { body, keyId } = await verifier.verifyRequest(request, { url: "https://a.example", now: 1, limit: 1024 });
same<typeof keyId, string>(true);
const bytes: Uint8Array = body;

const { Verifier: SlimVerifier } = create({});
same<ReturnType<InstanceType<typeof SlimVerifier>["verify"]>, SlimVerdict>(true);
same<ReturnType<InstanceType<typeof Verifier>["verify"]>, Verdict>(true);
same<SlimVerdict, Verdict>(true);
const javascript: JsVerifier = new JsVerifier(stripe, env.SECRET);
void javascript;
// @ts-expect-error a module is no text
create("hookproof.wasm");

const signed = sign(stripe, "s", { body: bytes, headers: { "webhook-id": "1" }, timestamp: 1 });
const lines: { [name: string]: string } = signed;
same<typeof signed.elsewhere, { readonly [place: string]: string } | undefined>(true);
const key: `hpk1_${string}` = derive(stripe, new Uint8Array(8));

const answer = handshake(meta, { method: "GET", url: request.url }, { "verify-token": env.SECRET });
same<typeof answer, HandshakeAnswer | undefined>(true);
handshake(dropbox, { method: "GET", url: "/" });
handshake("GET {query:a}={my-token} => 200", { method: "GET" }, { "my-token": env.SECRET });
handshake(env.LINE, { method: "GET" });
// @ts-expect-error its setting is not given
handshake(meta, { method: "GET" });
// @ts-expect-error another name than the line has
handshake(meta, { method: "GET" }, { token: env.SECRET });
// @ts-expect-error the answer takes the secret: a verifier has it
handshake(zoom, { method: "POST" });
// @ts-expect-error a name is no line
handshake("dropbox", { method: "GET" });
// @ts-expect-error a scheme is no handshake
verifier.handshake(stripe, { method: "GET" });
const answered = verifier.handshake(zoom, { method: "POST", headers: request.headers, body: bytes, now: new Date() });
if (answered) {
  same<typeof answered.body, string | null>(true);
  same<typeof answered.secret, string | undefined>(true);
  const response: { status: number; headers: { [name: string]: string } } = answered;
  void response;
}
// @ts-expect-error the method says what kind of request it is
handshake(meta, { url: "/" });
// @ts-expect-error a setting is text or bytes
handshake(meta, { method: "GET" }, { "verify-token": 5 });

try {
  verifier.verify({ headers: lines, body: key });
} catch (error) {
  if (error instanceof WebhookError) {
    const code: ErrorCode = error.code;
    same<typeof error.header, string | undefined>(true);
    same<typeof error.url, string | undefined>(true);
    same<typeof error.skewSeconds, number | undefined>(true);
    same<typeof error.status, 400 | 401 | 413 | 500>(true);
    if (error.number === 7) throw error;
    // @ts-expect-error no such number
    if (error.number === 77) throw error;
    if (code === "timestamp_too_old") throw error;
    // @ts-expect-error no such code
    if (code === "timestamp_to_old") throw error;
  }
}

// @ts-expect-error a number is no secret
new Verifier(stripe, 5);
// @ts-expect-error nor is an array of numbers
new Verifier(stripe, [1, 2, 3]);
// @ts-expect-error the word is "ignore"
new Verifier(stripe, "s", { tolerance: "off" });
// @ts-expect-error an option that is not there
new Verifier(stripe, "s", { tolerence: 5 });
// @ts-expect-error a body that was parsed
verifier.verify({ headers: {}, body: { id: "evt_1" } });
// @ts-expect-error no body
verifier.verify({ headers: {} });
// @ts-expect-error not a header's value
verifier.verify({ headers: { a: 5 }, body: "" });
// @ts-expect-error not a verdict's to change
verdict.keyId = "other";
// @ts-expect-error errors are made by the package
new WebhookError("no");
