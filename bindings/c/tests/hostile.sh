#!/bin/sh
# What hostile input costs at most, counted in instructions, against a good delivery with the same body of 1 KiB:
# `hostile.sh PROGRAM`, where PROGRAM is hostile.c, linked.
#
# - 1.2 times as much for any header, also where other elements fill its 8 KiB beside 32 signatures ("+"); a token, which
#   computes no MAC, is held against an HMAC
# - what stands in the URL or in the body is found and decoded first, of which the work is that of its length: the values
#   here have up to 8 KiB, which all escaped are 24 KiB of URL or body
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
        if (label ~ / good$/) { good[form] = good[form "+"] = $2; forms[++count] = form; forms[++count] = form "+" }
        else { tried++; if ($2 > worst[form]) { worst[form] = $2; by[form] = label } }
        label = ""
    }
    function limit(form) {
        if (form ~ /^query/) return 4.4
        if (form ~ /^form/) return 5.3
        if (form ~ /^json-list/) return 1.4
        return 1.2
    }
    END {
        for (i = 1; i <= count; i++) {
            form = forms[i]
            against = form ~ /^(token|basic)/ ? good["hex"] : good[form]
            ratio = worst[form] / against
            failed = ratio > limit(form)
            bad += failed
            if (form ~ /\+$/ && !failed && worst[form] <= worst[forms[i - 1]]) continue
            printf "hostile: %s%s: at most %.3f times a good delivery (%d instructions), by %s\n", \
                failed ? "FAILED, " : "", form, ratio, against, by[form]
        }
        if (count < 36 || tried < 15000) { print "hostile: FAILED, only " tried " inputs of " count " forms were tried"; bad = 1 }
        exit bad > 0
    }' "$counts"
