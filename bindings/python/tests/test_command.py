"""python -m hookproof"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hookproof.__main__ import main

SECRET = "whsec_5f0aB6c1T9x2Zk8QmWv3Jr7Y"
EVENT = b'{"id":"evt_1","type":"invoice.paid"}'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET", SECRET)
    Path("body").write_bytes(EVENT)
    Path("secret").write_text(SECRET + "\n")
    return tmp_path


def run(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-m", "hookproof", *arguments], input=given, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_what_is_signed_verifies() -> None:
    status, signature, error = run("sign", "--scheme", "stripe", "--secret-env", "SECRET", "body")
    assert (status, error) == (0, "") and signature.startswith("stripe-signature: t=")
    Path("headers").write_text(signature)
    verify = ["verify", "--scheme", "stripe", "--secret-file", "secret", "--header"]
    status, said, error = run(*verify, "@headers", given=EVENT)
    assert (status, error) == (0, "") and said.startswith("authentic\n") and "event id    evt_1\n" in said
    status, said, _ = run(*verify, signature.strip(), "--json", "body")
    verdict = json.loads(said)
    assert status == 0 and verdict["ok"] and verdict["event_type"] == "invoice.paid" and verdict["covers"]["body"]
    status, said, error = run(*verify, "@headers", given=EVENT + b" ")
    assert (status, said) == (1, "") and error.startswith("hookproof: signature_mismatch: ")
    status, said, _ = run(*verify, "@headers", "--json", given=EVENT + b" ")
    assert status == 1 and json.loads(said)["code"] == "signature_mismatch"
    assert SECRET not in said + error


def test_help_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["verify", "--help"], ["sign", "--help"], ["derive", "--help"], ["schemes", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 0 and "exit status:" in capsys.readouterr().out


def test_a_secret_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--secret", "x"], ["--secret=x"], ["--secret-e", "SECRET"]):
        with pytest.raises(SystemExit) as ended:
            main(["verify", "--scheme", "stripe", *arguments])
        assert ended.value.code == 2
    assert "--secret" in capsys.readouterr().err


def test_misuse_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    verify = ["verify", "--scheme", "stripe"]
    env = [*verify, "--secret-env", "SECRET"]
    for arguments, words in [
        ([*verify, "body"], "no secret"),
        ([*verify, "--secret-env", "UNSET_VARIABLE", "body"], "UNSET_VARIABLE is not set"),
        ([*verify, "--secret-file", "nowhere", "body"], "nowhere: No such file"),
        ([*env, "nowhere"], "nowhere: No such file"),
        ([*env, "--header", "t0ken", "body"], "Name: value"),
        ([*env, "--header", "@body", "--tolerance", "1.5", "body"], "--tolerance"),
        ([*env, "--now", "-1", "body"], "now must be unix seconds"),
        (["verify", "--scheme", "strype", "--secret-env", "SECRET", "body"], "invalid_scheme"),
        (["sign", "--scheme", "stripe", "--secret-env", "SECRET", "--secret-file", "secret", "body"], "one secret"),
    ]:
        assert main(arguments) == 2, arguments
        said = capsys.readouterr()
        assert words in said.err and said.out == "" and "t0ken" not in said.err
    assert main([*env, "--max-body", "5", "body"]) == 1
    assert "body_too_large" in capsys.readouterr().err
    monkeypatch.setenv("SECRET", "")
    assert main([*env, "body"]) == 2 and "weak_secret" in capsys.readouterr().err


def test_keys_are_named_by_where_they_come_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTHER", "another secret")
    assert main(["sign", "--scheme", "github", "--secret-file", "secret", "body"]) == 0
    header = capsys.readouterr().out.strip()
    two = ["--secret-env", "OTHER", "--secret-file", "secret"]
    assert main(["verify", "--scheme", "github", *two, "--header", header, "--json", "body"]) == 0
    assert json.loads(capsys.readouterr().out)["key_id"] == "secret"


def test_schemes_and_verification_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemes"]) == 0 and capsys.readouterr().out.count("\n") > 300
    assert main(["schemes", "--json"]) == 0 and len(json.loads(capsys.readouterr().out)) > 300
    assert main(["schemes", "stripe"]) == 0 and "covers                 body, id, timestamp\n" in capsys.readouterr().out
    assert main(["schemes", "stripe", "--json"]) == 0 and json.loads(capsys.readouterr().out)["covers"]["id"]
    assert main(["derive", "--scheme", "stripe", "--secret-env", "SECRET"]) == 0
    assert capsys.readouterr().out.startswith("hpk1_")


def test_a_terminal_obeys_no_sender(capsys: pytest.CaptureFixture[str]) -> None:
    Path("body").write_bytes(b'{"id":"\\u001b[31mevt","type":"a"}')
    assert main(["sign", "--scheme", "stripe", "--secret-env", "SECRET", "body"]) == 0
    header = capsys.readouterr().out.strip()
    assert main(["verify", "--scheme", "stripe", "--secret-env", "SECRET", "--header", header, "body"]) == 0
    assert "event id    \\x1b[31mevt\n" in capsys.readouterr().out
