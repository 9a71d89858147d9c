"""Threads, and what stays behind."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hookproof import Verifier, WebhookError, sign, structs
from hookproof.native import address, ffi, lib

LINE = "hmac-sha256 id={json:/id} | x-acme: {hex} | {body}"
SECRET = "some secret"


def test_threads_share_a_verifier() -> None:
    """Each gets its own verdict, and its own error."""
    verifier = Verifier(LINE, SECRET)

    def deliver(number: int) -> int:
        filling = "x" * (100_000 if number % 4 == 0 else 10)
        body = f'{{"id":"evt_{number}","a":"{filling}"}}'.encode()
        headers = dict(sign(LINE, SECRET, body=body))
        for _ in range(30):
            assert verifier.verify(headers=headers, body=body).event_id == f"evt_{number}"
            with pytest.raises(WebhookError) as raised:
                verifier.verify(headers=headers, body=body + b" ")
            assert raised.value.code == "signature_mismatch"
            with pytest.raises(WebhookError) as raised:
                verifier.verify(headers={}, body=body)
            assert raised.value.code == "missing_header"
        return number

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(deliver, range(32))) == list(range(32))


def test_a_verifier_may_be_closed_while_it_works() -> None:
    body = b"x" * 2_000_000
    signed = dict(sign("hmac-sha256 | x-acme: {hex} | {body}", SECRET, body=body))
    for _ in range(20):
        verifier = Verifier("hmac-sha256 | x-acme: {hex} | {body}", SECRET)
        with ThreadPoolExecutor(1) as pool:
            judged = pool.submit(verifier.verify, headers=signed, body=body)
            verifier.close()
            try:
                judged.result()
            except ValueError as error:
                assert "closed" in str(error)


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="there is no GIL")
def test_the_gil_is_released_for_long_bodies_only() -> None:
    """What native.h makes of cffi's own releases: none for a short body, one for a long one."""
    verifier, body, long_body = Verifier(LINE, SECRET), b"x" * 1000, b"x" * 40_000_000

    def work(content: bytes, times: int) -> None:
        kept: structs.Kept = []
        native, verdict = ffi.cast("py_verifier *", address(verifier._open())), ffi.new("hookproof_verdict *")
        request = structs.request([(b"x-acme", b"00" * 32)], content, b"", b"", kept)
        for _ in range(times):
            lib.py_verify(native, request, 0, verdict)

    assert released(lambda: work(body, 20_000)) == 0
    assert released(lambda: work(long_body, 1)) == 1


def released(work: Callable[[], object]) -> int:
    """How often another thread, which slept and was woken before, got to run meanwhile."""
    ran = []
    lock = threading.Lock()
    lock.acquire()
    done = threading.Event()

    def wait() -> None:
        with lock:
            ran.append(True)
        done.set()

    interval = sys.getswitchinterval()
    other = threading.Thread(target=wait)
    other.start()
    time.sleep(0.05)
    # Nobody is asked to give up the GIL: only who does so by itself lets another run.
    sys.setswitchinterval(60)
    try:
        lock.release()
        work()
        return len(ran)
    finally:
        sys.setswitchinterval(interval)
        assert done.wait(10)
        other.join()


def resident() -> int:
    """This process's memory, in KiB."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_nothing_stays_behind() -> None:
    body = b'{"id":"evt_1"}'
    signed = dict(sign(LINE, SECRET, body=body))

    def everything() -> None:
        for i in range(3000):
            verifier = Verifier(LINE, SECRET)
            verdict = verifier.verify(headers=signed, body=body)
            assert verdict.event_id == "evt_1"
            assert verifier.verify(headers=list(signed.items()), body=bytearray(body)) == verdict
            stream = verifier.start(headers=signed).update(body)
            if i % 2:
                stream.finish()
            for headers in ({}, signed):
                with pytest.raises(WebhookError):
                    verifier.verify(headers=headers, body=b"x")
            sign(LINE, SECRET, body=body)

    everything()
    gc.collect()
    before = resident()
    for _ in range(3):
        everything()
    gc.collect()
    # A verifier alone is some 3 KiB: one in ten that stays would be seen.
    assert resident() - before < 1500, f"{resident() - before} KiB more"

