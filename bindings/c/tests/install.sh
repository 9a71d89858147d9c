#!/bin/sh
# What `make install` installs is all that a user needs: `install.sh HERE OUT`, where HERE is bindings/c. Builds and runs the
# examples in empty folders, through pkg-config and through CMake's find_package, against the shared and the static library,
# from where they were installed and from where they were moved to; then uninstalls, and looks for what is left.
set -eu
here=$1
out=$2/installed
prefix=$out/prefix
rm -rf "$out"
mkdir -p "$out"
fail() { echo "install: FAILED, $*" >&2; exit 1; }
flags='-Wall -Wextra -Wpedantic -Werror -O1'

install() { make --no-print-directory -s -C "$here" "$@" >/dev/null; }
install install "PREFIX=$prefix"
soname=$(objdump -p "$prefix/lib/libhookproof.so" | awk '$1 == "SONAME" { print $2 }')
[ "$soname" = "$(basename "$(readlink "$prefix/lib/libhookproof.so")")" ] || fail "the soname $soname has no link"

# ---- pkg-config ----
export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
mkdir "$out/plain"
cp "$here"/examples/verify.c* "$out/plain"
cd "$out/plain"
# shellcheck disable=SC2046,SC2086 # several words
{
    "${CC:-cc}" -std=c11 $flags verify.c $(pkg-config --cflags --libs hookproof) -o verify-c
    "${CXX:-c++}" -std=c++17 $flags verify.cpp $(pkg-config --cflags --libs hookproof) -o verify-cpp
    "${CC:-cc}" -std=c11 $flags verify.c $(pkg-config --cflags hookproof) \
        "$(pkg-config --variable=libdir hookproof)/libhookproof.a" -o verify-c-static
}
LD_LIBRARY_PATH=$prefix/lib ./verify-c >c.log
LD_LIBRARY_PATH=$prefix/lib ./verify-cpp >cpp.log
./verify-c-static >c-static.log
cmp -s c.log c-static.log || fail 'the static and the shared library do not say the same'
grep -q 'authentic, the body as well' cpp.log || fail 'the C++ example does not say that the body is authentic'
readelf --dynamic verify-c | grep -q "\[$soname\]" || fail "the program does not ask for $soname"
if ./verify-c >/dev/null 2>&1; then fail 'the program runs without the library: which one was it linked with?'; fi

# ---- CMake ----
if command -v cmake >/dev/null; then
    built() { # a folder for it, and the prefix; says which programs there are
        mkdir "$1"
        cp "$here"/examples/verify.c* "$here/examples/CMakeLists.txt" "$1"
        cmake -S "$1" -B "$1/build" -DCMAKE_PREFIX_PATH="$2" -DCMAKE_C_COMPILER="${CC:-cc}" -DCMAKE_CXX_COMPILER="${CXX:-c++}" \
            >"$1/log" 2>&1 && cmake --build "$1/build" >>"$1/log" 2>&1 || { cat "$1/log" >&2; fail "CMake, with $2"; }
        for program in verify-c verify-c-static verify-cpp verify-cpp-static; do
            "$1/build/$program" >>"$1/log" || fail "$program of CMake says no"
        done
    }
    found() { # whether find_package takes this version
        mkdir -p "$out/version"
        printf 'cmake_minimum_required(VERSION 3.13)\nproject(p C)\nfind_package(hookproof %s REQUIRED)\n' "$1" \
            >"$out/version/CMakeLists.txt"
        cmake -S "$out/version" -B "$out/version/build" -DCMAKE_PREFIX_PATH="$prefix" >"$out/version/log" 2>&1
    }
    version=$(pkg-config --modversion hookproof)
    built "$out/cmake" "$prefix"
    # as a package would: written under DESTDIR, and in the folder of one of several architectures
    install install PREFIX=/usr "LIBDIR=/usr/lib/$("${CC:-cc}" -print-multiarch)" "DESTDIR=$out/destination"
    built "$out/cmake-moved" "$out/destination/usr"
    grep -rq "$out" "$out/destination" && fail 'DESTDIR is in what was installed'
    found "$version" || fail "find_package does not take $version"
    found '' || fail 'find_package does not take any version'
    for other in 99.0 "$version.1"; do
        if found "$other"; then fail "find_package takes $version for $other"; fi
    done
    rm "$prefix/lib/libhookproof.a"
    if found "$version"; then fail 'find_package finds a library that is not there'; fi
    cmake=', through CMake as well'
else
    cmake='; CMake SKIPPED, it is not there'
fi

# ---- and away ----
install install "PREFIX=$prefix"
install uninstall "PREFIX=$prefix"
left=$(find "$prefix" -type f -o -type l)
[ -z "$left" ] || fail "left after uninstalling: $left"
echo "install: the examples build and run with what is installed, through pkg-config$cmake; uninstalling leaves nothing"
