"""Every SDK against the row of its provider, as node/check.mjs does it. README.md beside this folder explains it all."""

import logging
import pathlib
import sys
import traceback

from deliveries import SEED
from disagreements import DISAGREEMENTS, disagreement
from ours import line_of
from plants import plants
from sdks import SDKS
from trial import deliveries, questions

SECRETS = 2
checks = planted_defects = passed = failed = skipped = 0
used = set()


def first_wrong(sdk, line, sent):
    """The first answer that is not as it should be; None if all are."""
    global checks
    for question, right in questions(sdk, line, sent, sdk.secret()):
        checks += 1
        if not right:
            return question
    return None


def agree(sdk, line):
    for _ in range(SECRETS):
        for sent in deliveries(sdk, sdk.secret()):
            if wrong := first_wrong(sdk, line, sent):
                return f"{wrong}; body {sent.body!r}, time {sent.time}"
    return None


def unnoticed(sdk, line):
    global planted_defects
    sent = deliveries(sdk, sdk.secret())[0]
    for defect, planted in plants(line, sdk.clock):
        planted_defects += 1
        if not first_wrong(sdk, planted, sent):
            return f"{defect} is not noticed: {planted}"
    return None


def fail(text):
    global failed
    failed += 1
    print(f"FAILED {text}")


logging.disable()
for sdk in SDKS:
    line = line_of(sdk.row)
    name = f"{sdk.name}, row {sdk.row}"
    if line is None:
        skipped += 1
        print(f"skipped {name}: the table has no such row")
        continue
    used.add(sdk.name)
    try:
        wrong = agree(sdk, line) or unnoticed(sdk, line)
    except Exception:
        wrong = traceback.format_exc()
    if wrong:
        fail(f"{name}: {wrong}")
    else:
        passed += 1

listed = (pathlib.Path(__file__).parent.parent / "README.md").read_text()
for id, name, row, make, expected in DISAGREEMENTS:
    try:
        got = disagreement(name, row, make)
    except Exception:
        got = traceback.format_exc()
    if got != expected:
        fail(f"disagreement {id}: now {got}, listed as {expected}")
    elif f"| `{id}` |" not in listed:
        fail(f"disagreement {id} is not in README.md")
    else:
        passed += 1

print(
    f"python: {len(used)} SDKs, {checks} checks, {planted_defects} planted defects noticed, "
    f"{len(DISAGREEMENTS)} disagreements asserted; seed {SEED}"
)
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed else 0)
