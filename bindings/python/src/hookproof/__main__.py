"""The command: python -m hookproof verify|sign|derive|schemes."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import NoReturn

from . import Key, Verdict, Verifier, WebhookError, derive, inputs, read_scheme, schemes, sign
from .errors import body_too_large
from .limits import DEFAULT_LIMIT
from .verdict import Covers

DESCRIPTION = """\
Verifies webhook signatures: did this delivery really come from who it says, just now, unchanged?

A scheme says how a provider signs: a name (`python -m hookproof schemes` lists them) or a line of text. Secrets are read
from variables and files, and are never arguments, which other users of the machine can see.
"""

EXIT = """\
exit status:
  0  it worked; for verify: the delivery is authentic
  1  the delivery is rejected
  2  the configuration or the call is wrong
"""

VERIFY = """\
example: a recorded delivery, with its body in a file
  python -m hookproof verify --scheme stripe --secret-env STRIPE_SECRET --tolerance ignore \\
      --header 'Stripe-Signature: t=1533204620,v1=2220f8...' body.json

example: an in-house scheme, the headers in a file, the body from standard input
  python -m hookproof verify --scheme 'hmac-sha256 | x-acme-signature: {hex} | {body}' \\
      --secret-file /run/secrets/acme --header @headers.txt --json < body.json

"""

SIGN = """\
A line that begins with `query:`, `form:` or `json:` is no header: it names the place in the URL or in the body that the
value belongs to.

example: send a signed delivery to a server under test
  python -m hookproof sign --scheme github --secret-env SECRET body.json > headers.txt
  curl --header @headers.txt --data-binary @body.json http://localhost:8080/hook

"""


class Misuse(Exception):
    """What was asked for makes no sense, or a file cannot be read."""


def main(arguments: list[str] | None = None) -> int:
    """The command's exit status."""
    asked = parser().parse_args(arguments)
    try:
        print(COMMANDS[asked.command](asked), end="")
    except WebhookError as error:
        if getattr(asked, "json", False):
            details = {name: getattr(error, name) for name in ("header", "url", "skew_seconds", "column")}
            known = {name: value for name, value in details.items() if value is not None}
            print(json.dumps({"ok": False, "code": error.code, "number": error.number, "message": str(error), **known}))
        else:
            print(f"hookproof: {error.code}: {error}", file=sys.stderr)
        return 1 if error.status < 500 else 2
    except (Misuse, TypeError, ValueError) as error:
        print(f"hookproof: {str(error).removeprefix('hookproof: ')}", file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    # allow_abbrev: an option that comes later must not change what a script says.
    top = argparse.ArgumentParser(
        prog="python -m hookproof", description=DESCRIPTION, epilog=EXIT, formatter_class=raw, allow_abbrev=False
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, what: str, epilog: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=what, description=what, epilog=epilog + EXIT, formatter_class=raw, allow_abbrev=False
        )

    one = command("verify", "judge a delivery that was received", VERIFY)
    keys(one)
    delivery(one)
    one.add_argument("--now", type=int, metavar="UNIX", help="the time of the judgement, instead of the system's")
    one.add_argument("--tolerance", metavar="SECONDS|ignore", help="how far the delivery's time may be from now")
    one.add_argument("--base-url", metavar="URL", help="where the provider reaches the endpoint")
    one.add_argument("--trust-forwarded", action="store_true", help="take X-Forwarded-Proto and X-Forwarded-Host")
    one.add_argument("--json", action="store_true", help="print one JSON object")

    one = command("sign", "print the header lines that make a delivery authentic, for tests and simulators", SIGN)
    keys(one)
    delivery(one)
    one.add_argument("--timestamp", type=int, metavar="UNIX", help="the time to sign, instead of the system's")

    keys(command("derive", "print the verification key of a secret: it cannot call the provider's API"))

    one = command("schemes", "list the providers, or show one")
    one.add_argument("name", nargs="?", metavar="NAME|LINE", help="a provider's name, or a scheme's line")
    one.add_argument("--json", action="store_true", help="print JSON")
    return top


def keys(to: argparse.ArgumentParser) -> None:
    to.add_argument("--scheme", required=True, metavar="NAME|LINE", help="a provider's name, or a scheme's line")
    to.add_argument(
        "--secret-env", action="append", default=[], metavar="VAR", help="variable that holds a secret; may be repeated"
    )
    to.add_argument(
        "--secret-file",
        action="append",
        default=[],
        metavar="FILE",
        help="file that holds a secret (one newline at its end is left out); may be repeated",
    )


def delivery(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'|@FILE",
        help="a header as it was received, or a file with one on each line; may be repeated",
    )
    to.add_argument("--method", help="for schemes that sign it")
    to.add_argument("--url", help="the whole public URL, as the provider knows it, for schemes that read it")
    to.add_argument("--max-body", type=int, default=DEFAULT_LIMIT, metavar="BYTES", help="the largest body to read")
    to.add_argument("--allow-api-key", action="store_true", help="take a secret that can call the provider's API")
    to.add_argument("body", nargs="?", default="-", metavar="BODY_FILE", help="the raw body; `-` is standard input")


def verify(asked: argparse.Namespace) -> str:
    tolerance = asked.tolerance
    if tolerance not in (None, "ignore"):
        if not tolerance.isascii() or not tolerance.isdigit():
            raise Misuse("--tolerance: a number of seconds, or `ignore`")
        tolerance = int(tolerance)
    verifier = Verifier(
        asked.scheme,
        secrets(asked),
        tolerance=tolerance,
        allow_api_key=asked.allow_api_key,
        base_url=asked.base_url,
        trust_forwarded=asked.trust_forwarded,
    )
    verdict = verifier.verify(
        headers=headers(asked), body=body(asked), method=asked.method, url=asked.url, now=asked.now
    )
    if asked.json:
        return json.dumps({"ok": True, "scheme": asked.scheme, **verdict.as_dict()}) + "\n"
    return sentences(asked.scheme, verdict)


def sentences(scheme: str, verdict: Verdict) -> str:
    lines = ["authentic", f"  scheme      {scheme}", f"  key         {verdict.key_id}"]
    if verdict.timestamp is not None and verdict.skew is not None:
        side = "ahead" if verdict.skew < 0 else "ago"
        lines.append(f"  signed at   {verdict.timestamp}, {abs(verdict.skew)} s {side}")
    if verdict.event_id is not None:
        lines.append(f"  event id    {shown(verdict.event_id)}")
    if verdict.event_type is not None:
        lines.append(f"  event type  {shown(verdict.event_type)}")
    lines.append(f"  covers      {covered(verdict.covers)}")
    if verdict.replay_key is not None:
        lines.append(f"  replay key  {verdict.replay_key}")
    return "\n".join(lines) + "\n"


def shown(text: str) -> str:
    """A sender's text, without what a terminal would obey."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def covered(covers: Covers) -> str:
    return ", ".join(name for name, is_covered in covers._asdict().items() if is_covered) or "nothing"


def signed(asked: argparse.Namespace) -> str:
    made = sign(
        asked.scheme,
        one_secret(asked),
        body=body(asked),
        method=asked.method,
        url=asked.url,
        headers=headers(asked),
        timestamp=asked.timestamp,
        allow_api_key=asked.allow_api_key,
    )
    return "".join(f"{name}: {value}\n" for name, value in [*made.items(), *made.elsewhere.items()])


def derived(asked: argparse.Namespace) -> str:
    return derive(asked.scheme, one_secret(asked)) + "\n"


def listed(asked: argparse.Namespace) -> str:
    if asked.name is not None:
        facts = read_scheme(asked.name)._asdict() | {"covers": read_scheme(asked.name).covers._asdict()}
        if asked.json:
            return json.dumps(facts) + "\n"
        facts["covers"] = covered(read_scheme(asked.name).covers)
        return "".join(f"{name.replace('_', ' '):<22} {value}\n" for name, value in facts.items())
    providers = schemes()
    if asked.json:
        return json.dumps([provider._asdict() for provider in providers]) + "\n"
    width = max(len(provider.name) for provider in providers)
    return "".join(f"{provider.name:<{width}}  {provider.scheme}\n" for provider in providers)


def one_secret(asked: argparse.Namespace) -> bytes:
    found = secrets(asked)
    if len(found) != 1:
        raise Misuse("one secret signs: give one --secret-env or --secret-file")
    return inputs.secret(found[0].secret)


def secrets(asked: argparse.Namespace) -> list[Key]:
    found = []
    for name in asked.secret_env:
        value = os.environ.get(name)
        if value is None:
            raise Misuse(f"the variable {name} is not set")
        found.append(Key(value, id=name))
    for file in asked.secret_file:
        value_bytes = contents(file, DEFAULT_LIMIT)
        newline = 2 if value_bytes.endswith(b"\r\n") else 1 if value_bytes.endswith(b"\n") else 0
        # A path may be longer than an id.
        found.append(Key(value_bytes[: len(value_bytes) - newline], id=file[-48:]))
    if not found:
        raise Misuse("no secret: give --secret-env or --secret-file")
    return found


def headers(asked: argparse.Namespace) -> list[tuple[bytes, bytes]]:
    found = []
    for given in asked.header:
        is_file = given.startswith("@")
        lines = contents(given[1:], 1 << 20).splitlines() if is_file else [os.fsencode(given)]
        for line in lines:
            name, colon, value = line.partition(b":")
            if colon:
                found.append((name, value.strip()))
            elif line or not is_file:
                # The line itself may hold a token: it is not repeated.
                raise Misuse(f"{given if is_file else '--header'}: a header is written `Name: value`")
    return found


def body(asked: argparse.Namespace) -> bytes:
    return contents(asked.body, asked.max_body)


def contents(file: str, limit: int) -> bytes:
    """What is in the file, or in standard input for `-`."""
    try:
        if file == "-":
            read = sys.stdin.buffer.read(limit + 1)
        else:
            with Path(file).open("rb") as opened:
                read = opened.read(limit + 1)
    except OSError as error:
        raise Misuse(f"{file}: {error.strerror}") from None
    if len(read) > limit:
        raise body_too_large()
    return read


COMMANDS = {"verify": verify, "sign": signed, "derive": derived, "schemes": listed}


def run() -> NoReturn:
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)


if __name__ == "__main__":
    run()
