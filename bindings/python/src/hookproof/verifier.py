"""Verifying deliveries."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Literal, Union

from . import inputs, structs
from .native import address, ffi, judge, lib, own
from .errors import failure
from .handshakes import Answer, Settings, answered
from .inputs import Body, Headers, Secret, Time
from .stream import Stream
from .verdict import Verdict

if TYPE_CHECKING:
    from ._native import CData, Owned

__all__ = ["Tolerance", "Verifier"]

Tolerance = Union[int, Literal["ignore"], None]


class Verifier:
    """Verifies the deliveries of one sender. Make it once, and use it for every delivery, from any thread.

    ``scheme`` is a provider's name, ``"stripe"``, or a scheme's line. ``secret`` is a text or bytes, or up to 16 keys.
    """

    __slots__ = ("_key_ids", "_names", "_native", "_reads_method", "_reads_url", "__weakref__")

    def __init__(
        self,
        scheme: str,
        secret: Secret,
        *,
        tolerance: Tolerance = None,
        allow_api_key: bool = False,
        base_url: str | None = None,
        trust_forwarded: bool = False,
    ) -> None:
        """
        :param tolerance: How far a delivery's time may be from now, in seconds; the scheme's own by default. ``"ignore"``
            switches the check off.
        :param allow_api_key: Accept a raw secret that can also call the provider's API. Better: give a verification key,
            see :func:`hookproof.derive`.
        :param base_url: Where the sender reaches the endpoint, ``"https://hooks.example.com"``. Where the URL is signed, it
            is this, followed by the path and the query of the request's URL.
        :param trust_forwarded: Take ``X-Forwarded-Proto`` and ``X-Forwarded-Host`` for the beginning of the URL: behind a
            proxy that sets both. A ``base_url`` needs no trust, and wins.
        :raises WebhookError: ``invalid_scheme``, ``invalid_secret``, ``weak_secret``, ``api_key_as_secret``, ...
        :raises TypeError: if an argument has the wrong type
        """
        kept: structs.Kept = []
        line, keys = inputs.line(scheme), inputs.keys(secret)
        options = structs.options(
            kept,
            tolerance=_tolerance(tolerance),
            allow_api_key=inputs.flag(allow_api_key, "allow_api_key"),
            trust_forwarded=inputs.flag(trust_forwarded, "trust_forwarded"),
            base_url=inputs.text(base_url, "base_url"),
        )
        error = ffi.new("hookproof_error *")
        made = lib.py_verifier_new(
            structs.bytes_of(line, kept), structs.keys(keys, kept), len(keys), options, error
        )
        if not made:
            raise failure(error)
        # Every call holds a reference: the keys go when the last one is over.
        self._native: Owned | None = own(int(ffi.cast("uintptr_t", made)))
        reads = lib.py_verifier_reads(made)
        self._key_ids = tuple(key.id for key in keys)
        self._reads_url: bool = reads.url
        self._reads_method: bool = reads.method
        # The names in lower case; None for all headers.
        names = frozenset(ffi.string(reads.headers).split(b"\n")[:-1])
        self._names: frozenset[bytes] | None = None if reads.all_headers else names

    def verify(
        self,
        *,
        headers: Headers,
        body: Body,
        method: str | None = None,
        url: str | None = None,
        now: Time | None = None,
    ) -> Verdict:
        """The verdict on an authentic delivery; everything else raises.

        :param headers: A mapping of names (in any case) and values, or pairs of them.
        :param body: The body exactly as it was received: never one that was parsed and written again.
        :param method: For schemes that sign it.
        :param url: For schemes that read it: the URL that the sender called; with a ``base_url``, its path and query.
        :param now: Unix seconds, or a datetime with a time zone; the system's time by default.
        :raises WebhookError: with the reason
        :raises TypeError: if an argument has the wrong type (a body that was parsed, say)
        """
        native = self._native
        if native is not None:
            # The usual call; what is not one is None.
            judged = judge(native, headers, body, now)
            if type(judged) is bytes:
                return Verdict(judged, self._key_ids)
            if judged is not None:
                raise failure(lib.py_error())
        return self._judge(headers, body, method, url, now)

    def _judge(self, headers: object, body: object, method: object, url: object, now: object) -> Verdict:
        """The same for everything that the arguments may be."""
        kept: structs.Kept = []
        native = self._open()
        request = self._request(headers, inputs.body(body), method, url, kept)
        verdict = ffi.new("hookproof_verdict *")
        if lib.py_verify(_pointer(native), request, inputs.now(now), verdict):
            raise failure(lib.py_error())
        return Verdict(bytes(ffi.buffer(verdict)), self._key_ids)

    def start(
        self,
        *,
        headers: Headers,
        method: str | None = None,
        url: str | None = None,
        now: Time | None = None,
    ) -> Stream:
        """Begins a delivery whose body comes in pieces; its verdict is the one that :meth:`verify` gives.

        All of it but the body is checked here, so that a delivery that can't be authentic ends before its body is read.

        :raises WebhookError: as :meth:`verify`; ``missing_input`` if the scheme has to see the body as a whole
        """
        kept: structs.Kept = []
        native = self._open()
        request = self._request(headers, b"", method, url, kept)
        made = lib.py_stream_new(_pointer(native), request, inputs.now(now))
        if not made:
            raise failure(lib.py_error())
        return Stream(made, native, self._key_ids)

    def handshake(
        self,
        line: str,
        *,
        method: str,
        url: str | None = None,
        headers: Headers = (),
        body: Body = b"",
        settings: Settings | None = None,
        now: Time | None = None,
    ) -> Answer | None:
        """The answer to a handshake whose request is signed, or which is answered with the secret; ``None`` if the request
        is none: verify it.

        :param line: The name of a provider's handshake, or a line.
        :raises WebhookError: as :meth:`verify`, and as :func:`hookproof.handshake`
        """
        native = self._open()
        return answered(_pointer(native), line, method, url, headers, body, settings, now)

    def close(self) -> None:
        """Drops the keys now. A closed verifier verifies nothing any more."""
        self._native = None

    def __enter__(self) -> Verifier:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> Owned:
        native = self._native
        if native is None:
            raise ValueError("hookproof: the verifier is closed")
        return native

    def _request(
        self, headers: object, body: bytes, method: object, url: object, kept: structs.Kept
    ) -> CData:
        return structs.request(
            inputs.headers(headers, self._names),
            body,
            inputs.text(method, "method") if self._reads_method else b"",
            inputs.text(url, "url") if self._reads_url else b"",
            kept,
        )


def _pointer(native: Owned) -> CData:
    """The verifier for cffi, as long as there is a reference to what owns it."""
    return ffi.cast("py_verifier *", address(native))


def _tolerance(value: object) -> int | str | None:
    if value is None or value == "ignore":
        return None if value is None else "ignore"
    if isinstance(value, bool) or not isinstance(value, int):
        inputs.refuse(f'tolerance must be a whole number of seconds, or "ignore", not {inputs.kind(value)}')
    if not 0 <= value < 2**63:
        raise ValueError("hookproof: tolerance must be a whole number of seconds, or \"ignore\"")
    return value
