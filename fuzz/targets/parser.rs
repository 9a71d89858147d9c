//! `cargo xtask fuzz parser`
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hookproof_fuzz::parser::check(data));
