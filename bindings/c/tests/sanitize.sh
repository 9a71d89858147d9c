#!/bin/sh
# The tests and the vectors with AddressSanitizer and UndefinedBehaviorSanitizer: `sanitize.sh ROOT OUT TESTS...`. The
# library is instrumented, too: what is not, reads a byte too many unseen. The flag for that is unstable, which is no
# matter for a build that ships nothing.
set -eu
root=$1
out=$2/sanitized
shift 2
cd "$root"
target=${CARGO_TARGET_DIR:-target}
host=$(rustc -vV | sed -n 's/^host: //p')

mkdir -p "$out"
RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address cargo rustc --quiet --release --package hookproof-c --target "$host" \
    --target-dir "$target/sanitized" --crate-type staticlib
link() {
    "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
        -Ibindings/c/include "bindings/c/tests/$1.c" "$target/sanitized/$host/release/libhookproof.a" -Wl,--gc-sections -o "$out/$1"
}

# A length that is no true one has to be reported, and in the library: or nothing above would be.
link planted
if "$out/planted" >"$out/planted.log" 2>&1; then
    echo 'sanitize: FAILED, a body that is shorter than it says goes unseen' >&2
    exit 1
fi
grep -q 'heap-buffer-overflow' "$out/planted.log"
echo 'sanitize: planted, and reported: a body that is shorter than it says'

for test in "$@"; do
    link "$test"
    echo "$test, sanitized:"
    "$out/$test"
done
link vectors
"$out/vectors" tests/vectors/webhooks.json
link vectors-handshakes
"$out/vectors-handshakes" tests/vectors/handshakes.json
