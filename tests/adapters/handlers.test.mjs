// Platforms that call one function: any Fetch API runtime, React Router, Azure Functions, Google Cloud Functions; and NestJS.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import azureFunctions from "@azure/functions";
import { getTestServer } from "@google-cloud/functions-framework/testing";
import { createAdaptorServer } from "@hono/node-server";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import express from "express";
import { Verifier } from "hookproof";
import { webhook as inAzure } from "hookproof/azure-functions";
import { webhook as inFetch } from "hookproof/fetch";
import { webhook as inGoogle } from "hookproof/google-cloud-functions";
import { stripe } from "hookproof/providers";
import { webhook as inRemix } from "hookproof/remix";
import { createRequestHandler } from "react-router";
import { listen, PATH, SECRET, serve, signed, tooLate, trial } from "./trial.mjs";

const { HttpRequest, HttpResponse } = azureFunctions;
const verifier = new Verifier(stripe, SECRET);
const to =
  (post, path = PATH) =>
  (delivery) =>
    post(path, delivery);
const serveFetch = async (t, fetch) => to(await serve(t, createAdaptorServer({ fetch })));
const never = () => assert.fail("the handler is not to be called");

test("Fetch API: the example", async (t) => {
  const { handler } = await import("./examples/fetch.mjs");
  await trial(await serveFetch(t, handler), listen(t));
});

test("Fetch API: a request that was read", async (t) => {
  const said = listen(t);
  const inner = inFetch(verifier, never);
  const read = async (request) => {
    await request.json();
    return inner(request);
  };
  await tooLate(await serveFetch(t, read), said, "request.clone().json()");
  const copied = async (request) => {
    await request.clone().text();
    return inFetch(verifier, (delivery) => new Response(`thanks for ${delivery.json().type}`))(request);
  };
  await trial(await serveFetch(t, copied), said);
});

/** The server build of an application with one resource route. */
const routes = (action) => ({
  entry: { module: { default: never } },
  routes: { hook: { id: "hook", path: "hooks/stripe", module: { action } } },
  assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "1" },
  publicPath: "/",
  assetsBuildDirectory: "",
  future: {},
  ssr: true,
  isSpaMode: false,
  prerender: [],
  routeDiscovery: { mode: "initial", manifestPath: "/__manifest" },
});

test("React Router: the example", async (t) => {
  const { action } = await import("./examples/remix.mjs");
  await trial(await serveFetch(t, createRequestHandler(routes(action), "production")), listen(t));
});

test("React Router: an action that has parsed the body", async (t) => {
  const said = listen(t);
  const inner = inRemix(verifier, never);
  const action = async (args) => {
    await args.request.json();
    return inner(args);
  };
  await tooLate(
    await serveFetch(t, createRequestHandler(routes(action), "production")),
    said,
    "request.clone().json()",
  );
});

/** As the host calls a function: with the library's own request, whose answer its own response reads. */
const azure = (handler) => async (request) => {
  const bytes = new Uint8Array(await request.arrayBuffer());
  const headers = Object.fromEntries(request.headers);
  const answer = await handler(
    new HttpRequest({ method: request.method, url: request.url, headers, body: { bytes } }),
    {},
  );
  const response = new HttpResponse(answer);
  return new Response(response.body, { status: response.status, headers: response.headers });
};

test("Azure Functions: the example", async (t) => {
  const said = listen(t);
  const { handler } = await import("./examples/azure-functions.mjs");
  assert.match(said(), /test mode/);
  await trial(await serveFetch(t, azure(handler)), said);
});

test("Azure Functions: a request that was parsed", async (t) => {
  const said = listen(t);
  const inner = inAzure(verifier, never);
  const parsed = async (request, context) => {
    await request.json();
    return inner(request, context);
  };
  await tooLate(await serveFetch(t, azure(parsed)), said, "request.clone().json()");
});

test("Google Cloud Functions: the example", async (t) => {
  await import("./examples/google-cloud-functions.mjs");
  await trial(to(await serve(t, getTestServer("stripe"))), listen(t));
});

test("Google Cloud Functions: behind one's own Express", async (t) => {
  const said = listen(t);
  const behind = async (parser) => {
    const app = express();
    app.use(parser);
    app.post(
      PATH,
      inGoogle(verifier, (delivery, _req, res) => res.send(`thanks for ${delivery.json().type}`)),
    );
    return to(await serve(t, app));
  };
  await tooLate(await behind(express.json()), said, "express.json({ verify: (req, _res, bytes) =>");
  const verify = (req, _res, bytes) => {
    req.rawBody = bytes;
  };
  await trial(await behind(express.json({ verify, limit: "30mb" })), said);
});

/** The example of NestJS is TypeScript: its decorators need a compiler. */
const nest = async () => {
  const require = createRequire(new URL("../../npm/package.json", import.meta.url));
  const { build } = require("esbuild");
  const file = new URL("examples/nestjs.ts", import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [file.pathname],
    write: false,
    format: "esm",
    target: "es2022",
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  const compiled = new URL("examples/nestjs.mjs", import.meta.url);
  writeFileSync(compiled, outputFiles[0].text);
  return import(compiled);
};

for (const [name, adapter] of [
  ["Express", () => []],
  ["Fastify", () => [new FastifyAdapter()]],
]) {
  const start = async (t, options) => {
    const { AppModule } = await nest();
    const app = await NestFactory.create(AppModule, ...adapter(), { logger: false, ...options });
    if (options.rawBody)
      app.useBodyParser(name === "Express" ? "json" : "application/json", { limit: "30mb", bodyLimit: 30 << 20 });
    await app.listen(0, "127.0.0.1");
    t.after(() => app.close());
    const origin = await app.getUrl();
    return async (delivery) => {
      const response = await fetch(origin + PATH, { method: "POST", ...delivery });
      return { status: response.status, text: await response.text() };
    };
  };
  const refusal = (statusCode) => JSON.stringify({ statusCode, message: "refused" });

  test(`NestJS on ${name}: the example`, async (t) => {
    await trial(await start(t, { rawBody: true }), listen(t), { refusal });
  });

  test(`NestJS on ${name}: without the bytes`, async (t) => {
    await tooLate(await start(t, {}), listen(t), "NestFactory.create(AppModule, { rawBody: true })", { refusal });
  });
}

test("a mistake in the call is seen when the route is made", () => {
  for (const wrong of [undefined, null, "secret", {}, stripe]) {
    assert.throws(() => inFetch(wrong, never), { name: "TypeError", message: /webhook takes a Verifier first/ });
  }
  assert.throws(() => inFetch(verifier), { name: "TypeError", message: /then the function that handles a delivery/ });
  assert.throws(() => inFetch(verifier, never, null), { name: "TypeError", message: /options must be an object/ });
});

test("a function that returns no verifier", async (t) => {
  const said = listen(t);
  const { headers, body } = signed();
  const request = new Request("https://a.example/", { method: "POST", headers, body });
  assert.equal((await inFetch(() => undefined, never)(request)).status, 500);
  assert.match(said(), /returned no Verifier/);
});
