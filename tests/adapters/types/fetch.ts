import type { RequestHandler } from "@sveltejs/kit";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/fetch";
import { webhook as inRemix } from "hookproof/remix";
import { webhook as inSvelteKit } from "hookproof/sveltekit";
import type { ActionFunction, ActionFunctionArgs } from "react-router";

const verifier = new Verifier("token | x-t: {token}", "");
export const handler: (request: Request) => Promise<Response> = webhook(
  verifier,
  (delivery, request) => new Response(`${delivery.text()} ${request.method}`),
);
export const action: ActionFunction = inRemix(verifier, (delivery, { params }: ActionFunctionArgs) =>
  Response.json([delivery.json(), params.tenant]),
);
export const POST: RequestHandler = inSvelteKit(verifier, (delivery, { locals }) =>
  Response.json([delivery.json(), locals]),
);
// @ts-expect-error what a handler returns is a Response
webhook(verifier, () => "thanks");
// @ts-expect-error no handler
inRemix(verifier);
