// Frameworks with middlewares and hooks: Express 4 and 5, Fastify, Koa, Hono.
import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { createAdaptorServer as honoServer } from "@hono/node-server";
import { bodyParser } from "@koa/bodyparser";
import express5 from "express";
import express4 from "express4";
import Fastify from "fastify";
import { Hono } from "hono";
import { validator } from "hono/validator";
import { sign, Verifier } from "hookproof";
import { webhook as inExpress } from "hookproof/express";
import { webhook as inFastify } from "hookproof/fastify";
import { webhook as inHono } from "hookproof/hono";
import { webhook as inKoa } from "hookproof/koa";
import { stripe } from "hookproof/providers";
import Koa from "koa";
import { listen, PATH, SECRET, serve, signed, tooLate, trial } from "./trial.mjs";

const verifier = new Verifier(stripe, SECRET);
const to =
  (post, path = PATH) =>
  (delivery) =>
    post(path, delivery);
const thanks = (req, res) => res.send(`thanks for ${req.webhook.json().type}`);

test("Express: the example", async (t) => {
  const { app } = await import("./examples/express.mjs");
  const post = await serve(t, app);
  await trial(to(post), listen(t));
});

for (const [name, express] of Object.entries({ "Express 5": express5, "Express 4": express4 })) {
  test(`${name}: behind each parser`, async (t) => {
    const said = listen(t);
    const behind = async (...parsers) => {
      const app = express();
      app.use(...parsers);
      app.post(PATH, inExpress(verifier), thanks);
      return to(await serve(t, app));
    };
    await tooLate(await behind(express.json()), said, "app.use(express.json({ verify: (req, _res, bytes) =>");
    await tooLate(await behind(express.text({ type: "*/*" })), said, "put this route above app.use(express.json())");
    const keep = (req, _res, bytes) => {
      req.rawBody = bytes;
    };
    await trial(await behind(express.json({ verify: keep, limit: "30mb" })), said);
    await trial(await behind(express.raw({ type: "*/*", limit: "30mb" })), said);
    await trial(await behind(express.urlencoded({ extended: false })), said);
  });

  test(`${name}: before a parser, the body is left as express.raw() leaves it`, async (t) => {
    const app = express();
    const router = express.Router();
    router.post("/stripe", inExpress(verifier), express.json(), (req, res) => res.send(String(req.body)));
    app.use("/hooks", router);
    const post = await serve(t, app);
    const delivery = signed(Buffer.from('{"type":"invoice.paid"}'));
    assert.deepEqual(await post(PATH, delivery), { status: 200, text: '{"type":"invoice.paid"}' });
  });

  test(`${name}: what onError throws stays in the log, and what a handler throws is Express' own`, async (t) => {
    const said = listen(t);
    const app = express();
    const failing = () => {
      throw new Error("the log is full");
    };
    app.post("/a", inExpress(verifier, { onError: failing }), thanks);
    app.post("/b", inExpress(verifier), () => {
      throw new Error("of the handler");
    });
    app.use((error, _req, res, _next) => res.status(503).send(error.message));
    const post = await serve(t, app);
    assert.deepEqual(await post("/a", { body: "{}" }), { status: 400, text: "" });
    assert.match(said(), /the log is full/);
    assert.deepEqual(await post("/b", signed()), { status: 503, text: "of the handler" });
  });
}

test("Express: a secret for each tenant, the limit, the URL, and who is told", async (t) => {
  const signsUrl = "hmac-sha256 | x-s: {hex} | {method}{url}{body}";
  const app = express5();
  const told = [];
  const options = { limit: 10, onError: (error, req) => told.push([error.code, req.params.tenant]) };
  const secretOf = async (req) => new Verifier(signsUrl, `the secret of the tenant ${req.params.tenant}`);
  app.post("/hooks/:tenant", inExpress(secretOf, options), (_req, res) => res.end());
  app.post("/named", inExpress(new Verifier(signsUrl, SECRET), { url: "https://named.example/x" }), (_req, res) =>
    res.end(),
  );
  const { origin } = await serve(t, app);
  const send = async (path, body, secret, url = origin + path) => {
    const headers = sign(signsUrl, secret, { body, method: "POST", url });
    return (await fetch(origin + path, { method: "POST", headers, body })).status;
  };
  assert.equal(await send("/hooks/a?x=1", "{}", "the secret of the tenant a"), 200);
  assert.equal(await send("/hooks/b", "{}", "the secret of the tenant a"), 401);
  assert.equal(await send("/hooks/b", "0123456789a", "the secret of the tenant b"), 413);
  assert.equal(await send("/named", "{}", SECRET, "https://named.example/x"), 200);
  assert.deepEqual(told, [
    ["signature_mismatch", "b"],
    ["body_too_large", "b"],
  ]);
});

test("Express: a header that comes twice is seen to", async (t) => {
  const said = listen(t);
  const { app } = await import("./examples/express.mjs");
  const { origin } = await serve(t, app);
  const { headers, body } = signed();
  const signature = headers["stripe-signature"];
  const status = await new Promise((resolve, reject) => {
    const sent = request(origin + PATH, { method: "POST", headers: { "stripe-signature": [signature, signature] } });
    sent.on("response", (response) => resolve(response.resume().statusCode)).on("error", reject);
    sent.end(body);
  });
  assert.equal(status, 400);
  assert.match(said(), /duplicate_header/);
});

test("Express: a sender that breaks off is no delivery, and the next one is", async (t) => {
  const said = listen(t);
  const { app } = await import("./examples/express.mjs");
  const post = await serve(t, app);
  const sent = request(post.origin + PATH, { method: "POST", headers: { "content-length": 100 } });
  sent.on("error", () => {});
  sent.write("0123456789");
  setTimeout(() => sent.destroy(), 50);
  let heard = "";
  for (let tries = 0; heard === "" && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    heard = said();
  }
  assert.match(heard, /aborted|broke off/);
  assert.equal((await post(PATH, signed())).status, 200);
});

test("Fastify: the example", async (t) => {
  const { app } = await import("./examples/fastify.mjs");
  await app.ready();
  await trial(to(await serve(t, app.server)), listen(t), { limit: 1 << 20 });
});

test("Fastify: after the parser", async (t) => {
  const said = listen(t);
  const at = async (prepare, options) => {
    const app = Fastify({ bodyLimit: 30 << 20 });
    prepare(app);
    app.post(PATH, options, (request, reply) => reply.send(`thanks for ${request.webhook.json().type}`));
    await app.ready();
    return to(await serve(t, app.server));
  };
  const hook = { preHandler: inFastify(verifier) };
  await tooLate(await at(() => {}, hook), said, "`preParsing: webhook(verifier)`");
  await trial(await at(() => {}, { preParsing: inFastify(verifier, { limit: 25 << 20 }) }), said);
  const bytes = (app) =>
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  const onlyBytes = (app) => {
    app.removeAllContentTypeParsers();
    bytes(app);
  };
  const post = await at(onlyBytes, hook);
  assert.equal((await post(signed())).status, 200);
});

test("Koa: the example", async (t) => {
  const { app } = await import("./examples/koa.mjs");
  await trial(to(await serve(t, app.callback())), listen(t));
});

test("Koa: behind the parser", async (t) => {
  const said = listen(t);
  const app = new Koa();
  app.use(bodyParser());
  app.use(inKoa(verifier));
  await tooLate(to(await serve(t, app.callback())), said, "move this middleware above app.use(bodyParser())");
});

test("Hono: the example", async (t) => {
  const { app } = await import("./examples/hono.mjs");
  await trial(to(await serve(t, honoServer({ fetch: app.fetch }))), listen(t));
});

test("Hono: behind a validator", async (t) => {
  const said = listen(t);
  const app = new Hono();
  app.post(
    PATH,
    validator("json", (value) => value),
    inHono(verifier),
    (c) => c.text("no"),
  );
  const post = await serve(t, honoServer({ fetch: app.fetch }));
  await tooLate(to(post), said, "put webhook(verifier) before the middleware or validator");
});
