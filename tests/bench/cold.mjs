// What the first verdict of a fresh process costs, in Node and in workerd, over a process that verifies nothing.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageModules, serveWorker } from "../../npm/test/workerd.mjs";
import { delivery, SECRET } from "./deliveries.mjs";
import { bundle, here, run } from "./project.mjs";
import { nothing, subjects, write } from "./subjects.mjs";
import { client, DATE, processorTime } from "./workerd.mjs";

const SIZE = 1024;

const inNode = {
  prepare: (name, subject) => write(name, subject),
  once: (file, { headers, text }) =>
    run("node", "cold-node.mjs", [file, JSON.stringify({ headers, text, secret: SECRET })]),
};

/** Around each subject: the delivery comes as a request. */
const WORKER = (file) => `import { verify } from ${JSON.stringify(file)};
export default {
  async fetch(request) {
    const text = await request.text();
    const headers = Object.fromEntries(request.headers);
    let accepted = false;
    try {
      accepted = (await verify(headers, text, ${JSON.stringify(SECRET)})) === true;
    } catch (error) {
      accepted = String(error);
    }
    return Response.json({ accepted });
  },
};`;

const inWorkerd = {
  prepare: async (name, subject) => {
    const file = write(name, subject);
    const main = file.replace(/mjs$/, "worker.mjs");
    writeFileSync(main, WORKER(file));
    return bundle(main, main.replace(/mjs$/, "js"), true);
  },
  once: async (main, { headers, text }) => {
    const modules = packageModules(here).filter(({ kind }) => kind === "wasm");
    const { port, stop, pid } = await serveWorker({ dir: join(here, "subjects"), main, modules, date: DATE });
    const { send, close } = client(port);
    try {
      const booted = processorTime(pid);
      const answer = await send("/", { method: "POST", headers, body: text });
      const processor = processorTime(pid);
      return { ...JSON.parse(answer), wall: processor - booted, processor };
    } finally {
      close();
      await stop();
    }
  },
};

const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)];

/**
 * Medians in microseconds, for each subject: `processor`, over the empty process of the same round; `first`, from the import
 * or the request on, the same; `whole`, with what the empty one takes; and the ratio of ours over the subject's.
 */
const measure = async ({ prepare, once }, rounds) => {
  const all = { nothing, ...subjects };
  const files = {};
  for (const [name, subject] of Object.entries(all)) {
    files[name] = await prepare(name, subject);
    const genuine = await once(files[name], delivery(subject.scheme, SIZE));
    const forged = await once(files[name], delivery(subject.scheme, SIZE, true));
    if (genuine.accepted !== true) throw new Error(`cold: ${name} refuses a genuine delivery: ${genuine.accepted}`);
    if (forged.accepted === true && name !== "nothing") throw new Error(`cold: ${name} accepts a forged delivery`);
  }
  const samples = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, { scheme }] of Object.entries(all)) {
      const sample = await once(files[name], delivery(scheme, SIZE));
      if (sample.accepted !== true) throw new Error(`cold: ${name} refuses a genuine delivery: ${sample.accepted}`);
      samples[name].push(sample);
    }
  }
  const over = (name, what) => samples[name].map((sample, round) => sample[what] - samples.nothing[round][what]);
  return Object.keys(subjects).map((name) => ({
    name,
    processor: quantile(over(name, "processor"), 0.5),
    first: quantile(over(name, "wall"), 0.5),
    whole: quantile(
      samples[name].map(({ wall }) => wall),
      0.5,
    ),
    ratio: quantile(
      samples.hookproof.map(({ wall }, round) => wall / samples[name][round].wall),
      0.5,
    ),
  }));
};

export const coldInNode = (rounds) => measure(inNode, rounds);
export const coldInWorkerd = (rounds) => measure(inWorkerd, rounds);
