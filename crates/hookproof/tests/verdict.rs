//! The order of the checks, and the rules of the design that a single delivery can show.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod oracle;

use hookproof::{Code, Error, Keyring, Options, Request, Scheme, Tolerance, Verifier, scheme, sign};
use oracle::Delivery;

const TIMED: Scheme = scheme!("hmac-sha256 | x-signature: t={timestamp},v1={hex},... | {timestamp}.{body}");
const PLAIN: Scheme = scheme!("hmac-sha256 | x-signature: {hex} | {body}");
const SECRET: &str = "test-secret-0123456789";
const NOW: u64 = 1_795_465_620;

fn verifier(scheme: &Scheme, options: Options) -> Verifier {
    Verifier::new(scheme, &Keyring::single(SECRET.as_bytes()), options).unwrap()
}

/// The value of `x-signature` for the body at the time.
fn signature(scheme: &Scheme, body: &[u8], timestamp: &str) -> String {
    let delivery = Delivery { body: body.into(), ..Delivery::default() };
    let lines = oracle::sign(scheme.as_str(), SECRET, &delivery, timestamp);
    lines.into_iter().find(|(name, _)| name == "x-signature").unwrap().1
}

#[derive(Debug)]
struct Facts {
    timestamp: Option<u64>,
    skew: Option<i64>,
    replay_key: Option<[u8; 32]>,
}

/// The verdict on a delivery with this header.
fn judge(verifier: &Verifier, header: &str, body: &[u8], now: u64) -> Result<Facts, Error> {
    let request = Request { headers: &[("x-signature", header.as_bytes())], body, ..Request::default() };
    let verified = verifier.verify(&request, now)?;
    Ok(Facts { timestamp: verified.timestamp(), skew: verified.skew(), replay_key: verified.replay_key() })
}

fn code(verifier: &Verifier, header: &str, body: &[u8], now: u64) -> Code {
    judge(verifier, header, body, now).unwrap_err().code()
}

#[test]
fn rule_1_fail_closed_every_error_has_a_stable_code() {
    let numbers: Vec<(u8, &str, u16)> = Code::ALL.iter().map(|c| (c.number(), c.as_str(), c.http_status())).collect();
    let fixed = [
        (1, "missing_header", 400),
        (2, "duplicate_header", 400),
        (3, "malformed_header", 400),
        (4, "malformed_timestamp", 400),
        (5, "timestamp_too_old", 401),
        (6, "timestamp_too_new", 401),
        (7, "signature_mismatch", 401),
        (8, "malformed_body", 400),
        (9, "body_too_large", 413),
        (10, "missing_input", 500),
        (11, "invalid_scheme", 500),
        (12, "invalid_secret", 500),
        (13, "weak_secret", 500),
        (14, "api_key_as_secret", 500),
        (15, "no_active_key", 500),
        (16, "unsupported_algorithm", 500),
    ];
    assert_eq!(numbers, fixed);
    for number in 0..=u8::MAX {
        assert_eq!(Code::from_number(number).map(Code::number), (1..=16).contains(&number).then_some(number));
    }
}

#[test]
fn rule_3_one_header_one_value() {
    let verifier = verifier(&PLAIN, Options::default());
    let good = signature(&PLAIN, b"{}", "");
    let twice = |first: &str, second: &str| {
        let headers = [("x-signature", first.as_bytes()), ("X-Signature", second.as_bytes())];
        let request = Request { headers: &headers, body: b"{}", ..Request::default() };
        verifier.verify(&request, NOW).unwrap_err()
    };
    for error in [twice(&good, &good), twice(&good, "junk"), twice("junk", &good)] {
        assert_eq!((error.code(), error.header()), (Code::DuplicateHeader, Some("x-signature")));
    }
    assert_eq!(code(&verifier, &format!("{good}, {good}"), b"{}", NOW), Code::MalformedHeader);
}

#[test]
fn rule_4_strict_decoding() {
    let verifier = verifier(&PLAIN, Options::default());
    let good = signature(&PLAIN, b"{}", "");
    assert!(judge(&verifier, &good.to_ascii_uppercase(), b"{}", NOW).is_ok());
    for wrong in [&good[1..], &good[2..], &format!("{good}00"), &format!("0x{good}"), &good.replace('a', "\u{e4}"), "-"]
    {
        assert_eq!(code(&verifier, wrong, b"{}", NOW), Code::MalformedHeader, "{wrong}");
    }
    let raw = Request { headers: &[("x-signature", &[0xff; 64])], body: b"{}", ..Request::default() };
    assert_eq!(verifier.verify(&raw, NOW).unwrap_err().code(), Code::MalformedHeader);
}

#[test]
fn rule_5_a_forgery_with_a_stale_time_is_a_forgery() {
    let verifier = verifier(&TIMED, Options::default());
    let stale = signature(&TIMED, b"{}", "1");
    assert_eq!(code(&verifier, &stale, b"{}", NOW), Code::TimestampTooOld);
    assert_eq!(code(&verifier, &stale, b"{ }", NOW), Code::SignatureMismatch);
    let early = signature(&TIMED, b"{}", &(2 * NOW).to_string());
    assert_eq!(code(&verifier, &early, b"{}", NOW), Code::TimestampTooNew);
    assert_eq!(code(&verifier, &early, b"{ }", NOW), Code::SignatureMismatch);
}

#[test]
fn rule_5_the_window_has_two_sides_and_both_belong_to_it() {
    let verifier = verifier(&TIMED, Options::default());
    let header = signature(&TIMED, b"{}", &NOW.to_string());
    for skew in [-300, -1, 0, 1, 300] {
        let now = NOW.saturating_add_signed(skew);
        let seen = judge(&verifier, &header, b"{}", now).unwrap();
        assert_eq!((seen.timestamp, seen.skew), (Some(NOW), Some(skew)));
    }
    for (skew, code) in [(-301, Code::TimestampTooNew), (301, Code::TimestampTooOld)] {
        let error = judge(&verifier, &header, b"{}", NOW.saturating_add_signed(skew)).unwrap_err();
        assert_eq!((error.code(), error.skew()), (code, Some(skew)));
    }
}

#[test]
fn rule_5_the_ends_of_time_do_not_overflow() {
    let scheme_tolerance = verifier(&TIMED, Options::default());
    let ignoring = verifier(&TIMED, Options::default().tolerance(Tolerance::Ignore));
    let (zero, last) = (signature(&TIMED, b"", "0"), signature(&TIMED, b"", &u64::MAX.to_string()));
    let skew = |header: &str, now: u64| judge(&scheme_tolerance, header, b"", now).unwrap_err().skew();
    assert_eq!(skew(&last, 0), Some(-i64::MAX));
    assert_eq!(skew(&zero, u64::MAX), Some(i64::MAX));
    for (header, now, time, skew) in
        [(&last, 0, u64::MAX, -i64::MAX), (&zero, u64::MAX, 0, i64::MAX), (&last, u64::MAX, u64::MAX, 0)]
    {
        let seen = judge(&ignoring, header, b"", now).unwrap();
        assert_eq!((seen.timestamp, seen.skew), (Some(time), Some(skew)));
    }
    let everything = verifier(&TIMED, Options::default().tolerance(Tolerance::Seconds(u64::MAX)));
    assert!(judge(&everything, &last, b"", 0).is_ok());
}

#[test]
fn rule_5_only_a_word_switches_the_check_off() {
    let header = signature(&TIMED, b"{}", &NOW.to_string());
    let at = |tolerance: Tolerance, now: u64| {
        judge(&verifier(&TIMED, Options::default().tolerance(tolerance)), &header, b"{}", now)
    };
    assert_eq!(Options::default().tolerance, Tolerance::Scheme);
    assert!(at(Tolerance::Seconds(0), NOW).is_ok());
    assert_eq!(at(Tolerance::Seconds(0), NOW + 1).unwrap_err().code(), Code::TimestampTooOld);
    assert_eq!(at(Tolerance::Seconds(0), NOW - 1).unwrap_err().code(), Code::TimestampTooNew);
    assert!(at(Tolerance::Seconds(600), NOW + 600).is_ok());
    assert!(at(Tolerance::Ignore, 0).is_ok());
    // Zero in the scheme is no word either.
    let strict = scheme!("hmac-sha256 within 0s | x-signature: t={timestamp},v1={hex},... | {timestamp}.{body}");
    assert_eq!(code(&verifier(&strict, Options::default()), &header, b"{}", NOW + 1), Code::TimestampTooOld);
}

#[test]
fn rule_9_only_signed_facts_come_out() {
    let unsigned = scheme!("hmac-sha256 | x-signature: {hex} | {body}");
    let signed = scheme!("hmac-sha256 id={x-id} | x-signature: {hex} | {x-id}.{body}");
    for (scheme, id) in [(&unsigned, None), (&signed, Some("evt_1"))] {
        let delivery =
            Delivery { headers: vec![("x-id".into(), "evt_1".into())], body: b"{}".into(), ..Delivery::default() };
        let header = oracle::sign(scheme.as_str(), SECRET, &delivery, "").remove(0).1;
        let headers = [("x-signature", header.as_bytes()), ("x-id", b"evt_1")];
        let verifier = verifier(scheme, Options::default());
        let request = Request { headers: &headers, body: b"{}", ..Request::default() };
        let verified = verifier.verify(&request, NOW).unwrap();
        assert_eq!(verified.event_id(), id);
        assert_eq!((verified.covers().id, verified.timestamp(), verified.skew()), (id.is_some(), None, None));
    }
}

#[test]
fn rule_9_the_replay_key_is_that_of_the_message() {
    let verifier = verifier(&TIMED, Options::default());
    let key = |header: &str, body: &[u8]| judge(&verifier, header, body, NOW).unwrap().replay_key.unwrap();
    let good = signature(&TIMED, b"{}", &NOW.to_string());
    let first = key(&good, b"{}");
    // The same message, signed in other letters, and beside another signature.
    assert_eq!(key(&good.replace("v1=", "v0=x,v1="), b"{}"), first);
    assert_eq!(key(&format!("{good},v1={}", "0".repeat(64)), b"{}"), first);
    let (time, hex) = good.split_once(",v1=").unwrap();
    assert_eq!(key(&format!("v1={},{time}", hex.to_ascii_uppercase()), b"{}"), first);
    // Another message.
    assert_ne!(key(&signature(&TIMED, b"{} ", &NOW.to_string()), b"{} "), first);
    assert_ne!(key(&signature(&TIMED, b"{}", &(NOW + 1).to_string()), b"{}"), first);
    // It does not reveal the signature.
    assert_ne!(oracle::hex(&first), hex);
}

#[test]
fn a_token_has_no_replay_key() {
    let scheme = scheme!("token | x-token: {token}");
    let verifier = verifier(&scheme, Options::default());
    let request = Request { headers: &[("x-token", SECRET.as_bytes())], body: b"{}", ..Request::default() };
    assert_eq!(verifier.verify(&request, NOW).unwrap().replay_key(), None);
}

/// Each delivery has the fault of its row and of all rows below: the first is the one that is named.
#[test]
fn the_order_of_the_checks() {
    let scheme = scheme!("hmac-sha1 | x-signature: t={timestamp},v={hex},... | {timestamp}{url}{form}");
    let verifier = verifier(&scheme, Options::default());
    let wrong = format!("t=1,v={}", "0".repeat(40));
    let verdict = |headers: &[(&str, &[u8])], url: &str, body: &[u8]| {
        let request = Request { headers, url, body, ..Request::default() };
        verifier.verify(&request, NOW).unwrap_err().code()
    };
    let bad_form = b"a=%";
    assert_eq!(verdict(&[], "", bad_form), Code::MissingHeader);
    assert_eq!(verdict(&[("x-signature", b"?"), ("x-signature", b"?")], "", bad_form), Code::DuplicateHeader);
    assert_eq!(verdict(&[("x-signature", b"?")], "", bad_form), Code::MalformedHeader);
    assert_eq!(verdict(&[("x-signature", b"t=?,v=00")], "", bad_form), Code::MalformedTimestamp);
    assert_eq!(verdict(&[("x-signature", wrong.as_bytes())], "", bad_form), Code::MissingInput);
    assert_eq!(verdict(&[("x-signature", wrong.as_bytes())], "https://a.example", bad_form), Code::MalformedBody);
    assert_eq!(verdict(&[("x-signature", wrong.as_bytes())], "https://a.example", b"a=1"), Code::SignatureMismatch);
}

#[test]
fn an_error_holds_neither_secret_nor_signature_nor_body() {
    let verifier = verifier(&TIMED, Options::default());
    let header = format!("t={NOW},v1={}", "5ec4e7".repeat(10) + "5ec4");
    let error = judge(&verifier, &header, b"the body of a stranger", NOW).unwrap_err();
    for text in [error.to_string(), format!("{error:?}"), format!("{verifier:?}")] {
        for part in [SECRET, "5ec4e7", "stranger"] {
            assert!(!text.contains(part), "{text}");
        }
    }
    // What holds keys says which scheme it is for, and no more.
    let line = TIMED.as_str();
    let good = signature(&TIMED, b"body", &NOW.to_string());
    let request = Request { headers: &[("x-signature", good.as_bytes())], body: b"body", ..Default::default() };
    let verified = format!("{:?}", verifier.verify(&request, NOW).unwrap());
    assert!(verified.contains(&format!("timestamp: Some({NOW})")) && verified.ends_with(", .. }"), "{verified}");
    let headers: &[(&str, &[u8])] = &[("x-signature", header.as_bytes())];
    let stream = verifier.start(&Request { headers, ..Default::default() }, NOW).unwrap();
    assert_eq!(format!("{verifier:?}"), format!("Verifier({line:?})"));
    assert_eq!(format!("{stream:?}"), format!("Stream({line:?})"));
}

#[test]
fn a_verifier_can_be_shared_and_kept() {
    fn kept<T: Send + Sync + 'static>(_: &T) {}
    kept(&verifier(&PLAIN, Options::default()));
    kept(&PLAIN);
}

#[test]
fn a_token_behind_base64_is_the_secret_that_is_configured() {
    // The example of RFC 7617 section 2.
    let scheme = Scheme::parse("token | authorization: Basic {token:base64}").unwrap();
    let verifier = Verifier::new(&scheme, &Keyring::single(b"Aladdin:open sesame"), Options::default()).unwrap();
    let judge = |value: &str| {
        let headers = [("Authorization", value.as_bytes())];
        verifier.verify(&Request { headers: &headers, ..Default::default() }, 0).map(drop).map_err(|error| error.code())
    };
    assert_eq!(judge("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), Ok(()));
    assert_eq!(judge("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ"), Ok(()));
    assert_eq!(judge("Basic QWxhZGRpbjpvcGVuIHNlc2FtZR=="), Err(Code::MalformedHeader)); // not canonical
    assert_eq!(judge("Basic QWxhZGRpbjpvcGVuIHNlc2FtZT=="), Err(Code::MalformedHeader));
    assert_eq!(judge("Basic QWxhZGRpbjpvcGVuIHNlc2Ft"), Err(Code::SignatureMismatch));
    assert_eq!(judge("Basic "), Err(Code::MalformedHeader));
    assert_eq!(judge("Basic Aladdin:open sesame"), Err(Code::MalformedHeader));
    assert_eq!(judge(&format!("Basic {}", "A".repeat(1400))), Err(Code::MalformedHeader)); // longer than any secret
}

#[test]
fn the_path_is_signed_without_host_and_query() {
    let scheme = Scheme::parse("hmac-sha256 | x-s: {hex} | {method} {path}\\n{body}").unwrap();
    assert!(scheme.needs_url() && !scheme.covers().url);
    let request = Request { method: "POST", url: "https://example.com/hooks/1?a=1", body: b"{}", ..Default::default() };
    let signed = sign(&scheme, b"a secret that is long", &request, 0, Options::default()).unwrap();
    let headers: Vec<(&str, &[u8])> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    let verifier = Verifier::new(&scheme, &Keyring::single(b"a secret that is long"), Options::default()).unwrap();
    let judge = |url: &str| {
        verifier.verify(&Request { url, headers: &headers, ..request }, 0).map(drop).map_err(|error| error.code())
    };
    assert_eq!(judge("https://example.com/hooks/1?a=1"), Ok(()));
    assert_eq!(judge("http://127.0.0.1:8080/hooks/1"), Ok(()));
    assert_eq!(judge("https://example.com/hooks/2"), Err(Code::SignatureMismatch));
    assert_eq!(judge("https://example.com/hooks%2F1"), Err(Code::SignatureMismatch));
    assert_eq!(judge(""), Err(Code::MissingInput));
}

#[test]
fn rule_5_what_a_header_may_make_the_receiver_do_is_bounded() {
    let verifier = verifier(&TIMED, Options::default());
    let good = signature(&TIMED, b"body", &NOW.to_string());
    // Two elements are the good header's; the others are another version's.
    let list = |others: usize| format!("{good}{}", ",v0=x".repeat(others));
    assert!(judge(&verifier, &list(32), b"body", NOW).is_ok());
    assert_eq!(code(&verifier, &list(33), b"body", NOW), Code::MalformedHeader);
    for white in [64, 65] {
        let spaces = " ".repeat(white);
        for header in [format!("{spaces}{good}"), format!("{good}{spaces}"), format!("{good},{spaces}v0=x,v0=y")] {
            let judged = judge(&verifier, &header, b"body", NOW).map(drop).map_err(|error| error.code());
            assert_eq!(judged, if white == 64 { Ok(()) } else { Err(Code::MalformedHeader) }, "{header}");
        }
    }

    // A token is hashed to be compared: the longest secret has 1024 bytes.
    let token = Scheme::parse("token | x-signature: {token}").unwrap();
    let secret = "s".repeat(1024);
    let verifier = Verifier::new(&token, &Keyring::single(secret.as_bytes()), Options::default()).unwrap();
    assert!(judge(&verifier, &secret, b"", NOW).is_ok());
    assert_eq!(code(&verifier, &"s".repeat(1025), b"", NOW), Code::SignatureMismatch);
    assert_eq!(code(&verifier, &"s".repeat(1369), b"", NOW), Code::MalformedHeader);
}

#[test]
fn every_element_of_a_batch_brings_its_own_token() {
    let scheme = Scheme::parse("token | json:/value/*/s: k={token};...").unwrap();
    let verifier = Verifier::new(&scheme, &Keyring::single(SECRET.as_bytes()), Options::default()).unwrap();
    let judge = |second: &str| {
        let body = format!(r#"{{"value":[{{"s":"k={SECRET}"}},{{"s":"{second}"}}]}}"#);
        let request = Request { body: body.as_bytes(), ..Default::default() };
        verifier.verify(&request, NOW).map(drop).map_err(|error| error.code())
    };
    assert_eq!(judge(&format!("k={SECRET};x=1")), Ok(()));
    assert_eq!(judge(&format!("k={SECRET};k={SECRET}")), Ok(()));
    assert_eq!(judge("k=another"), Err(Code::SignatureMismatch));
    assert_eq!(judge("k=another;k=another"), Err(Code::SignatureMismatch));
    // No token of its own: one that is none, or nothing at all.
    assert_eq!(judge(&format!("k={}", "s".repeat(1400))), Err(Code::MalformedBody));
    assert_eq!(judge("x=1"), Err(Code::MalformedBody));
}

#[test]
fn an_element_of_a_list_has_the_form_that_the_scheme_says() {
    let scheme = Scheme::parse("hmac-sha256 | x-signature: t={timestamp}s,v1={hex},... | {timestamp}{body}").unwrap();
    let verifier = verifier(&scheme, Options::default());
    let tag = "0".repeat(64);
    let judge = |header: String| code(&verifier, &header, b"", NOW);
    assert_eq!(judge(format!("t={NOW}s,v1={tag}")), Code::SignatureMismatch);
    assert_eq!(judge(format!("t={NOW}s,v1=junk,v1={tag}")), Code::SignatureMismatch);
    assert_eq!(judge(format!("t={NOW},v1={tag}")), Code::MalformedHeader);
    assert_eq!(judge(format!("t={NOW}s,v1=junk")), Code::MalformedHeader);
}

/// Else `a` and `b\nc` could be taken for `a\nb` and `c`, under one signature.
#[test]
fn a_value_of_an_optional_group_does_not_hold_what_ends_it() {
    for (line, end) in [("[{json:/a}\\n]", "\\n"), ("[{json:/a}\\|]", "|"), ("[{json:/a};;]", ";")] {
        let scheme = Scheme::parse(&format!("hmac-sha256 | x-signature: {{hex}} | {line}{{json:/b}}")).unwrap();
        let judge = |value: &str| {
            let body = format!(r#"{{"a":"{value}","b":"b"}}"#);
            let request = Request { body: body.as_bytes(), ..Default::default() };
            sign(&scheme, SECRET.as_bytes(), &request, NOW, Options::default()).map(drop).map_err(|error| error.code())
        };
        assert_eq!(judge("a"), Ok(()), "{line}");
        assert_eq!(judge(&format!("a{end}c")), Err(Code::MalformedBody), "{line}");
    }
}

#[test]
fn a_value_that_is_optional_in_one_part_and_needed_in_another_is_needed() {
    for message in ["[{x-a};]{x-a}{body}", "{x-a}[;{x-a}]{body}"] {
        let scheme = Scheme::parse(&format!("hmac-sha256 | x-signature: {{hex}} | {message}")).unwrap();
        let verifier = verifier(&scheme, Options::default());
        assert_eq!(code(&verifier, &"0".repeat(64), b"", NOW), Code::MissingHeader, "{message}");
    }
}
