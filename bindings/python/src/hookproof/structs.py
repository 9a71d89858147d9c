"""The structs of C, made of bytes of Python.

C keeps none of these pointers, but they are good only as long as the bytes live: every function takes the list that holds
them until the call is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collections.abc import Sequence

from .native import ffi, lib
from .inputs import ReadyKey

if TYPE_CHECKING:
    from ._native import CData

Kept = list[object]


def point(at: CData, data: bytes, kept: Kept) -> None:
    """Makes a ``hookproof_bytes`` that says where these bytes are."""
    if data:
        where = ffi.from_buffer(data)
        kept.append(where)
        at.data, at.len = where, len(data)


def bytes_of(data: bytes, kept: Kept) -> CData:
    made = ffi.new("hookproof_bytes *")
    point(made, data, kept)
    kept.append(made)
    return made[0]  # type: ignore[no-any-return]


def pairs(kind: str, items: Sequence[tuple[bytes, bytes]], kept: Kept) -> CData:
    """Headers, or settings."""
    made = ffi.new(f"{kind}[]", len(items))
    kept.append(made)
    for i, (name, value) in enumerate(items):
        point(made[i].name, name, kept)
        point(made[i].value, value, kept)
    return made


def request(
    headers: Sequence[tuple[bytes, bytes]], body: bytes, method: bytes, url: bytes, kept: Kept
) -> CData:
    made = ffi.new("hookproof_request *")
    kept.append(made)
    made.headers, made.header_count = pairs("hookproof_header", headers, kept), len(headers)
    point(made.body, body, kept)
    point(made.method, method, kept)
    point(made.url, url, kept)
    return made


def keys(given: Sequence[ReadyKey], kept: Kept) -> CData:
    made = ffi.new("hookproof_key[]", len(given))
    kept.append(made)
    for i, key in enumerate(given):
        point(made[i].id, key.id.encode("utf-8", "replace"), kept)
        point(made[i].secret, key.secret, kept)
        made[i].not_before, made[i].not_after = key.not_before, key.not_after
    return made


def options(
    kept: Kept,
    *,
    allow_api_key: bool,
    tolerance: int | str | None = None,
    trust_forwarded: bool = False,
    base_url: bytes = b"",
) -> CData:
    made = ffi.new("hookproof_options *")
    kept.append(made)
    if tolerance == "ignore":
        made.tolerance = lib.HOOKPROOF_TOLERANCE_IGNORE
    elif isinstance(tolerance, int):
        made.tolerance, made.tolerance_seconds = lib.HOOKPROOF_TOLERANCE_SECONDS, tolerance
    made.allow_api_key, made.trust_forwarded = allow_api_key, trust_forwarded
    point(made.base_url, base_url, kept)
    return made


def read(data: CData) -> bytes:
    """What a ``hookproof_bytes`` of the library says."""
    if not data.len:
        return b""
    return bytes(ffi.unpack(ffi.cast("char *", data.data), data.len))
