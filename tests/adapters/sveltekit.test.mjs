// SvelteKit: the example, compiled by Vite and served by SvelteKit's own server.
import { copyFileSync, mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { listen, PATH, serve, tooLate, trial } from "./trial.mjs";

const dir = fileURLToPath(new URL("sveltekit", import.meta.url));
let vite;

before(async () => {
  mkdirSync(`${dir}/src/routes/hooks/stripe`, { recursive: true });
  copyFileSync(new URL("examples/sveltekit.mjs", import.meta.url), `${dir}/src/routes/hooks/stripe/+server.js`);
  process.chdir(dir); // SvelteKit looks for its configuration there
  vite = await createServer({ root: dir, logLevel: "error", server: { middlewareMode: true, hmr: false, ws: false } });
});
after(() => vite.close());

const post = async (t, path) => {
  const send = await serve(t, (request, response) => vite.middlewares(request, response));
  return (delivery) => send(path, delivery);
};

test("SvelteKit: the example", async (t) => {
  await trial(await post(t, PATH), listen(t), { closes: true });
});

test("SvelteKit: a request that was parsed", async (t) => {
  await tooLate(await post(t, "/parsed"), listen(t), "change event.request.json() to event.request.clone().json()");
});
