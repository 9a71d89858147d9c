"""Handshakes: a provider's check that the endpoint is yours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from . import inputs, structs
from .native import ffi, lib
from .errors import failure
from .inputs import Body, Headers, Time

if TYPE_CHECKING:
    from ._native import CData

__all__ = ["Answer", "Settings", "handshake"]

Settings = Mapping[str, Union[str, bytes]]
"""What you have configured, by the names in the handshake's line: ``{"verify-token": os.environ["META_TOKEN"]}``."""


@dataclass(frozen=True)
class Answer:
    """What to answer a handshake with: exactly this."""

    status: int
    headers: dict[str, str]
    """The names are in lower case."""
    body: bytes
    """Empty where there is none."""
    secret: str | None = field(default=None, repr=False)
    """The secret of the deliveries to come, where the handshake brings it: store it.

    Nothing shows that it comes from the provider: take it only while you are setting up a webhook at this very URL, and
    never in the place of one you have.
    """


def handshake(
    line: str,
    *,
    method: str,
    url: str | None = None,
    headers: Headers = (),
    body: Body = b"",
    settings: Settings | None = None,
    now: Time | None = None,
) -> Answer | None:
    """The answer to a handshake that takes no secret, or brings one; ``None`` if the request is none: verify it.

    :param line: The name of a provider's handshake, or a line.
    :raises WebhookError: ``missing_input`` if the handshake takes the secret (see :meth:`Verifier.handshake`), or a setting
        is absent; ``signature_mismatch`` if a token is not yours; ``invalid_scheme``; others
    :raises TypeError: if an argument has the wrong type
    """
    return answered(ffi.NULL, line, method, url, headers, body, settings, now)


def answered(
    verifier: CData,
    line: object,
    method: object,
    url: object,
    headers: object,
    body: object,
    settings: object,
    now: object,
) -> Answer | None:
    kept: structs.Kept = []
    words = structs.bytes_of(inputs.line(line, "handshake"), kept)
    request = structs.request(
        inputs.headers(headers, None),
        inputs.body(body),
        inputs.text(method, "method"),
        inputs.text(url, "url"),
        kept,
    )
    given = _settings(settings)
    answer, error = ffi.new("hookproof_answer *"), ffi.new("hookproof_error *")
    buffer = ffi.new("char[]", lib.HOOKPROOF_ANSWER_SIZE)
    result = lib.py_handshake(
        words,
        verifier,
        request,
        structs.pairs("hookproof_setting", given, kept),
        len(given),
        inputs.now(now),
        buffer,
        lib.HOOKPROOF_ANSWER_SIZE,
        answer,
        error,
    )
    if result:
        raise failure(error)
    if answer.status == 0:
        return None
    pairs = [answer.headers[i] for i in range(answer.header_count)]
    return Answer(
        status=answer.status,
        headers={structs.read(each.name).decode(): structs.read(each.value).decode() for each in pairs},
        body=structs.read(answer.body),
        secret=structs.read(answer.secret).decode() or None,
    )


def _settings(value: object) -> list[tuple[bytes, bytes]]:
    if value is None:
        return []
    if not isinstance(value, Mapping):
        inputs.refuse(f"settings must be a mapping of names and values, not {inputs.kind(value)}")
    return [(inputs.text(name, "the name of a setting"), inputs.secret(each, f"settings[{name!r}]")) for name, each in value.items()]
