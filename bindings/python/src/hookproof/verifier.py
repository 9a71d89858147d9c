"""Verifying deliveries."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Literal, Union

from . import inputs, structs
from ._native import ffi, lib
from .errors import failure
from .handshakes import Answer, Settings, answered
from .inputs import Body, Headers, Secret, Time
from .stream import Stream
from .verdict import Verdict

if TYPE_CHECKING:
    from ._native import CData

__all__ = ["Tolerance", "Verifier"]

Tolerance = Union[int, Literal["ignore"], None]

# Of so many sets of header names a verifier remembers where in them its own are; they come from senders.
_MOST_PLANS = 64
_LONGEST_PLAN = 4096


class Verifier:
    """Verifies the deliveries of one sender. Make it once, and use it for every delivery, from any thread.

    ``scheme`` is a provider's name, ``"stripe"``, or a scheme's line. ``secret`` is a text or bytes, or up to 16 keys.
    """

    __slots__ = ("_key_ids", "_names", "_native", "_plans", "_reads_method", "_reads_url", "__weakref__")

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
        self._native: CData | None = ffi.gc(made, lib.py_verifier_free)
        reads = lib.py_verifier_reads(made)
        self._key_ids = tuple(key.id for key in keys)
        self._reads_url: bool = reads.url
        self._reads_method: bool = reads.method
        names = ffi.string(reads.headers).decode("ascii").split("\n")[:-1]
        # The names in lower case, in their order; None for all headers.
        self._names: tuple[str, ...] | None = None if reads.all_headers else tuple(names)
        self._plans: dict[tuple[str, ...], tuple[str, ...] | None] = {}

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
        # The usual case, in one call of C: a dict that has each header once, by these names.
        if type(headers) is dict and type(body) is bytes and (now is None or type(now) is int):
            plan = self._plans.get(tuple(headers))
            if plan is not None:
                try:
                    values = "\n".join([headers[name] for name in plan]).encode("latin-1")
                except (TypeError, UnicodeEncodeError):
                    pass
                else:
                    native, when = self._native, -1 if now is None else now
                    if native is not None and (now is None or 0 <= now <= inputs.MOST_SECONDS):
                        judged = lib.py_verify_values(native, values, len(values), body, len(body), when)
                        result = judged.result
                        if result == 0:
                            return Verdict(judged, self._key_ids)
                        if result > 0:
                            raise failure(lib.py_error())
        return self._judge(headers, body, method, url, now)

    def _judge(self, headers: object, body: object, method: object, url: object, now: object) -> Verdict:
        kept: structs.Kept = []
        request = self._request(headers, inputs.body(body), method, url, kept)
        judged = lib.py_verify(self._open(), request, inputs.now(now))
        if judged.result:
            raise failure(lib.py_error())
        if type(headers) is dict:
            # Only now: what is remembered is shaped by senders who know the secret.
            self._learn(headers)
        return Verdict(judged, self._key_ids)

    def _learn(self, headers: dict[object, object]) -> None:
        """Remembers how headers with these names are found, if that is as simple as `verify` takes it."""
        own = self._names
        names = tuple(headers)
        if own is None or self._reads_url or self._reads_method or names in self._plans:
            return
        if not all(type(name) is str for name in names):
            return
        spelt = [name for name in names if type(name) is str]
        if sum(map(len, spelt)) > _LONGEST_PLAN:
            return
        found = {name: [given for given in spelt if given.lower() == name] for name in own}
        if len(self._plans) >= _MOST_PLANS:
            self._plans = {}
        once = all(len(each) == 1 for each in found.values())
        self._plans[tuple(spelt)] = tuple(found[name][0] for name in own) if once else None

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
        made = lib.py_stream_new(native, request, inputs.now(now))
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
        return answered(self._open(), line, method, url, headers, body, settings, now)

    def close(self) -> None:
        """Drops the keys now. A closed verifier verifies nothing any more."""
        self._native = None

    def __enter__(self) -> Verifier:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> CData:
        native = self._native
        if native is None:
            raise ValueError("hookproof: the verifier is closed")
        return native

    def _request(
        self, headers: object, body: bytes, method: object, url: object, kept: structs.Kept
    ) -> CData:
        names = self._names
        wanted = None if names is None else frozenset(name.encode() for name in names)
        return structs.request(
            inputs.headers(headers, wanted),
            body,
            inputs.text(method, "method") if self._reads_method else b"",
            inputs.text(url, "url") if self._reads_url else b"",
            kept,
        )


def _tolerance(value: object) -> int | str | None:
    if value is None or value == "ignore":
        return None if value is None else "ignore"
    if isinstance(value, bool) or not isinstance(value, int):
        inputs.refuse(f'tolerance must be a whole number of seconds, or "ignore", not {inputs.kind(value)}')
    if not 0 <= value < 2**63:
        raise ValueError("hookproof: tolerance must be a whole number of seconds, or \"ignore\"")
    return value
