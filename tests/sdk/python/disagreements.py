"""Where an SDK and a row disagree: what each side does, exactly. README.md says who is right."""

import time

from deliveries import hexadecimal
from ours import line_of, we_sign, we_verify
from sdks import SDKS
from trial import delivery, they_verify

YEAR = 365 * 86_400
TOO_NEW = "SDK accepted, hookproof timestamp_too_new"
TOO_OLD = "SDK accepted, hookproof timestamp_too_old"


def start(name, row):
    sdk = next(one for one in SDKS if (one.name, one.row) == (name, row))
    event = ", ".join(f'"{key}": "{value}"' for key, value in sdk.event.items())
    body = f'{{{event}{", " if event else ""}"mark": "1"}}'.encode()
    sent = delivery(sdk, sdk.secret(), body, (hexadecimal(16), hexadecimal(16)))
    # Some of these SDKs look at the clock, and some do not: all are asked about this moment.
    return sdk, line_of(row), sent.but(time=int(time.time()))


def verdicts(sdk, line, signed):
    theirs = "accepted" if they_verify(sdk, signed) else "refused"
    return f"SDK {theirs}, hookproof {we_verify(line, signed, int(time.time()))}"


def signed_at(offset):
    """A genuine delivery whose time is `offset` seconds from now."""
    return lambda line, sent: we_sign(line, sent.but(time=sent.time + offset))


def escaped_by_php(line, sent):
    """Signed as PHP writes the JSON, delivered as it is written elsewhere: two texts of one value."""
    plain = '{"note":"Grüße"}'.encode()
    php = rb'{"note":"Gr\u00fc\u00dfe"}'
    return we_sign(line, sent.but(body=php)).but(body=plain)


def accented_secret(line, sent):
    return we_sign(line, sent.but(secret=f"schlüssel-{sent.secret}"))


def rotation(line, sent):
    signed = we_sign(line, sent)
    header = signed.headers["fintoc-signature"]
    return signed.but(headers=signed.headers | {"fintoc-signature": f"{header},v1={'0' * 64}"})


DISAGREEMENTS = [
    ("stripe-py-future", "stripe", "stripe", signed_at(YEAR), TOO_NEW),
    ("elevenlabs-future", "elevenlabs", "elevenlabs", signed_at(YEAR), TOO_NEW),
    ("hubspot-future", "hubspot-api-client", "hubspot", signed_at(YEAR), TOO_NEW),
    ("fintoc-py-future", "fintoc", "fintoc", signed_at(YEAR), TOO_NEW),
    ("cashfree-stale", "cashfree-pg", "cashfree", signed_at(-YEAR), TOO_OLD),
    ("sinch-stale", "sinch", "sinch-conversation", signed_at(-YEAR), TOO_OLD),
    ("box-future", "boxsdk", "box", signed_at(120), "SDK refused, hookproof accepted"),
    ("box-escaped", "boxsdk", "box", escaped_by_php, "SDK accepted, hookproof signature_mismatch"),
    ("easypost-py-accented-secret", "easypost", "easypost", accented_secret, "SDK refused, hookproof accepted"),
    ("fintoc-py-rotation", "fintoc", "fintoc", rotation, "SDK refused, hookproof accepted"),
]


def disagreement(name, row, make):
    sdk, line, sent = start(name, row)
    return verdicts(sdk, line, make(line, sent))
