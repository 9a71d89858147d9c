"""The vector files, and every field of their cases, asked for once: what nobody asks for is an error in the runner."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("HOOKPROOF_VECTORS", Path(__file__).resolve().parents[3] / "tests" / "vectors"))


class Case:
    """One case, whose fields are taken out."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.rest = dict(fields)
        self.name: str = self.take("name", str)

    def take(self, name: str, kind: type | tuple[type, ...]) -> Any:
        value = self.rest.pop(name)
        # bool is an int.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise TypeError(f"{getattr(self, 'name', '?')}: {name} is {type(value).__name__}")
        return value

    def maybe(self, name: str, kind: type | tuple[type, ...]) -> Any:
        return self.take(name, kind) if name in self.rest else None

    def done(self) -> None:
        if self.rest:
            raise KeyError(f"{self.name}: unknown fields {', '.join(self.rest)}")


def cases_of(file: dict[str, Any]) -> list[dict[str, Any]]:
    fields = dict(file)
    assert isinstance(fields.pop("_comment"), list)
    cases: list[dict[str, Any]] = fields.pop("cases")
    if fields:
        raise KeyError(f"unknown fields {', '.join(fields)}")
    return cases


def read(name: str) -> list[dict[str, Any]]:
    return cases_of(json.loads((FOLDER / name).read_text("utf-8")))


def tally(words: list[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in Counter(words).most_common())
