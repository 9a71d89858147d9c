// AWS Lambda on the loopback interface: AWS' own runtime client (npm:aws-lambda-ric) runs a handler, and gets its events from
// a Runtime API that is served here, as Lambda serves it (its transport, in C++, is lambda-transport.cjs). The events are the HTTP requests that come in, in one of the
// formats in which AWS passes them on. Formats, by AWS' documentation: API Gateway's "payload format versions 1.0 and 2.0",
// and "Lambda functions as targets" of load balancers.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { serve } from "./trial.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const read = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const content = (bytes, isBase64Encoded) => ({
  body: bytes.length ? bytes.toString(isBase64Encoded ? "base64" : "utf8") : null,
  isBase64Encoded: isBase64Encoded && bytes.length > 0,
});

/** A REST API's event: format 1.0. Headers have the sender's spelling; the path has the stage in `requestContext` only. */
export const rest = (base64) => (request, bytes) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const query = [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]);
  const headers = Object.entries(request.headersDistinct).map(([name, values]) => [
    name.replace(/^./, (c) => c.toUpperCase()),
    values,
  ]);
  return {
    resource: "/{proxy+}",
    path: pathname,
    httpMethod: request.method,
    headers: Object.fromEntries(headers.map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: query.length
      ? Object.fromEntries(query.map(([name, values]) => [name, values.at(-1)]))
      : null,
    multiValueQueryStringParameters: query.length ? Object.fromEntries(query) : null,
    requestContext: {
      domainName: "api.example.com",
      path: `/prod${pathname}`,
      stage: "prod",
      httpMethod: request.method,
    },
    ...content(bytes, base64),
  };
};

/** An HTTP API's event, or a function URL's: format 2.0. Headers are in lower case, several of a name joined by commas. */
export const http = (base64) => (request, bytes) => {
  const { pathname, search } = new URL(request.url, "http://localhost");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(
      Object.entries(request.headersDistinct).map(([name, values]) => [name, values.join(",")]),
    ),
    requestContext: {
      domainName: "api.example.com",
      stage: "$default",
      http: { method: request.method, path: pathname },
    },
    ...content(bytes, base64),
  };
};

/** A load balancer's event, with `multiValueHeaders` switched on or off. The query is as it came. */
export const balancer = (several) => (request, bytes) => {
  const { pathname, search } = new URL(request.url, "http://localhost");
  const pairs = search
    .slice(1)
    .split("&")
    .filter(Boolean)
    .map((pair) => pair.split("="));
  const many = (entries) => {
    const values = {};
    for (const [name, value] of entries) values[name] = several ? [...(values[name] ?? []), value].flat() : value;
    return values;
  };
  const names = several
    ? ["multiValueHeaders", "multiValueQueryStringParameters"]
    : ["headers", "queryStringParameters"];
  return {
    requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:..." } },
    httpMethod: request.method,
    path: pathname,
    [names[0]]: many(Object.entries(several ? request.headersDistinct : request.headers)),
    [names[1]]: many(pairs),
    ...content(bytes, true),
  };
};

/** Runs `file.name` in Lambda's runtime; requests reach it as events of this format. */
export const lambda = async (t, handler, format) => {
  const events = [];
  const answers = new Map();
  let waiting;
  let number = 0;
  const hand = () => {
    if (!waiting || !events.length) return;
    const { id, event } = events.shift();
    waiting.writeHead(200, {
      "lambda-runtime-aws-request-id": id,
      "lambda-runtime-deadline-ms": String(Date.now() + 60_000),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:eu-west-1:123456789012:function:hook",
      "content-type": "application/json",
    });
    waiting.end(JSON.stringify(event));
    waiting = undefined;
  };
  const api = createServer(async (request, response) => {
    if (request.url.endsWith("/invocation/next")) {
      waiting = response;
      return hand();
    }
    const [, id, what] = /invocation\/([^/]+)\/(response|error)$/.exec(request.url) ?? [];
    const answer = JSON.parse(await read(request));
    response.writeHead(202).end("{}");
    answers.get(id)?.(what === "response" ? answer : { statusCode: 502, body: JSON.stringify(answer) });
  });
  const { origin } = await serve(t, api);

  // A folder of the missing file's name, which is loaded in its place.
  const transport = here("node_modules/aws-lambda-ric/rapid-client.node");
  mkdirSync(transport, { recursive: true });
  copyFileSync(here("lambda-transport.cjs"), `${transport}/index.cjs`);
  writeFileSync(`${transport}/package.json`, '{ "main": "index.cjs" }');
  const child = spawn(process.execPath, [here("node_modules/aws-lambda-ric/index.mjs"), handler], {
    cwd: here("."),
    env: {
      ...process.env,
      AWS_LAMBDA_RUNTIME_API: new URL(origin).host,
      AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: "true", // in JavaScript, as far as there is one
      AWS_LAMBDA_FUNCTION_NAME: "hook",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_LOG_GROUP_NAME: "hook",
      AWS_LAMBDA_LOG_STREAM_NAME: "hook",
      LAMBDA_TASK_ROOT: here("."),
      _HANDLER: handler,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill());
  let log = "";
  for (const output of [child.stdout, child.stderr]) {
    output.on("data", (chunk) => {
      log += chunk;
    });
  }
  child.once("exit", (code) => {
    for (const answer of answers.values()) answer({ statusCode: 502, body: `the runtime left with ${code}\n${log}` });
  });

  const post = await serve(t, async (request, response) => {
    const id = `request-${number++}`;
    const event = format(request, await read(request));
    const { statusCode, body, isBase64Encoded } = await new Promise((resolve) => {
      answers.set(id, resolve);
      events.push({ id, event });
      hand();
    });
    answers.delete(id);
    response.writeHead(statusCode).end(Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"));
  });
  /** What the function has logged, without what the runtime puts in front of it. */
  const said = async () => {
    // The log comes by a pipe of its own.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const lines = log.split("\n").flatMap((line) => /hookproof: .*/.exec(line)?.[0] ?? []);
    log = "";
    return lines.map((line) => `${line}\n`).join("");
  };
  return { post, said };
};
