"""Starlette: uvicorn starlette_app:app"""

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from hookproof import Verifier
from hookproof.starlette import webhook

verifier = Verifier("stripe", os.environ["STRIPE_WEBHOOK_SECRET"])
check = webhook(verifier, limit=1_000_000)


async def stripe(request: Request) -> JSONResponse:
    delivery = await check(request)  # all that is not authentic is answered here
    event = delivery.json()  # the very bytes that were verified
    return JSONResponse({"thanks": event["type"], "once": delivery.event_id})


app = Starlette(routes=[Route("/hooks/stripe", stripe, methods=["POST"])])
