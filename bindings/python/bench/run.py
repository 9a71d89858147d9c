"""What a verification costs beside the standard library's bare HMAC and beside the PyPI libraries: cargo xtask bench python

All candidates run in one process, in turns of half a millisecond, and each cell is the 20th percentile of its turns: on a
shared machine only ratios within a run mean something. `--quick` measures next to nothing, and shows that every candidate
takes the genuine delivery and refuses a forged one.
"""

from __future__ import annotations

import base64
import hmac
import json
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

import standardwebhooks
import stripe
import svix

import hookproof

QUICK = "--quick" in sys.argv
SIZES = {"256 B": 256, "1 KB": 1 << 10, "4 KB": 1 << 12, "16 KB": 1 << 14, "64 KB": 1 << 16, "1 MB": 1 << 20}
TURN = 0.0005
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = SECRET.encode()

# What a proxy hands on beside the headers that matter.
AROUND = {
    "Host": "hooks.example.com",
    "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    "Accept": "*/*; q=0.5, application/xml",
    "Accept-Encoding": "gzip",
    "Cache-Control": "no-cache",
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": "1024",
    "X-Forwarded-For": "54.187.174.169",
    "X-Forwarded-Proto": "https",
    "X-Request-Id": "0b2f2a9e-6a1c-4b1c-9d3e-2f1f8f0b6f57",
    "Via": "1.1 google",
}

HMAC = "hmac.digest + compare_digest"
STRIPE, STRIPE_ALL, STRIPE_FACTS, STRIPE_PAIRS, STRIPE_JSON = (
    f"hookproof, stripe: {what}"
    for what in ("one header", "12 headers", "12 headers, all facts read", "12 pairs (ASGI)", "12 headers + json.loads")
)
STANDARD, STANDARD_JSON = (f"hookproof, standard-webhooks: {what}" for what in ("3 headers", "3 headers + json.loads"))
VERIFY_HEADER, CONSTRUCT_EVENT = "stripe WebhookSignature.verify_header", "stripe Webhook.construct_event (parses)"
SVIX, STANDARDWEBHOOKS = "svix Webhook.verify", "standardwebhooks Webhook.verify (parses)"

# ours, theirs, what ours may be of theirs at most, by size
GOALS = [
    (STRIPE, HMAC, {"256 B": 0.6, "16 KB": 1.0, "64 KB": 1.0, "1 MB": 1.0}),
    (STANDARD, SVIX, {"256 B": 1 / 6}),
    (STRIPE, VERIFY_HEADER, {"256 B": 0.16, "1 KB": 0.22, "4 KB": 0.36, "64 KB": 0.7, "1 MB": 0.35}),
]
BESIDE = [
    (STRIPE, HMAC),
    (STRIPE_ALL, HMAC),
    (STRIPE_FACTS, HMAC),
    (STRIPE_PAIRS, HMAC),
    (STRIPE, VERIFY_HEADER),
    (STRIPE_JSON, CONSTRUCT_EVENT),
    (STANDARD, SVIX),
    (STANDARD_JSON, SVIX),
    (STANDARD_JSON, STANDARDWEBHOOKS),
]


def body_of(size: int) -> bytes:
    """JSON of many small objects, of this size."""
    text, i = '{"id":"evt_1","type":"invoice.paid","data":[', 0
    while len(text) + 130 < size:
        text += f'{{"id":"il_{i:010}","amount":{i},"currency":"usd","description":"1 x Widget","livemode":false}},'
        i += 1
    text = text.rstrip(",") + '],"pad":"'
    return (text + "x" * (size - len(text) - 2) + '"}').encode()


def candidates(body: bytes) -> dict[str, Callable[[bytes], object]]:
    """Each takes a body, and raises or returns False if it is not the one that was signed."""
    tag = hmac.digest(KEY, body, "sha256")
    mine = hookproof.Verifier("stripe", SECRET)
    one = {"Stripe-Signature": hookproof.sign("stripe", SECRET, body=body)["stripe-signature"]}
    signature = one["Stripe-Signature"]
    all_of_them = {**AROUND, **one}
    pairs = [(name.lower().encode(), value.encode()) for name, value in all_of_them.items()]
    standard = hookproof.Verifier("standard-webhooks", SECRET)
    id_and_time = {"webhook-id": "msg_1", "webhook-timestamp": str(int(time.time()))}
    message = b".".join([*(value.encode() for value in id_and_time.values()), body])
    mac = hmac.digest(base64.b64decode(SECRET[6:]), message, "sha256")
    three = {**id_and_time, "webhook-signature": "v1," + base64.b64encode(mac).decode()}
    of_svix = {name.replace("webhook", "svix"): value for name, value in three.items()}
    their_svix, their_standard = svix.Webhook(SECRET), standardwebhooks.Webhook(SECRET)
    check_header = stripe.WebhookSignature.verify_header

    def facts(given: bytes) -> object:
        verdict = mine.verify(headers=all_of_them, body=given)
        return verdict.event_id, verdict.event_type, verdict.timestamp, verdict.replay_key, verdict.covers, verdict.key_id

    return {
        HMAC: lambda given: hmac.compare_digest(hmac.digest(KEY, given, "sha256"), tag),
        STRIPE: lambda given: mine.verify(headers=one, body=given),
        STRIPE_ALL: lambda given: mine.verify(headers=all_of_them, body=given),
        STRIPE_FACTS: facts,
        STRIPE_PAIRS: lambda given: mine.verify(headers=pairs, body=given),
        STRIPE_JSON: lambda given: (mine.verify(headers=all_of_them, body=given), json.loads(given)),
        STANDARD: lambda given: standard.verify(headers=three, body=given),
        STANDARD_JSON: lambda given: (standard.verify(headers=three, body=given), json.loads(given)),
        VERIFY_HEADER: lambda given: check_header(given.decode(), signature, SECRET, 300),
        CONSTRUCT_EVENT: lambda given: stripe.Webhook.construct_event(given, signature, SECRET),  # type: ignore[no-untyped-call]
        SVIX: lambda given: their_svix.verify(given, of_svix),
        STANDARDWEBHOOKS: lambda given: their_standard.verify(given, three),
    }


def refuses(candidate: Callable[[bytes], object], forged: bytes) -> bool:
    try:
        return candidate(forged) is False
    except Exception:
        return True


def measure(size: int) -> dict[str, float]:
    """Seconds a call, by candidate."""
    body = body_of(size)
    assert len(body) == size
    found = candidates(body)
    for name, candidate in found.items():
        if candidate(body) is False:
            raise SystemExit(f"{name} refuses the genuine delivery")
        if not refuses(candidate, body[:-3] + b'y"}'):
            raise SystemExit(f"{name} takes a forged delivery")

    def turn(candidate: Callable[[bytes], object], calls: int) -> float:
        begin = time.perf_counter()
        for _ in range(calls):
            candidate(body)
        return (time.perf_counter() - begin) / calls

    calls = {name: max(1, int(TURN / turn(candidate, 3))) for name, candidate in found.items()}
    turns: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(3 if QUICK else 300 if size < 1 << 17 else 60):
        for name, candidate in found.items():
            turns[name].append(turn(candidate, calls[name]))
    return {name: sorted(times)[len(times) // 5] for name, times in turns.items()}


def page(times: dict[str, dict[str, float]]) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("hookproof", "stripe", "svix", "standardwebhooks"))
    head = f"| | {' | '.join(times)} |\n| --- |{' ---: |' * len(times)}\n"
    out = "# What a verification costs in Python\n\n"
    out += f"`cargo xtask bench python`, {platform.python_implementation()} {platform.python_version()}, {packages}.\n"
    out += "Ratios are of one run, in turns; the times are of that machine. A goal is what ours may be of theirs at most.\n\n"
    out += f"## Ours over theirs\n\n{head.replace('| |', '| ours | beside |', 1).replace('| --- |', '| --- | --- |', 1)}"
    for ours, theirs in BESIDE:
        goals = next((by_size for mine, other, by_size in GOALS if (mine, other) == (ours, theirs)), {})
        cells = []
        for size, of_size in times.items():
            ratio, goal = of_size[ours] / of_size[theirs], goals.get(size)
            missed = " **missed**" if goal is not None and ratio > goal else ""
            cells.append(f"{ratio:.2f}" + ("" if goal is None else f" / {goal:.2g}{missed}"))
        out += f"| {ours} | {theirs} | {' | '.join(cells)} |\n"
    out += f"\n## Microseconds a call\n\n{head}"
    for name in next(iter(times.values())):
        out += f"| {name} | {' | '.join(f'{of_size[name] * 1e6:.2f}' for of_size in times.values())} |\n"
    return out


def main() -> None:
    sizes = {"256 B": 256} if QUICK else SIZES
    times = {name: measure(size) for name, size in sizes.items()}
    if QUICK:
        print(f"{len(times['256 B'])} passed, 0 failed")
        return
    text = page(times)
    print(text)
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w", encoding="utf-8") as file:
            file.write(text)


main()
