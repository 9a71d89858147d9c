"""Checks the type of everything the caller passes, and turns it into bytes and numbers. Nothing else is decided here.

No message holds a value: it could be the secret.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, Union

__all__ = ["Body", "Headers", "Key", "Secret", "Time"]

Body = Union[bytes, bytearray, memoryview, str]
"""The body exactly as it was received; text is taken as UTF-8."""

Value = Union[str, bytes, Sequence[str], Sequence[bytes]]
Headers = Union[Mapping[str, Value], Mapping[bytes, Value], Iterable[tuple[str, Value]], Iterable[tuple[bytes, Value]]]
"""Names (in any case) and values, or pairs of them; a header that came twice is there twice, or has a list."""

Time = Union[int, float, datetime]
"""Unix seconds, or a datetime with a time zone."""

# The last second that a float says exactly.
MOST_SECONDS = 2**53


@dataclass(frozen=True)
class Key:
    """One of several secrets, for rotation. It is used from the first of its dates to the second."""

    secret: str | bytes = field(repr=False)
    id: str | None = None
    """The verdict's ``key_id`` where this key matched, at most 64 bytes. Its place in the list, ``"0"``, by default."""
    not_before: Time | None = None
    not_after: Time | None = None


Secret = Union[str, bytes, Sequence[Key]]
"""One secret, or up to 16 keys."""


def refuse(what: str) -> NoReturn:
    raise TypeError(f"hookproof: {what}")


def kind(value: object) -> str:
    """What a value is, in a word that holds nothing of it."""
    return type(value).__name__


def encoded(value: str) -> bytes:
    """Text as UTF-8. What Python has made of other bytes becomes these bytes again."""
    try:
        # Not value.encode(): a class of the caller may have made another of it.
        return str.encode(value, "utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # The sender may have written half of a pair: that is a delivery like another, and no mistake in a program.
        return str.encode(value, "utf-8", "surrogatepass")


def plain(value: bytes) -> bytes:
    """These bytes, of no other class, which may think otherwise about their length."""
    return value if type(value) is bytes else memoryview(value).tobytes()


def body(value: object) -> bytes:
    if isinstance(value, bytes):
        return plain(value)
    if isinstance(value, str):
        return encoded(value)
    if isinstance(value, (dict, list, tuple)):
        refuse(
            "body was parsed: pass the raw bytes as they were received (request.get_data() in Flask, request.body in"
            " Django, await request.body() in FastAPI and Starlette), and parse them after verification"
        )
    if value is None:
        refuse("body is missing: pass the raw body as it was received (an empty one is b'')")
    try:
        view = memoryview(value)  # type: ignore[arg-type]
    except TypeError:
        refuse(f"body must be bytes, bytearray, memoryview or str, not {kind(value)}")
    if not view.c_contiguous:
        refuse("body must be one piece of memory, and this memoryview is not")
    # A copy: nobody changes the bytes while they are judged.
    return view.tobytes()


def text(value: object, what: str) -> bytes:
    """A string that may be left out."""
    if value is None:
        return b""
    if isinstance(value, str):
        return encoded(value)
    refuse(f"{what} must be a str, not {kind(value)}")


def line(value: object, what: str = "scheme") -> bytes:
    if isinstance(value, str):
        return encoded(value)
    refuse(f"{what} must be a str, a provider's name or a line, not {kind(value)}")


def flag(value: object, what: str) -> bool:
    if isinstance(value, bool):
        return value
    refuse(f"{what} must be True or False, not {kind(value)}")


def seconds(value: object, what: str) -> int:
    """Unix seconds of a time."""
    number = value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            refuse(f"{what} must be a datetime with a time zone: datetime.now(timezone.utc)")
        number = value.timestamp()
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        refuse(f"{what} must be unix seconds or a datetime, not {kind(value)}")
    if not 0 <= number <= MOST_SECONDS or (isinstance(number, float) and not math.isfinite(number)):
        raise ValueError(f"hookproof: {what} must be unix seconds or a datetime, and is no time since 1970")
    return int(number)


def now(value: object, what: str = "now") -> int:
    """Unix seconds; -1 for the system's time."""
    return -1 if value is None else seconds(value, what)


def secret(value: object, what: str = "secret") -> bytes:
    if isinstance(value, bytes):
        return plain(value)
    if isinstance(value, str):
        try:
            return str.encode(value, "utf-8", "surrogateescape")
        except UnicodeEncodeError:
            # From None: the error has the text in it.
            raise TypeError(f"hookproof: {what} is a str that no bytes belong to") from None
    if value is None:
        refuse(f"{what} is None: is the variable set that it comes from?")
    refuse(f"{what} must be str or bytes, not {kind(value)}")


@dataclass(frozen=True)
class ReadyKey:
    id: str
    secret: bytes = field(repr=False)
    not_before: int
    not_after: int


def keys(value: object) -> list[ReadyKey]:
    """One secret, or a list of keys."""
    if not isinstance(value, (list, tuple)):
        return [ReadyKey("default", secret(value), 0, 0)]
    return [_key(key, f"secret[{i}]", str(i)) for i, key in enumerate(value)]


def _key(key: object, what: str, place: str) -> ReadyKey:
    if not isinstance(key, Key):
        refuse(f"{what} must be a hookproof.Key, not {kind(key)}")
    name = place if key.id is None else key.id
    if not isinstance(name, str):
        refuse(f"{what}.id must be a str, not {kind(name)}")

    def date(value: object, which: str) -> int:
        # 0 stands for no date in C: the first second of 1970 is before every delivery, and the next one as well.
        return 0 if value is None else max(1, seconds(value, f"{what}.{which}"))

    return ReadyKey(
        name,
        secret(key.secret, f"{what}.secret"),
        date(key.not_before, "not_before"),
        date(key.not_after, "not_after"),
    )


_FORM = "a mapping of names and values, or pairs of them"


def _header(value: object, name: bytes) -> bytes:
    if isinstance(value, str):
        try:
            # As servers show the bytes that came in: one character each.
            return str.encode(value, "latin-1")
        except UnicodeEncodeError:
            return encoded(value)
    if isinstance(value, bytes):
        return plain(value)
    refuse(f"header {name.decode('ascii', 'replace')} must be str or bytes, or a list of them, not {kind(value)}")


def _pairs(headers: Any) -> Iterator[tuple[object, object]]:
    # With several values of a name, items() of most has them all; httpx joins them there, and has this for it.
    for method in ("multi_items", "items"):
        if hasattr(headers, method):
            yield from getattr(headers, method)()
            return
    if isinstance(headers, (str, bytes)) or headers is None or not hasattr(headers, "__iter__"):
        refuse(f"headers must be {_FORM}, not {kind(headers)}")
    for pair in headers:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            refuse(f"headers must be {_FORM}")
        yield pair[0], pair[1]


def headers(value: object, names: frozenset[bytes] | None) -> list[tuple[bytes, bytes]]:
    """Name and value of every header that has one of these (lower-case) names, or of all headers."""
    found: list[tuple[bytes, bytes]] = []
    for name, given in _pairs(value):
        if isinstance(name, str):
            raw = encoded(name)
        elif isinstance(name, bytes):
            raw = plain(name)
        else:
            refuse(f"headers must be {_FORM}: a name is {kind(name)}")
        if names is not None and raw.lower() not in names:
            continue
        if given is None:
            continue
        several = given if isinstance(given, (list, tuple)) else (given,)
        found.extend((raw, _header(each, raw)) for each in several)
    return found
