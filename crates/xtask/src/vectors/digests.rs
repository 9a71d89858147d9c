//! Plain digests with the secret in their text, digests of the body beside a signature, and composed secrets.

use super::sketch::Sketch;
use crate::oracle;
use crate::vector_file::Case;
use sha2::{Digest, Sha256};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = plain();
    cases.extend(in_the_url());
    cases.extend(in_a_header());
    cases.extend(in_the_message());
    cases.extend(secrets());
    cases
}

fn plain() -> Vec<Case> {
    let sketch = Sketch::in_house("sha256({api-secret}) | x-signature: {hex} | {secret}{method}{url}{body}");
    let is = |title: &str| sketch.case(&format!("plain digest: {title}"));
    let long =
        |len: usize| sketch.clone().secret(&"s".repeat(len)).case(&format!("plain digest: a secret of {len} bytes"));
    let mut not_allowed = is("the raw secret, not allowed").rejected("api_key_as_secret");
    not_allowed.allow_api_key = false;
    let mut method = is("the method is another one").rejected("signature_mismatch");
    method.method = Some("PUT".into());
    let mut url = is("the URL is another one").rejected("signature_mismatch");
    url.url = url.url.map(|url| url.replace("b=1", "b=2"));
    // What a plain digest cannot say: where one part ends and the next begins.
    let mut moved = is("a character moves from the body to the URL, which a digest does not show");
    moved.url = moved.url.map(|url| url + "{");
    let rest = moved.body.clone().unwrap_or_default();
    let moved = moved.with_body(&rest.as_bytes()[1..]);
    let mut cases = vec![
        is("as it is"),
        is("the body is altered").with_body(b"{}").rejected("signature_mismatch"),
        is("the secret is another one").with_secret("test-another-secret").rejected("signature_mismatch"),
        is("the secret is empty").with_secret("").rejected("weak_secret"),
        long(128),
        long(129).rejected("invalid_secret"),
        method,
        url,
        moved,
        not_allowed,
    ];
    for (title, line) in [
        ("SHA-1, the secret in front", "sha1 | x-signature: {hex} | {secret}{body}"),
        ("SHA-512, the secret behind", "sha512 | x-signature: {base64} | {body}{secret}"),
        ("the secret in the middle", "sha256 | x-signature: {hex} | x-time: {timestamp} | {timestamp}.{secret}.{body}"),
        ("a secret in hex", "sha256({hex}) | x-signature: {hex} | {secret}{body}"),
    ] {
        let sketch = Sketch::in_house(line);
        cases.push(sketch.case(&format!("plain digest: {title}")));
        let altered = sketch.case(&format!("plain digest: {title}, the body is altered"));
        cases.push(altered.with_body(b"{}").rejected("signature_mismatch"));
    }
    let sketch = Sketch::in_house("sha256 | x-signature: {hex} | {secret}{body}");
    for (title, line) in [
        ("without its secret", "sha256 | x-signature: {hex} | {body}"),
        ("with its secret twice", "sha256 | x-signature: {hex} | {secret}{body}{secret}"),
    ] {
        let mut case = sketch.case(&format!("a plain digest {title}")).rejected("invalid_scheme");
        case.scheme = line.into();
        cases.push(case);
    }
    let mut case = sketch.case("a secret in the message of a MAC").rejected("invalid_scheme");
    case.scheme = "hmac-sha256 | x-signature: {hex} | {secret}{body}".into();
    cases.push(case);
    cases
}

/// The URL is signed, and the body's digest is in it.
fn in_the_url() -> Vec<Case> {
    let place = "query:bodySHA256";
    let line = format!("hmac-sha1({{api-secret}}) | x-signature: {{base64}} | {place}: {{sha256:hex}} | {{url}}");
    let sketch = Sketch::in_house(&line);
    let is = |title: &str| sketch.case(&format!("a digest in the signed URL: {title}"));
    let url = |mut case: Case, change: &dyn Fn(&str) -> String| {
        case.url = case.url.map(|url| change(&url));
        case
    };
    // The URL that is signed has something else in the digest's place.
    let plain = Sketch { scheme: "hmac-sha1({api-secret}) | x-signature: {base64} | {url}".into(), ..sketch.clone() };
    let odd = |title: &str, query: &str| {
        let mut sketch = plain.clone();
        sketch.delivery.url = format!("https://hooks.example.com/{query}");
        let mut case = sketch.case(&format!("a digest in the signed URL: {title}"));
        case.scheme.clone_from(&line);
        case
    };
    let digest = oracle::hex(&Sha256::digest(&sketch.delivery.body));
    let other = oracle::hex(&Sha256::digest(b"{}"));
    let malformed = |title: &str, query: &str| odd(title, query).rejected("malformed_header").about(place);
    vec![
        is("as it is"),
        odd("in upper case", &format!("?bodySHA256={}", digest.to_ascii_uppercase())),
        is("the body is altered").with_body(b"{}").rejected("signature_mismatch"),
        url(is("body and digest are altered"), &|url| url.replace(&digest, &other))
            .with_body(b"{}")
            .rejected("signature_mismatch"),
        url(is("the digest is altered"), &|url| url.replace(&digest, &other)).rejected("signature_mismatch"),
        odd("of another body, signed", &format!("?bodySHA256={other}")).rejected("signature_mismatch"),
        odd("absent, signed", "?a=1").rejected("missing_header").about(place),
        odd("no query, signed", "").rejected("missing_header").about(place),
        odd("its name in another case, signed", &format!("?bodysha256={digest}"))
            .rejected("missing_header")
            .about(place),
        malformed("cut, signed", &format!("?bodySHA256={}", &digest[2..])),
        malformed("twice, signed", &format!("?bodySHA256={digest}&bodySHA256={digest}")),
        malformed("no hex, signed", "?bodySHA256=zz"),
    ]
}

/// A signed header has the digest of the body; a date is the time.
fn in_a_header() -> Vec<Case> {
    let line = concat!(
        "hmac-sha256 | signature: keyId=\"{key-id}\",signature=\"{base64}\" | date: {timestamp:http-date} | ",
        "digest: SHA-256={sha256:base64} | date: {timestamp}\\ndigest: {header:digest}"
    );
    let sketch = Sketch::in_house(line);
    let is = |title: &str| sketch.case(&format!("a digest in a signed header: {title}"));
    let digest = |body: &[u8]| format!("SHA-256={}", oracle::base64(&Sha256::digest(body)));
    let other = digest(b"{}");
    let mut late = is("a day old").later(86_400).rejected("timestamp_too_old");
    late.skew = Some(86_400);
    let mut cases = vec![
        is("as it is"),
        is("the body is altered").with_body(b"{}").rejected("signature_mismatch"),
        is("body and digest are altered").with_body(b"{}").header("digest", &other).rejected("signature_mismatch"),
        is("the digest is altered").header("digest", &other).rejected("signature_mismatch"),
        is("the digest without padding")
            .header_with("digest", |value| value.trim_end_matches('=').into())
            .rejected("signature_mismatch"),
        is("another algorithm")
            .header_with("digest", |value| value.replace("256", "512"))
            .rejected("malformed_header")
            .about("digest"),
        is("the digest is cut")
            .header_with("digest", |value| value[..value.len() - 4].into())
            .rejected("malformed_header")
            .about("digest"),
        is("no digest").without_header("digest").rejected("missing_header").about("digest"),
        is("another key's name").header_with("signature", |value| value.replace("keyId=\"", "keyId=\"x,y ")),
        is("no key's name")
            .header_with("signature", |value| format!("keyId=\"\"{}", &value[value.find(',').unwrap_or(0)..]))
            .rejected("malformed_header")
            .about("signature"),
        is("no quote behind the signature")
            .header_with("signature", |value| value[..value.len() - 1].into())
            .rejected("malformed_header")
            .about("signature"),
        late,
    ];
    for date in [
        "Monday, 23-Nov-26 20:27:00 GMT",
        "Mon Nov 23 20:27:00 2026",
        "Tue, 23 Nov 2026 20:27:00 GMT",
        "Mon, 23 Nov 2026 20:27:00 UTC",
        "Mon, 23 Nov 2026 20:27:00 +0000",
        "mon, 23 nov 2026 20:27:00 gmt",
        "Mon, 23 Nov 2026 20:27:00",
        "23 Nov 2026 20:27:00 GMT",
        "Mon, 23 Nov 2026 24:27:00 GMT",
        "Mon, 32 Nov 2026 20:27:00 GMT",
        "Sun, 1 Nov 2026 20:27:00 GMT",
        "2026-11-23T20:27:00Z",
        "1795465620",
    ] {
        let case = sketch.clone().timestamp(date).case(&format!("the date is `{date}`"));
        cases.push(case.rejected("malformed_timestamp").about("date"));
    }
    cases
}

fn in_the_message() -> Vec<Case> {
    let mut cases = Vec::new();
    for form in ["hex", "base64", "base64url", "raw"] {
        let line = format!(
            "hmac-sha256 | x-signature: {{base64}} | x-time: {{timestamp}} | {{timestamp}}\\n{{target}}\\n{{sha256:{form}}}"
        );
        let sketch = Sketch::in_house(&line);
        let title = format!("the body's digest in the message, {form}");
        cases.push(sketch.case(&title));
        let altered = sketch.case(&format!("{title}, the body is altered"));
        cases.push(altered.with_body(b"{}").rejected("signature_mismatch"));
        cases.push(sketch.clone().body(b"").case(&format!("{title}, of an empty body")));
    }
    let sketch = Sketch::in_house("hmac-sha256 | x-signature: {hex} | {origin} {target} {query}");
    let at = |title: &str, url: &str| {
        let mut sketch = sketch.clone();
        sketch.delivery.url = url.into();
        sketch.case(&format!("parts of the URL: {title}"))
    };
    cases.extend([
        at("all", "https://hooks.example.com:8443/a%2Fb?c=%41+d&e#f"),
        at("no query", "https://hooks.example.com/a"),
        at("an empty query", "https://hooks.example.com/a?"),
        at("no path", "https://hooks.example.com"),
        at("a question mark in the query", "https://hooks.example.com/?a=?b/c"),
    ]);
    let mut host = at("another host", "https://hooks.example.com/a?b").rejected("signature_mismatch");
    host.url = Some("https://evil.example.com/a?b".into());
    let mut order =
        at("the query in another order", "https://hooks.example.com/?a=1&b=2").rejected("signature_mismatch");
    order.url = Some("https://hooks.example.com/?b=2&a=1".into());
    cases.extend([host, order]);
    cases
}

/// How a secret becomes a key.
fn secrets() -> Vec<Case> {
    let of = |form: &str, secret: &str, title: &str| {
        let line = format!("hmac-sha256({form}) | x-signature: {{hex}} | {{body}}");
        Sketch::in_house(&line).secret(secret).case(&format!("composed secret: {title}"))
    };
    let sketch = Sketch::in_house("hmac-sha1(sha1({api-secret})&) | x-signature: {hex} | {body}");
    let mut outside = sketch.clone();
    outside.scheme = "hmac-sha1({api-secret}) | x-signature: {hex} | {body}".into();
    let mut invalid = outside.case("composed secret: text behind the digest").rejected("invalid_scheme");
    invalid.scheme = sketch.scheme;
    vec![
        of("{utf8}&", "test-secret-1", "an ampersand behind it"),
        of("key_{utf8}&x", "key_test-secret-1", "a prefix that is there"),
        of("key_{utf8}&x", "test-secret-1", "a prefix that is not"),
        of("{hex}&", "00ff00ff", "text behind the bytes of hex"),
        of("sha1({utf8})", "test-secret-1", "its SHA-1"),
        of("sha256(whsec_{base64}!)", "whsec_AAECAwQFBgcICQ==", "the SHA-256 of bytes and text"),
        of("sha1({api-secret:hex})", "00ff00ff", "an API secret in hex"),
        of("{api-secret:base64}", "AAECAwQFBgcICQ==", "an API secret in base64"),
        of("{api-secret:base64url}", "AAECAwQFBgcICQ", "an API secret in base64url"),
        of("{utf8}&", "test-secret-1", "the ampersand twice")
            .with_secret("test-secret-1&")
            .rejected("signature_mismatch"),
        of("sha1({api-secret:hex})", "00ff00ff", "an API secret that is not hex")
            .with_secret("xyz")
            .rejected("invalid_secret"),
        of("sha1({utf8})", "test-secret-1", "its SHA-1, the secret is a placeholder")
            .with_secret("undefined")
            .rejected("weak_secret"),
        invalid,
    ]
}
