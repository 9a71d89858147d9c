#!/bin/sh
# The example server judges what curl sends it: `server.sh HERE STAGE OUT`, where HERE is bindings/c, STAGE has the library
# installed, and OUT is a folder for what is made. The signatures are Python's.
set -eu
here=$1
stage=$2
out=$3/server
secret='a secret of the server example'

rm -rf "$out"
mkdir -p "$out"
PKG_CONFIG_PATH=$stage/lib/pkgconfig
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # what pkg-config says are several words
"${CC:-cc}" -std=gnu11 -Wall -Wextra -Werror -O1 -g "$here/examples/server.c" -o "$out/server" \
    $(pkg-config --cflags --libs hookproof libmicrohttpd) "-Wl,-rpath,$stage/lib"

if WEBHOOK_SECRET='' "$out/server" 0 2>"$out/refused"; then
    echo 'server: FAILED, it starts without a secret' >&2
    exit 1
fi
grep -q '^weak_secret' "$out/refused"

WEBHOOK_SECRET=$secret "$out/server" 0 >"$out/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -q '^listening' "$out/log" && break
    sleep 0.1
done
port=$(sed -n 's/^listening on port //p' "$out/log")

signed() { # the signature of a file
    python3 -c 'import hashlib, hmac, sys
print("sha256=" + hmac.new(sys.argv[1].encode(), open(sys.argv[2], "rb").read(), hashlib.sha256).hexdigest())' "$secret" "$1"
}

tried=0
expect() { # the status, what is said, a pattern for the end of the log (none: nothing is logged), and curl's arguments
    status=$1 what=$2 pattern=$3
    shift 3
    before=$(wc -l <"$out/log")
    came=$(curl --silent --max-time 20 --output /dev/null --write-out '%{http_code}' "$@" "http://127.0.0.1:$port/hook?a=1" || true)
    said=$(tail -n "+$((before + 1))" "$out/log")
    if [ "$came" != "$status" ] || ! echo "$said" | grep -q -- "$pattern"; then
        printf 'server: FAILED, %s: status %s for %s, and the log says\n%s\n' "$what" "$came" "$status" "$said" >&2
        exit 1
    fi
    tried=$((tried + 1))
}

python3 - "$out" <<'PYTHON'
import sys
out = sys.argv[1]
# What a parser between the socket and the verifier would change.
open(out + "/raw", "wb").write(b'{"id" : "evt_1",\r\n "x":"\x00\xff+%20caf\xc3\xa9 &amp;"}\n\n')
open(out + "/most", "wb").write(b"m" * 1024 * 1024)
open(out + "/more", "wb").write(b"m" * (1024 * 1024 + 1))
PYTHON
raw="X-Hub-Signature-256: $(signed "$out/raw")"
most="X-Hub-Signature-256: $(signed "$out/most")"
more="X-Hub-Signature-256: $(signed "$out/more")"

expect 204 'a good delivery, with its raw bytes' "^authentic: $(wc -c <"$out/raw") bytes" \
    --data-binary "@$out/raw" --header "$raw" --header 'Content-Type: application/x-www-form-urlencoded'
expect 204 'in chunks' '^authentic' --data-binary "@$out/raw" --header "$raw" --header 'Transfer-Encoding: chunked'
expect 204 'as large as may be' '^authentic: 1048576 bytes' --data-binary "@$out/most" --header "$most"
expect 401 'forged' '^signature_mismatch' --data-binary 'forged' --header "$raw"
expect 401 'without a body' '^signature_mismatch' --request POST --header "$raw"
expect 400 'without a signature' '^missing_header' --data-binary "@$out/raw"
expect 400 'with two' '^duplicate_header' --data-binary "@$out/raw" --header "$raw" --header "$raw"
expect 413 'too large' '^$' --data-binary "@$out/more" --header "$more"
expect 413 'too large, in chunks' '^$' --data-binary "@$out/more" --header "$more" --header 'Transfer-Encoding: chunked'
expect 204 'a good delivery after all that' '^authentic' --data-binary "@$out/raw" --header "$raw"

kill $server
if ! wait $server; then
    echo 'server: FAILED, it does not end well' >&2
    exit 1
fi
trap - EXIT
echo "server: what curl sends has the status and the log that it should"
echo "$tried passed, 0 failed"
