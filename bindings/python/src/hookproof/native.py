"""The compiled module, made ready: cffi's part of it, and the functions that it has of its own."""

from __future__ import annotations

from . import _native
from ._native import ffi, lib

__all__ = ["address", "ffi", "judge", "lib", "own"]

if lib.py_ready() or lib.hookproof_abi_version() != lib.HOOKPROOF_ABI_VERSION:
    raise ImportError("hookproof: the compiled module is not of this package")

# They are there only now.
own, address, judge = _native.own, _native.address, _native.judge
