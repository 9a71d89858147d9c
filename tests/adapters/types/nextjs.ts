import { Verifier } from "hookproof";
import { webhook } from "hookproof/nextjs";
import { webhook as inPages } from "hookproof/nextjs-pages";
import type { NextApiHandler, NextApiRequest, NextApiResponse } from "next";
import { type NextRequest, NextResponse } from "next/server";

type Context = { params: Promise<{ tenant: string }> };
const tenant = async (_request: NextRequest, { params }: Context) =>
  new Verifier("token | x-t: {token}", (await params).tenant);
export const POST: (request: NextRequest, context: Context) => Promise<Response> = webhook(
  tenant,
  async (delivery, request, { params }) =>
    NextResponse.json([delivery.json(), request.nextUrl.href, (await params).tenant]),
);
export const PUT: (request: NextRequest) => Promise<Response> | Response = webhook(
  new Verifier("token | x-t: {token}", ""),
  (delivery) => new Response(delivery.text()),
) as (request: NextRequest, context?: unknown) => Promise<Response>;
// @ts-expect-error no handler
webhook(tenant);

const route: NextApiHandler = inPages(
  new Verifier("token | x-t: {token}", ""),
  (delivery, req: NextApiRequest, res: NextApiResponse) => {
    res.status(200).json([delivery.json(), req.query]);
  },
);
export default route;
