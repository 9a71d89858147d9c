//! The exported functions, called as JavaScript calls them: bytes are written into the memory, numbers come back.
//! `cargo test -p hookproof-wasm --target wasm32-unknown-unknown`
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use hookproof_wasm as wasm;
use js_sys::{Uint8Array, WebAssembly::Memory};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

const STRIPE: &str = "hmac-sha256 | stripe-signature: t={timestamp},v1={hex},... | {timestamp}.{body}";
const SECRET: &str = "webhook_secret";
const SIGNATURE: &str = "t=1533204620,v1=ed151c51d79fa53c33d1299c948877c8614fb51042d28d69435f6e5e62f82da1";
const BODY: &str = r#"{"id":"evt_123","type":"customer.created"}"#;
const NOW: f64 = 1_533_204_620.0;

const SIGNATURE_MISMATCH: u32 = 7;
const WEAK_SECRET: u32 = 13;

fn memory(address: usize, len: usize) -> Uint8Array {
    let memory: Memory = wasm_bindgen::memory().unchecked_into();
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), address as u32, len as u32)
}

/// Writes the pieces one after the other.
fn write(pieces: &[&str]) {
    let all = pieces.concat();
    let address = wasm::begin(all.len());
    assert_ne!(address, 0);
    memory(address, all.len()).copy_from(all.as_bytes());
}

fn read(address: usize, len: usize) -> String {
    String::from_utf8(memory(address, len).to_vec()).unwrap()
}

fn text() -> String {
    read(wasm::text(), wasm::text_len())
}

fn open(line: &str, secret: &str) -> Result<usize, u32> {
    write(&[line, secret]);
    let mut number = wasm::scheme(line.len());
    if number == 0 {
        number = wasm::key(0, secret.len(), f64::NAN, f64::NAN);
    }
    if number == 0 {
        number = wasm::open(f64::NAN, false);
    }
    if number == 0 { Ok(wasm::opened()) } else { Err(number) }
}

fn verify(verifier: usize, signature: &str, body: &str, now: f64) -> u32 {
    write(&[signature, body]);
    wasm::header(0, signature.len());
    wasm::body(body.len());
    wasm::verify(verifier, now)
}

#[wasm_bindgen_test]
fn an_authentic_delivery() {
    let verifier = open(STRIPE, SECRET).unwrap();
    assert_eq!(text(), "stripe-signature\n");
    assert_eq!(wasm::reads(), 0);
    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW + 9.7), 0);
    assert_eq!((wasm::timestamp(), wasm::skew()), (NOW, 9.0));
    assert_eq!(wasm::facts(), 0b0101);
    assert_eq!(read(wasm::key_id(), wasm::key_id_len()), "default");
    assert_eq!(wasm::event_id(), 0);
    let replay_key = memory(wasm::replay_key(), 32).to_vec();
    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW), 0);
    assert_eq!(memory(wasm::replay_key(), 32).to_vec(), replay_key);
    wasm::close(verifier);
}

#[wasm_bindgen_test]
fn rejections_explain_themselves() {
    let verifier = open(STRIPE, SECRET).unwrap();
    assert_eq!(verify(verifier, SIGNATURE, "{}", NOW), SIGNATURE_MISMATCH);
    assert_eq!(wasm::explain(), 401);
    assert!(text().starts_with("signature_mismatch\n\n"));
    assert!(wasm::error_skew().is_nan());

    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW + 301.0), 5);
    assert_eq!((wasm::explain(), wasm::error_skew()), (401, 301.0));

    write(&[BODY]);
    wasm::body(BODY.len());
    assert_eq!(wasm::verify(verifier, NOW), 1);
    assert_eq!(wasm::explain(), 400);
    assert!(text().starts_with("missing_header\nstripe-signature\n"));

    write(&[&SIGNATURE.repeat(40), BODY]);
    for _ in 0..40 {
        wasm::header(0, SIGNATURE.len());
    }
    wasm::body(BODY.len());
    assert_eq!(wasm::verify(verifier, NOW), 2);

    assert_eq!((wasm::body_too_large(), wasm::explain()), (9, 413));
    assert!(text().starts_with("body_too_large\n\n"));
}

#[wasm_bindgen_test]
fn configurations_that_are_refused() {
    assert_eq!(open(STRIPE, ""), Err(WEAK_SECRET));
    assert_eq!(open("hmac-sha256 | x: {hax} | {body}", SECRET), Err(11));
    assert_eq!((wasm::explain(), wasm::error_column()), (500, 18));
    // The column is the last error's.
    assert_eq!(open(STRIPE, ""), Err(WEAK_SECRET));
    assert_eq!(wasm::error_column(), 0);
}

#[wasm_bindgen_test]
fn a_mistake_of_the_host_verifies_nothing() {
    let verifier = open(STRIPE, SECRET).unwrap();
    for now in [f64::NAN, -1.0, f64::INFINITY, 1e300] {
        assert_eq!(verify(verifier, SIGNATURE, BODY, now), wasm::MISUSE);
    }
    assert_eq!(verify(verifier + 1000, SIGNATURE, BODY, NOW), wasm::MISUSE);
    wasm::close(verifier);
    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW), wasm::MISUSE);
    wasm::close(verifier);

    write(&[SECRET]);
    assert_eq!(wasm::key(0, SECRET.len(), -1.0, f64::NAN), wasm::MISUSE);
    wasm::clear();
    assert_eq!(wasm::open(f64::NAN, false), wasm::MISUSE);
    write(&[STRIPE]);
    assert_eq!(wasm::scheme(STRIPE.len()), 0);
    for tolerance in [-1.0, f64::NEG_INFINITY, 1e300] {
        assert_eq!(wasm::open(tolerance, false), wasm::MISUSE);
    }
    // More than there was room for.
    let verifier = open(STRIPE, SECRET).unwrap();
    for len in [BODY.len() + 1, usize::MAX] {
        write(&[SIGNATURE, BODY]);
        wasm::header(0, SIGNATURE.len());
        wasm::body(len);
        assert_eq!(wasm::verify(verifier, NOW), wasm::MISUSE);
    }
    assert_eq!(open(STRIPE, SECRET).map(drop), Ok(()));
    write(&[STRIPE, SECRET]);
    assert_eq!(wasm::scheme(STRIPE.len()), 0);
    assert_eq!(wasm::key(0, SECRET.len() + 1, f64::NAN, f64::NAN), 0);
    assert_eq!(wasm::open(f64::NAN, false), wasm::MISUSE);
    assert_eq!(wasm::sign(NOW, false), wasm::MISUSE);
    assert_eq!(wasm::derive(), wasm::MISUSE);
}

#[wasm_bindgen_test]
fn a_closed_place_is_given_to_the_next_verifier() {
    let first = open(STRIPE, SECRET).unwrap();
    let second = open(STRIPE, "another secret").unwrap();
    assert_ne!(first, second);
    wasm::close(first);
    let third = open(STRIPE, "a third secret").unwrap();
    assert_eq!(third, first);
    assert_eq!(verify(third, SIGNATURE, BODY, NOW), SIGNATURE_MISMATCH);
    assert_eq!(verify(second, SIGNATURE, BODY, NOW), SIGNATURE_MISMATCH);
}

#[wasm_bindgen_test]
fn signing_is_the_inverse() {
    let pieces = [STRIPE, SECRET, BODY];
    write(&pieces);
    assert_eq!(wasm::scheme(STRIPE.len()), 0);
    assert_eq!(wasm::key(0, SECRET.len(), f64::NAN, f64::NAN), 0);
    wasm::body(BODY.len());
    assert_eq!(wasm::sign(NOW, false), 0);
    assert_eq!(text(), format!("stripe-signature\n{SIGNATURE}\n"));
    assert_eq!(wasm::derive(), 0);
    let key = text();
    assert!(key.starts_with("hpk1_"));
    let verifier = open(STRIPE, &key).unwrap();
    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW), 0);
}

#[wasm_bindgen_test]
fn secrets_are_overwritten() {
    let address = {
        write(&[STRIPE, SECRET]);
        assert_eq!(wasm::scheme(STRIPE.len()), 0);
        assert_eq!(wasm::key(0, SECRET.len(), f64::NAN, f64::NAN), 0);
        assert_eq!(wasm::derive(), 0);
        wasm::text()
    };
    let len = wasm::text_len();
    let buffer = wasm::begin(0);
    let all = STRIPE.len() + SECRET.len();
    assert!(memory(buffer, all).to_vec().iter().all(|byte| *byte == 0));
    wasm::clear();
    assert!(memory(address, len).to_vec().iter().all(|byte| *byte == 0));
    assert_eq!(wasm::text_len(), 0);
}

#[wasm_bindgen_test]
fn room_that_is_not_there() {
    assert_eq!(wasm::begin(usize::MAX), 0);
    let verifier = open(STRIPE, SECRET).unwrap();
    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW), 0);
}
