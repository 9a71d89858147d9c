import type {
  ALBHandler,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  Context,
  LambdaFunctionURLHandler,
} from "aws-lambda";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/aws-lambda";

const verifier = new Verifier("token | x-t: {token}", "");
export const rest: APIGatewayProxyHandler = webhook(
  verifier,
  async (delivery, event: APIGatewayProxyEvent, context: Context) => ({
    statusCode: 200,
    body: `${delivery.text()} ${event.path} ${context.awsRequestId}`,
  }),
);
export const http: APIGatewayProxyHandlerV2 = webhook(verifier, async (delivery, event: APIGatewayProxyEventV2) => ({
  statusCode: 200,
  body: `${delivery.text()} ${event.rawPath}`,
}));
export const url: LambdaFunctionURLHandler = webhook(verifier, () => ({ statusCode: 204 }));
export const balancer: ALBHandler = webhook(verifier, () => ({ statusCode: 204 }));
// @ts-expect-error no handler
webhook(verifier);
