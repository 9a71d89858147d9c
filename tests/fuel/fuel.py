"""Counts the instructions that the shipped module executes: `fuel.py MODULE`.

A mismatch takes the same number whichever byte of the signature is wrong, and whatever the bytes of the keys are; so does a
match, whichever key it is; so does making a verifier, whatever the bytes of the secret are. wasmtime counts, as fuel, one
unit for nearly every instruction: the numbers are exact and do not depend on the machine's load.
"""

import random
import sys

from wasmtime import Config, Engine, Instance, Module, Store

NOW = 1795465620.0
NAN = float("nan")
FUEL = 1 << 40
MISMATCH = 7
HEX = b"0123456789abcdefABCDEF"
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
TEXT = BASE64 + b"!$%&()=?*#-_.:,;<>|~"
BODY = b"x" * 200

passed = failed = 0
random.seed(1)


CONFIG = Config()
CONFIG.consume_fuel = True
ENGINE = Engine(CONFIG)


def check(what, counts):
    """All of these numbers of instructions are to be the same; there are to be several."""
    global passed, failed
    if len(counts) > 1 and len(set(counts)) == 1:
        passed += 1
        print(f"fuel: {what}: {counts[0]} units, {len(counts)} times")
    else:
        failed += 1
        print(f"fuel: FAILED, {what}: {sorted(set(counts))} in {len(counts)} runs")


class Core:
    """One instance of the module."""

    def __init__(self, module):
        self.store = Store(ENGINE)
        self.store.set_fuel(FUEL)
        self.exports = Instance(self.store, module, []).exports(self.store)
        self.used = 0

    def call(self, name, *arguments):
        before = self.store.get_fuel()
        result = self.exports[name](self.store, *arguments)
        self.used = before - self.store.get_fuel()
        return result

    def give(self, *pieces):
        """Begins an exchange. Each piece is its bytes, and the call that says what they are."""
        data = b"".join(bytes for bytes, _ in pieces)
        address = self.call("begin", len(data)) & 0xFFFFFFFF
        self.exports["memory"].write(self.store, data, address)
        for _, (name, *arguments) in pieces:
            result = self.call(name, *arguments)
            assert not result, f"{name} is {result}"

    def scheme(self, line):
        self.give((line.encode(), ("scheme", len(line))))

    def open(self, line, secrets):
        """A verifier; `used` is then what making it took."""
        line = line.encode()
        keys = [
            (b"%02d" % index + secret, ("key", 2, len(secret), NAN, NAN)) for index, secret in enumerate(secrets)
        ]
        self.give((line, ("scheme", len(line))), *keys)
        result = self.call("open", NAN, 0, 0)
        assert result == 0, f"open is {result} for {line}"
        used = self.used
        number = self.call("opened")
        self.used = used
        return number

    def sign(self, line, secret):
        """The values of the header lines."""
        line = line.encode()
        self.give((line, ("scheme", len(line))), (secret, ("key", 0, len(secret), NAN, NAN)), (BODY, ("body", len(BODY))))
        assert self.call("sign", NOW, 0) == 0
        address, length = self.call("text"), self.call("text_len")
        text = bytes(self.exports["memory"].read(self.store, address, address + length)).decode()
        values = []
        while text:
            _, text = text.split("\n", 1)
            length = ord(text[0])
            values.append(text[1 : 1 + length].encode())
            text = text[1 + length :]
        return values

    def verify(self, verifier, values):
        """The answer; `used` is then what it took."""
        headers = [(value, ("header", index, len(value))) for index, value in enumerate(values)]
        self.give(*headers, (BODY, ("body", len(BODY))))
        return self.call("verify", verifier, NOW)


def text(symbols, length):
    return bytes(random.choice(symbols) for _ in range(length))


def secrets_are_alike(module, line, symbols, length, prefix=b""):
    """Making a verifier of any secret; then one header against each of them."""
    made, judged = [], []
    value = None
    for _ in range(24):
        core = Core(module)
        secret = prefix + text(symbols, length)
        verifier = core.open(line, [secret])
        made.append(core.used)
        value = value or core.sign(line, prefix + text(symbols, length))
        assert core.verify(verifier, value) == MISMATCH
        judged.append(core.used)
    check(f"{line}: making a verifier, whatever the secret's {length} bytes are", made)
    check(f"{line}: one header, whatever the key is", judged)


def places_are_alike(module, line, symbols, front, secret=None):
    """A wrong symbol at each place of the signature, which begins at `front` and ends before `=`."""
    core = Core(module)
    secret = secret or text(TEXT, 32)
    verifier = core.open(line, [text(TEXT, 32), secret])
    good = core.sign(line, secret)
    assert core.verify(verifier, good) == 0
    counts = []
    value = good[0]
    # The last symbol of base64 may stand for fewer bits than the others: most others are not its canonical form.
    end = len(value.rstrip(b"=")) - (0 if symbols is HEX else 1)
    for place in range(front, end):
        for other in random.sample(symbols, 3):
            if bytes([other]).lower() != value[place : place + 1].lower():
                wrong = value[:place] + bytes([other]) + value[place + 1 :]
                assert core.verify(verifier, [wrong, *good[1:]]) == MISMATCH, wrong
                counts.append(core.used)
    assert len(counts) > end - front, "most places were tried"
    check(f"{line}: a wrong symbol, wherever it is", counts)


def keys_are_alike(module, line):
    """A match, whichever of 16 keys it is."""
    core = Core(module)
    secrets = [text(TEXT, 32) for _ in range(16)]
    verifier = core.open(line, secrets)
    # The first delivery of an instance also makes room for what all others use.
    assert core.verify(verifier, core.sign(line, secrets[0])) == 0
    counts = []
    for secret in secrets:
        assert core.verify(verifier, core.sign(line, secret)) == 0
        counts.append(core.used)
    check(f"{line}: a match, whichever key it is", counts)


LEAKY = """(module (memory 1)
  (func (export "equal") (param $length i32) (result i32) (local $at i32)
    (loop $next
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.load8_u offset=256 (local.get $at))) (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $length))))
    (i32.const 1))
  (export "memory" (memory 0)))"""


def a_leak_is_seen():
    """A comparison that ends at the first difference, as a check of the check: each place has a number of its own."""
    global passed, failed
    module = Module(ENGINE, LEAKY)
    counts = []
    for place in range(32):
        core = Core(module)
        core.exports["memory"].write(core.store, b"\1", place)
        assert core.call("equal", 32) == 0
        counts.append(core.used)
    if len(set(counts)) == 32:
        passed += 1
        print("fuel: planted, and seen: a comparison that ends early")
    else:
        failed += 1
        print("fuel: FAILED, a comparison that ends early is not seen")


def main():
    a_leak_is_seen()
    module = Module.from_file(ENGINE, sys.argv[1])

    plain = "hmac-sha256 | x-signature: sha256={hex} | {body}"
    secrets_are_alike(module, plain, TEXT, 20)
    secrets_are_alike(module, plain, TEXT, 100)
    secrets_are_alike(module, "hmac-sha1({hex}) | x-signature: {hex} | {body}", HEX, 64)
    secrets_are_alike(module, "hmac-sha384({base64}) | x-signature: {hex} | {body}", BASE64, 64)
    secrets_are_alike(module, "hmac-sha512(whsec_{base64}) | x-signature: v1,{base64} ... | {body}", BASE64, 32, b"whsec_")
    secrets_are_alike(module, "hmac-sha1(sha256({utf8})) | x-signature: {hex} | {body}", TEXT, 32)
    secrets_are_alike(module, "sha256 | x-signature: {hex} | {secret}{body}", TEXT, 32)
    secrets_are_alike(module, "token | x-token: {token}", BASE64, 32)
    secrets_are_alike(module, "token | authorization: Basic {token:base64}", TEXT, 32)

    places_are_alike(module, plain, HEX, 7)
    places_are_alike(module, "hmac-sha1 | x-signature: {base64} | {body}", BASE64, 0)
    places_are_alike(module, "hmac-sha512 | x-signature: {hex} | {body}", HEX, 0)
    places_are_alike(module, "hmac-sha256 | x-signature: t={timestamp},v1={hex},... | {timestamp}.{body}", HEX, 16)
    places_are_alike(module, "hmac-sha256 | x-signature: v1,{base64} ... | {body}", BASE64, 3)
    places_are_alike(module, "token | x-token: {token}", BASE64, 0, text(BASE64, 32))
    places_are_alike(module, "token | authorization: Basic {token:base64}", BASE64, 6)

    keys_are_alike(module, plain)
    keys_are_alike(module, "token | x-token: {token}")

    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
