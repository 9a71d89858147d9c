"""Django, in one file: django-admin runserver --settings django_app"""

import os

from django.http import HttpRequest, JsonResponse
from django.urls import path

from hookproof import Verifier
from hookproof.django import Delivery, webhook

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
ROOT_URLCONF = __name__
ALLOWED_HOSTS = ["*"]
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]

verifier = Verifier("stripe", os.environ["STRIPE_WEBHOOK_SECRET"])


@webhook(verifier, limit=1_000_000)
def stripe(request: HttpRequest, delivery: Delivery) -> JsonResponse:
    event = delivery.json()  # the very bytes that were verified
    return JsonResponse({"thanks": event["type"], "once": delivery.event_id})


urlpatterns = [path("hooks/stripe", stripe)]
