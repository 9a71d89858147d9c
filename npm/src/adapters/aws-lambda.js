import { refused, setup, tooLate, verified, whole } from "./shared.js";

const FIX =
  "AWS Lambda: wrap the handler itself, `handler = webhook(verifier, ...)`, without middy's httpJsonBodyParser() before it";

/** The headers by name: the first format has every occurrence of one in a field of its own. */
const headersOf = ({ headers, multiValueHeaders }) => multiValueHeaders ?? headers ?? {};

const bytesOf = ({ body, isBase64Encoded }) => {
  if (body === null || body === undefined) return new Uint8Array(0);
  if (typeof body !== "string") tooLate(FIX);
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
};

/**
 * The query of the first format. API Gateway has decoded it, so it is encoded again, which need not be as the sender
 * wrote it; load balancers pass it on as it was.
 */
const queryOf = ({ multiValueQueryStringParameters, queryStringParameters, requestContext }) => {
  const encode = requestContext?.elb ? (text) => text : encodeURIComponent;
  const pairs = Object.entries(multiValueQueryStringParameters ?? queryStringParameters ?? {});
  const one = ([name, values]) => [values].flat().map((value) => `${encode(name)}=${encode(value)}`);
  return pairs.flatMap(one).join("&");
};

/** The method and the URL, from either format: the second one, which function URLs have, too, says it is "2.0". */
const calledBy = (event) => {
  const context = event.requestContext ?? {};
  const second = context.http !== undefined;
  const method = second ? context.http.method : event.httpMethod;
  const path = second ? event.rawPath : (context.path ?? event.path);
  const query = second ? event.rawQueryString : queryOf(event);
  const headers = headersOf(event);
  const [host = ""] = [context.domainName ?? headers.host ?? headers.Host].flat();
  return { method, url: `https://${host}${path ?? "/"}${query ? `?${query}` : ""}` };
};

export const webhook = (verifier, handler, given) => {
  const options = setup(verifier, given, handler);
  return async (event, context) => {
    const args = [event, context];
    let delivery;
    try {
      const request = { headers: headersOf(event), ...calledBy(event), body: whole(bytesOf(event)) };
      delivery = await verified(verifier, args, request, options);
    } catch (error) {
      return { statusCode: refused(error, args, options), body: "" };
    }
    return handler(delivery, event, context);
  };
};
