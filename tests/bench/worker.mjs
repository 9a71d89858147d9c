// The worker that workerd.mjs drives: calls one side of a row so many times. Its clock stands still while it runs, so it is
// timed from outside.
import { ready } from "./candidates.mjs";
import { delivery } from "./deliveries.mjs";

const made = new Map();

const run = async ({ searchParams }) => {
  const [name, size, side] = ["name", "size", "side"].map((each) => searchParams.get(each));
  const key = `${name} ${size}`;
  if (!made.has(key)) made.set(key, await ready(name, Number(size), delivery));
  const call = made.get(key)[side];
  for (let count = Number(searchParams.get("count")); count > 0; count--) {
    const answer = call();
    if (answer !== true && (await answer) !== true) throw new Error("refused while it was measured");
  }
};

export default {
  fetch: (request) =>
    run(new URL(request.url)).then(
      () => new Response("ok"),
      (error) => new Response(String(error), { status: 500 }),
    ),
};
