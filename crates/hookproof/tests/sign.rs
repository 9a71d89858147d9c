//! What signing makes: the values of the scheme's own places, and nothing that could not arrive.
#![allow(clippy::unwrap_used)]

use hookproof::{Code, Error, Keyring, Options, Request, Scheme, Verifier, sign};

const SECRET: &[u8] = b"a secret for the tests of signing";
const NOW: u64 = 1_795_465_620;

/// Place and value of all that is made, headers first.
fn made(line: &str, secret: &[u8], request: &Request<'_>) -> Result<Vec<(String, String)>, Error> {
    let scheme = Scheme::parse(line).unwrap();
    let signed = sign(&scheme, secret, request, NOW, Options::default())?;
    let owned = |(place, value): (&str, &str)| (place.to_string(), value.to_string());
    Ok(signed.headers().map(owned).chain(signed.elsewhere().map(owned)).collect())
}

fn value<'m>(made: &'m [(String, String)], place: &str) -> &'m str {
    &made.iter().find(|(other, _)| other == place).unwrap().1
}

#[test]
fn the_headers_that_are_signed_are_named_in_order_but_for_the_signatures() {
    let given: &[(&str, &[u8])] = &[("X-Event-Id", b"1"), ("X-S", b"old"), ("Content-Type", b"text/plain")];
    let request = Request { headers: given, ..Request::default() };
    let names = |line: &str| {
        let made = made(line, SECRET, &request).unwrap();
        let names = value(&made, "x-s").split("h=").nth(1).unwrap();
        names.split([';', ' ']).take_while(|name| !name.starts_with("s=")).collect::<Vec<_>>().join(" ")
    };
    // Names stand between spaces in a list, else between commas; another field's list changes nothing about that.
    let tail = "| x-t: {timestamp} | {header-values}";
    assert_eq!(
        names(&format!("hmac-sha256 | x-s: h={{header-names}};s={{hex}} {tail}")),
        "content-type x-event-id x-t"
    );
    for line in [
        "hmac-sha256 | x-s: {hex} | x-n: {header-names} | x-t: {timestamp} | {header-values}",
        "hmac-sha256 | x-s: v={hex};t={timestamp} | x-n: {header-names} | {timestamp}{header-values}",
    ] {
        let made = made(line, SECRET, &request).unwrap();
        let time = if line.contains("x-t:") { ",x-t" } else { "" };
        assert_eq!(value(&made, "x-n"), format!("content-type,x-event-id,x-n{time}"), "{line}");
    }
}

#[test]
fn names_that_do_not_fit_are_not_signed() {
    let long = "y".repeat(1536);
    let headers: &[(&str, &[u8])] = &[("a-first", b"1"), (&long, b"2"), ("z-last", b"3")];
    let made = made(
        "hmac-sha256 | x-s: {hex} | a-n: {header-names} | {header-values}",
        SECRET,
        &Request { headers, ..Request::default() },
    );
    assert_eq!(value(&made.unwrap(), "a-n"), "a-first,a-n,z-last");
}

#[test]
fn a_token_is_only_made_where_it_arrives_in_one_piece() {
    let code =
        |line: &str, token: &[u8]| made(line, token, &Request::default()).map(drop).map_err(|error| error.code());
    let refused = Err(Code::InvalidSecret);
    for (line, token, expected) in [
        ("token | x-s: {token}", &b"a secret, with; a comma"[..], Ok(())),
        ("token | x-s: {token}", b"a secret\r\nx-other: 1", refused),
        ("token | x-s: {token}", b"a secret that is no \xff text", refused),
        ("token | x-s: k={token};...", b"a secret; of two parts", refused),
        ("token | x-s: k={token};...", b"a secret, of two parts", refused),
        ("token | x-s: k={token};...", b"a secret of one part", Ok(())),
        // Only a header ends at a control character; base64 carries anything.
        ("token | json:/s: {token}", b"a secret\r\nx-other: 1", Ok(())),
        ("token | json:/s: {token}", b"a secret that is no \xff text", refused),
        ("token | x-s: {token:base64}", b"a secret\r\nx-other: \xff", Ok(())),
    ] {
        assert_eq!(code(line, token), expected, "{line}: {token:?}");
    }
}

#[test]
fn a_time_that_is_not_made_has_to_be_there_and_well_formed() {
    let line = "hmac-sha256 | x-s: {hex} | query:t: at-{timestamp} | {timestamp}.{body}";
    let verdict = |url: &str| -> Result<(), Code> {
        let request = Request { url, body: b"{}", ..Request::default() };
        let made = made(line, SECRET, &request).map_err(|error| error.code())?;
        let headers: Vec<(&str, &[u8])> = made.iter().map(|(name, value)| (&**name, value.as_bytes())).collect();
        let verifier = Verifier::new(&Scheme::parse(line).unwrap(), &Keyring::single(SECRET), Options::default());
        verifier.unwrap().verify(&Request { headers: &headers, ..request }, NOW).map(drop).map_err(|error| error.code())
    };
    assert_eq!(verdict("https://a.example/?t=at-1795465620"), Ok(()));
    assert_eq!(verdict("https://a.example/?t=at-1795465000"), Err(Code::TimestampTooOld));
    assert_eq!(verdict("https://a.example/?t=at-soon"), Err(Code::MalformedTimestamp));
    assert_eq!(verdict("https://a.example/?t=1795465620"), Err(Code::MalformedHeader));
    assert_eq!(verdict("https://a.example/"), Err(Code::MissingHeader));
    // The time beside it is not that of the signature, so it may be any.
    let scheme = Scheme::parse("hmac-sha256 | x-s: {hex} | json:/at: {timestamp:rfc3339} | {body}").unwrap();
    assert!(sign(&scheme, SECRET, &Request::default(), u64::MAX, Options::default()).is_ok());
    let scheme = Scheme::parse("hmac-sha256 | x-s: {hex} | x-t: {timestamp:rfc3339} | {timestamp}").unwrap();
    let refusal = sign(&scheme, SECRET, &Request::default(), u64::MAX, Options::default()).err().unwrap();
    assert_eq!(refusal.code(), Code::MalformedTimestamp);
}
