import { app, type HttpRequest, type InvocationContext } from "@azure/functions";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/azure-functions";

const verifier = new Verifier("token | x-t: {token}", "");
app.http("a", { handler: webhook(verifier, (delivery) => ({ jsonBody: delivery.json() })) });
app.post("b", {
  handler: webhook(
    async (request: HttpRequest, context: InvocationContext) =>
      new Verifier("token | x-t: {token}", request.params.tenant ?? context.functionName),
    async (delivery, request, context) => ({
      body: `${delivery.text()} ${request.params.tenant} ${context.invocationId}`,
    }),
  ),
});
// @ts-expect-error no handler
webhook(verifier);
