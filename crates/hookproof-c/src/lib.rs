//! The C ABI of hookproof: it moves bytes and names errors, and decides nothing.
//!
//! The manual is the header, `bindings/c/include/hookproof.h`. All unsafe code is in `boundary.rs` and its parts. What ships is built
//! with `panic = "abort"` and without `std`. `make -C bindings/c no-panic` proves that no panic path of ours is in it.
#![cfg_attr(panic = "abort", no_std)]
#![deny(unsafe_code)]

mod abi;
#[allow(unsafe_code, reason = "the only module with unsafe code")]
mod boundary;
mod failure;
mod names;
mod providers;
mod reads;
mod text;
