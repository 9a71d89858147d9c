"""Every case of tests/vectors/webhooks.json: whole, by the short way and by the long one, and in pieces."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import vector_file
from vector_file import Case

from hookproof import Headers, Key, Verdict, Verifier, WebhookError, read_scheme

CASES = vector_file.read("webhooks.json")

Judge = Callable[[Verifier, dict[str, Any], bytes], Verdict]


def pairs(given: list[tuple[str, str]]) -> Headers:
    return given


def byte_pairs(given: list[tuple[str, str]]) -> Headers:
    return [(name.encode(), value.encode()) for name, value in given]


def mapping(given: list[tuple[str, str]]) -> Headers:
    """A dict, with a list where the name came twice."""
    found: dict[str, list[str]] = {}
    for name, value in given:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def whole(verifier: Verifier, head: dict[str, Any], body: bytes) -> Verdict:
    return verifier.verify(**head, body=body)


def in_pieces(verifier: Verifier, head: dict[str, Any], body: bytes) -> Verdict:
    with verifier.start(**head) as stream:
        size = 1
        while body:
            stream.update(body[:size])
            body, size = body[size:], size + 1
        return stream.finish()


def result(judge: Callable[[], Verdict]) -> object:
    try:
        return judge()
    except WebhookError as error:
        return error.code, str(error)


def keys_of(case: Case) -> str | list[Key]:
    secret = case.maybe("secret", str)
    if secret is not None:
        assert isinstance(secret, str)
        return secret
    keys = []
    for fields in case.maybe("keys", list) or []:
        key = Case({"name": case.name, **fields})
        keys.append(
            Key(
                id=key.take("id", str),
                secret=key.take("secret", str),
                not_before=key.maybe("not_before", int),
                not_after=key.maybe("not_after", int),
            )
        )
        key.done()
    return keys


def body_of(case: Case) -> bytes:
    text, other = case.maybe("body", str), case.maybe("body_base64", str)
    if other is not None:
        return base64.b64decode(other, validate=True)
    return b"" if text is None else str(text).encode("utf-8", "surrogatepass")


def expected_of(case: Case) -> dict[str, object]:
    expected: dict[str, object] = {"code": case.take("expect", str)}
    for name, kind in (("key_id", str), ("timestamp", int), ("skew", int), ("event_id", str), ("event_type", str)):
        expected[name] = case.maybe(name, kind)
    expected["replay_key"] = case.maybe("replay_key", str)
    expected["header"] = case.maybe("header", str)
    for name in ("event_id", "event_type"):
        # C would read such a text as another.
        if "\0" in str(expected[name]):
            expected[name] = None
    return expected


def found_by(judge: Callable[[], Verdict]) -> dict[str, object]:
    nothing = dict.fromkeys(("key_id", "timestamp", "skew", "event_id", "event_type", "replay_key", "header"))
    try:
        verdict = judge()
    except WebhookError as error:
        return {**nothing, "code": error.code, "skew": error.skew_seconds, "header": error.header}
    facts = verdict.as_dict()
    facts.pop("covers")
    return {**nothing, **facts, "code": "ok"}


def run(fields: Mapping[str, Any], form: Callable[[list[tuple[str, str]]], Headers], judge: Judge) -> str:
    """Fails, or returns the word of the verdict."""
    case = Case(dict(fields))
    case.maybe("provider", str)
    scheme, keys, body = case.take("scheme", str), keys_of(case), body_of(case)
    options: dict[str, Any] = {
        "tolerance": case.maybe("tolerance", (int, str)),
        "allow_api_key": case.maybe("allow_api_key", bool) or False,
    }
    head: dict[str, Any] = {
        "headers": form([(name, value) for name, value in case.take("headers", list)]),
        "method": case.maybe("method", str),
        "url": case.maybe("url", str),
        "now": case.take("now", int),
    }
    expected = expected_of(case)
    case.done()
    if judge is in_pieces and expected["code"] != "invalid_scheme" and not read_scheme(scheme).streams:
        return "does not stream"
    found = found_by(lambda: judge(Verifier(scheme, keys, **options), head, body))
    assert found == expected, case.name
    return str(expected["code"])


@pytest.mark.parametrize(
    ("judge", "form"),
    [(whole, pairs), (whole, byte_pairs), (whole, mapping), (in_pieces, pairs), (in_pieces, mapping)],
)
def test_vectors(
    judge: Judge, form: Callable[[list[tuple[str, str]]], Headers], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [run(fields, form, judge) for fields in CASES]
    assert len(words) >= 700 and len(set(words)) >= 12
    assert judge is not in_pieces or sum(word != "does not stream" for word in words) >= 300
    with capsys.disabled():
        print(f"\nvectors: {len(words)} cases, {judge.__name__}, {form.__name__} ({vector_file.tally(words)})")


def test_the_short_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """By most of the cases that are given as a dict, or they show nothing of it."""
    by_the_long_way = 0

    def counted(self: Verifier, *arguments: object) -> Verdict:
        nonlocal by_the_long_way
        by_the_long_way += 1
        return judge(self, *arguments)

    judge = Verifier._judge
    monkeypatch.setattr(Verifier, "_judge", counted)
    judged = [word for word in (run(fields, mapping, whole) for fields in CASES) if not word.endswith("_secret")]
    assert by_the_long_way < len(judged) / 3, f"{by_the_long_way} of {len(judged)}"


def test_a_wrong_vector_is_found() -> None:
    ok = next(
        case for case in CASES if case["expect"] == "ok" and "secret" in case and not {"event_id", "event_type"} & set(case)
    )
    assert run(ok, pairs, whole) == "ok"
    wrong: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"colour": "red"}, KeyError),
        ({"expect": "signature_mismatch"}, AssertionError),
        ({"key_id": "another"}, AssertionError),
        ({"event_id": "evt"}, AssertionError),
        ({"event_type": "invoice.paid"}, AssertionError),
        ({"replay_key": "00"}, AssertionError),
        ({"header": "x-acme"}, AssertionError),
        ({"body": "forged"}, AssertionError),
        ({"now": "1"}, TypeError),
        ({"secret": None, "keys": [{"id": "default", "secret": ok["secret"], "colour": "red"}]}, KeyError),
    ]
    for change, error in wrong:
        fields = {name: value for name, value in {**ok, **change}.items() if value is not None}
        with pytest.raises(error):
            run(fields, pairs, whole)
    with pytest.raises(KeyError):
        vector_file.cases_of({"_comment": [], "cases": [], "more": []})
