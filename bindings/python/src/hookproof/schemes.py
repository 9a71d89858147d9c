"""The schemes: what is known of one, and the table of providers."""

from __future__ import annotations

from typing import NamedTuple

from . import inputs, structs
from .native import ffi, lib
from .errors import failure
from .verdict import Covers

__all__ = ["Provider", "Scheme", "read_scheme", "schemes"]


class Scheme(NamedTuple):
    """What a server has to know of a scheme before it takes deliveries."""

    line: str
    streams: bool
    """:meth:`Verifier.start` takes it."""
    needs_url: bool
    needs_method: bool
    signs_with_api_secret: bool
    """The secret can call the provider's API: keep what :func:`derive` makes of it."""
    covers: Covers
    tolerance: int | None
    """In seconds; ``None`` where no time is signed."""


class Provider(NamedTuple):
    """A provider that the library knows by name."""

    name: str
    """What is taken as a scheme: ``"stripe"``."""
    title: str
    docs: str | None
    """The provider's own page on it."""
    scheme: str
    """The line."""
    is_confirmed: bool
    """Read in the provider's SDK or documentation; ``False``: in other people's code only."""


def read_scheme(scheme: str) -> Scheme:
    """What there is to know of a scheme, a provider's name or a line.

    :raises WebhookError: ``invalid_scheme``
    """
    kept: structs.Kept = []
    facts, error = ffi.new("hookproof_scheme *"), ffi.new("hookproof_error *")
    if lib.hookproof_scheme_read(structs.bytes_of(inputs.line(scheme), kept), facts, error):
        raise failure(error)
    return Scheme(
        line=ffi.string(facts.line).decode(),
        streams=facts.streams,
        needs_url=facts.needs_url,
        needs_method=facts.needs_method,
        signs_with_api_secret=facts.signs_with_api_secret,
        covers=Covers(facts.covers_body, facts.covers_id, facts.covers_timestamp, facts.covers_url),
        tolerance=facts.tolerance if facts.covers_timestamp else None,
    )


def schemes() -> list[Provider]:
    """All providers that the library knows, by name."""
    provider, error = ffi.new("hookproof_provider *"), ffi.new("hookproof_error *")
    found = []
    for index in range(lib.hookproof_provider_count()):
        if lib.hookproof_provider_at(index, provider, error):
            raise failure(error)
        found.append(
            Provider(
                name=ffi.string(provider.name).decode(),
                title=ffi.string(provider.title).decode(),
                docs=ffi.string(provider.docs).decode() or None,
                scheme=ffi.string(provider.scheme).decode(),
                is_confirmed=provider.is_confirmed,
            )
        )
    return found
