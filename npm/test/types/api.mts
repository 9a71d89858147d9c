// Compiled, not run: what the types promise, and what they refuse.
import {
  derive,
  type ErrorCode,
  type HandshakeAnswer,
  handshake,
  sign,
  type Verdict,
  Verifier,
  WebhookError,
} from "hookproof";
import { meta, zoom } from "hookproof/handshakes";
import { Verifier as JsVerifier } from "hookproof/js";
import { github, stripe } from "hookproof/providers";
import { create, type Verdict as SlimVerdict } from "hookproof/slim";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

declare const env: { SECRET?: string };
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
same<typeof verdict, Verdict>(true);
same<Verdict["timestamp"], number | undefined>(true);
same<Verdict["eventId"], string | undefined>(true);
same<Verdict["eventType"], string | undefined>(true);
same<Verdict["covers"]["url"], boolean>(true);

const { body, keyId } = await verifier.verifyRequest(request, { url: "https://a.example", now: 1, limit: 1024 });
same<typeof keyId, string>(true);
const bytes: Uint8Array = body;

const { Verifier: SlimVerifier } = create({});
same<ReturnType<InstanceType<typeof SlimVerifier>["verify"]>, SlimVerdict>(true);
same<SlimVerdict, Verdict>(true);
const javascript: JsVerifier = new JsVerifier(stripe, env.SECRET);
void javascript;
// @ts-expect-error a module is no text
create("hookproof.wasm");

const signed = sign(stripe, "s", { body: bytes, headers: { "webhook-id": "1" }, timestamp: 1 });
const lines: { [name: string]: string } = signed;
same<typeof signed.elsewhere, { readonly [place: string]: string } | undefined>(true);
const key: string = derive(stripe, new Uint8Array(8));

const answer = handshake(meta, { method: "GET", url: request.url }, { "verify-token": env.SECRET });
same<typeof answer, HandshakeAnswer | undefined>(true);
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
    same<typeof error.status, number>(true);
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
