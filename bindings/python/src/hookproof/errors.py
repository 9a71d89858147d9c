"""Why a delivery was rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .native import ffi, lib
from .codes import ErrorCode

if TYPE_CHECKING:
    from ._native import CData

__all__ = ["WebhookError"]


class WebhookError(Exception):
    """Why a delivery was rejected, or why a verifier could not be made. Never holds a secret, a signature or a body."""

    code: ErrorCode
    """The reason, as a word that never changes."""
    number: int
    """The reason, as a number that never changes."""
    status: int
    """The HTTP status to answer the sender with. Answer nothing else: the reason is for your own log."""
    header: str | None
    """The name of the header that it is about, or the place in the URL or body: ``query:signature``, ``json:/id``."""
    url: str | None
    """For ``signature_mismatch``, where the URL is signed: the one that was used, without its query, at most 80 bytes."""
    skew_seconds: int | None
    """For a time outside the tolerance: now minus the delivery's time, in seconds."""
    column: int | None
    """For a scheme that does not parse: the column, counted from 1."""

    def __init__(
        self,
        message: str,
        *,
        number: int,
        header: str | None = None,
        url: str | None = None,
        skew_seconds: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = cast(ErrorCode, ffi.string(lib.hookproof_error_code(number)).decode())
        self.number = number
        self.status = lib.hookproof_http_status(number)
        self.header = header
        self.url = url
        self.skew_seconds = skew_seconds
        self.column = column

    def __reduce__(self) -> tuple[object, ...]:
        details = {name: getattr(self, name) for name in ("number", "header", "url", "skew_seconds", "column")}
        return _again, (str(self), details)


def _again(message: str, details: dict[str, object]) -> WebhookError:
    return WebhookError(message, **details)  # type: ignore[arg-type]


# Numbers from here on are of the C library, and not of the delivery.
_OWN = 100


def failure(error: CData) -> Exception:
    """The exception for an error that the C library has written."""
    number: int = error.code
    message = ffi.string(error.message).decode("utf-8", "replace")
    if number >= _OWN:
        # What can be wrong with an argument is looked at before the call: such an error is this package's own.
        return MemoryError(message) if number == _OWN + 1 else RuntimeError(f"hookproof: {message}")
    return WebhookError(
        message,
        number=number,
        header=ffi.string(error.header).decode("utf-8", "replace") or None,
        url=ffi.string(error.url).decode("utf-8", "replace") or None,
        skew_seconds=error.skew or None,
        column=error.column or None,
    )


def body_too_large() -> WebhookError:
    """The error for a body beyond the caller's limit."""
    number = lib.HOOKPROOF_BODY_TOO_LARGE
    return WebhookError(ffi.string(lib.hookproof_error_description(number)).decode(), number=number)
