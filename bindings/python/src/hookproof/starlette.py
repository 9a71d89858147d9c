"""Starlette, and FastAPI, where ``webhook(verifier)`` is a dependency."""

# No `from __future__ import annotations`: FastAPI looks at the annotations of what it depends on.

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, Optional, Union

from starlette.exceptions import HTTPException
from starlette.requests import Request

from .delivery import DEFAULT_LIMIT, Delivery, Route, too_late
from .errors import WebhookError
from .verifier import Verifier

__all__ = ["Delivery", "webhook"]

FIX = (
    "FastAPI: declare no Form or File parameters beside Depends(webhook(verifier)), and parse delivery.body; Starlette: call"
    " it before request.form() and request.stream()"
)


def webhook(
    verifier: Union[Verifier, Callable[[Request], Union[Verifier, Awaitable[Verifier]]]],
    *,
    limit: int = DEFAULT_LIMIT,
    url: Union[str, Callable[[Request], str], None] = None,
    on_error: Optional[Callable[[WebhookError, Request], object]] = None,
) -> Callable[[Request], Awaitable[Delivery]]:
    """An async function of a request that returns the :class:`Delivery`, and raises an ``HTTPException`` for all else.

    In FastAPI: ``delivery: Annotated[Delivery, Depends(webhook(verifier))]``. In Starlette: ``check = webhook(verifier)``,
    and ``delivery = await check(request)`` in the endpoint. ``await request.body()`` and ``.json()`` work as ever behind it.

    :param verifier: A verifier, or a function of the request that returns one, async or not.
    :param limit: The largest body that is read, in bytes; 25 MiB by default. A larger one is answered with 413.
    :param url: The URL that the sender called, or a function of the request that returns it; ``request.url`` by default.
    :param on_error: Is told the reason of a refusal; by default the log ``hookproof`` is.
    """
    route: Route[Request] = Route(verifier, limit, url, on_error)

    async def check(request: Request) -> Delivery:
        chosen: Any = verifier if isinstance(verifier, Verifier) else verifier(request)
        if isawaitable(chosen):
            chosen = await chosen
        try:
            body = await read(request, route)
            return route.judge(chosen, request, request.scope["headers"], body, request.method, str(request.url))
        except WebhookError as error:
            status = route.refused(error, request)
        raise HTTPException(status)

    return check


async def read(request: Request, route: Route[Request]) -> bytes:
    """The body, as far as the limit allows."""
    length = request.headers.get("content-length", "")
    route.check_length(int(length) if length.isascii() and length.isdigit() else None)
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            route.check_length(size)
            pieces.append(piece)
    except RuntimeError:
        # "Stream consumed"
        too_late(FIX)
    body = b"".join(pieces)
    # As request.body() leaves it.
    request._body = body
    return body
