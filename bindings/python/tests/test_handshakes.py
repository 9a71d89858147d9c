"""Every case of tests/vectors/handshakes.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import vector_file
from vector_file import Case

from hookproof import Verifier, WebhookError, handshake

CASES = vector_file.read("handshakes.json")


def answer_to(case: Case) -> dict[str, object]:
    scheme, secret, line = case.maybe("scheme", str), case.maybe("secret", str), case.take("handshake", str)
    request: dict[str, Any] = {name: case.take(name, str) for name in ("method", "url", "body")}
    request |= {name: case.take(name, dict) for name in ("headers", "settings")}
    request["now"] = case.take("now", int)
    try:
        if scheme is None:
            answer = handshake(line, **request)
        else:
            answer = Verifier(scheme, secret, allow_api_key=True).handshake(line, **request)
    except WebhookError as error:
        return {"expect": error.code}
    if answer is None:
        return {"expect": "none"}
    found: dict[str, object] = {"expect": "ok", "status": answer.status, "answer_headers": answer.headers}
    return found | {"answer_body": answer.body.decode(), "answer_secret": answer.secret}


def run(fields: Mapping[str, Any]) -> str:
    case = Case(dict(fields))
    found = answer_to(case)
    expected = {"expect": case.take("expect", str)}
    if expected["expect"] == "ok":
        expected |= {"status": case.take("status", int), "answer_headers": case.take("answer_headers", dict)}
        expected |= {"answer_body": case.take("answer_body", str), "answer_secret": case.rest.pop("answer_secret", None)}
    case.done()
    assert found == expected, case.name
    return str(expected["expect"])


def test_handshakes(capsys: pytest.CaptureFixture[str]) -> None:
    words = [run(fields) for fields in CASES]
    assert len(words) >= 110 and len(set(words)) >= 2
    with capsys.disabled():
        print(f"\nvectors: {len(words)} handshakes ({vector_file.tally(words)})")


def test_a_wrong_handshake_is_found() -> None:
    ok = next(case for case in CASES if case["expect"] == "ok" and case.get("answer_secret"))
    changes: list[dict[str, Any]] = [{"status": 204}, {"answer_body": "x"}, {"answer_secret": "x"}, {"answer_headers": {}}]
    for change in changes:
        with pytest.raises(AssertionError):
            run({**ok, **change})
    for unknown in ({"colour": "red"}, {"expect": "none"}):
        with pytest.raises(KeyError):
            run({**ok, **unknown})
