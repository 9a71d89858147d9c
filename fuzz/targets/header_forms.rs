//! `cargo xtask fuzz header_forms`
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hookproof_fuzz::header_forms::check(data));
