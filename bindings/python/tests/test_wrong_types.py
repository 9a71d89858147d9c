"""A wrong type is refused, and never becomes an empty or a zero key, with which anyone could sign."""

from __future__ import annotations

import hashlib
import hmac
from array import array
from collections import UserString
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from hookproof import Headers, Key, Verifier, WebhookError, derive, handshake, sign

LINE = "hmac-sha256 | x-acme-signature: {hex} | {body}"
SECRET = "a secret that is long enough"


def mac(key: bytes, body: bytes = b"{}") -> str:
    return hmac.new(key, body, hashlib.sha256).hexdigest()


class Pretender:
    def __str__(self) -> str:
        return SECRET

    def __bytes__(self) -> bytes:
        return SECRET.encode()

    def encode(self, *arguments: str) -> bytes:
        return SECRET.encode()

    def __len__(self) -> int:
        return 8


WRONG: dict[str, Any] = {
    "None": None,
    "int": 5,
    "zero": 0,
    "float": 1.5,
    "True": True,
    "False": False,
    "bytearray": bytearray(SECRET, "ascii"),
    "memoryview": memoryview(SECRET.encode()),
    "array": array("B", SECRET.encode()),
    "UserString": UserString(SECRET),
    "path": Path(SECRET),
    "dict": {"secret": SECRET},
    "set": {SECRET},
    "generator": (SECRET for _ in "1"),
    "function": lambda: SECRET,
    "type": str,
    "pretender": Pretender(),
    "half of a pair": "\ud800",
    "strings": [SECRET],
    "bytes in a list": [SECRET.encode()],
    "numbers": [1, 2, 3],
    "nested": [[Key(SECRET)]],
    "nothing": [None],
}
IN_KEYS = [name for name in WRONG if not isinstance(WRONG[name], list)]


def keys_of(value: object) -> list[bytes]:
    """Keys that a layer could make of a wrong value: anyone can sign with them."""
    text = str(value).encode("utf-8", "replace")
    lengths = (0, 1, 5, 8, 12, 32, len(SECRET), len(text))
    return [*(bytes(length) for length in lengths), text, repr(value).encode("utf-8", "replace"), b"\x05", b"\x01\x02\x03"]


def refused(make: Callable[[Any], Verifier], value: object, message: str) -> None:
    """Fails unless the value is refused; says so if a forgery would verify."""
    try:
        verifier = make(value)
    except TypeError as error:
        assert str(error).startswith(f"hookproof: {message}") and SECRET not in str(error)
        assert error.__cause__ is None and (error.__suppress_context__ or error.__context__ is None)
        return
    for key in keys_of(value):
        try:
            verifier.verify(headers={"x-acme-signature": mac(key)}, body=b"{}")
        except WebhookError:
            continue
        pytest.fail(f"a forgery under {key!r} verifies")
    pytest.fail("accepted as a secret")


@pytest.mark.parametrize("name", WRONG)
def test_a_secret_of_a_wrong_type_verifies_nothing(name: str) -> None:
    refused(lambda secret: Verifier(LINE, secret), WRONG[name], "secret")


@pytest.mark.parametrize("name", IN_KEYS)
def test_a_key_of_a_wrong_type_verifies_nothing(name: str) -> None:
    refused(lambda secret: Verifier(LINE, [Key(secret)]), WRONG[name], "secret[0].secret")
    refused(lambda secret: Verifier(LINE, [Key(SECRET), Key(secret, id="k")]), WRONG[name], "secret[1].secret")
    with pytest.raises(TypeError, match="^hookproof: "):
        sign(LINE, WRONG[name], body=b"{}")
    with pytest.raises(TypeError, match="^hookproof: "):
        derive(LINE, WRONG[name])
    with pytest.raises(TypeError, match="^hookproof: "):
        handshake("meta", method="GET", url="/?hub.mode=subscribe", settings={"verify-token": WRONG[name]})


def test_an_empty_secret_is_weak_and_an_empty_keyring_has_no_key() -> None:
    secrets: list[tuple[Any, str]] = [("", "weak_secret"), (b"", "weak_secret"), ([Key("")], "weak_secret"), ([], "no_active_key")]
    for secret, code in secrets:
        with pytest.raises(WebhookError) as raised:
            Verifier(LINE, secret)
        assert raised.value.code == code and raised.value.status == 500


def test_every_form_of_a_secret_is_the_same_secret() -> None:
    class Text(str):
        def encode(self, *arguments: str, **named: str) -> bytes:
            return b""

    class Bytes(bytes):
        def __len__(self) -> int:
            return 2

    forms: list[Any] = [SECRET, SECRET.encode(), [Key(SECRET)], (Key(SECRET.encode()),)]
    forms += [Text(SECRET), Bytes(SECRET.encode())]
    for secret in forms:
        verifier = Verifier(LINE, secret)
        verifier.verify(headers={"x-acme-signature": mac(SECRET.encode())}, body=b"{}")
        for key in keys_of(secret):
            if key != SECRET.encode():
                with pytest.raises(WebhookError, match="no key and signature match"):
                    verifier.verify(headers={"x-acme-signature": mac(key)}, body=b"{}")


BODIES: list[tuple[Any, str]] = [
    ({"id": "evt_1"}, "body was parsed: "),
    ([1], "body was parsed: "),
    (None, "body is missing: "),
    (5, "body must be "),
    (True, "body must be "),
    (Pretender(), "body must be "),
    (memoryview(b"abcdef")[::2], "body must be one piece of memory"),
    (open, "body must be "),
]


@pytest.mark.parametrize(("body", "message"), BODIES)
def test_a_body_of_a_wrong_type_is_refused(body: Any, message: str) -> None:
    verifier = Verifier(LINE, SECRET)
    for headers in ({}, {"x-acme-signature": mac(SECRET.encode(), b"")}):
        with pytest.raises(TypeError, match=f"^hookproof: {message}") as raised:
            verifier.verify(headers=headers, body=body)
        assert "evt_1" not in str(raised.value)
    with pytest.raises(TypeError, match=f"^hookproof: {message}"):
        verifier.start(headers={"x-acme-signature": mac(SECRET.encode(), b"")}).update(body)


def test_a_parsed_body_is_refused_with_the_line_to_change() -> None:
    with pytest.raises(TypeError) as raised:
        Verifier(LINE, SECRET).verify(headers={}, body={"id": 1})  # type: ignore[arg-type]
    for line in ("request.get_data()", "request.body", "await request.body()"):
        assert line in str(raised.value)


def test_every_form_of_a_body_is_the_same_body() -> None:
    verifier = Verifier(LINE, SECRET)
    raw = "{\"price\":\"5 €\"}".encode()
    forms: list[Any] = [raw, bytearray(raw), memoryview(raw), memoryview(b"x" + raw)[1:], raw.decode(), array("B", raw)]
    for body in forms:
        for _ in range(2):
            assert verifier.verify(headers={"x-acme-signature": mac(SECRET.encode(), raw)}, body=body).covers.body
        with pytest.raises(WebhookError):
            verifier.verify(headers={"x-acme-signature": mac(SECRET.encode(), raw + b" ")}, body=body)
    # What a server could not decode becomes the same bytes again.
    raw = b"\xff{}"
    signed = {"x-acme-signature": mac(SECRET.encode(), raw)}
    assert verifier.verify(headers=signed, body=raw.decode("utf-8", "surrogateescape"))
    with pytest.raises(WebhookError):
        verifier.verify(headers=signed, body="\ud800{}")


HEADERS: list[Any] = [
    None, 5, "x-acme-signature: 00", b"x", [1], ["ab"], [("a",)], [("a", "b", "c")], {5: "x"}, [(None, "x")], {"x-acme-signature": 5},
    {"x-acme-signature": {"a": "b"}}, {"x-acme-signature": [5]},
]  # fmt: skip


@pytest.mark.parametrize("headers", HEADERS)
def test_headers_of_a_wrong_type_are_refused(headers: Any) -> None:
    verifier = Verifier(LINE, SECRET)
    verifier.verify(headers={"x-acme-signature": mac(SECRET.encode())}, body=b"{}")
    with pytest.raises(TypeError, match="^hookproof: header"):
        verifier.verify(headers=headers, body=b"{}")


def test_every_form_of_headers_is_the_same_headers() -> None:
    signature = mac(SECRET.encode())
    forms: list[Headers] = [
        {"x-acme-signature": signature},
        {"X-ACME-Signature": signature, "Host": "a.example"},
        {"X-Acme-Signature": [signature]},
        {b"X-Acme-Signature": signature.encode()},
        [("x-other", "€"), ("X-Acme-Signature", signature)],
        [(b"x-other", b"\xff"), (b"x-acme-signature", signature.encode())],
        iter([("X-Acme-Signature", f" {signature} ")]),
    ]
    for headers in forms:
        verifier = Verifier(LINE, SECRET)
        assert verifier.verify(headers=headers, body=b"{}")
    twice: list[Headers] = [
        {"x-acme-signature": signature, "X-Acme-Signature": signature},
        {"x-acme-signature": [signature, signature]},
        [("x-acme-signature", signature), ("X-ACME-SIGNATURE", "")],
    ]
    for headers in twice:
        verifier = Verifier(LINE, SECRET)
        verifier.verify(headers={"x-acme-signature": signature}, body=b"{}")
        for _ in range(2):
            with pytest.raises(WebhookError) as raised:
                verifier.verify(headers=headers, body=b"{}")
            assert raised.value.code == "duplicate_header" and raised.value.header == "x-acme-signature"


def test_a_header_is_the_bytes_that_came_in() -> None:
    """Servers show them as one character each."""
    line = "hmac-sha256 | x-acme: {hex} | {x-name}.{body}"
    for raw, shown in ((b"Zo\xeb", "Zo\xeb"), ("Zo\xeb".encode(), "Zo\xc3\xab"), ("5 \u20ac".encode(), "5 \u20ac")):
        verifier = Verifier(line, SECRET)
        signature = mac(SECRET.encode(), raw + b".{}")
        forms: list[Headers] = [
            {"x-acme": signature, "x-name": shown},
            {"x-acme": signature, "x-name": [shown]},
            {b"x-acme": signature.encode(), b"x-name": raw},
            [("x-acme", signature), ("x-name", shown)],
            ((name, value) for name, value in (("x-acme", signature), ("x-name", shown))),
        ]
        for headers in forms:
            assert verifier.verify(headers=headers, body=b"{}")


def test_what_is_in_a_header_does_not_become_another_header() -> None:
    line = "hmac-sha256 | x-acme: {hex} | {x-first}.{x-second}.{body}"
    good = {"x-acme": mac(SECRET.encode(), b"a.b.{}"), "x-first": "a", "x-second": "b"}
    verifier = Verifier(line, SECRET)
    verifier.verify(headers=good, body=b"{}")
    for change in ({"x-first": "a\nb"}, {"x-first": "a\nb", "x-second": ""}, {"x-acme": good["x-acme"] + "\na"}):
        with pytest.raises(WebhookError):
            verifier.verify(headers={**good, **change}, body=b"{}")
    without = {name: value for name, value in good.items() if name != "x-second"}
    with pytest.raises(WebhookError) as raised:
        verifier.verify(headers={**without, "x-first": "a\nb"}, body=b"{}")
    assert raised.value.code == "missing_header"


def test_other_arguments_of_a_wrong_type_are_refused() -> None:
    make: Callable[..., Verifier] = Verifier
    for options in (
        {"tolerance": "300"}, {"tolerance": 1.5}, {"tolerance": True}, {"allow_api_key": 1}, {"allow_api_key": None},
        {"trust_forwarded": "yes"}, {"base_url": b"https://a.example"},
    ):  # fmt: skip
        with pytest.raises(TypeError, match="^hookproof: "):
            make(LINE, SECRET, **options)
    for scheme in (None, 5, b"stripe", ["stripe"]):
        with pytest.raises(TypeError, match="^hookproof: scheme "):
            make(scheme, SECRET)
    with pytest.raises(ValueError, match="tolerance"):
        make(LINE, SECRET, tolerance=-1)
    signed = {"x-acme-signature": mac(SECRET.encode())}
    verifier: Any = make(LINE, SECRET)
    times: list[Any] = ["5", datetime.now(), b"5", True, [5]]
    for now in times:
        with pytest.raises(TypeError, match="^hookproof: now "):
            verifier.verify(headers=signed, body=b"{}", now=now)
    times = [-1, float("nan"), float("inf"), 2**53 + 1, 2**64, datetime(1960, 1, 1, tzinfo=timezone.utc)]
    for now in times:
        for _ in range(2):
            with pytest.raises(ValueError, match="^hookproof: now "):
                verifier.verify(headers=signed, body=b"{}", now=now)
            verifier.verify(headers=signed, body=b"{}", now=5)
    of_method: Any = make("hmac-sha256 | x-acme: {hex} | {method}.{body}", SECRET)
    with pytest.raises(TypeError, match="^hookproof: method "):
        of_method.verify(headers=signed, body=b"{}", method=b"POST")
