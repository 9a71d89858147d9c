"""What the package does beyond the vectors."""

from __future__ import annotations

import doctest
import pickle
import runpy
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args

import pytest

import hookproof
from hookproof import ErrorCode, Key, Verifier, WebhookError, derive, read_scheme, schemes, sign

STRIPE = "whsec_5f0aB6c1T9x2Zk8QmWv3Jr7Y"
EVENT = b'{"id":"evt_1","type":"invoice.paid"}'
SENT = 1_533_204_620
SIGNED = dict(sign("stripe", STRIPE, body=EVENT, timestamp=SENT))
ACME = "hmac-sha256 | x-acme: {hex} | {body}"


def test_the_example_of_the_package() -> None:
    failed, ran = doctest.testmod(hookproof)
    assert failed == 0 and ran >= 3


def test_a_verdict() -> None:
    verifier = Verifier("stripe", STRIPE)
    now = SENT + 10
    verdict = verifier.verify(headers=SIGNED, body=EVENT, now=now)
    assert (verdict.key_id, verdict.timestamp, verdict.skew) == ("default", 1_533_204_620, 10)
    assert (verdict.event_id, verdict.event_type) == ("evt_1", "invoice.paid")
    assert verdict.replay_key is not None and len(bytes.fromhex(verdict.replay_key)) == 32
    assert verdict.covers == (True, True, True, False) and verdict.covers.body
    again = verifier.verify(headers=SIGNED, body=EVENT, now=datetime.fromtimestamp(now, timezone.utc))
    assert verdict == again and hash(verdict) == hash(again)
    assert verdict != verifier.verify(headers=SIGNED, body=EVENT, now=now + 1)
    assert verdict != "another" and "evt_1" in repr(verdict)
    # Of what a later call finds, this verdict knows nothing.
    with pytest.raises(WebhookError):
        verifier.verify(headers=SIGNED, body=EVENT + b" ", now=now)
    assert verdict.event_id == "evt_1"


def test_a_verdict_does_not_change() -> None:
    verdict: Any = Verifier("stripe", STRIPE, tolerance="ignore").verify(headers=SIGNED, body=EVENT)
    for name in ("event_id", "key_id", "covers", "other"):
        with pytest.raises(AttributeError):
            setattr(verdict, name, "forged")
    with pytest.raises(AttributeError):
        verdict.covers.body = True
    with pytest.raises(TypeError, match="as_dict"):
        pickle.dumps(verdict)


def test_an_error_says_why_and_nothing_else() -> None:
    verifier = Verifier("stripe", STRIPE)
    with pytest.raises(WebhookError) as raised:
        verifier.verify(headers=SIGNED, body=EVENT)
    old = raised.value
    assert (old.code, old.number, old.status) == ("timestamp_too_old", 5, 401)
    assert old.skew_seconds is not None and old.skew_seconds > 10**8
    with pytest.raises(WebhookError) as raised:
        verifier.verify(headers={}, body=EVENT)
    missing = raised.value
    assert (missing.code, missing.status, missing.header) == ("missing_header", 400, "stripe-signature")
    again = pickle.loads(pickle.dumps(missing))
    assert (again.code, again.header, str(again)) == (missing.code, missing.header, str(missing))
    with pytest.raises(WebhookError) as raised:
        Verifier("hmac-sha256 | x-acme: {hax} | {body}", "secret")
    assert (raised.value.code, raised.value.column) == ("invalid_scheme", 23)
    for _ in range(2):
        with pytest.raises(WebhookError) as raised:
            verifier.verify(headers=SIGNED, body=EVENT + b"!", now=SENT)
        forged = raised.value
        assert forged.code == "signature_mismatch"
        for part in (STRIPE, SIGNED["stripe-signature"][20:40], "evt_1"):
            assert part not in str(forged) and part not in repr(forged.__dict__)


def test_the_codes_are_those_of_the_library() -> None:
    """The type is generated; what an error has comes from the library."""
    assert [WebhookError("", number=number).code for number in range(1, 17)] == list(get_args(ErrorCode))


def test_the_clock_is_the_systems() -> None:
    verifier = Verifier("stripe", STRIPE)
    for _ in range(3):
        signed = sign("stripe", STRIPE, body=EVENT)
        skew = verifier.verify(headers=signed, body=EVENT).skew
        assert skew is not None and 0 <= skew <= 5
    old = sign("stripe", STRIPE, body=EVENT, timestamp=time.time() - 301)
    for headers in (old, dict(old)):
        with pytest.raises(WebhookError, match="old"):
            verifier.verify(headers=headers, body=EVENT)
    ahead = sign("stripe", STRIPE, body=EVENT, timestamp=datetime.now(timezone.utc) + timedelta(seconds=290))
    assert (verifier.verify(headers=ahead, body=EVENT).skew or 0) < -280


def test_keys_are_rotated() -> None:
    now = 1_800_000_000
    keys = [Key("the old secret", id="old", not_after=now), Key(b"the new secret", not_before=now - 10)]
    verifier = Verifier(ACME, keys)
    for secret, known_as in (("the old secret", "old"), ("the new secret", "1")):
        assert verifier.verify(headers=sign(ACME, secret, body=b"x"), body=b"x", now=now).key_id == known_as
    with pytest.raises(WebhookError):
        verifier.verify(headers=sign(ACME, "the old secret", body=b"x"), body=b"x", now=now + 1)
    assert "secret" not in repr(Key("secret", id="one")).replace("secret=", "")
    with pytest.raises(WebhookError) as raised:
        Verifier(ACME, [Key("a long secret", id="a"), Key("another secret", id="a")])
    assert raised.value.code == "invalid_secret"


def test_the_url_is_the_public_one() -> None:
    line = "hmac-sha256 | x-acme: {hex} | {url}{body}"
    signed = sign(line, "some secret", body=b"x", url="https://hooks.example.com/in?a=1")
    with pytest.raises(WebhookError) as raised:
        Verifier(line, "some secret").verify(headers=signed, body=b"x", url="http://10.0.0.7/in?a=1")
    assert (raised.value.code, raised.value.url) == ("signature_mismatch", "http://10.0.0.7/in")
    behind = Verifier(line, "some secret", base_url="https://hooks.example.com")
    assert behind.verify(headers=signed, body=b"x", url="http://10.0.0.7/in?a=1").covers.url
    trusting = Verifier(line, "some secret", trust_forwarded=True)
    forwarded = {**signed, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "hooks.example.com"}
    for _ in range(2):
        assert trusting.verify(headers=forwarded, body=b"x", url="http://10.0.0.7/in?a=1")
    with pytest.raises(WebhookError) as raised:
        behind.verify(headers=signed, body=b"x")
    assert raised.value.code == "missing_input"


def test_values_elsewhere_are_no_headers() -> None:
    line = "sha256 | query:signature: {hex} | {secret}{body}"
    signed = sign(line, "some secret", body=b"{}", url="https://a.example/in")
    assert dict(signed) == {} and list(signed.elsewhere) == ["query:signature"]
    url = f"https://a.example/in?signature={signed.elsewhere['query:signature']}"
    assert Verifier(line, "some secret").verify(headers={}, body=b"{}", url=url)


def test_a_verification_key_verifies_and_is_taken_for_the_secret() -> None:
    secret = "hush, a client secret of some length"
    key = derive("shopify", secret)
    assert key.startswith("hpk1_") and secret not in key
    signed = sign("shopify", secret, body=b"{}", allow_api_key=True)
    assert Verifier("shopify", key).verify(headers=signed, body=b"{}")
    assert Verifier("shopify", secret, allow_api_key=True).verify(headers=signed, body=b"{}")


def test_schemes() -> None:
    providers = schemes()
    names = [provider.name for provider in providers]
    assert len(providers) > 300 and names == sorted(names) and "stripe" in names
    stripe = providers[names.index("stripe")]
    assert stripe.title == "Stripe" and stripe.docs is not None and stripe.is_confirmed
    facts = read_scheme("stripe")
    assert facts.line == stripe.scheme and facts.tolerance == 300 and facts.covers.timestamp and facts.streams
    assert read_scheme(ACME).tolerance is None
    with pytest.raises(WebhookError):
        read_scheme("strype")


def test_a_stream() -> None:
    signed = sign("stripe", STRIPE, body=EVENT)
    verifier = Verifier("stripe", STRIPE)
    stream = verifier.start(headers=signed)
    verifier.close()
    for piece in (EVENT[:5], memoryview(EVENT)[5:9], EVENT[9:].decode()):
        assert stream.update(piece) is stream
    assert stream.finish().event_id == "evt_1"
    for use in (lambda: stream.update(b""), stream.finish):
        with pytest.raises(ValueError, match="finished"):
            use()
    stream.close()
    with pytest.raises(ValueError, match="closed"):
        verifier.start(headers=signed)
    with pytest.raises(ValueError, match="closed"):
        verifier.verify(headers=signed, body=EVENT)
    with pytest.raises(WebhookError, match="stripe-signature"):
        Verifier("stripe", STRIPE).start(headers={})
    with Verifier("stripe", STRIPE) as other, other.start(headers=signed) as given_up:
        given_up.update(b"forged")
        with pytest.raises(WebhookError):
            given_up.finish()


def test_a_closed_verifier_verifies_nothing() -> None:
    with Verifier(ACME, "some secret") as verifier:
        signed = dict(sign(ACME, "some secret", body=b"x"))
        verifier.verify(headers=signed, body=b"x")
    for _ in range(2):
        with pytest.raises(ValueError, match="closed"):
            verifier.verify(headers=signed, body=b"x")


def test_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(Path(__file__).resolve().parents[1] / "examples" / "verify.py"))
    assert capsys.readouterr().out.splitlines() == [
        "default Covers(body=True, id=False, timestamp=False, url=False)",
        "401 signature_mismatch",
    ]


README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_code_of_the_readme(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", STRIPE)
    first = README.read_text("utf-8").split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(first, names)
    assert names["receive"](dict(sign("stripe", STRIPE, body=EVENT)), EVENT) == 200
    assert capsys.readouterr().out.startswith("evt_1 invoice.paid ")
    assert names["receive"](SIGNED, EVENT) == 401
    assert capsys.readouterr().out.startswith("timestamp_too_old ")
