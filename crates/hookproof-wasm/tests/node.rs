//! The exported functions, called as JavaScript calls them: bytes are written into the memory, numbers come back.
//! `cargo test -p hookproof-wasm --target wasm32-unknown-unknown`
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hookproof_wasm as wasm;
use hookproof_wasm::Fact;
use js_sys::{Float64Array, Uint8Array, WebAssembly::Memory};
use sha2::Digest;
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

/// A number of the last verdict.
fn fact(which: Fact) -> f64 {
    let memory: Memory = wasm_bindgen::memory().unchecked_into();
    Float64Array::new_with_byte_offset_and_length(&memory.buffer(), wasm::answer() as u32, 10).get_index(which as u32)
}

/// A text of the last verdict.
fn told(address: Fact, len: Fact) -> String {
    read(fact(address) as usize, fact(len) as usize)
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
        number = wasm::open(f64::NAN, false, false);
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
    assert_eq!((fact(Fact::Timestamp), fact(Fact::Skew)), (NOW, 9.0));
    assert_eq!(fact(Fact::Covers), f64::from(0b0101));
    assert_eq!(told(Fact::KeyId, Fact::KeyIdLen), "default");
    assert_eq!((fact(Fact::EventIdLen), fact(Fact::EventTypeLen)), (0.0, 0.0));
    let replay_key = read(fact(Fact::ReplayKey) as usize, 64);
    assert!(replay_key.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit)));
    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW), 0);
    assert_eq!(read(fact(Fact::ReplayKey) as usize, 64), replay_key);
    wasm::close(verifier);
}

#[wasm_bindgen_test]
fn rejections_explain_themselves() {
    let verifier = open(STRIPE, SECRET).unwrap();
    assert_eq!(verify(verifier, SIGNATURE, "{}", NOW), SIGNATURE_MISMATCH);
    assert_eq!(wasm::explain(), 401);
    assert!(text().starts_with("signature_mismatch\n\n\n"));
    assert!(wasm::error_skew().is_nan());

    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW + 301.0), 5);
    assert_eq!((wasm::explain(), wasm::error_skew()), (401, 301.0));

    write(&[BODY]);
    wasm::body(BODY.len());
    assert_eq!(wasm::verify(verifier, NOW), 1);
    assert_eq!(wasm::explain(), 400);
    assert!(text().starts_with("missing_header\nstripe-signature\n\n"));

    write(&[&SIGNATURE.repeat(40), BODY]);
    for _ in 0..40 {
        wasm::header(0, SIGNATURE.len());
    }
    wasm::body(BODY.len());
    assert_eq!(wasm::verify(verifier, NOW), 2);

    assert_eq!((wasm::body_too_large(), wasm::explain()), (9, 413));
    assert!(text().starts_with("body_too_large\n\n\n"));
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
    assert_eq!(wasm::open(f64::NAN, false, false), wasm::MISUSE);
    write(&[STRIPE]);
    assert_eq!(wasm::scheme(STRIPE.len()), 0);
    for tolerance in [-1.0, f64::NEG_INFINITY, 1e300] {
        assert_eq!(wasm::open(tolerance, false, false), wasm::MISUSE);
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
    assert_eq!(wasm::open(f64::NAN, false, false), wasm::MISUSE);
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
    let length = char::from_u32(SIGNATURE.len() as u32).unwrap();
    assert_eq!(text(), format!("stripe-signature\n{length}{SIGNATURE}"));
    assert_eq!(wasm::derive(), 0);
    let key = text();
    assert!(key.starts_with("hpk1_"));
    let verifier = open(STRIPE, &key).unwrap();
    assert_eq!(verify(verifier, SIGNATURE, BODY, NOW), 0);
}

/// Signs a delivery that has no headers: the value made.
fn sign(line: &str, secret: &str, url: &str, body: &str) -> String {
    write(&[line, secret, url, body]);
    assert_eq!(wasm::scheme(line.len()), 0);
    assert_eq!(wasm::key(0, secret.len(), f64::NAN, f64::NAN), 0);
    wasm::url(url.len());
    wasm::body(body.len());
    assert_eq!(wasm::sign(NOW, false), 0);
    let text = text();
    let (_, value) = text.split_once('\n').unwrap();
    value.chars().skip(1).collect()
}

#[wasm_bindgen_test]
fn an_id_and_a_type_outlive_the_delivery() {
    let line = "hmac-sha256 id={json:/id} type={json:/type} | x-acme: {hex} | {body}";
    let longest = "x".repeat(256);
    for (id, kind) in [("evt_1", "caf\u{e9}.opened"), (longest.as_str(), longest.as_str()), ("", "")] {
        let body = format!(r#"{{"id":"{id}","type":"{kind}"}}"#);
        let signature = sign(line, SECRET, "", &body);
        let verifier = open(line, SECRET).unwrap();
        assert_eq!(verify(verifier, &signature, &body, NOW), 0);
        write(&["#".repeat(body.len() + signature.len()).as_str()]);
        assert_eq!(told(Fact::EventId, Fact::EventIdLen), id);
        assert_eq!(told(Fact::EventType, Fact::EventTypeLen), kind);
        wasm::close(verifier);
    }
}

#[wasm_bindgen_test]
fn a_base_url_and_a_trusted_proxy() {
    let line = "hmac-sha256 | x-acme: {hex} | {url}{body}";
    let signature = sign(line, SECRET, "https://hooks.example.com/in", BODY);
    let open = |base: Option<&str>, trust| {
        write(&[line, SECRET, base.unwrap_or_default()]);
        assert_eq!(wasm::scheme(line.len()), 0);
        assert_eq!(wasm::key(0, SECRET.len(), f64::NAN, f64::NAN), 0);
        if let Some(base) = base {
            wasm::base_url(base.len());
        }
        wasm::open(f64::NAN, false, trust)
    };
    let verify = |names: usize, values: &[&str]| {
        write(&[&["/in", BODY, signature.as_str()][..], values].concat());
        wasm::url("/in".len());
        wasm::body(BODY.len());
        wasm::header(0, signature.len());
        values.iter().zip(1..names).for_each(|(value, index)| wasm::header(index, value.len()));
        wasm::verify(wasm::opened(), NOW)
    };
    assert_eq!(open(Some("https://hooks.example.com"), false), 0);
    assert_eq!((text().as_str(), wasm::reads()), ("x-acme\n", 2));
    assert_eq!(verify(1, &[]), 0);
    for base in ["", "hooks.example.com"] {
        assert_eq!(open(Some(base), false), 10);
    }
    // What was given to a verifier that could not be made is forgotten.
    assert_eq!(open(None, false), 0);
    assert_eq!(verify(1, &[]), 10);

    assert_eq!(open(None, true), 0);
    assert_eq!(text(), "x-acme\nx-forwarded-proto\nx-forwarded-host\n");
    assert_eq!(verify(3, &["https", "hooks.example.com"]), 0);
    assert_eq!(verify(3, &["https", "other.example.com"]), SIGNATURE_MISMATCH);
    assert_eq!(wasm::explain(), 401);
    assert!(text().starts_with("signature_mismatch\n\nhttps://other.example.com/in\n"), "{}", text());
}

#[wasm_bindgen_test]
fn all_headers_where_the_request_names_them() {
    let line = "hmac-sha256 | x-acme: h={header-names},v1={hex} | {header-values}.{body}";
    let send = |lines: &[(&str, &str)]| {
        let pieces: Vec<&str> = lines.iter().flat_map(|(name, value)| [*name, *value]).collect();
        write(&[&[BODY][..], &pieces].concat());
        wasm::body(BODY.len());
        lines.iter().for_each(|(name, value)| wasm::named_header(name.len(), value.len()));
    };
    write(&[line, SECRET, "X-Tenant", "42", BODY]);
    assert_eq!(wasm::scheme(line.len()), 0);
    assert_eq!((text().as_str(), wasm::reads()), ("x-acme\n", 4));
    assert_eq!(wasm::key(0, SECRET.len(), f64::NAN, f64::NAN), 0);
    wasm::named_header(8, 2);
    wasm::body(BODY.len());
    assert_eq!(wasm::sign(NOW, false), 0);
    let text = text();
    let signature = text.strip_prefix("x-acme\n").unwrap().chars().skip(1).collect::<String>();

    let verifier = open(line, SECRET).unwrap();
    let mut lines = vec![("X-Acme", signature.as_str()), ("x-tenant", "42")];
    lines.resize(128, ("x-other", "1"));
    send(&lines);
    assert_eq!(wasm::verify(verifier, NOW), 0);
    lines[127] = ("X-TENANT", "42");
    send(&lines);
    assert_eq!(wasm::verify(verifier, NOW), 2);
    for count in [129, 1000] {
        lines.resize(count, ("x-other", "1"));
        send(&lines);
        assert_eq!(wasm::verify(verifier, NOW), 3);
    }
    assert_eq!(wasm::explain(), 400);
}

/// Answers a GET as the handshake of the line, with settings; the headers are values by index.
fn respond(line: &str, verifier: usize, url: &str, headers: &[&str], settings: &[(&str, &str)]) -> u32 {
    let settings_pieces: Vec<&str> = settings.iter().flat_map(|(name, value)| [*name, *value]).collect();
    write(&[&[line, "GET", url][..], headers, &settings_pieces].concat());
    let number = wasm::handshake(line.len(), verifier);
    if number != 0 {
        return number;
    }
    wasm::method(3);
    wasm::url(url.len());
    headers.iter().enumerate().for_each(|(index, value)| wasm::header(index, value.len()));
    settings.iter().for_each(|(name, value)| wasm::setting(name.len(), value.len()));
    wasm::respond(verifier, NOW)
}

#[wasm_bindgen_test]
fn a_handshake_is_answered() {
    let meta = "GET {query:t}={verify-token} => 200 text/plain {query:c}";
    let headers = "content-type\ntext/plain\nx-content-type-options\nnosniff\n";
    assert_eq!(respond(meta, wasm::NONE, "/?t=mine&c=115", &[], &[("other", ""), ("verify-token", "mine")]), 200);
    assert_eq!(text(), format!("115\n{headers}"));
    assert_eq!(respond(meta, wasm::NONE, "/?t=yours&c=115", &[], &[("verify-token", "mine")]), SIGNATURE_MISMATCH);
    // A setting of the last call is forgotten.
    assert_eq!(respond(meta, wasm::NONE, "/?t=mine&c=115", &[], &[("verify-token", "mine")]), 200);
    assert_eq!(respond(meta, wasm::NONE, "/?t=mine&c=115", &[], &[("verify-token", "mine2")]), SIGNATURE_MISMATCH);
    assert_eq!(respond(meta, wasm::NONE, "/?t=mine&c=115", &[], &[]), 10);
    assert_eq!(respond(meta, wasm::NONE, "/?c=115", &[], &[("verify-token", "mine")]), 0);

    let asana = "GET secret={header:x-hook-secret} => 204";
    assert_eq!(respond(asana, wasm::NONE, "/", &["b537207f20cb"], &[]), 204);
    assert_eq!(text(), "\nx-content-type-options\nnosniff\nb537207f20cb\n");
    wasm::clear();
    assert_eq!(text(), "");
    assert_eq!(respond("GET {quary:c} => 200", wasm::NONE, "/", &[], &[]), 11);
    assert_eq!((wasm::explain(), wasm::error_column()), (500, 5));
}

#[wasm_bindgen_test]
fn a_handshake_with_a_verifier() {
    let line =
        "GET {header:stripe-signature}=s {header:x-challenge} => 200 text/plain {hmac-sha256:hex(header:x-challenge)}";
    let verifier = open(STRIPE, SECRET).unwrap();
    write(&[line]);
    assert_eq!(wasm::handshake(line.len(), verifier), 0);
    assert_eq!(text(), "x-challenge\n", "the verifier reads the other");
    assert_eq!(wasm::handshake(0, wasm::NONE), 11);
    assert_eq!(respond(line, verifier, "/", &["s", "c1"], &[]), 200);
    assert_eq!(text().find('\n'), Some(64));
    assert_eq!(respond(line, wasm::NONE, "/", &["s", "c1"], &[]), 10, "it takes the secret");

    // As many headers as a handshake reads, beside those of the verifier: none is left out.
    let names: Vec<String> = (0..8).map(|i| format!("{{header:x-{i}}}")).collect();
    let many = format!("GET {} => 200", names.join(" "));
    let values = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];
    assert_eq!(respond(&many, verifier, "/", &values, &[]), 200);
    assert_eq!(respond(&many, verifier, "/", &values[..8], &[]), 0);

    for now in [f64::NAN, -1.0] {
        assert_eq!(wasm::respond(verifier, now), wasm::MISUSE);
    }
    assert_eq!(respond(line, verifier + 1000, "/", &["s", "c1"], &[]), wasm::MISUSE);
    wasm::close(verifier);
    assert_eq!(respond(line, verifier, "/", &["s", "c1"], &[]), wasm::MISUSE, "no verifier is not another");
    wasm::clear();
    assert_eq!(wasm::respond(wasm::NONE, NOW), wasm::MISUSE);
}

#[wasm_bindgen_test]
fn what_a_sender_wrote_makes_no_line_of_its_own() {
    let line = "hmac-sha256 | x-acme: h={header-names},v1={hex} | {header-values}.{body}";
    let verifier = open(line, SECRET).unwrap();
    let value = format!("h=a\nb,v1={}", "0".repeat(64));
    write(&["x-acme", &value]);
    wasm::named_header(6, value.len());
    assert_eq!(wasm::verify(verifier, NOW), 1);
    assert_eq!(wasm::explain(), 400);
    assert!(text().starts_with("missing_header\n\n\n"), "{}", text());
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

const SHA256: usize = 32;

#[wasm_bindgen_test]
fn a_body_in_pieces() {
    let verifier = open(STRIPE, SECRET).unwrap();
    let begin = || {
        write(&[SIGNATURE]);
        wasm::header(0, SIGNATURE.len());
        assert_eq!(wasm::start(verifier, NOW), 0);
        wasm::opened()
    };
    let update = |stream: usize, piece: &str| {
        write(&[piece]);
        wasm::update(stream, piece.len())
    };
    // Two at once, and a call between them.
    let (one, other) = (begin(), begin());
    for piece in [&BODY[..1], &BODY[1..30], "", &BODY[30..]] {
        assert_eq!((update(one, piece), update(other, &piece.to_uppercase())), (0, 0));
        assert_eq!(verify(verifier, SIGNATURE, BODY, NOW), 0);
    }
    assert_eq!((wasm::finish(other), wasm::finish(one)), (SIGNATURE_MISMATCH, 0));
    assert_eq!(fact(Fact::Timestamp), NOW);
    // What is finished, given up or never begun is no stream.
    assert_eq!((wasm::finish(one), update(one, BODY), wasm::finish(1000)), (wasm::MISUSE, wasm::MISUSE, wasm::MISUSE));
    let given_up = begin();
    wasm::abandon(given_up);
    assert_eq!(wasm::finish(given_up), wasm::MISUSE);
    // More than there was room for.
    let stream = begin();
    write(&[BODY]);
    assert_eq!(wasm::update(stream, BODY.len() + 1), wasm::MISUSE);
    // What is wrong with the head is said at once.
    write(&[""]);
    assert_eq!(wasm::start(verifier, NOW), 1);
    assert_eq!(wasm::start(verifier, f64::NAN), wasm::MISUSE);
    // The verifier's place is another one's now.
    let stream = begin();
    wasm::close(verifier);
    assert_eq!(open(STRIPE, SECRET), Ok(verifier));
    assert_eq!(update(stream, BODY), wasm::MISUSE);
    assert_eq!(wasm::finish(stream), wasm::MISUSE);
    wasm::close(verifier);
}

#[wasm_bindgen_test]
fn the_host_hashes() {
    let verifier = open(STRIPE, SECRET).unwrap();
    write(&[STRIPE, SECRET]);
    assert_eq!((wasm::scheme(STRIPE.len()), wasm::key(0, SECRET.len(), f64::NAN, f64::NAN)), (0, 0));
    assert_eq!((wasm::host_block(0), wasm::text_len()), (SHA256, 64));
    let mut message = memory(wasm::text(), 64).to_vec();
    // Behind a key, and for a scheme that has none to give.
    assert_eq!(wasm::host_block(1), 0);
    write(&["token | x-token: {token}", SECRET]);
    assert_eq!(wasm::scheme(24), 0);
    assert_eq!(wasm::host_block(0), 0);

    write(&[SIGNATURE]);
    wasm::header(0, SIGNATURE.len());
    assert_eq!(wasm::around_body(verifier, NOW), 1 << 8);
    assert_eq!((wasm::behind(), wasm::text_len()), (11, 11));
    assert_eq!(text(), "1533204620.");
    message.extend_from_slice(format!("{}{BODY}", text()).as_bytes());
    let digest = sha2::Sha256::digest(&message).to_vec();
    let verify = |digest: &[u8]| {
        let address = wasm::begin(SIGNATURE.len() + digest.len());
        let all = [SIGNATURE.as_bytes(), digest].concat();
        memory(address, all.len()).copy_from(&all);
        wasm::header(0, SIGNATURE.len());
        let begun = wasm::around_body(verifier, NOW);
        wasm::digests(digest.len());
        if begun == 1 << 8 { wasm::verify_hashed(verifier) } else { begun }
    };
    assert_eq!(verify(&digest), 0);
    // What was begun with one verifier is judged by that one, once.
    let other = open(STRIPE, SECRET).unwrap();
    assert_ne!(wasm::verify_hashed(verifier), 0);
    write(&[SIGNATURE]);
    wasm::header(0, SIGNATURE.len());
    assert_eq!(wasm::around_body(verifier, NOW), 1 << 8);
    assert_eq!(wasm::verify_hashed(other), wasm::MISUSE);
    assert_eq!(verify(&digest), 0);
    assert_eq!(fact(Fact::Timestamp), NOW);
    for wrong in [&digest[1..], &[0; SHA256], &[]] {
        assert_eq!(verify(wrong), SIGNATURE_MISMATCH);
    }
    wasm::close(verifier);
    assert_eq!(verify(&digest), wasm::MISUSE);
    assert_eq!(wasm::around_body(verifier, NOW), wasm::MISUSE);
}
