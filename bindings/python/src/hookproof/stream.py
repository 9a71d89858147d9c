"""A delivery whose body is arriving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threading import Lock
from types import TracebackType

from . import inputs
from .native import ffi, lib
from .errors import failure
from .inputs import Body
from .verdict import Verdict

if TYPE_CHECKING:
    from ._native import CData, Owned

__all__ = ["Stream"]


class Stream:
    """A delivery whose body is arriving: made by :meth:`Verifier.start`. Use no part of the body before the verdict."""

    __slots__ = ("_key_ids", "_lock", "_native", "_verifier")

    def __init__(self, native: CData, verifier: Owned, key_ids: tuple[str, ...]) -> None:
        self._native: CData | None = ffi.gc(native, lib.hookproof_stream_free)
        # The keys must not go before the stream does.
        self._verifier: Owned | None = verifier
        self._key_ids = key_ids
        # Long pieces are hashed without the GIL, and a stream is for one thread at a time.
        self._lock = Lock()

    def update(self, piece: Body) -> Stream:
        """Takes the next piece of the body, of any length."""
        content = inputs.body(piece)
        with self._lock:
            if lib.py_stream_update(self._open(), content, len(content)):
                raise RuntimeError("hookproof: the stream takes no more")
        return self

    def finish(self) -> Verdict:
        """The verdict, once the body is complete; everything else raises.

        :raises WebhookError: ``signature_mismatch``, ``timestamp_too_old``, ``timestamp_too_new``, ...
        """
        with self._lock:
            verdict = ffi.new("hookproof_verdict *")
            result = lib.py_stream_finish(self._open(), verdict)
            self._end()
            if result:
                raise failure(lib.py_error())
        return Verdict(bytes(ffi.buffer(verdict)), self._key_ids)

    def close(self) -> None:
        """Gives the stream up; does nothing once it is finished."""
        with self._lock:
            self._end()

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> CData:
        if self._native is None:
            raise ValueError("hookproof: the stream is finished")
        return self._native

    def _end(self) -> None:
        native, self._native = self._native, None
        if native is not None:
            ffi.release(native)
        self._verifier = None
