// node cold-node.mjs FILE DELIVERY: one fresh process, one verdict. Prints JSON: the verdict, and in microseconds the time from
// the import to it and the processor time of the process.
const [file, given] = process.argv.slice(2);
const { headers, text, secret } = JSON.parse(given);
const start = performance.now();
let accepted = false;
try {
  const { verify } = await import(file);
  accepted = (await verify(headers, text, secret)) === true;
} catch (error) {
  // A refusal, unless the file itself is broken: the genuine delivery tells.
  accepted = String(error);
}
const wall = (performance.now() - start) * 1000;
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ accepted, wall, processor: user + system }));
