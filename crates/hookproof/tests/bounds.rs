//! What a delivery may have at most: each bound holds for the last that fits and for the first that does not.
#![allow(clippy::unwrap_used)]

use hookproof::{Code, DEFAULT_BODY_LIMIT, Keyring, Options, Request, Scheme, Verifier, sign};

const SECRET: &[u8] = b"a secret for the tests of bounds";

/// The verdict on what the core itself signs for these headers, after `change` was made to what it signed.
fn verdict(line: &str, given: &[(&str, &[u8])], change: impl Fn(&str) -> String) -> Result<(), Code> {
    let scheme = Scheme::parse(line).unwrap();
    let request = Request { headers: given, body: b"{}", ..Request::default() };
    let signed = sign(&scheme, SECRET, &request, 0, Options::default()).map_err(|error| error.code())?;
    let made: Vec<(&str, String)> = signed.headers().map(|(name, value)| (name, change(value))).collect();
    let mut headers = given.to_vec();
    headers.extend(made.iter().map(|(name, value)| (*name, value.as_bytes())));
    let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), Options::default()).unwrap();
    verifier.verify(&Request { headers: &headers, ..request }, 0).map(drop).map_err(|error| error.code())
}

#[test]
fn a_header_has_at_most_8_kib() {
    let line = "hmac-sha256 | x-s: {hex} | {x-id}{body}";
    for (len, expected) in [(8192, Ok(())), (8193, Err(Code::MalformedHeader))] {
        assert_eq!(verdict(line, &[("x-id", &vec![b'x'; len])], str::to_string), expected, "{len}");
    }
}

#[test]
fn a_request_names_at_most_16_signed_headers() {
    let names: Vec<String> = (0..16).map(|index| format!("x-{index}")).collect();
    // The header with the names is one of them.
    let line = "hmac-sha256 | x-s: {hex} | x-names: {header-names} | {header-values}";
    for (count, expected) in [(15, Ok(())), (16, Err(Code::MalformedHeader))] {
        let headers: Vec<(&str, &[u8])> = names.iter().take(count).map(|name| (name.as_str(), &b"1"[..])).collect();
        assert_eq!(verdict(line, &headers, str::to_string), expected, "{count}");
    }
}

#[test]
fn the_id_of_a_key_has_1_to_256_bytes() {
    let line = "hmac-sha256 | x-s: {key-id}:{hex} | {body}";
    for (len, expected) in [(0, false), (1, true), (256, true), (257, false), (1000, false)] {
        let with_id = |value: &str| "k".repeat(len) + value.strip_prefix('0').unwrap();
        let expected = if expected { Ok(()) } else { Err(Code::MalformedHeader) };
        assert_eq!(verdict(line, &[], with_id), expected, "{len}");
    }
}

#[test]
fn a_token_is_as_long_as_a_secret_in_base64_can_be() {
    for line in ["token | x-s: {token}", "token | x-s: {token:base64}"] {
        for (len, code) in
            [(1364, Code::SignatureMismatch), (1368, Code::MalformedHeader), (1372, Code::MalformedHeader)]
        {
            // 1368 characters of base64 without padding are 1026 bytes; of a token that is no base64, the text counts.
            let code = if line.ends_with("{token}") && len == 1368 { Code::SignatureMismatch } else { code };
            assert_eq!(verdict(line, &[], |_| "A".repeat(len)), Err(code), "{line} {len}");
        }
    }
    let padded = "A".repeat(1366) + "==";
    assert_eq!(verdict("token | x-s: {token:base64}", &[], |_| padded.clone()), Err(Code::SignatureMismatch));
}

#[test]
fn the_layers_take_a_body_of_25_mib() {
    assert_eq!(DEFAULT_BODY_LIMIT, 26_214_400);
}
