"""Verifies webhook signatures: did this delivery really come from who it says, just now, unchanged?

>>> import hookproof
>>> verifier = hookproof.Verifier("github", "It's a Secret to Everybody")  # once
>>> headers = {"X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}
>>> verifier.verify(headers=headers, body=b"Hello, World!").covers
Covers(body=True, id=False, timestamp=False, url=False)
"""

from __future__ import annotations

from .native import ffi, lib
from .codes import ErrorCode
from .errors import WebhookError
from .handshakes import Answer, Settings, handshake
from .inputs import Body, Headers, Key, Secret, Time
from .schemes import Provider, Scheme, read_scheme, schemes
from .signing import Signed, derive, sign
from .stream import Stream
from .verdict import Covers, Verdict
from .verifier import Tolerance, Verifier

__all__ = [
    "Answer",
    "Body",
    "Covers",
    "ErrorCode",
    "Headers",
    "Key",
    "Provider",
    "Scheme",
    "Secret",
    "Settings",
    "Signed",
    "Stream",
    "Time",
    "Tolerance",
    "Verdict",
    "Verifier",
    "WebhookError",
    "derive",
    "handshake",
    "read_scheme",
    "schemes",
    "sign",
]

__version__ = ffi.string(lib.hookproof_version()).decode()
