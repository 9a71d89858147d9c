"""What the checks are made with: secrets, bodies and times, drawn from a seed that is printed."""

import base64
import json
import os
import random
import time
from dataclasses import dataclass, field, replace

SEED = os.environ.get("SDK_SEED", str(time.time_ns()))
draw = random.Random(SEED)


def hexadecimal(length=32):
    return draw.randbytes(length // 2).hex()


def text():
    return base64.urlsafe_b64encode(draw.randbytes(draw.randint(16, 48))).decode().rstrip("=")


def punctuated():
    return f"{hexadecimal(8)} $&%+/=~ {hexadecimal(16)}"


def base64_key():
    return base64.b64encode(draw.randbytes(draw.randint(24, 48))).decode()


def whsec():
    return "whsec_" + base64_key()


@dataclass
class Delivery:
    secret: str
    body: bytes
    time: int
    marks: tuple
    method: str = "POST"
    url: str = ""
    id: str = ""
    headers: dict = field(default_factory=dict)

    def but(self, **changes):
        return replace(self, **changes)

    @property
    def text(self):
        return self.body.decode()


NOTES = [
    "plain ASCII",
    "Grüße aus Köln, 世界, Ωμέγα, 🦀",
    "100%+1%2B1 & <b>'tags'</b> ?a=b;c=d #",
    '"quoted" \\ back\\slash \t tab $& {body} %s %(body)s',
]


def bodies(kind, mark, event):
    """JSON as senders write it, and where `kind` is "any" other texts as well; each holds the mark."""
    texts = [json.dumps({**event, "mark": mark, "note": note}, ensure_ascii=False) for note in NOTES]
    texts.append(json.dumps({**event, "mark": mark, "note": NOTES[1]}, separators=(",", ":")))
    texts.append(json.dumps({**event, "mark": mark, "amount": 1}, indent=2).replace("\n", "\r\n"))
    texts.append(json.dumps({**event, "mark": mark})[:-1] + ',"price":10.50,"big":1e3,"text":"\\u00fc\\/"}')
    if kind == "any":
        texts.append(f"mark={mark}&text=a+b%20c&percent=100%25&plus=1%2B1")
        texts.append(f"a line\nand one more {mark}\r\n")
    return [body.encode() for body in texts]


def any_url():
    return f"https://hooks.example.com/in/{hexadecimal(8)}?team={hexadecimal(4)}&q=a%20b%2Bc"


def any_time():
    """A time between 2022 and 2034."""
    return draw.randint(1_640_995_200, 2_019_686_400)
