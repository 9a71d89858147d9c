// What the checks are made with: secrets, bodies and times, drawn from a seed that is printed.
import { createHash } from "node:crypto";

export const seed = process.env.SDK_SEED ?? String(Date.now());
let drawn = 0;

const bytes = (length) => {
  const blocks = [];
  for (let have = 0; have < length; have += 32) blocks.push(createHash("sha256").update(`${seed} ${drawn++}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
};

/** A whole number from `low` to `high`. */
export const between = (low, high) => low + (bytes(6).readUIntBE(0, 6) % (high - low + 1));

export const hex = (length = 32) => bytes(length / 2).toString("hex");

/** Secrets in the forms that providers hand out. */
export const secrets = {
  text: () => bytes(between(16, 48)).toString("base64url"),
  punctuated: () => `${hex(8)} $&%+/=~ ${hex(16)}`,
  whsec: () => `whsec_${bytes(between(24, 48)).toString("base64")}`,
  base64: () => bytes(between(24, 48)).toString("base64"),
  hex: () => hex(64),
  password: () => `${hex(8)}:${bytes(12).toString("base64url")}`,
};

const texts = () => [
  "plain ASCII",
  "Grüße aus Köln, 世界, Ωμέγα, 🦀",
  "100%+1%2B1 & <b>'tags'</b> ?a=b;c=d #",
  '"quoted" \\ back\\slash \t tab $& $1 $$ {body} {timestamp}',
];

/** Each is a list of texts with a `mark` in them: `changed` is the same body with another mark. */
export const bodies = {
  /** JSON that reads the same when it is parsed and written again. */
  compact: (mark, event) => texts().map((note) => JSON.stringify({ ...event, mark, note })),
  /** Any JSON: white space, escapes and numbers as a sender may write them. */
  json: (mark, event) => [
    ...bodies.compact(mark, event),
    `${JSON.stringify({ ...event, mark, note: "indented", amount: 1 }, null, 2)}\n`,
    JSON.stringify({ ...event, mark, note: "CRLF", more: [1, 2] }, null, 1).replaceAll("\n", "\r\n"),
    ` ${JSON.stringify({ ...event, mark }).slice(0, -1)},"price":10.50,"big":1e3,"text":"\\u00fc\\/"}`,
  ],
  /** Any text at all. */
  any: (mark, event) => [
    ...bodies.json(mark, event),
    `mark=${mark}&text=a+b%20c&percent=100%25&plus=1%2B1`,
    `a line\nand one more ${mark}\r\n`,
  ],
  /** Form fields, some of them empty or encoded. */
  form: (mark) => [
    `CallSid=${mark}&From=%2B14155551212&To=%2B18005551212`,
    `Zeta=z&Alpha=a+b&Body=Gr%C3%BC%C3%9Fe+%26+100%25&Empty=&mark=${mark}`,
    `mark=${mark}`,
  ],
};

export const mark = () => hex(16);

/** A time between 2022 and 2034: seconds, as the second hand of a clock shows them. */
export const anyTime = () => between(1_640_995_200, 2_019_686_400);

export const anyUrl = () => `https://hooks.example.com/in/${hex(8)}?team=${hex(4)}&q=a%20b%2Bc`;
