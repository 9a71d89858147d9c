// Next.js: the examples of both routers, built with `next build` and served by Next's own server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { listen, PATH, serve, tooLate, trial } from "./trial.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const dir = here("next");
let handle;

before(async () => {
  for (const folder of ["app/hooks/stripe", "pages/api/hooks"]) mkdirSync(`${dir}/${folder}`, { recursive: true });
  copyFileSync(here("examples/nextjs.mjs"), `${dir}/app/hooks/stripe/route.js`);
  copyFileSync(here("examples/nextjs-pages.mjs"), `${dir}/pages/api/hooks/stripe.js`);
  // No secret is there while it builds, no statistics are sent, and no lock file is mended over the network.
  const { STRIPE_WEBHOOK_SECRET, ...env } = process.env;
  const quiet = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", NEXT_IGNORE_INCORRECT_LOCKFILE: "1" };
  const build = [here("node_modules/next/dist/bin/next"), "build"];
  const { status, stdout, stderr } = spawnSync(process.execPath, build, {
    cwd: dir,
    env: { ...env, ...quiet },
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
  Object.assign(process.env, quiet);
  const { default: next } = await import("next");
  const app = next({ dev: false, dir, hostname: "127.0.0.1" });
  await app.prepare();
  handle = app.getRequestHandler();
});

const post = async (t, path) => {
  const send = await serve(t, (request, response) => handle(request, response));
  return (delivery) => send(path, delivery);
};

test("Next.js, app router: the example", async (t) => {
  await trial(await post(t, PATH), listen(t));
});

test("Next.js, app router: a request that was parsed", async (t) => {
  await tooLate(await post(t, "/parsed"), listen(t), "change that line to request.clone().json()");
});

test("Next.js, pages router: the example", async (t) => {
  await trial(await post(t, `/api${PATH}`), listen(t));
});

test("Next.js, pages router: with Next's parser", async (t) => {
  await tooLate(await post(t, "/api/parsed"), listen(t), "export const config = { api: { bodyParser: false } }");
});
