import express, { type Request } from "express";
import { Verifier } from "hookproof";
import { type Delivery, webhook } from "hookproof/express";

const verifier = new Verifier("token | x-t: {token}", "");
const app = express();
app.post("/a", webhook(verifier), (req, res) => {
  const delivery: Delivery | undefined = req.webhook;
  const json: unknown = delivery?.json();
  const id: string | undefined = delivery?.eventId;
  res.send([json, id]);
});
const tenant = (req: Request) => new Verifier("token | x-t: {token}", req.get("x"));
app.post("/b", webhook(tenant, { limit: 5, url: (req) => req.baseUrl, onError: (_error, req) => void req.ip }));
app.post(
  "/c",
  webhook<Request>(async (req) => new Verifier("token | x-t: {token}", req.ip)),
);
app.use("/d", webhook(verifier));
// @ts-expect-error a secret is no verifier
webhook("secret");
// @ts-expect-error no such option
webhook(verifier, { tolerance: 5 });
// @ts-expect-error not a verdict's to change
(delivery: Delivery) => (delivery.body = new Uint8Array(0));
