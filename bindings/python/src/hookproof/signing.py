"""What a sender adds to a delivery, and verification keys."""

from __future__ import annotations

import time

from . import inputs, structs
from .native import ffi, lib
from .errors import failure
from .inputs import Body, Headers, Time

__all__ = ["Signed", "derive", "sign"]


class Signed(dict[str, str]):
    """The headers that a sender adds to a delivery. What a scheme has elsewhere is in ``elsewhere``."""

    __slots__ = ("elsewhere",)

    elsewhere: dict[str, str]
    """The values by their places, ``query:signature``, ``form:token``, ``json:/signature``: decoded text, to be encoded as
    the place asks for."""


def sign(
    scheme: str,
    secret: str | bytes,
    *,
    body: Body,
    method: str | None = None,
    url: str | None = None,
    headers: Headers = (),
    timestamp: Time | None = None,
    allow_api_key: bool = False,
) -> Signed:
    """What a sender adds to a delivery: the inverse of ``verify``, for senders and for tests.

    :param headers: The headers that the scheme signs and does not make: an id, say.
    :param timestamp: Unix seconds, or a datetime with a time zone; the system's time by default.
    :raises WebhookError: as a :class:`Verifier` is made; ``missing_header``, ``missing_input``, ...
    :raises TypeError: if an argument has the wrong type
    """
    kept: structs.Kept = []
    line, key = inputs.line(scheme), inputs.secret(secret)
    request = structs.request(
        inputs.headers(headers, None),
        inputs.body(body),
        inputs.text(method, "method"),
        inputs.text(url, "url"),
        kept,
    )
    options = structs.options(kept, allow_api_key=inputs.flag(allow_api_key, "allow_api_key"))
    when = int(time.time()) if timestamp is None else inputs.seconds(timestamp, "timestamp")
    buffer, count = ffi.new("char[]", lib.HOOKPROOF_SIGNED_SIZE), ffi.new("size_t *")
    made, error = ffi.new("hookproof_header[]", lib.HOOKPROOF_SIGNED_HEADERS), ffi.new("hookproof_error *")
    result = lib.hookproof_sign(
        structs.bytes_of(line, kept),
        structs.bytes_of(key, kept),
        options,
        request,
        when,
        buffer,
        lib.HOOKPROOF_SIGNED_SIZE,
        made,
        count,
        error,
    )
    if result:
        raise failure(error)
    signed = Signed()
    signed.elsewhere = {}
    for i in range(count[0]):
        name, value = structs.read(made[i].name).decode(), structs.read(made[i].value).decode("latin-1")
        # No header's name has a colon.
        (signed.elsewhere if ":" in name else signed)[name] = value
    return signed


def derive(scheme: str, secret: str | bytes) -> str:
    """The verification key of a secret, ``hpk1_...``: it verifies what is signed with the secret, and can neither call the
    provider's API nor be turned back. A :class:`Verifier` takes it wherever it takes the secret. Keep it as a secret.
    """
    kept: structs.Kept = []
    key, error = ffi.new("char[]", lib.HOOKPROOF_DERIVED_SIZE), ffi.new("hookproof_error *")
    result = lib.hookproof_derive(
        structs.bytes_of(inputs.line(scheme), kept),
        structs.bytes_of(inputs.secret(secret), kept),
        key,
        lib.HOOKPROOF_DERIVED_SIZE,
        error,
    )
    if result:
        raise failure(error)
    return ffi.string(key).decode()
