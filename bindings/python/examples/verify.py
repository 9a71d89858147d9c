"""Verifies a delivery of GitHub, and refuses it with another body."""

from hookproof import Verifier, WebhookError

verifier = Verifier("github", "It's a Secret to Everybody")  # once; in production the secret is from os.environ
headers = {"X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}

verdict = verifier.verify(headers=headers, body=b"Hello, World!")  # the raw bytes, before any parser
print(verdict.key_id, verdict.covers)

try:
    verifier.verify(headers=headers, body=b"Hello, World?")
except WebhookError as error:
    print(error.status, error.code)  # the status is for the sender, the code for your log
