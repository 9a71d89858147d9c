//! Rule 9 and rule 10 for what stands in the body: id, type and time come from signed data only, and a body in pieces
//! gives the same as one in one piece.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hookproof::{Code, Error, Keyring, Options, Request, Scheme, Tolerance, Verifier, sign};

const SECRET: &[u8] = b"a secret for the tests of facts";
const NOW: u64 = 1_795_465_620;

/// Id, type and time, or the error's code.
type Told = Result<(Option<String>, Option<String>, Option<u64>), Code>;

/// Id, type, time: as one call and as pieces of every length tell them.
fn facts(line: &str, url: &str, body: &str) -> Told {
    facts_with(line, url, body.as_bytes(), Tolerance::Scheme)
}

fn facts_with(line: &str, url: &str, body: &[u8], tolerance: Tolerance) -> Told {
    let scheme = Scheme::parse(line).unwrap();
    let options = Options::default();
    let bare = Request { method: "POST", url, headers: &[("x-id", b"msg_1")], body };
    let signed = sign(&scheme, SECRET, &bare, NOW, options).unwrap();
    let mut headers: Vec<(&str, &[u8])> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    headers.push(("x-id", b"msg_1"));
    let request = Request { headers: &headers, ..bare };
    let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), options.tolerance(tolerance)).unwrap();
    let told = |verdict: Result<hookproof::Verified<'_>, Error>| match verdict {
        Ok(verified) => {
            Ok((verified.event_id().map(String::from), verified.event_type().map(String::from), verified.timestamp()))
        }
        Err(error) => Err(error.code()),
    };
    let whole = told(verifier.verify(&request, NOW));
    if scheme.streams() {
        for len in [1, 2, 3, 7, 64, 4096] {
            let mut stream = verifier.start(&Request { body: b"", ..request }, NOW).unwrap();
            body.chunks(len).for_each(|piece| stream.update(piece));
            assert_eq!(told(stream.finish()), whole, "{line} in pieces of {len}");
        }
    }
    whole
}

fn some(id: &str, kind: &str) -> Told {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_string());
    Ok((text(id), text(kind), None))
}

const BODY: &str = "hmac-sha256 id={json:/data/id} type={json:/type} | x-s: {hex} | {body}";

#[test]
fn rule_9_id_and_type_come_from_the_signed_body() {
    for (body, id, kind) in [
        (r#"{"data":{"id":"evt_1"},"type":"paid"}"#, "evt_1", "paid"),
        (r#"{"type":"paid","x":[{"data":{"id":"no"}}],"data":{"a":{"id":"no"},"id":"evt_1"}}"#, "evt_1", "paid"),
        (r#" { "type" : "\u0070aid\ud83d\ude00" , "data" : { "i\u0064" : 17.50 } } "#, "17.50", "paid\u{1f600}"),
        (r#"{"data":{"id":true},"type":null}"#, "true", ""),
        (r#"{"data":{"id":{"a":1}},"type":["paid"]}"#, "", ""),
        (r#"{"data":{"id":""}}"#, "", ""),
        (r#"{"data":{"id":"\ud800"},"type":"paid"}"#, "", "paid"),
        // What is no JSON has no facts behind the place where it stops being JSON; authentic it is all the same.
        (r#"{"data":{"id":"evt_1"},, "type":"paid"}"#, "evt_1", ""),
        ("not JSON", "", ""),
        ("", "", ""),
        // The body is the provider's: of two equal keys the first counts.
        (r#"{"data":{"id":"evt_1","id":"evt_2"},"type":"paid","type":"x"}"#, "evt_1", "paid"),
    ] {
        assert_eq!(facts(BODY, "", body), some(id, kind), "{body}");
    }
}

#[test]
fn a_fact_has_at_most_256_bytes_and_is_text() {
    let body = |len: usize| format!(r#"{{"data":{{"id":"{}"}}}}"#, "x".repeat(len));
    assert_eq!(facts(BODY, "", &body(256)), some(&"x".repeat(256), ""));
    assert_eq!(facts(BODY, "", &body(257)), some("", ""));
    let escaped = format!(r#"{{"data":{{"id":"{}"}}}}"#, "\\u0041".repeat(256));
    assert_eq!(facts(BODY, "", &escaped), some(&"A".repeat(256), ""));
    assert_eq!(facts_with(BODY, "", b"{\"data\":{\"id\":\"\xff\"},\"type\":\"t\"}", Tolerance::Scheme), some("", "t"));
}

#[test]
fn rule_9_facts_of_the_url_the_form_and_signed_headers() {
    let line = "hmac-sha256 id={x-id} type={query:event.type} | x-s: {hex} | {x-id}{url}{body}";
    let url = "https://example.com/hook?a=1&event.type=a%2Fb+c&b";
    assert_eq!(facts(line, url, "{}"), some("msg_1", "a/b c"));
    assert_eq!(facts(line, "https://example.com/hook?event.type=a&event.type=b", "{}"), some("msg_1", ""));
    assert_eq!(facts(line, "https://example.com/hook?event.type=%", "{}"), some("msg_1", ""));
    assert_eq!(facts(line, "https://example.com/hook#?event.type=x", "{}"), some("msg_1", ""));
    let line = "hmac-sha256 id={form:id} type={form:kind} | x-s: {hex} | {body}";
    assert_eq!(facts(line, "", "id=a%2Bb&kind=x+y&z"), some("a+b", "x y"));
    assert_eq!(facts(line, "", "id=1&id=2&kind=x"), some("", "x"));
    let line = "hmac-sha256 id={json:/id} | x-s: {hex} | {json:/id}";
    assert_eq!(facts(line, "", r#"{"id":"evt_1","amount":"not signed"}"#), some("evt_1", ""));
}

#[test]
fn rule_9_a_header_that_the_request_does_not_name_tells_nothing() {
    let scheme = Scheme::parse("hmac-sha256 id={x-id} | x-s: h={header-names},v={hex} | {header-values}").unwrap();
    let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), Options::default()).unwrap();
    let id: (&str, &[u8]) = ("x-id", b"evt_1");
    for (signed, expected) in [(&[id, ("x-a", b"1")][..], Some("evt_1")), (&[("x-a", b"1")], None)] {
        let signature =
            sign(&scheme, SECRET, &Request { headers: signed, ..Default::default() }, NOW, Options::default());
        let signature = signature.unwrap();
        let mut headers: Vec<(&str, &[u8])> =
            signature.headers().map(|(name, value)| (name, value.as_bytes())).collect();
        headers.extend([id, ("x-a", b"1")]);
        let request = Request { headers: &headers, ..Default::default() };
        assert_eq!(verifier.verify(&request, NOW).unwrap().event_id(), expected);
    }
}

const TIMED: &str = "hmac-sha256 within 60s id={json:/id} | x-s: {hex} | json:/sent/at: {timestamp:ms} | {body}";

#[test]
fn rule_5_a_time_within_the_signed_body() {
    let body = |time: &str| format!(r#"{{"id":"evt_1","sent":{{"at":{time}}}}}"#);
    let found = |time: u64| Ok((Some("evt_1".to_string()), None, Some(time)));
    assert_eq!(facts(TIMED, "", &body("1795465620999")), found(NOW));
    assert_eq!(facts(TIMED, "", &body("\"1795465680000\"")), found(NOW + 60));
    assert_eq!(facts(TIMED, "", &body("1795465681000")), Err(Code::TimestampTooNew));
    assert_eq!(facts(TIMED, "", &body("1795465559999")), Err(Code::TimestampTooOld));
    for malformed in ["1795465620999.0", "1.795e12", "true", "-1", "\"\""] {
        let code = facts(TIMED, "", &body(malformed)).unwrap_err();
        assert!(matches!(code, Code::MalformedTimestamp | Code::MalformedBody), "{malformed}: {code}");
    }
    for missing in ["{}", r#"{"id":"evt_1","sent":{"at":null}}"#, r#"{"sent":{"at":{}}}"#, "no JSON", ""] {
        assert_eq!(facts(TIMED, "", missing), Err(Code::MalformedBody), "{missing}");
    }
    // Switched off by its word, the time is still what the provider signed.
    assert_eq!(facts_with(TIMED, "", body("1000").as_bytes(), Tolerance::Ignore), found(1));
}

/// A forgery is a forgery, whatever its body says of the time.
#[test]
fn rule_5_the_signature_is_judged_before_a_time_in_the_body() {
    let scheme = Scheme::parse(TIMED).unwrap();
    let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), Options::default()).unwrap();
    let headers: &[(&str, &[u8])] = &[("x-s", &[b'a'; 64])];
    for body in ["{}", r#"{"sent":{"at":1}}"#, r#"{"sent":{"at":"x"}}"#, "no JSON"] {
        let request = Request { headers, body: body.as_bytes(), ..Default::default() };
        assert_eq!(verifier.verify(&request, NOW).unwrap_err().code(), Code::SignatureMismatch, "{body}");
        let mut stream = verifier.start(&Request { body: b"", ..request }, NOW).unwrap();
        stream.update(body.as_bytes());
        assert_eq!(stream.finish().unwrap_err().code(), Code::SignatureMismatch, "{body}");
    }
}

#[test]
fn rule_10_what_is_taken_out_of_the_body_does_not_stream() {
    for (line, streams) in [
        (BODY, true),
        (TIMED, true),
        ("hmac-sha256 | x-s: {hex} | {sha256:hex}", true),
        ("hmac-sha256 | x-s: {hex} | query:t: {timestamp} | {url}{body}", true),
        ("hmac-sha256 | x-s: {hex} | {form}", false),
        ("hmac-sha256 id={form:id} | x-s: {hex} | {body}", false),
        ("hmac-sha256 | x-s: {hex} | {json:/id}{body}", false),
        ("hmac-sha256 | json:/s: {hex} | {json:/id}", false),
        ("token | json:/s: {token}", false),
        ("token | form:s: {token}", false),
    ] {
        let scheme = Scheme::parse(line).unwrap();
        assert_eq!(scheme.streams(), streams, "{line}");
        if !streams {
            let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), Options::default()).unwrap();
            let refusal = verifier.start(&Request::default(), NOW).unwrap_err();
            assert_eq!(refusal.code(), Code::MissingInput, "{line}");
        }
    }
}

/// A digest of the body, in the message and in a signed header, binds every byte; in pieces, too.
#[test]
fn a_digest_of_the_body_binds_it() {
    for line in [
        "hmac-sha256 id={json:/id} | x-s: {hex} | {method}\\n{sha256:base64}\\n{path}",
        "hmac-sha256 id={json:/id} | x-s: {hex} | digest: SHA-256={sha256:base64} | {header:digest}",
    ] {
        let scheme = Scheme::parse(line).unwrap();
        assert!(scheme.covers().body);
        let body = br#"{"id":"evt_1"}"#;
        assert_eq!(facts_with(line, "/hook", body, Tolerance::Scheme), some("evt_1", ""));
        let bare = Request { method: "POST", url: "/hook", headers: &[], body };
        let signed = sign(&scheme, SECRET, &bare, NOW, Options::default()).unwrap();
        let headers: Vec<(&str, &[u8])> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
        let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), Options::default()).unwrap();
        let head = Request { headers: &headers, ..bare };
        for changed in [&b""[..], br#"{"id":"evt_2"}"#, br#"{"id":"evt_1"} "#] {
            let verdict = verifier.verify(&Request { body: changed, ..head }, NOW);
            assert_eq!(verdict.unwrap_err().code(), Code::SignatureMismatch, "{line}");
            let mut stream = verifier.start(&Request { body: b"", ..head }, NOW).unwrap();
            changed.chunks(3).for_each(|piece| stream.update(piece));
            assert_eq!(stream.finish().unwrap_err().code(), Code::SignatureMismatch, "{line}");
        }
    }
}
