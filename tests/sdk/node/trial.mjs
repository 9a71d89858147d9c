// One SDK and one delivery: every question that can be asked of them.
import { at } from "./clock.mjs";
import { anyTime, anyUrl, between, bodies, hex, mark } from "./deliveries.mjs";
import { weSign, weVerify } from "./ours.mjs";

/** A delivery before it is signed. */
export const delivery = (sdk, secret, body, marks) => {
  const drawn = {
    secret,
    body,
    marks,
    time: anyTime(),
    id: `msg_${hex(20)}`,
    method: "POST",
    url: anyUrl(),
    nonce: hex(12),
    fraction: between(0, 999),
  };
  const made = sdk.prepare ? sdk.prepare(drawn) : drawn;
  return { ...made, headers: sdk.headers ? sdk.headers(made) : {} };
};

/** All deliveries of one secret: a body of each form that the SDK is to be asked about. */
export const deliveries = (sdk, secret) => {
  const marks = [mark(), mark()];
  // The time is known before the body is written: some sign a time that stands in it.
  const event = sdk.event ?? {};
  const texts = bodies[sdk.bodies ?? "any"](marks[0], event);
  if (sdk.empty) texts.push("");
  return texts.map((body) => delivery(sdk, secret, body, marks));
};

export const otherBody = (sent) => ({
  ...sent,
  body: sent.body ? sent.body.replace(sent.marks[0], sent.marks[1]) : "{}",
});

/** Whether the SDK takes a delivery: it refuses by `false` or by an error. */
export const theyVerify = async (sdk, sent, seconds) => {
  try {
    return (await at(seconds * 1000, () => sdk.verify(sent))) !== false;
  } catch {
    return false;
  }
};

/** The delivery as the SDK signs it. */
export const theySign = async (sdk, sent) => {
  const signed = await at(sent.time * 1000, () => sdk.sign(sent));
  return sdk.whole ? { ...sent, ...signed } : { ...sent, headers: { ...sent.headers, ...signed } };
};

export const signedByUs = (line, sent) => ({ ...sent, headers: weSign(line, sent) });

/**
 * Each question with its answer: `[question, whether it is as it should be]`. `changes` are what a forger may do to a
 * signed delivery, another body where an SDK's entry says nothing.
 */
export async function* questions(sdk, line, sent, otherSecret) {
  const changes = sdk.changes ?? [otherBody];
  const now = sent.time + between(0, 3);
  const ours = (got) => weVerify(line, { ...got, now });
  if (sdk.sign) {
    const signed = await theySign(sdk, sent);
    const verdict = ours(signed);
    yield [`they sign, we verify: ${verdict}`, verdict === "accepted"];
    for (const change of changes) {
      yield ["they sign, we refuse what is changed", ours(change(signed)) !== "accepted"];
    }
    yield ["they sign, we refuse with another secret", ours({ ...signed, secret: otherSecret }) !== "accepted"];
  }
  if (sdk.verify) {
    const signed = signedByUs(line, sent);
    yield ["we sign, they verify", await theyVerify(sdk, signed, now)];
    for (const change of changes) {
      yield ["we sign, they refuse what is changed", !(await theyVerify(sdk, change(signed), now))];
    }
    yield [
      "we sign, they refuse with another secret",
      !(await theyVerify(sdk, { ...signed, secret: otherSecret }, now)),
    ];
  }
}
