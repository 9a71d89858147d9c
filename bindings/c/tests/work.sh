#!/bin/sh
# How much work a verdict takes, counted in instructions, which do not depend on what else the machine does:
# `work.sh PROGRAM`, where PROGRAM is work.c, linked.
#
# - whichever key matched, or none: the same, but for what a verdict says (a match costs some instructions more)
# - whichever digit of a signature is wrong: exactly the same
# - 32 signatures in place of one: hardly more, since there is one MAC a key and not one a signature
set -eu
program=$1
valgrind=${VALGRIND:-valgrind}

count() { # the instructions of hookproof_verifier_verify; the expected word, and the arguments
    expected=$1
    shift
    log=$("$valgrind" --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=hookproof_verifier_verify \
        "$program" "$@" 2>&1)
    case "$log" in
        *"$expected"*) ;;
        *) echo "work: FAILED, $* is not $expected: $log" >&2; exit 1 ;;
    esac
    echo "$log" | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

within() { # a title, a count, the count it is held against, and how much more it may be, in thousandths
    if [ -z "$2" ] || [ -z "$3" ] || [ "$2" -gt $(($3 + $3 * $4 / 1000)) ] || [ "$3" -gt $(($2 + $2 * $4 / 1000)) ]; then
        echo "work: FAILED, $1: $2 instructions against $3" >&2
        exit 1
    fi
    echo "work: $1: $2 instructions against $3"
}

first=$(count ok key 0)
within 'the last of 16 keys matches, not the first' "$(count ok key 15)" "$first" 1
none=$(count signature_mismatch key 16)
within 'no key matches' "$none" "$first" 1
within '32 signatures, not one' "$(count ok many 32)" "$first" 20

early=$(count signature_mismatch byte 0)
for digit in 1 2 31 32 62 63; do
    within "digit $digit of the signature is wrong, not digit 0" "$(count signature_mismatch byte $digit)" "$early" 0
done
