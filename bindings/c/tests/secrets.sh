#!/bin/sh
# No branch and no address depends on a secret: `secrets.sh ROOT OUT`. Builds the library with `--cfg ctgrind`, in a target
# folder of its own and in the profile that ships, links secrets.c with it into the folder OUT, and runs that under valgrind.
set -eu
root=$1
out=$2
valgrind=${VALGRIND:-valgrind}
cd "$root"
target=${CARGO_TARGET_DIR:-target}

mkdir -p "$out"
RUSTFLAGS='--cfg ctgrind' cargo rustc --quiet --release --package hookproof-c --target-dir "$target/ctgrind" \
    --crate-type staticlib
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -O1 -g -Ibindings/c/include bindings/c/tests/secrets.c \
    "$target/ctgrind/release/libhookproof.a" -Wl,--gc-sections -o "$out/secrets"

log=$out/secrets.log
if ! "$valgrind" --quiet --log-file="$log" "$out/secrets"; then
    sed -n '/of planted leaks/,$p' "$log" >&2
    echo 'secrets: FAILED, something depends on a secret' >&2
    exit 1
fi
