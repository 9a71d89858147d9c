//! `cargo xtask fuzz verify`
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hookproof_fuzz::verify::check(data));
