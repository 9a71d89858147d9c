"""The SDKs, each with how it is called."""

import json
from datetime import datetime, timezone
from types import SimpleNamespace

import easypost
import fintoc.webhook
import gocardless_pro.webhooks
import increase
import polar.webhooks
import pycronofy
import razorpay
import standardwebhooks
import stripe
import svix.webhooks
from Adyen import util as adyen
from box_sdk_gen.managers.webhooks import WebhooksManager
from cashfree_pg.api_client import Cashfree
from elevenlabs import ElevenLabs
from hubspot.utils.signature import Signature as HubSpot
from paddle_billing.Notifications import Secret as PaddleSecret
from paddle_billing.Notifications import Verifier as PaddleVerifier
from paddle_billing.Notifications.PaddleSignature import PaddleSignature
from sinch.domains.conversation.sinch_events.v1.conversation_sinch_event import ConversationSinchEvent
from sinch.domains.numbers.sinch_events.v1.sinch_events import SinchEvents
from slack_sdk.signature import SignatureVerifier
from square.utils.webhooks_helper import verify_signature as verify_square
from viberbot import Api as Viber
from viberbot import BotConfiguration

from deliveries import base64_key, hexadecimal, punctuated, text, whsec
from trial import Sdk

ELEVENLABS = ElevenLabs(api_key="not-a-key")
RAZORPAY = razorpay.Client(auth=("not-a-key", "not-a-secret"))


def utc(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc)


def webhook_id(name):
    return lambda sent: {name: sent.id}


def reference(name, row, webhook, prefix):
    def sign(sent):
        signature = webhook(sent.secret).sign(sent.id, utc(sent.time), sent.text)
        return {f"{prefix}-timestamp": str(sent.time), f"{prefix}-signature": signature}

    def verify(sent):
        webhook(sent.secret).verify(sent.text, sent.headers)

    return Sdk(name, row, whsec, verify, sign, bodies="json", headers=webhook_id(f"{prefix}-id"))


def sign_slack(sent):
    signature = SignatureVerifier(sent.secret).generate_signature(timestamp=str(sent.time), body=sent.body)
    return {"x-slack-signature": signature, "x-slack-request-timestamp": str(sent.time)}


def sign_paddle(sent):
    data = f"{sent.time}:".encode() + sent.body
    return {"paddle-signature": f"ts={sent.time};h1={PaddleSignature.calculate_hmac(sent.secret, data).hexdigest()}"}


def verify_paddle(sent):
    headers = {"Paddle-Signature": sent.headers["paddle-signature"]}
    return PaddleVerifier().verify(SimpleNamespace(headers=headers, body=sent.body), PaddleSecret(sent.secret))


def verify_polar(sent):
    polar.webhooks.validate_event(sent.body, sent.headers, sent.secret, frozenset({"order.paid"}), dict)


def verify_cashfree(sent):
    client = Cashfree(Cashfree.SANDBOX, "not-an-id", sent.secret)
    headers = sent.headers
    client.PGVerifyWebhookSignature(headers["x-webhook-signature"], sent.text, headers["x-webhook-timestamp"])


def sign_hubspot(version):
    def sign(sent):
        stamp = str(sent.time * 1000 + 7)
        signature = HubSpot.get_signature(sent.secret, sent.text, version, sent.url, sent.method, stamp)
        if version == "v3":
            return {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": stamp}
        return {"x-hubspot-signature": signature, "x-hubspot-signature-version": version}

    return sign


def verify_hubspot(version):
    header = "x-hubspot-signature-v3" if version == "v3" else "x-hubspot-signature"

    def verify(sent):
        stamp = sent.headers.get("x-hubspot-request-timestamp")
        return HubSpot.is_valid(
            sent.headers[header], sent.secret, sent.text, sent.url, sent.method, version, stamp
        )

    return verify


def verify_square_event(sent):
    return verify_square(
        request_body=sent.text,
        signature_header=sent.headers["x-square-hmacsha256-signature"],
        signature_key=sent.secret,
        notification_url=sent.url,
    )


def adyen_notification(sent):
    """A standard notification of one item, signed by the SDK: the signature stands in the item."""
    item = {
        "pspReference": sent.marks[0],
        "merchantAccountCode": "TestMerchant",
        "merchantReference": "Grüße:1",
        "amount": {"value": 1130, "currency": "EUR"},
        "eventCode": "AUTHORISATION",
        "success": "true",
        "reason": sent.id,
    }
    item["additionalData"] = {"hmacSignature": adyen.generate_notification_sig(item, sent.secret).decode()}
    notification = {"live": "false", "notificationItems": [{"NotificationRequestItem": item}]}
    return sent.but(body=json.dumps(notification, ensure_ascii=False).encode())


def box_headers(_):
    return {"box-signature-version": "1", "box-signature-algorithm": "HmacSHA256"}


SDKS = [
    reference("standardwebhooks", "standard-webhooks", standardwebhooks.Webhook, "webhook"),
    reference("svix", "svix", svix.webhooks.Webhook, "svix"),
    Sdk("polar-sdk", "polar-legacy", text, verify_polar, bodies="json", event={"type": "order.paid"},
        headers=webhook_id("webhook-id")),
    Sdk("polar-sdk", "polar", whsec, verify_polar, bodies="json", event={"type": "order.paid"},
        headers=webhook_id("webhook-id")),
    Sdk("increase", "increase", text, bodies="json", headers=webhook_id("webhook-id"),
        verify=lambda sent: increase.Increase(api_key="not-a-key", webhook_secret=sent.secret).events.unwrap(
            sent.text, headers=sent.headers)),
    Sdk("stripe", "stripe", whsec, bodies="json", clock="past", event={"id": "evt_1", "object": "event"},
        sign=lambda sent: {"stripe-signature": stripe.WebhookSignature.generate_signature_header(
            sent.text, sent.secret, sent.time)},
        verify=lambda sent: stripe.Webhook.construct_event(
            sent.body, sent.headers["stripe-signature"], sent.secret) is not None),
    Sdk("slack-sdk", "slack", hexadecimal, empty=True, sign=sign_slack,
        verify=lambda sent: SignatureVerifier(sent.secret).is_valid_request(sent.body, sent.headers)),
    Sdk("elevenlabs", "elevenlabs", lambda: "wsec_" + hexadecimal(64), bodies="json", clock="past",
        verify=lambda sent: ELEVENLABS.webhooks.construct_event(
            sent.text, sent.headers["elevenlabs-signature"], sent.secret) is not None),
    Sdk("squareup", "square", text, verify_square_event),
    Sdk("adyen", "adyen-platform", lambda: hexadecimal(64), empty=True,
        sign=lambda sent: {"hmacsignature": adyen.generate_payload_sig(sent.body, sent.secret).decode()},
        verify=lambda sent: adyen.is_valid_hmac_payload(sent.headers["hmacsignature"], sent.secret, sent.body)),
    Sdk("razorpay", "razorpay", punctuated, empty=True,
        verify=lambda sent: RAZORPAY.utility.verify_webhook_signature(
            sent.text, sent.headers["x-razorpay-signature"], sent.secret)),
    Sdk("paddle-python-sdk", "paddle", text, verify_paddle, sign_paddle),
    Sdk("boxsdk", "box", text, headers=box_headers, empty=True,
        verify=lambda sent: WebhooksManager.validate_message(sent.text, sent.headers, sent.secret)),
    Sdk("gocardless-pro", "gocardless", text, bodies="json", event={"events": []},
        verify=lambda sent: gocardless_pro.webhooks.parse(
            sent.body, sent.secret, sent.headers["webhook-signature"]) is not None),
    Sdk("fintoc", "fintoc", lambda: "whsec_test_" + text(), empty=True, clock="past",
        verify=lambda sent: fintoc.webhook.WebhookSignature.verify_header(
            sent.text, sent.headers["fintoc-signature"], sent.secret)),
    Sdk("easypost", "easypost", text, bodies="json",
        verify=lambda sent: easypost.util.validate_webhook(
            sent.body, {"X-Hmac-Signature": sent.headers["x-hmac-signature"]}, sent.secret) is not None),
    Sdk("cashfree-pg", "cashfree", text, verify_cashfree, bodies="json", clock="none", event={"type": "PAYMENT"}),
    Sdk("viberbot", "viber", hexadecimal, empty=True,
        verify=lambda sent: Viber(BotConfiguration(sent.secret, "name", "")).verify_signature(
            sent.body, sent.headers["x-viber-content-signature"])),
    Sdk("hubspot-api-client", "hubspot", hexadecimal, verify_hubspot("v3"), sign_hubspot("v3"), empty=True, clock="past"),
    Sdk("pycronofy", "cronofy", text, empty=True,
        verify=lambda sent: pycronofy.Client(client_secret=sent.secret).hmac_valid(
            sent.headers["cronofy-hmac-sha256"], sent.text)),
    Sdk("sinch", "sinch-conversation", text, clock="none",
        headers=lambda sent: {"x-sinch-webhook-signature-nonce": sent.id},
        verify=lambda sent: ConversationSinchEvent(sent.secret).validate_authentication_header(
            sent.headers, sent.body)),
    Sdk("sinch", "sinch-numbers", base64_key, empty=True,
        verify=lambda sent: SinchEvents(sent.secret).validate_authentication_header(sent.headers, sent.body)),
    # Rows whose schemes sign a JSON value or make a plain digest: skipped, and counted so, until the table has them.
    Sdk("hubspot-api-client", "hubspot-v1", hexadecimal, verify_hubspot("v1"), sign_hubspot("v1"), empty=True),
    Sdk("hubspot-api-client", "hubspot-v2", hexadecimal, verify_hubspot("v2"), sign_hubspot("v2"), empty=True),
    Sdk("adyen", "adyen", lambda: hexadecimal(64), whole=adyen_notification),
]
