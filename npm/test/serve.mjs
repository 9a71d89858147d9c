// node serve.mjs DIR HOOKS.json: the example worker in workerd, with the package that is installed in DIR. Says where it
// listens, and stops when its standard input ends.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageModules, serveWorker } from "./workerd.mjs";

const [dir, hooks] = process.argv.slice(2);
const { port, stop } = await serveWorker({
  dir: join(dir, "worker"),
  main: new URL("../examples/worker.mjs", import.meta.url).pathname,
  modules: packageModules(dir),
  bindings: { HOOKS: JSON.parse(readFileSync(hooks, "utf8")) },
});
console.log(`listening on ${port}`);
process.stdin.resume();
process.stdin.once("end", async () => {
  await stop();
  process.exit();
});
