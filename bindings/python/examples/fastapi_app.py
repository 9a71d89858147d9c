"""FastAPI: uvicorn fastapi_app:app"""

import os
from typing import Annotated

from fastapi import Depends, FastAPI

from hookproof import Verifier
from hookproof.fastapi import Delivery, webhook

app = FastAPI()
verifier = Verifier("stripe", os.environ["STRIPE_WEBHOOK_SECRET"])
check = webhook(verifier, limit=1_000_000)


@app.post("/hooks/stripe")
async def stripe(delivery: Annotated[Delivery, Depends(check)]) -> dict[str, str]:
    event = delivery.json()  # the very bytes that were verified
    return {"thanks": event["type"], "once": delivery.event_id or ""}
