"""The examples, in the frameworks themselves, over HTTP on loopback: signed, forged, too large, parsed before."""

from __future__ import annotations

import asyncio
import http.client
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
import fastapi
import flask
import pytest
import uvicorn
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from hookproof import Verifier, WebhookError, sign
from hookproof.delivery import Delivery
from hookproof.django import webhook as django_webhook
from hookproof.flask import webhook as flask_webhook
from hookproof.starlette import webhook as starlette_webhook

SECRET = "whsec_5f0aB6c1T9x2Zk8QmWv3Jr7Y"
# Python's own JSON would be written with other spaces: what is parsed and written again does not verify.
EVENT = b'{ "id":"evt_1","type":"invoice.paid", "price":"5 \xe2\x82\xac" }'
ANSWER = {"thanks": "invoice.paid", "once": "evt_1"}

os.environ["STRIPE_WEBHOOK_SECRET"] = SECRET
os.environ["DJANGO_SECRET_KEY"] = "of the tests"
os.environ["DJANGO_SETTINGS_MODULE"] = "django_app"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

import django_app  # noqa: E402
import fastapi_app  # noqa: E402
import flask_app  # noqa: E402
import starlette_app  # noqa: E402

django.setup()

Answer = tuple[int, bytes]
Send = Callable[..., Answer]


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


def client(port: int) -> Send:
    def send(
        body: bytes, headers: dict[str, str], where: str = "/hooks/stripe", *, in_chunks: bool = False, ends: bool = True
    ) -> Answer:
        """Of a body that does not end, an announced one is not sent at all: a server may answer before it has read it."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.putrequest("POST", where)
            length = {"Transfer-Encoding": "chunked"} if in_chunks else {"Content-Length": str(len(body))}
            for name, value in {**headers, **length}.items():
                connection.putheader(name, value)
            connection.endheaders()
            if in_chunks:
                for piece in (body[i : i + 1000] for i in range(0, len(body), 1000)):
                    connection.send(b"%x\r\n%b\r\n" % (len(piece), piece))
                connection.send(b"0\r\n\r\n" if ends else b"")
            elif ends:
                connection.send(body)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    return send


@contextmanager
def asgi(app: Any) -> Iterator[Send]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
        yield client(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def wsgi(app: Any) -> Iterator[Send]:
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield client(server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


FRAMEWORKS: dict[str, Callable[[], Any]] = {
    "fastapi": lambda: asgi(fastapi_app.app),
    "starlette": lambda: asgi(starlette_app.app),
    "flask": lambda: wsgi(flask_app.app),
    "django": lambda: wsgi(WSGIHandler()),
}


def signed(body: bytes = EVENT, kind: str = "application/json", tenant: str = "") -> dict[str, str]:
    return {**sign("stripe", SECRET, body=body), "Content-Type": kind, "X-Tenant": tenant}


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_the_example(name: str, caplog: pytest.LogCaptureFixture) -> None:
    import json

    with FRAMEWORKS[name]() as send:
        status, body = send(EVENT, signed())
        assert (status, json.loads(body)) == (200, ANSWER)
        # What a provider sends as a form is not parsed either.
        status, body = send(EVENT, signed(kind=FORM_TYPE))
        assert (status, json.loads(body)) == (200, ANSWER)
        assert not caplog.records

        refusals: list[tuple[str, int, Answer]] = [
            ("signature_mismatch", 401, send(EVENT + b" ", signed())),
            ("missing_header", 400, send(EVENT, {})),
            ("body_too_large", 413, send(b" " * 1_000_001, signed(), ends=False)),
        ]
        if name in ("fastapi", "starlette"):
            status, _ = send(EVENT, signed(), in_chunks=True)
            assert status == 200
            refusals.append(("body_too_large", 413, send(b" " * 1_000_001, signed(), in_chunks=True, ends=False)))
        for code, expected, (status, body) in refusals:
            assert status == expected, code
            # The sender learns nothing but the status.
            assert code.encode() not in body and b"key" not in body and len(body) < 100
        logged = [record.getMessage() for record in caplog.records if record.name == "hookproof"]
        assert [message.rpartition("(")[2].rstrip(")") for message in logged] == [code for code, _, _ in refusals]
        assert all(record.levelno == logging.WARNING for record in caplog.records if record.name == "hookproof")


def told(errors: list[str]) -> Callable[[WebhookError, Any], object]:
    def on_error(error: WebhookError, request: object) -> None:
        assert request is not None
        errors.append(error.code)
        raise RuntimeError("must not reach the sender")

    return on_error


def chosen(request: Any) -> Verifier:
    """A verifier for each tenant, here by a header."""
    return Verifier("stripe", f"{SECRET}{request.headers.get('x-tenant', '')}")


FORM = b"a=1&b=2"
FORM_TYPE = "application/x-www-form-urlencoded"
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
MULTIPART_TYPE = "multipart/form-data; boundary=x"


def errors_of(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(str(record.exc_info[1]) for record in caplog.records if record.exc_info)


def test_starlette_and_what_was_read_before(caplog: pytest.LogCaptureFixture) -> None:
    errors: list[str] = []
    check = starlette_webhook(chosen, on_error=told(errors))

    async def after(request: Request) -> PlainTextResponse:
        await check(request)
        return PlainTextResponse(repr((await request.body(), await request.json())))

    async def kept(request: Request) -> PlainTextResponse:
        await request.json()
        return PlainTextResponse((await check(request)).text())

    async def parsed(request: Request) -> PlainTextResponse:
        await request.form()
        return PlainTextResponse((await check(request)).text())

    routes = [Route(f"/{view.__name__}", view, methods=["POST"]) for view in (after, kept, parsed)]
    with asgi(Starlette(routes=routes)) as send:
        assert send(EVENT, signed(), "/kept") == (200, EVENT)
        status, body = send(EVENT, signed(), "/after")
        assert status == 200 and b"invoice.paid" in body
        assert send(EVENT, signed(tenant="another"), "/kept")[0] == 401
        assert errors == ["signature_mismatch"] and "must not reach the sender" in errors_of(caplog)
        assert send(FORM, signed(FORM, FORM_TYPE), "/parsed")[0] == 500
    # uvicorn logs an exception after it has answered.
    assert "the body was read before it was verified" in errors_of(caplog) and "request.form()" in errors_of(caplog)


# The annotations of these are looked up among the names of the module.
CHECK = starlette_webhook(Verifier("stripe", SECRET))


async def with_model(delivery: Annotated[Delivery, fastapi.Depends(CHECK)], event: dict[str, str]) -> str:
    return event["id"] + (delivery.event_id or "")


async def with_form(delivery: Annotated[Delivery, fastapi.Depends(CHECK)], a: Annotated[str, fastapi.Form()]) -> str:
    return a + delivery.text()


def test_fastapi_and_what_was_parsed_before(caplog: pytest.LogCaptureFixture) -> None:
    app = fastapi.FastAPI()
    app.post("/model")(with_model)
    app.post("/form")(with_form)
    with asgi(app) as send:
        # FastAPI keeps the bytes of JSON.
        assert send(EVENT, signed(), "/model") == (200, b'"evt_1evt_1"')
        assert send(EVENT + b" ", signed(), "/model")[0] == 401
        assert send(FORM, signed(FORM, FORM_TYPE), "/form")[0] == 500
    assert "the body was read before it was verified" in errors_of(caplog) and "Form" in errors_of(caplog)


def test_flask_and_what_was_parsed_before(caplog: pytest.LogCaptureFixture) -> None:
    app = flask.Flask("of the tests")
    errors: list[str] = []
    check = flask_webhook(chosen, on_error=told(errors), limit=5000)

    @app.before_request
    def read_before() -> None:
        how = flask.request.args.get("before")
        if how == "form":
            flask.request.form.get("a")
        elif how == "json":
            flask.request.get_json()
        elif how == "stream":
            flask.request.stream.read()

    @app.post("/<tenant>")
    @check
    def hook(delivery: Delivery, tenant: str) -> str:
        again = flask.request.get_json() if flask.request.is_json else flask.request.get_data().decode()
        return f"{tenant} {delivery.text()} {again}"

    form = signed(FORM, FORM_TYPE)
    multipart = signed(MULTIPART, MULTIPART_TYPE)
    with wsgi(app) as send:
        for where in ("/a", "/a?before=json", "/a?before=form"):
            status, body = send(EVENT, signed(), where)
            assert status == 200 and body.startswith(b"a " + EVENT), where
        assert send(FORM, form, "/a") == (200, b"a a=1&b=2 a=1&b=2")
        assert send(MULTIPART, multipart, "/a")[0] == 200
        assert send(EVENT, signed(tenant="another"), "/a")[0] == 401
        assert send(b"x" * 5001, signed(), "/a", ends=False)[0] == 413
        assert errors == ["signature_mismatch", "body_too_large"]
        # A server that takes a body in chunks says no length.
        in_chunks: dict[str, Any] = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
        client = app.test_client()
        for body, headers, where, expected in (
            (EVENT, signed(), "/a", 200),
            (FORM, form, "/a", 200),
            (b'"%b"' % (b"x" * 5000), signed(), "/a", 413),
            (b'"%b"' % (b"x" * 5000), signed(), "/a?before=json", 413),
            (FORM, form, "/a?before=form", 500),
        ):
            answer = client.post(where, data=body, headers=headers, environ_overrides=in_chunks)
            assert answer.status_code == expected, (where, body)
        app.config["MAX_CONTENT_LENGTH"] = 20
        assert send(EVENT, signed(), "/a", ends=False)[0] == 413
        app.config["MAX_CONTENT_LENGTH"] = None
        for body, headers, where in (
            (FORM, form, "/a?before=form"),
            (MULTIPART, multipart, "/a?before=form"),
            (EVENT, signed(), "/a?before=stream"),
        ):
            caplog.clear()
            assert send(body, headers, where)[0] == 500
            assert "the body was read before it was verified" in errors_of(caplog) and "request.form" in errors_of(caplog)


def test_django_and_what_was_parsed_before(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[str] = []
    check = django_webhook(chosen, on_error=told(errors), limit=5000)

    @check
    def hook(request: HttpRequest, delivery: Delivery, tenant: str) -> HttpResponse:
        return HttpResponse(f"{tenant} {delivery.text()} {request.body.decode()}")

    @check
    async def hook_async(request: HttpRequest, delivery: Delivery) -> HttpResponse:
        return HttpResponse(delivery.body)

    def before(get_response: Any) -> Any:
        def middleware(request: HttpRequest) -> Any:
            how = request.GET.get("before")
            if how == "post":
                request.POST.get("a")
            elif how == "read":
                request.read()
            return get_response(request)

        return middleware

    globals()["before_of_tests"] = before
    patterns = [path("async", hook_async), path("<str:tenant>", hook)]
    monkeypatch.setattr(django_app, "urlpatterns", patterns)
    django.urls.clear_url_caches()
    from django.conf import settings

    monkeypatch.setattr(settings, "MIDDLEWARE", [*django_app.MIDDLEWARE, f"{__name__}.before_of_tests"])
    form = signed(FORM, FORM_TYPE)
    multipart = signed(MULTIPART, MULTIPART_TYPE)
    with wsgi(WSGIHandler()) as send:
        assert send(EVENT, signed(), "/a") == (200, b"a " + EVENT + b" " + EVENT)
        assert send(EVENT, signed(), "/async") == (200, EVENT)
        # Django keeps the bytes of such a form.
        assert send(FORM, form, "/a?before=post")[0] == 200
        assert send(EVENT, signed(tenant="another"), "/a")[0] == 401
        assert send(EVENT + b" ", signed(), "/async")[0] == 401
        assert send(b"x" * 5001, signed(), "/a", ends=False)[0] == 413
        assert errors == ["signature_mismatch", "signature_mismatch", "body_too_large"]
        monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 20)
        assert send(EVENT, signed(), "/a")[0] == 413
        monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 2621440)
        for body, headers, where in ((MULTIPART, multipart, "/a?before=post"), (EVENT, signed(), "/a?before=read")):
            caplog.clear()
            assert send(body, headers, where)[0] == 500
            assert "the body was read before it was verified" in errors_of(caplog) and "request.POST" in errors_of(caplog)


def test_what_a_route_is_set_up_with_is_looked_at_then() -> None:
    verifier = Verifier("stripe", SECRET)
    for make in (starlette_webhook, flask_webhook, django_webhook):
        webhook: Any = make
        for wrong in ({"limit": -1}, {"limit": "5"}, {"limit": True}, {"url": 5}, {"on_error": "log"}):
            with pytest.raises(TypeError, match="^hookproof: "):
                webhook(verifier, **wrong)
        with pytest.raises(TypeError, match="^hookproof: webhook takes a Verifier"):
            webhook("stripe")
