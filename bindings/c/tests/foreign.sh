#!/bin/sh
# The tests and the vectors on other machines, under QEMU: `foreign.sh ROOT OUT TESTS...`. One has words of 32 bits, one has
# its bytes in the other order.
set -eu
root=$1
out=$2/foreign
shift 2
cd "$root"
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$out"

on() { # Rust's name of the machine, its C compiler, its QEMU, and the tests
    machine=$1 cc=$2 qemu=$3
    shift 3
    cargo rustc --quiet --release --package hookproof-c --target "$machine" --target-dir "$target/foreign" --crate-type staticlib
    for test in "$@" vectors vectors-handshakes; do
        "$cc" -std=c11 -Wall -Wextra -Werror -O1 -static -Ibindings/c/include "bindings/c/tests/$test.c" \
            "$target/foreign/$machine/release/libhookproof.a" -Wl,--gc-sections -o "$out/$test-$machine"
    done
    for test in "$@"; do
        echo "$test, $machine:"
        "$qemu" "$out/$test-$machine"
    done
    "$qemu" "$out/vectors-$machine" tests/vectors/webhooks.json
    "$qemu" "$out/vectors-handshakes-$machine" tests/vectors/handshakes.json
}

on i686-unknown-linux-gnu i686-linux-gnu-gcc qemu-i386 "$@"
on s390x-unknown-linux-gnu s390x-linux-gnu-gcc qemu-s390x "$@"
