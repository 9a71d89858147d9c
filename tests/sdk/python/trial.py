"""One SDK and one delivery: every question that can be asked of them."""

import time
from dataclasses import dataclass, field
from typing import Callable, Optional

from deliveries import Delivery, any_time, any_url, bodies, hexadecimal
from ours import we_sign, we_verify


@dataclass
class Sdk:
    name: str
    row: str
    secret: Callable
    verify: Optional[Callable] = None  # of a delivery: refuses by False or by an exception
    sign: Optional[Callable] = None  # of a delivery: the headers that it adds
    whole: Optional[Callable] = None  # in the place of `sign`: the whole signed delivery
    headers: Callable = lambda _: {}
    bodies: str = "any"
    event: dict = field(default_factory=dict)
    empty: bool = False
    clock: Optional[str] = None  # "past": it refuses old times only; "none": it does not look at the clock
    change: Optional[Callable] = None  # what a forger does, where it is not another body


def delivery(sdk, secret, body, marks):
    sent = Delivery(secret, body, any_time(), marks, url=any_url(), id=f"msg_{hexadecimal(20)}")
    return sent.but(headers=sdk.headers(sent))


def of_this_moment(sdk, sent):
    """The SDKs read the system's clock, which is left alone: what they are to accept has been sent just now."""
    return sent if sdk.clock == "none" else sent.but(time=int(time.time()))


def deliveries(sdk, secret):
    marks = (hexadecimal(16), hexadecimal(16))
    texts = bodies(sdk.bodies, marks[0], sdk.event) + ([b""] if sdk.empty else [])
    return [delivery(sdk, secret, body, marks) for body in texts]


def other_body(sent):
    old, new = sent.marks
    return sent.but(body=sent.body.replace(old.encode(), new.encode()) or b"{}")


def they_verify(sdk, sent):
    try:
        return sdk.verify(sent) is not False
    except Exception:  # an SDK refuses by an exception of its own choice
        return False


def they_sign(sdk, sent):
    return sdk.whole(sent) if sdk.whole else sent.but(headers=sent.headers | sdk.sign(sent))


def questions(sdk, line, sent, other_secret):
    """Each question with its answer: whether it is as it should be."""
    change = sdk.change or other_body
    if sdk.sign or sdk.whole:
        signed = they_sign(sdk, sent)
        verdict = we_verify(line, signed, sent.time)
        yield f"they sign, we verify: {verdict}", verdict == "accepted"
        yield "they sign, we refuse what is changed", we_verify(line, change(signed), sent.time) != "accepted"
        other = signed.but(secret=other_secret)
        yield "they sign, we refuse with another secret", we_verify(line, other, sent.time) != "accepted"
    if sdk.verify:
        signed = we_sign(line, of_this_moment(sdk, sent))
        yield "we sign, they verify", they_verify(sdk, signed)
        yield "we sign, they refuse what is changed", not they_verify(sdk, change(signed))
        yield "we sign, they refuse with another secret", not they_verify(sdk, signed.but(secret=other_secret))
