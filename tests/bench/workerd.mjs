// Rows in workerd: the processor time of its process, read from outside around each request over the loopback interface,
// less that of an empty request.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { packageModules, serveWorker } from "../../npm/test/workerd.mjs";
import { bundle, here } from "./project.mjs";

/** From this date on, workers have `node:crypto` and `process` without being asked to. */
export const DATE = "2026-10-01";

/** Where the system says how long a process has run; the row is left out where it does not. */
export const measurable = existsSync("/proc/self/schedstat");

/** Processor time of a process so far, of all its threads, in microseconds. */
export const processorTime = (pid) => {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // It has ended since.
    }
  }
  return nanoseconds / 1000;
};

/** What a worker answers, over one connection. */
export const client = (port) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (path, { method = "GET", headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path, method, headers, agent }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve(text));
      });
      sent.once("error", reject);
      sent.end(body);
    });
  return { send, close: () => agent.destroy() };
};

/** Microseconds of a request that is measured; before, calls enough for the compilers to have done their work. */
const SLICE = 4000;
const WARM = 150_000;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The times of a row's calls in microseconds, ours and theirs by turns, for each size. */
export const measure = async (name, rounds, sizes) => {
  const dir = join(here, "workerd");
  const main = await bundle(join(here, "worker.mjs"), join(dir, "worker.js"));
  const modules = packageModules(here).filter(({ kind }) => kind === "wasm");
  const { port, stop, pid } = await serveWorker({ dir, main, modules, date: DATE });
  const { send, close } = client(port);
  const cost = async (size, side, count) => {
    const before = processorTime(pid);
    const said = await send(`/?${new URLSearchParams({ name, size, side, count })}`);
    if (said !== "ok") throw new Error(`workerd, ${name}, ${size} bytes: ${said}`);
    return processorTime(pid) - before;
  };
  try {
    const result = {};
    for (const size of sizes) {
      const counts = {};
      for (const side of ["ours", "theirs"]) {
        let count = 1;
        for (let spent = 0; spent < (rounds < 10 ? SLICE : WARM); ) {
          const took = await cost(size, side, count);
          spent += took;
          counts[side] = count;
          if (took < SLICE) count *= 2;
        }
      }
      const times = { ours: [], theirs: [] };
      for (let round = 0; round < rounds; round++) {
        const empty = median([await cost(size, "ours", 0), await cost(size, "ours", 0), await cost(size, "ours", 0)]);
        const sides = round % 2 ? ["theirs", "ours"] : ["ours", "theirs"];
        for (const side of sides) {
          const took = await cost(size, side, counts[side]);
          times[side].push(Math.max(0, took - empty) / counts[side]);
        }
      }
      result[size] = times;
    }
    return result;
  } finally {
    close();
    await stop();
  }
};
