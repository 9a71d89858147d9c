"""Flask: flask --app flask_app run"""

import os

from flask import Flask, Response, jsonify

from hookproof import Verifier
from hookproof.flask import Delivery, webhook

app = Flask(__name__)
verifier = Verifier("stripe", os.environ["STRIPE_WEBHOOK_SECRET"])


@app.post("/hooks/stripe")
@webhook(verifier, limit=1_000_000)
def stripe(delivery: Delivery) -> Response:
    event = delivery.json()  # the very bytes that were verified
    return jsonify(thanks=event["type"], once=delivery.event_id)
