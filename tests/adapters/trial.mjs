// What every framework has to do with a delivery, and what it must not let through.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { sign } from "hookproof";
import { stripe } from "hookproof/providers";

export const SECRET = "a secret that is long enough";
process.env.STRIPE_WEBHOOK_SECRET = SECRET;

export const PATH = "/hooks/stripe";

const MIB = 1 << 20;

/** JSON that no parser gives back as it came: white space, an escape, a number, and a byte that is not UTF-8. */
const body = Buffer.concat([
  Buffer.from('{"type":"invoice.paid", "n": 1.0, "name":"Zo\\u00eb é '),
  Buffer.from([0xff]),
  Buffer.from('"}\n'),
]);

/** The same, for gateways that hand over text. */
const text = Buffer.from('{"type":"invoice.paid", "n": 1.0, "name":"Zo\\u00eb é"}\n');

/** A delivery as the provider sends it, and the same with one byte changed on the way. */
export const signed = (content = body) => ({
  headers: { "content-type": "application/json", ...sign(stripe, SECRET, { body: content }) },
  body: content,
});
const forged = (content) => {
  const delivery = signed(content);
  return { ...delivery, body: Buffer.from(delivery.body.toString("latin1").replace("paid", "void"), "latin1") };
};

/** The answer to a POST: its status and all of its body. */
export const poster = (origin) => async (path, delivery) => {
  const response = await fetch(origin + path, { method: "POST", ...delivery });
  return { status: response.status, text: await response.text() };
};

/** Serves a handler of node:http, or a server, on the loopback interface until the test ends. */
export const serve = async (t, handler) => {
  const server = typeof handler === "function" ? createServer(handler) : handler;
  await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return Object.assign(poster(origin), { origin });
};

/** What has been written to the console since it was last asked for. */
export const listen = (t) => {
  let said = "";
  const hear = (...what) => {
    said += `${what.map((each) => each?.message ?? each).join(" ")}\n`;
  };
  for (const name of ["warn", "error"]) t.mock.method(console, name, hear);
  return () => {
    const heard = said;
    said = "";
    return heard;
  };
};

/**
 * The trial of the example: `post(delivery)` sends one to it, `said()` is what it has logged.
 * @param refusal the body of a refusal, where the framework itself writes one
 * @param limit the largest body, in bytes
 * @param asText whether a gateway hands over text, so that nothing else can come
 * @param closes whether the framework closes the connection where the rest of a body is not read
 */
export const trial = async (post, said, options = {}) => {
  const { refusal = () => "", limit = 25 * MIB, asText = false, closes = false } = options;
  const content = asText ? text : body;
  const refused = async (delivery, status, code) => {
    assert.deepEqual(await post(delivery), { status, text: refusal(status) }, code);
    assert.match(await said(), new RegExp(`^hookproof: .*\\(${code}\\)\\n$`));
  };

  assert.deepEqual(await post(signed(content)), { status: 200, text: "thanks for invoice.paid" });
  assert.equal(await said(), "");
  await refused(forged(content), 401, "signature_mismatch");
  await refused({ headers: { "content-type": "application/json" }, body: content }, 400, "missing_header");
  await refused({ headers: sign(stripe, SECRET, { body }) }, 401, "signature_mismatch"); // without a body
  const large = { ...signed(), body: Buffer.concat([Buffer.from("{}"), Buffer.alloc(limit - 1, " ")]) };
  if (closes) {
    await assert.rejects(post(large), { message: "fetch failed" });
    assert.match(await said(), /\(body_too_large\)/);
  } else await refused(large, 413, "body_too_large");
  // And after all that, it still works.
  assert.equal((await post(signed(content))).status, 200);
};

/** The trial of an endpoint whose framework has parsed the body: `line` is the change that the message names. */
export const tooLate = async (post, said, line, { refusal = () => "" } = {}) => {
  assert.deepEqual(await post(signed(text)), { status: 500, text: refusal(500) });
  const message = await said();
  assert.match(message, /^hookproof: the body was read before it was verified/);
  assert.ok(message.includes(line), `${message} does not name ${line}`);
};
