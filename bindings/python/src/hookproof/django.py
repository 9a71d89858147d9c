"""Django: ``@webhook(verifier)`` calls the view with the request and the delivery."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt

from .delivery import DEFAULT_LIMIT, Chosen, Delivery, Route, too_late
from .errors import WebhookError, body_too_large
from .verifier import Verifier

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Concatenate, ParamSpec, TypeVar

    P = ParamSpec("P")
    R = TypeVar("R", bound="HttpResponse | Awaitable[HttpResponse]")

__all__ = ["Delivery", "webhook"]

FIX = (
    "Django: nothing may read request.POST of a multipart body, request.FILES or request.read() before @webhook(verifier)"
    " (a middleware, another decorator); request.body keeps the bytes"
)


def webhook(
    verifier: Chosen[HttpRequest],
    *,
    limit: int = DEFAULT_LIMIT,
    url: str | Callable[[HttpRequest], str] | None = None,
    on_error: Callable[[WebhookError, HttpRequest], object] | None = None,
) -> Callable[[Callable[Concatenate[HttpRequest, Delivery, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """A decorator for a view, whose second argument is then the :class:`Delivery`; all else is answered with a status.

    The view is exempt from Django's CSRF check: no provider has the token, and the signature says more. It may be async.

    :param verifier: A verifier, or a function of the request that returns one.
    :param limit: The largest body that is read, in bytes; 25 MiB by default. A larger one is answered with 413, and so is
        one over Django's own ``DATA_UPLOAD_MAX_MEMORY_SIZE``, which is 2.5 MiB unless it is set.
    :param url: The URL that the sender called, or a function of the request that returns it; what Django builds by default.
    :param on_error: Is told the reason of a refusal; by default the log ``hookproof`` is.
    """
    route: Route[HttpRequest] = Route(verifier, limit, url, on_error)

    def check(request: HttpRequest) -> Delivery | HttpResponse:
        chosen = verifier if isinstance(verifier, Verifier) else verifier(request)
        try:
            body = read(request, route)
            return route.judge(chosen, request, request.headers, body, request.method, request.build_absolute_uri())
        except WebhookError as error:
            return HttpResponse(status=route.refused(error, request))

    def decorate(view: Callable[Concatenate[HttpRequest, Delivery, P], R]) -> Callable[Concatenate[HttpRequest, P], R]:
        if iscoroutinefunction(view):

            @wraps(view)
            async def checked_async(request: HttpRequest, *arguments: P.args, **named: P.kwargs) -> Any:
                found = check(request)
                return await view(request, found, *arguments, **named) if isinstance(found, Delivery) else found

            return cast("Callable[Concatenate[HttpRequest, P], R]", csrf_exempt(checked_async))

        @wraps(view)
        def checked(request: HttpRequest, *arguments: P.args, **named: P.kwargs) -> R:
            found = check(request)
            return view(request, found, *arguments, **named) if isinstance(found, Delivery) else cast("R", found)

        return cast("Callable[Concatenate[HttpRequest, P], R]", csrf_exempt(checked))

    return decorate


def read(request: HttpRequest, route: Route[HttpRequest]) -> bytes:
    """The body, as far as the limits allow."""
    length = request.META.get("CONTENT_LENGTH") or ""
    route.check_length(int(length) if length.isascii() and length.isdigit() else None)
    try:
        return request.body
    except RequestDataTooBig:
        raise body_too_large() from None
    except RawPostDataException:
        too_late(FIX)
