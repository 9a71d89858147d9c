"""Defects, planted one at a time in a scheme's line: each has to be noticed, or the check passes whatever the line says."""

import re

SIGNATURE = re.compile(r"\{(hex|base64|base64url|token|token:base64)\}")
SWAPPED = {"hex": "base64", "base64": "hex", "base64url": "hex", "token": "token:base64", "token:base64": "token"}
HASHES = {"sha1": "sha256", "sha256": "sha512", "sha384": "sha512", "sha512": "sha256"}


def _rewrite(line, placeholder, change):
    """The line with its field of the signature, or of the time, rewritten."""
    parts = line.split(" | ")
    for place, part in enumerate(parts):
        if place > 0 and ": " in part and re.search(placeholder, part):
            parts[place] = change(part)
            break
    return " | ".join(parts)


def _header(line):
    return _rewrite(line, SIGNATURE, lambda part: part if ":" in part.split(": ")[0] else re.sub("^[^:]+", "x-planted", part))


def _encoding(line):
    return _rewrite(line, SIGNATURE, lambda part: SIGNATURE.sub(lambda form: "{" + SWAPPED[form[1]] + "}", part))


def _unit(line):
    def other(form):
        return "{timestamp}" if form[1] else "{timestamp:ms}"

    return _rewrite(line, r"\{timestamp", lambda part: re.sub(r"\{timestamp(:[^}]+)?\}", other, part))


def _hash(line):
    return re.sub(r"^((?:hmac-)?)(sha\d+)", lambda found: found[1] + HASHES[found[2]], line)


def _message(line):
    return line if line.startswith("token") else line + "~"


DEFECTS = {
    "another header": _header,
    "another encoding": _encoding,
    "another unit of time": _unit,
    "another hash": _hash,
    "one byte more in the message": _message,
}


def plants(line, clock):
    """The defects that this line can have. An SDK that signs no time, and does not look at its clock or only backwards,
    cannot notice the unit of a time."""
    for defect, plant in DEFECTS.items():
        planted = plant(line)
        if planted != line and not (clock and defect == "another unit of time"):
            yield defect, planted
