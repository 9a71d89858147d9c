// Mail, chat, calls and calendars.
import * as line from "@line/bot-sdk";
import { Crisp } from "crisp-api";
import Cronofy from "cronofy";
import { MailerSendUtils } from "mailersend/lib/services/mailersend.utils.js";
import twilio from "twilio";
import { secrets } from "../deliveries.mjs";

const crisp = new Crisp();
crisp.setRtmMode?.("webhooks");

const fields = (body) => Object.fromEntries(new URLSearchParams(body));

export const messaging = [
  {
    sdk: "twilio",
    row: "twilio",
    secret: secrets.hex,
    bodies: "form",
    sign: ({ secret, url, body }) => ({
      "x-twilio-signature": twilio.getExpectedTwilioSignature(secret, url, fields(body)),
    }),
    verify: ({ secret, url, body, headers }) =>
      twilio.validateRequest(secret, headers["x-twilio-signature"], url, fields(body)),
  },
  {
    sdk: "@line/bot-sdk",
    row: "line",
    secret: secrets.hex,
    empty: true,
    verify: ({ secret, body, headers }) => line.validateSignature(body, secret, headers["x-line-signature"]),
  },
  {
    sdk: "mailersend",
    row: "mailersend",
    secret: secrets.text,
    verify: ({ secret, body, headers }) => MailerSendUtils.verifyWebHook(Buffer.from(body), headers.signature, secret),
  },
  {
    sdk: "crisp-api",
    row: "crisp",
    clock: "none",
    secret: secrets.text,
    bodies: "compact",
    verify: ({ secret, body, headers }) =>
      crisp.verifyWidget(secret, JSON.parse(body), headers["x-crisp-request-timestamp"], headers["x-crisp-signature"]),
  },
  {
    sdk: "cronofy",
    row: "cronofy",
    secret: secrets.text,
    verify: ({ secret, body, headers }) =>
      new Cronofy({ client_secret: secret }).hmacValid({ hmac: headers["cronofy-hmac-sha256"], body }),
  },
];
