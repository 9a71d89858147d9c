import { http, type Request, type Response } from "@google-cloud/functions-framework";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/google-cloud-functions";

const verifier = new Verifier("token | x-t: {token}", "");
http(
  "a",
  webhook(verifier, (delivery, req: Request, res: Response) => res.status(200).send([delivery.json(), req.path])),
);
http(
  "b",
  webhook(
    (req: Request) => new Verifier("token | x-t: {token}", req.get("x")),
    async (_delivery, _req, res: Response) => void res.end(),
  ),
);
// @ts-expect-error no handler
webhook(verifier);
