"""hookproof as its command: `hookproof sign` and `hookproof verify`, built by `cargo xtask test`."""

import json
import os
import subprocess

COMMAND = os.environ["HOOKPROOF"]
ROWS = {row["name"]: row["scheme"] for row in json.loads(subprocess.check_output([COMMAND, "schemes", "--json"]))}


def line_of(row):
    """The line of a row of the provider table; None where the table has no such row (yet)."""
    return ROWS.get(row)


def _run(verb, line, sent, *more):
    # Schemes that sign with a secret of the provider's API are tried with that secret itself, as the SDKs do.
    arguments = [COMMAND, verb, "--scheme", line, "--secret-env", "SECRET", "--allow-api-key", *more]
    arguments += ["--method", sent.method, "--url", sent.url]
    for name, value in sent.headers.items():
        arguments += ["--header", f"{name}: {value}"]
    environment = {"SECRET": sent.secret}
    return subprocess.run(arguments, input=sent.body, env=environment, capture_output=True, check=False)


def we_sign(line, sent):
    """The delivery with the headers that sign it."""
    done = _run("sign", line, sent, "--timestamp", str(sent.time))
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode())
    lines = done.stdout.decode().splitlines()
    return sent.but(headers=sent.headers | dict(header.split(": ", 1) for header in lines))


def we_verify(line, sent, now):
    """"accepted", or the word for why not."""
    done = _run("verify", line, sent, "--now", str(now), "--json")
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout.decode() + done.stderr.decode())
    verdict = json.loads(done.stdout)
    return "accepted" if verdict["ok"] else verdict["code"]
