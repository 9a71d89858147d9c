"""What is known of an authentic delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, NoReturn

from ._native import ffi

if TYPE_CHECKING:
    from ._native import CData

__all__ = ["Covers", "Verdict"]


class Covers(NamedTuple):
    """What of a delivery its signature protects. What it does not protect, anyone may have changed."""

    body: bool
    id: bool
    timestamp: bool
    url: bool


class Verdict:
    """An authentic delivery. Only what is signed is in here; it is read out of the core's answer when it is asked for."""

    __slots__ = ("_facts", "_key_ids")

    _facts: CData
    _key_ids: tuple[str, ...]

    def __init__(self, facts: CData, key_ids: tuple[str, ...]) -> None:
        self._facts = facts
        self._key_ids = key_ids

    @property
    def key_id(self) -> str:
        """The id of the key that matched."""
        index: int = self._facts.verdict.key_index
        return self._key_ids[index]

    @property
    def timestamp(self) -> int | None:
        """When it was sent, in unix seconds; ``None`` if the scheme signs no time."""
        facts = self._facts.verdict
        return facts.timestamp if facts.has_timestamp else None

    @property
    def skew(self) -> int | None:
        """Now minus ``timestamp``, in seconds: positive for an old delivery, negative for one from the future."""
        facts = self._facts.verdict
        return facts.skew if facts.has_timestamp else None

    @property
    def event_id(self) -> str | None:
        """The id of the event; ``None`` if the signature does not cover one, or if it has a zero byte in it."""
        return ffi.string(self._facts.verdict.event_id).decode() or None

    @property
    def event_type(self) -> str | None:
        """The type of the event; ``None`` as for ``event_id``."""
        return ffi.string(self._facts.verdict.event_type).decode() or None

    @property
    def replay_key(self) -> str | None:
        """The same for two deliveries of the same signed message, 64 characters of hex: store it to find duplicates.

        ``None`` for a scheme that signs no message: a shared token.
        """
        facts = self._facts.verdict
        return bytes(facts.replay_key).hex() if facts.has_replay_key else None

    @property
    def covers(self) -> Covers:
        """What the signature protects."""
        facts = self._facts.verdict
        return Covers(facts.covers_body, facts.covers_id, facts.covers_timestamp, facts.covers_url)

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
