"""What is known of an authentic delivery."""

from __future__ import annotations

from struct import Struct
from typing import Any, NamedTuple, NoReturn

from .native import ffi

__all__ = ["Covers", "Verdict"]


class Covers(NamedTuple):
    """What of a delivery its signature protects. What it does not protect, anyone may have changed."""

    body: bool
    id: bool
    timestamp: bool
    url: bool


# hookproof_verdict: as the machine aligns it.
_STRUCT = Struct("@NQq32s??????257s257s")
if _STRUCT.size != ffi.sizeof("hookproof_verdict"):
    raise ImportError("hookproof: the verdicts of the compiled module are others")


class Verdict:
    """An authentic delivery. Only what is signed is in here; it is read out of the core's answer when it is asked for."""

    __slots__ = ("_facts", "_key_ids")

    _facts: bytes | tuple[Any, ...]
    _key_ids: tuple[str, ...]

    def __init__(self, facts: bytes | tuple[Any, ...], key_ids: tuple[str, ...]) -> None:
        self._facts = facts
        self._key_ids = key_ids

    def _fact(self, place: int) -> Any:
        facts = self._facts
        if isinstance(facts, bytes):
            facts = self._facts = _STRUCT.unpack(facts)
        return facts[place]

    def _text(self, place: int) -> str | None:
        text: bytes = self._fact(place)
        return text[: text.index(0)].decode() or None

    @property
    def key_id(self) -> str:
        """The id of the key that matched."""
        index: int = self._fact(0)
        return self._key_ids[index]

    @property
    def timestamp(self) -> int | None:
        """When it was sent, in unix seconds; ``None`` if the scheme signs no time."""
        return self._fact(1) if self._fact(4) else None

    @property
    def skew(self) -> int | None:
        """Now minus ``timestamp``, in seconds: positive for an old delivery, negative for one from the future."""
        return self._fact(2) if self._fact(4) else None

    @property
    def event_id(self) -> str | None:
        """The id of the event; ``None`` if the signature does not cover one, or if it has a zero byte in it."""
        return self._text(10)

    @property
    def event_type(self) -> str | None:
        """The type of the event; ``None`` as for ``event_id``."""
        return self._text(11)

    @property
    def replay_key(self) -> str | None:
        """The same for two deliveries of the same signed message, 64 characters of hex: store it to find duplicates.

        ``None`` for a scheme that signs no message: a shared token.
        """
        key: bytes = self._fact(3)
        return key.hex() if self._fact(5) else None

    @property
    def covers(self) -> Covers:
        """What the signature protects."""
        return Covers(self._fact(6), self._fact(7), self._fact(8), self._fact(9))

    def as_dict(self) -> dict[str, object]:
        """All of it, as a dict that can become JSON."""
        return {
            "key_id": self.key_id,
            "timestamp": self.timestamp,
            "skew": self.skew,
            "event_id": self.event_id,
            "event_type": self.event_type,
            "replay_key": self.replay_key,
            "covers": self.covers._asdict(),
        }

    def __eq__(self, other: object) -> bool:
        return self.as_dict() == other.as_dict() if isinstance(other, Verdict) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.key_id, self.timestamp, self.event_id, self.replay_key))

    def __repr__(self) -> str:
        return f"Verdict({', '.join(f'{name}={value!r}' for name, value in self.as_dict().items())})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("hookproof: a verdict stays where it was reached; hand on verdict.as_dict()")
