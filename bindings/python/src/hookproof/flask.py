"""Flask: ``@webhook(verifier)`` calls the view with the delivery."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, cast

from flask import Response, current_app, request

from .delivery import DEFAULT_LIMIT, Chosen, Delivery, Route, too_late
from .errors import WebhookError
from .verifier import Verifier

if TYPE_CHECKING:
    from typing import Concatenate, ParamSpec, TypeVar

    from flask import Request

    P = ParamSpec("P")
    T = TypeVar("T")

__all__ = ["Delivery", "webhook"]

FIX = (
    "Flask: put no request.form, request.files or request.stream before @webhook(verifier) (a before_request function,"
    " another decorator); request.get_data() and request.get_json() keep the bytes"
)


def webhook(
    verifier: Chosen[Request],
    *,
    limit: int = DEFAULT_LIMIT,
    url: str | Callable[[Request], str] | None = None,
    on_error: Callable[[WebhookError, Request], object] | None = None,
) -> Callable[[Callable[Concatenate[Delivery, P], T]], Callable[P, T | Response]]:
    """A decorator for a view, whose first argument is then the :class:`Delivery`; all else is answered with a status.

    ``request.get_json()`` and ``request.get_data()`` work as ever behind it.

    :param verifier: A verifier, or a function of the request that returns one.
    :param limit: The largest body that is read, in bytes; 25 MiB by default. A larger one is answered with 413. Flask's own
        ``MAX_CONTENT_LENGTH`` holds, too.
    :param url: The URL that the sender called, or a function of the request that returns it; ``request.url`` by default.
    :param on_error: Is told the reason of a refusal; by default the log ``hookproof`` is.
    """
    route: Route[Request] = Route(verifier, limit, url, on_error)

    def decorate(view: Callable[Concatenate[Delivery, P], T]) -> Callable[P, T | Response]:
        @wraps(view)
        def checked(*arguments: P.args, **named: P.kwargs) -> T | Response:
            seen = request._get_current_object()  # type: ignore[attr-defined]
            chosen = verifier if isinstance(verifier, Verifier) else verifier(seen)
            try:
                delivery = route.judge(chosen, seen, seen.headers, read(seen, route), seen.method, seen.url)
            except WebhookError as error:
                return Response(status=route.refused(error, seen))
            return cast("T", current_app.ensure_sync(view)(delivery, *arguments, **named))

        return checked

    return decorate


def read(seen: Request, route: Route[Request]) -> bytes:
    """The body, as far as the limit allows."""
    route.check_length(seen.content_length)
    # What get_data() has kept, or what nobody has read.
    kept: bytes | None = seen.__dict__.get("_cached_data")
    if kept is not None:
        return kept
    was_parsed = "form" in seen.__dict__ and bool(seen.form or seen.files)
    body = b"" if was_parsed else seen.stream.read(route.limit + 1)
    if was_parsed or (not body and seen.content_length):
        too_late(FIX)
    route.check_length(len(body))
    # As get_data() leaves it.
    seen.__dict__["_cached_data"] = body
    return body
