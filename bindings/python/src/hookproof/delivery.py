"""What the helpers for frameworks do alike: they hand the bytes of a delivery to the verifier as they came in, and turn a
refusal into a status. No rule of verification is here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar, Union

from .errors import WebhookError, body_too_large
from .limits import DEFAULT_LIMIT
from .verdict import Verdict
from .verifier import Verifier

__all__ = ["Delivery"]

Request = TypeVar("Request")

log = logging.getLogger("hookproof")


class Delivery(Verdict):
    """The verdict with the bytes that it is about, and what they say."""

    __slots__ = ("_body",)

    def __init__(self, facts: bytes | tuple[Any, ...], key_ids: tuple[str, ...], body: bytes) -> None:
        super().__init__(facts, key_ids)
        self._body = body

    @property
    def body(self) -> bytes:
        """The bytes that were verified."""
        return self._body

    def text(self) -> str:
        return self._body.decode()

    def json(self) -> Any:
        return json.loads(self._body)


class Route(Generic[Request]):
    """What a route was set up with, looked at then, and not at the first delivery."""

    def __init__(
        self,
        verifier: Verifier | Callable[..., Any],
        limit: int,
        url: str | Callable[[Request], str] | None,
        on_error: Callable[[WebhookError, Request], object] | None,
    ) -> None:
        if not isinstance(verifier, Verifier) and not callable(verifier):
            raise TypeError("hookproof: webhook takes a Verifier first, or a function that returns one")
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
            raise TypeError("hookproof: limit must be a whole number of bytes")
        for what, value, kinds in (("url", url, (str,)), ("on_error", on_error, ())):
            if value is not None and not callable(value) and not isinstance(value, kinds):
                raise TypeError(f"hookproof: {what} must be a function of the request")
        self.verifier, self.limit, self.url, self.on_error = verifier, limit, url, on_error

    def check_length(self, length: int | None) -> None:
        """Refuses a body that is, or says that it is, longer than the limit."""
        if length is not None and length > self.limit:
            raise body_too_large()

    def judge(
        self, verifier: object, request: Request, headers: Any, body: bytes, method: str | None, url: str
    ) -> Delivery:
        """The delivery, if it is authentic; all else raises."""
        if not isinstance(verifier, Verifier):
            raise TypeError("hookproof: the function that webhook was given returned no Verifier")
        self.check_length(len(body))
        called = self.url(request) if callable(self.url) else self.url
        verdict = verifier.verify(headers=headers, body=body, method=method, url=called or url)
        return Delivery(verdict._facts, verdict._key_ids, body)

    def refused(self, error: WebhookError, request: Request) -> int:
        """The status to answer with, and nothing else: the reason goes to the receiver's own log."""
        if self.on_error is None:
            log.warning("%s (%s)", error, error.code)
        else:
            try:
                self.on_error(error, request)
            except Exception:
                # It must not reach the sender.
                log.exception("hookproof: on_error failed")
        return error.status


def too_late(fix: str) -> NoReturn:
    raise TypeError(
        f"hookproof: the body was read before it was verified, and a parsed body is not what was signed. {fix}"
    )


Chosen = Union[Verifier, Callable[[Request], Verifier]]
"""A verifier, or a function that returns one: for the secret of one of many tenants."""

__all__ += ["DEFAULT_LIMIT", "Chosen", "Route", "too_late"]
