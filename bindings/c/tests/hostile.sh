#!/bin/sh
# What a hostile header costs at most, counted in instructions, against a good delivery with the same body of 1 KiB:
# `hostile.sh PROGRAM`, where PROGRAM is hostile.c, linked.
#
# - 1.2 times as much where the header holds one value; a token, which computes no MAC, is held against an HMAC
# - 1.6 times as much in a list, which may bring 32 signatures: each is decoded and compared, but there is one MAC
set -eu
program=$1
valgrind=${VALGRIND:-valgrind}
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT

"$valgrind" --quiet --tool=callgrind --callgrind-out-file="$counts" --combine-dumps=yes \
    --toggle-collect=hookproof_verifier_verify "$program"
awk '
    /^desc: Trigger: Client Request: / { sub(/^desc: Trigger: Client Request: /, ""); label = $0; form = $1 }
    /^(summary|totals): / && label != "" {
        if (label ~ / good$/) { good[form] = $2; forms[++count] = form }
        else { tried++; if ($2 > worst[form]) { worst[form] = $2; by[form] = label } }
        label = ""
    }
    END {
        for (i = 1; i <= count; i++) {
            form = forms[i]
            against = form ~ /^(token|basic)$/ ? good["hex"] : good[form]
            ratio = worst[form] / against
            limit = form ~ /^(commas|spaces|semicolons|ampersands)$/ ? 1.6 : 1.2
            failed = ratio > limit
            bad += failed
            printf "hostile: %s%s: at most %.2f times a good delivery (%d instructions), by %s\n", \
                failed ? "FAILED, " : "", form, ratio, against, by[form]
        }
        if (count < 12 || tried < 10000) { print "hostile: FAILED, only " tried " headers of " count " forms were tried"; bad = 1 }
        exit bad > 0
    }' "$counts"
