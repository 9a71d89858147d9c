// AWS Lambda, in AWS' own runtime client.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sign, Verifier } from "hookproof";
import { webhook } from "hookproof/aws-lambda";
import { balancer, http, lambda, rest } from "./lambda.mjs";
import { listen, PATH, SECRET, tooLate, trial } from "./trial.mjs";

const to =
  (post, path = PATH) =>
  (delivery) =>
    post(path, delivery);
const formats = {
  "REST API (1.0), text": [rest(false), { asText: true }],
  "REST API (1.0), base64": [rest(true)],
  "HTTP API, function URL (2.0), text": [http(false), { asText: true }],
  "HTTP API, function URL (2.0), base64": [http(true)],
  "load balancer": [balancer(false)],
  "load balancer, several values": [balancer(true)],
};

for (const [name, [format, options]] of Object.entries(formats)) {
  test(`AWS Lambda: the example, ${name}`, async (t) => {
    const { post, said } = await lambda(t, "examples/aws-lambda.handler", format);
    await trial(to(post), said, options);
  });
}

test("AWS Lambda: behind middy's parser", async (t) => {
  const { post, said } = await lambda(t, "lambda-parsed.handler", http(false));
  await tooLate(to(post), said, "without middy's httpJsonBodyParser() before it");
});

test("AWS Lambda: the URL that was called", async (t) => {
  const said = listen(t);
  const line = "hmac-sha256 | x-s: {hex} | {method}{url}{body}";
  const handler = webhook(new Verifier(line, SECRET), () => "verified");
  const urls = {
    "https://api.example.com/prod/in?a=1&a=2&b=%C3%A9%20": rest(true),
    "https://api.example.com/in?a=1&a=2&b=%C3%A9%20": http(true),
    "https://lb.example.com/in?a=1&a=2&b=%C3%A9%20": balancer(true),
    "https://lb.example.com/in?b=%C3%A9%20": balancer(false),
    "https://lb.example.com/in": balancer(false),
  };
  for (const [url, format] of Object.entries(urls)) {
    const body = Buffer.from("{}");
    const headers = sign(line, SECRET, { body, method: "POST", url });
    const distinct = Object.fromEntries(
      Object.entries({ ...headers, host: "lb.example.com" }).map(([n, v]) => [n, [v]]),
    );
    const request = {
      method: "POST",
      url: url.slice(new URL(url).origin.length).replace("/prod", ""),
      headers: { ...headers, host: "lb.example.com" },
      headersDistinct: distinct,
    };
    assert.equal(await handler(format(request, body), {}), "verified", url);
    assert.equal((await handler(format({ ...request, url: `${request.url}x` }, body), {})).statusCode, 401);
  }
  assert.match(said(), /signature_mismatch/);
});

test("AWS Lambda: an event that is no request", async (t) => {
  const said = listen(t);
  const handler = webhook(new Verifier("hmac-sha256 | x-s: {hex} | {body}", SECRET), () => "verified");
  assert.deepEqual(await handler({ Records: [] }, {}), { statusCode: 400, body: "" });
  assert.match(said(), /missing_header/);
  assert.deepEqual(await handler(undefined, {}), { statusCode: 500, body: "" });
});
