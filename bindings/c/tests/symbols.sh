#!/bin/sh
# What the libraries give and take: `symbols.sh PREFIX`. Fails on a function that hookproof.h does not declare, on one
# that it declares and nobody defines, and on anything taken from elsewhere than this part of libc.
set -eu
prefix=$1
wanted='bcmp free malloc memcmp memcpy memmove memset'

declared=$(grep -o '\<hookproof_[a-z_]*(' "$prefix/include/hookproof.h" | tr -d '(' | sort -u | grep -v '^hookproof_text$')

judge() { # name of the library, its defined symbols, its undefined symbols
    if [ "$2" != "$declared" ]; then
        printf '%s defines\n%s\nand hookproof.h declares\n%s\n' "$1" "$2" "$declared" >&2
        exit 1
    fi
    for symbol in $3; do
        case " $wanted " in
            *" $symbol "*) ;;
            *) echo "$1 needs $symbol" >&2; exit 1 ;;
        esac
    done
    echo "symbols: $1 defines $(echo "$2" | wc -l) functions, those of hookproof.h, and needs $(echo $3 | tr '\n' ' ')"
}

# Weak symbols are the C compiler's start-up code (its own __cxa_finalize among them) and may stay undefined.
judge libhookproof.a \
    "$(nm --defined-only --extern-only "$prefix/lib/libhookproof.a" | awk 'NF == 3 { print $3 }' | sort -u)" \
    "$(nm --undefined-only "$prefix/lib/libhookproof.a" | awk '$1 == "U" { print $2 }' | sort -u)"
judge libhookproof.so \
    "$(nm --dynamic --defined-only "$prefix/lib/libhookproof.so" | awk 'NF == 3 { print $3 }' | sort -u)" \
    "$(nm --dynamic --undefined-only "$prefix/lib/libhookproof.so" | awk '$1 == "U" { sub(/@.*/, "", $2); print $2 }' | sort -u)"
