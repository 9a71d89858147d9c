//! The text of an error, what it can be asked, and when two are equal.
#![allow(clippy::unwrap_used)]

use hookproof::{Code, Error, Key, Keyring, Options, Request, Scheme, Verifier, sign};
use std::collections::HashSet;

const NOW: u64 = 1_795_465_620;
const SECRET: &[u8] = b"test-secret-0123456789";

/// The error of a delivery that was signed, and is judged so many seconds later.
fn late(seconds: i64) -> Error {
    let scheme = Scheme::parse("hmac-sha256 | x-s: t={timestamp},v={hex} | {timestamp}").unwrap();
    let signed = sign(&scheme, SECRET, &Request::default(), NOW, Options::default()).unwrap();
    let headers: Vec<(&str, &[u8])> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), Options::default()).unwrap();
    let request = Request { headers: &headers, ..Request::default() };
    verifier.verify(&request, NOW.saturating_add_signed(seconds)).unwrap_err()
}

fn missing(header: &str) -> Error {
    let scheme = Scheme::parse(&format!("hmac-sha256 | {header}: {{hex}} | {{body}}")).unwrap();
    let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), Options::default()).unwrap();
    verifier.verify(&Request::default(), NOW).unwrap_err()
}

fn weak(id: &str) -> Error {
    let scheme = Scheme::parse("hmac-sha256 | x-s: {hex} | {body}").unwrap();
    let mut keyring = Keyring::new();
    keyring.add(Key { id, secret: b"", not_before: None, not_after: None }).unwrap();
    Verifier::new(&scheme, &keyring, Options::default()).unwrap_err()
}

#[test]
fn the_text_says_what_was_found() {
    let mut texts = HashSet::new();
    for code in Code::ALL {
        let text = Error::from(*code).to_string();
        assert!(text.contains(' ') && texts.insert(text), "{code} has no text of its own");
    }
    assert!(missing("x-signature").to_string().starts_with("header x-signature is missing"));
    assert!(weak("2026-11").to_string().starts_with("key 2026-11: "));
    let column = Scheme::parse("hmac-sha256 | x-s: {hax} | {body}").unwrap_err().to_string();
    assert!(column.contains(" at column 20: "), "{column}");
}

#[test]
fn the_text_of_a_skew_has_its_number_and_its_side() {
    assert!(late(301).to_string().contains("301 s old"), "{}", late(301));
    assert!(late(-4711).to_string().contains("4711 s in the future"), "{}", late(-4711));
}

#[test]
fn what_an_error_is_not_about_it_does_not_name() {
    let secret_alone = sign(
        &Scheme::parse("hmac-sha256 | x-s: {hex} | {body}").unwrap(),
        b"",
        &Request::default(),
        NOW,
        Options::default(),
    );
    for error in [secret_alone.err().unwrap(), Error::from(Code::BodyTooLarge), Error::from(Code::MissingHeader)] {
        assert_eq!((error.header(), error.key_id(), error.url()), (None, None, None), "{error}");
    }
    assert_eq!((weak("a").header(), weak("a").key_id()), (None, Some("a")));
    assert_eq!((missing("x-a").header(), missing("x-a").key_id()), (Some("x-a"), None));
}

#[test]
fn errors_are_equal_if_all_that_can_be_asked_is() {
    let column = |line: &str| Scheme::parse(line).unwrap_err();
    for (error, same, other) in [
        (Error::from(Code::MissingHeader), Error::from(Code::MissingHeader), Error::from(Code::MissingInput)),
        (missing("x-a"), missing("x-a"), missing("x-b")),
        (weak("a"), weak("a"), weak("b")),
        (late(301), late(301), late(302)),
        (column("hmac-md5"), column("hmac-md6"), column("hmac-sha256,")),
    ] {
        assert_eq!(error, same);
        assert_ne!(error, other);
    }
}

#[test]
fn for_a_developer_the_code_stands_in_front() {
    assert_eq!(format!("{:?}", Error::from(Code::NoActiveKey)), "Error(no_active_key: every key is outside its dates)");
}
