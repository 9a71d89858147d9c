//! The rules that keep a handshake from being used against its endpoint. Each test has a rule's name.
#![allow(missing_docs, clippy::unwrap_used)]

use hookproof::{Answer, Code, Error, Handshake, Key, Keyring, Options, Request, Scheme, Verifier, handshakes, sign};
use proptest::prelude::*;

const NOW: u64 = 1_795_465_620;
const SECRET: &[u8] = b"6f1c2a9be04d4bd9a8d1";

/// A line for each way in which a value comes back.
const TEXT: &str = "GET {query:c} => 200 text/plain {query:c}";
const HEADER: &str = "GET {query:c} => 200 x-c: {query:c}";
const JSON: &str = r#"GET {query:c} => 200 application/json {"c":"{query:c}"}"#;
const MAC: &str = "GET {query:c} => 200 text/plain {hmac-sha256:hex(query:c)}";

fn verifier(scheme: &str) -> Verifier {
    let options = Options::default().allow_api_key();
    Verifier::new(&Scheme::find(scheme).unwrap(), &Keyring::single(SECRET), options).unwrap()
}

fn get(line: &str, url: &str) -> Result<Option<Answer>, Error> {
    let handshake = Handshake::parse(line).unwrap();
    let request = Request { method: "GET", url, ..Default::default() };
    if handshake.needs_verifier() {
        return verifier("github").handshake(&handshake, &request, &[], NOW);
    }
    handshake.answer(&request, &[])
}

fn post(handshake: &Handshake, headers: &[(&str, &[u8])], body: &[u8]) -> Result<Option<Answer>, Error> {
    handshake.answer(&Request { method: "POST", url: "/hook", headers, body }, &[])
}

/// The value as a parameter, every byte percent-encoded.
fn url(value: &[u8]) -> String {
    value.iter().fold("/hook?c=".to_string(), |url, byte| format!("{url}%{byte:02x}"))
}

fn code(result: Result<Option<Answer>, Error>) -> Code {
    result.map(|answer| answer.map(|answer| answer.status())).unwrap_err().code()
}

fn headers(answer: &Answer) -> Vec<(&str, &str)> {
    answer.headers().collect()
}

#[test]
fn an_answer_is_plain_text_or_json_and_is_never_sniffed() {
    let nosniff = ("x-content-type-options", "nosniff");
    let answer = |line| get(line, "/hook?c=abc").unwrap().unwrap();
    assert_eq!(headers(&answer(TEXT)), [("content-type", "text/plain"), nosniff]);
    assert_eq!(headers(&answer(JSON)), [("content-type", "application/json"), nosniff]);
    assert_eq!(headers(&answer(HEADER)), [("x-c", "abc"), nosniff]);
    assert_eq!(headers(&answer("GET => 200")), [nosniff]);
    assert_eq!((answer(HEADER).body(), answer("GET => 200").body()), ("", ""));
}

#[test]
fn what_comes_back_as_plain_text_or_in_a_header_has_no_markup_and_no_line_end() {
    for byte in 0..=255u8 {
        let inert = (b' '..=b'~').contains(&byte) && !b"<>\"'&".contains(&byte);
        for line in [TEXT, HEADER] {
            let result = get(line, &url(&[b'a', byte, b'z']));
            match result {
                Ok(answer) => assert!(inert && answer.is_some(), "{byte:02x} comes back: {line}"),
                Err(error) => {
                    assert!(!inert, "{byte:02x} does not come back: {line}: {error}");
                    assert_eq!((error.code(), error.header()), (Code::MalformedHeader, Some("query:c")));
                }
            }
        }
    }
    assert_eq!(get(TEXT, &url(&[b'a'; 1024])).unwrap().unwrap().body().len(), 1024);
    for line in [TEXT, HEADER, JSON] {
        assert_eq!(code(get(line, &url(&[b'a'; 1025]))), Code::MalformedHeader, "{line}: more than 1 KiB");
        assert_eq!(code(get(line, "/hook?c=")), Code::MalformedHeader, "{line}: empty");
        assert_eq!(code(get(line, "/hook?c=%4")), Code::MalformedHeader, "{line}: not decodable");
    }
}

#[test]
fn what_comes_back_in_json_stays_in_its_string() {
    let answer = |value: &[u8]| get(JSON, &url(value));
    let hostile = br#"","admin":true,"x":"\</script><!--'&"#;
    let text = answer(hostile).unwrap().unwrap();
    let value: serde_json::Value = serde_json::from_str(text.body()).unwrap();
    assert_eq!(value, serde_json::json!({ "c": std::str::from_utf8(hostile).unwrap() }));
    assert!(!text.body().contains(['<', '>', '&', '\'']), "{}", text.body());
    assert_eq!(answer(b"as it is").unwrap().unwrap().body(), r#"{"c":"as it is"}"#);
    // A setting is the receiver's own: it is escaped in JSON, too, and text is all that it has to be elsewhere.
    let own = |line: &str, setting: &[u8]| {
        let request = Request { method: "GET", ..Default::default() };
        Handshake::parse(line).unwrap().answer(&request, &[("key", setting)])
    };
    let text = own(r#"GET => 200 application/json {"k":"{key}"}"#, b"\"<\n>").unwrap().unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(text.body()).unwrap(), serde_json::json!({ "k": "\"<\n>" }));
    assert_eq!(own("GET => 200 text/plain {key}", b"\"<>").unwrap().unwrap().body(), "\"<>");
    assert_eq!(code(own("GET => 200 text/plain {key}", b"\"<\n>")), Code::MissingInput);
    // Not UTF-8; longer than an answer may be, once it is escaped.
    assert_eq!(code(answer(b"a\xff")), Code::MalformedBody);
    assert_eq!(code(answer(&[1; 1024])), Code::MalformedBody);
}

proptest! {
    #[test]
    fn json_answers_hold_exactly_the_value(value in "\\PC{1,80}|[\\x00-\\x7f]{1,80}") {
        let answer = get(JSON, &url(value.as_bytes())).unwrap().unwrap();
        let read: serde_json::Value = serde_json::from_str(answer.body()).unwrap();
        prop_assert_eq!(read, serde_json::json!({ "c": value }));
    }

    #[test]
    fn any_request_is_answered_or_refused(
        name in "[ -~]{0,12}", query in "[ -~]{0,60}|(c|hub.mode|challenge)=[!-~]{0,40}",
        body in "[ -~]{0,60}|\\{\"(type|event|challenge)\":\"[ -~]{0,20}\"\\}", method in "GET|POST|HEAD|OPTIONS|",
    ) {
        let headers: [(&str, &[u8]); 2] = [(&name, b"x"), ("x-hook-secret", query.as_bytes())];
        let url = format!("/hook?{query}");
        let request = Request { method: &method, url: &url, headers: &headers, body: body.as_bytes() };
        let settings: [(&str, &[u8]); 1] = [("verify-token", b"a token")];
        for handshake in ["meta", "oura", "dropbox", "asana", "notion", "monday", "lark", "woocommerce", "ebay"] {
            if let Ok(Some(answer)) = Handshake::find(handshake).unwrap().answer(&request, &settings) {
                prop_assert!((200..300).contains(&answer.status()));
                prop_assert!(!answer.body().contains(['<', '>']) && !answer.body().contains("a token"));
            }
        }
    }
}

/// The attack on a naive endpoint: ask it for the MAC of a body of one's own, and deliver that body.
#[test]
fn nothing_is_computed_with_that_could_be_the_message_of_a_delivery() {
    let victim = verifier("twitter");
    let forged = br#"{"event":"forged"}"#;
    // What a naive endpoint would answer is a valid signature: the attack is real.
    let request = Request { body: forged, ..Default::default() };
    let scheme = Scheme::find("twitter").unwrap();
    let signed = sign(&scheme, SECRET, &request, NOW, Options::default().allow_api_key()).unwrap();
    let (name, value) = signed.headers().next().unwrap();
    assert!(victim.verify(&Request { headers: &[(name, value.as_bytes())], ..request }, NOW).is_ok());

    let ask = |value: &[u8]| get(MAC, &url(value));
    for hostile in [
        forged.as_slice(),
        b"[]",
        b"\"a\"",
        b"payload=a",
        b"=",
        b"a=b=",
        b"a===",
        b"v0:1795465620:a",
        b"a b",
        b"a\n",
        b"a|b",
        b"a,b",
        b"a%b",
        b"a&b",
        b"a;b",
        b"a\0",
        b"\xc3\xa9",
        &[b'a'; 513],
    ] {
        assert_eq!(code(ask(hostile)), Code::MalformedHeader, "{}", hostile.escape_ascii());
    }
    for byte in 0..=255u8 {
        let fits = byte.is_ascii_alphanumeric() || b"._~+/-".contains(&byte);
        assert_eq!(ask(&[b'a', byte, b'z']).is_ok(), fits, "{byte:02x}");
    }
    for token in [b"qgg8vlvZRS6UYooatFL8Aw".as_slice(), b"Zg==", b"Zm8=", b"a-b_c.d~e+f/g", &[b'a'; 512]] {
        assert_eq!(ask(token).unwrap().unwrap().body().len(), 64);
    }
    // No row of the table takes more.
    for (name, line) in [("twitter", "crc_token"), ("linkedin", "challengeCode")] {
        let handshake = Handshake::find(name).unwrap();
        let url = format!("/hook?{line}=%7B%22event%22%3A%22forged%22%7D");
        let request = Request { method: "GET", url: &url, ..Default::default() };
        assert_eq!(code(verifier(name).handshake(&handshake, &request, &[], NOW)), Code::MalformedHeader, "{name}");
    }
    let body = br#"{"eventType":"VERIFY","data":{"challenge":"{\"eventType\":\"forged\"}"}}"#;
    let request = Request { method: "POST", body, ..Default::default() };
    assert_eq!(code(verifier("smartcar").handshake(&handshakes::SMARTCAR, &request, &[], NOW)), Code::MalformedBody);
}

/// What Braintree signs is base64, which is within the characters of a token: only hex is computed with.
#[test]
fn where_deliveries_are_base64_only_hex_is_computed_with() {
    let ask = |challenge: &str| {
        let url = format!("/hook?bt_challenge={challenge}");
        let request = Request { method: "GET", url: &url, ..Default::default() };
        verifier("braintree").handshake(&handshakes::BRAINTREE, &request, &[("public-key", b"pk")], NOW).unwrap()
    };
    assert!(ask("20f9f8ed05f77439fe955c977e4c8a53").unwrap().body().starts_with("pk|"));
    for fits in [20, 32] {
        assert!(ask(&"a".repeat(fits)).is_some(), "{fits}");
    }
    let other = ["PG5vdGlmaWNhdGlvbj4PG5v", "20F9f8ed05f77439fe955c977e4c8a53", "20f9f8ed05f77439fe955c977e4c8a5g", ""];
    for other in other.map(String::from).into_iter().chain([19, 33].map(|len| "a".repeat(len))) {
        assert!(ask(&other).is_none(), "{other}");
    }
}

#[test]
fn a_verify_token_is_compared_whole_and_an_unset_one_matches_nothing() {
    let ask = |given: &str, settings: &[(&str, &[u8])]| {
        let url = format!("/hook?hub.mode=subscribe&hub.challenge=1&hub.verify_token={given}");
        handshakes::META.answer(&Request { method: "GET", url: &url, ..Default::default() }, settings)
    };
    let token: &[(&str, &[u8])] = &[("verify-token", b"correct horse")];
    assert_eq!(ask("correct+horse", token).unwrap().unwrap().body(), "1");
    let long = "a".repeat(2000);
    for wrong in ["", "correct", "correct+horses", "Correct+horse", "correct+hors%65%00", "%zz", &long] {
        assert_eq!(code(ask(wrong, token)), Code::SignatureMismatch, "{wrong}");
    }
    for unset in [&[][..], &[("verify-token", b"".as_slice())], &[("verify_token", b"correct horse".as_slice())]] {
        for given in ["", "correct+horse"] {
            assert_eq!(code(ask(given, unset)), Code::MissingInput, "{given}");
        }
    }
    // Without a token in the request it is no handshake.
    let url = "/hook?hub.mode=subscribe&hub.challenge=1";
    let request = Request { method: "GET", url, ..Default::default() };
    assert!(handshakes::META.answer(&request, token).unwrap().is_none());
}

#[test]
fn what_comes_twice_is_refused() {
    let error = get(TEXT, "/hook?c=a&c=a").unwrap_err();
    assert_eq!((error.code(), error.header()), (Code::MalformedHeader, Some("query:c")));
    assert_eq!(code(get(TEXT, "/hook?c=a&%63=a")), Code::MalformedHeader);
    assert!(get(TEXT, "/hook?x=1#?c=a&c=a").unwrap().is_none(), "a fragment is no query");
    assert!(get(TEXT, "/hook?c=a#&c=a").unwrap().is_some(), "a fragment is no query");
    let twice: [(&str, &[u8]); 2] = [("X-Hook-Secret", b"a"), ("x-hook-secret", b"a")];
    let error = post(&handshakes::ASANA, &twice, b"").unwrap_err();
    assert_eq!((error.code(), error.header()), (Code::DuplicateHeader, Some("x-hook-secret")));
    assert_eq!(code(post(&handshakes::WOOCOMMERCE, &[], b"webhook_id=1&webhook_id=1")), Code::MalformedBody);
    // A body with a key that came twice says nothing for sure: it is no handshake.
    for body in [r#"{"challenge":"a","challenge":"a"}"#, r#"{"challenge":"a","\u0063hallenge":"b"}"#] {
        assert!(post(&handshakes::MONDAY, &[], body.as_bytes()).unwrap().is_none(), "{body}");
    }
}

#[test]
fn a_signed_handshake_is_answered_only_to_who_signed_it() {
    let body = br#"{"type":"url_verification","challenge":"abc"}"#;
    let unsigned = Request { method: "POST", body, ..Default::default() };
    let scheme = Scheme::find("slack").unwrap();
    let verifier = verifier("slack");
    let slack = handshakes::SLACK;
    let ask = |request: &Request<'_>, now| verifier.handshake(&slack, request, &[], now);

    let lines = sign(&scheme, SECRET, &unsigned, NOW, Options::default()).unwrap();
    let headers: Vec<(&str, &[u8])> = lines.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    let request = Request { headers: &headers, ..unsigned };
    assert_eq!(ask(&request, NOW).unwrap().unwrap().body(), "abc");
    assert_eq!(code(ask(&unsigned, NOW)), Code::MissingHeader);
    let changed = br#"{"type":"url_verification","challenge":"abd"}"#;
    assert_eq!(code(ask(&Request { body: changed, ..request }, NOW)), Code::SignatureMismatch);
    assert_eq!(code(ask(&request, NOW + 301)), Code::TimestampTooOld);
    // Without the secret there is no answer at all, signed or not.
    assert_eq!(code(slack.answer(&request, &[])), Code::MissingInput);
    // What is no handshake is not judged.
    let delivery = Request { body: br#"{"type":"event_callback","challenge":"abc"}"#, ..unsigned };
    assert!(ask(&delivery, NOW).unwrap().is_none());
    for absent in [br#"{"type":"url_verification"}"#.as_slice(), br#"{"type":"url_verification","challenge":null}"#] {
        let lines = sign(&scheme, SECRET, &Request { body: absent, ..unsigned }, NOW, Options::default()).unwrap();
        let headers: Vec<(&str, &[u8])> = lines.headers().map(|(name, value)| (name, value.as_bytes())).collect();
        assert_eq!(code(ask(&Request { headers: &headers, body: absent, ..unsigned }, NOW)), Code::MalformedBody);
    }
}

#[test]
fn the_answer_is_computed_with_the_key_that_signed() {
    let (old, new) = (b"the old secret of this app".as_slice(), b"the new secret of this app".as_slice());
    let mut keyring = Keyring::new();
    keyring.add(Key { id: "old", secret: old, not_before: None, not_after: Some(NOW + 100) }).unwrap();
    keyring.add(Key { id: "new", secret: new, not_before: None, not_after: None }).unwrap();
    let scheme = Scheme::find("zoom").unwrap();
    let verifier = Verifier::new(&scheme, &keyring, Options::default()).unwrap();
    let body = br#"{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}"#;
    let alone = |secret| {
        let verifier = Verifier::new(&Scheme::find("github").unwrap(), &Keyring::single(secret), Options::default());
        let request = Request { method: "GET", url: "/hook?c=abc", ..Default::default() };
        let answer = verifier.unwrap().handshake(&Handshake::parse(MAC).unwrap(), &request, &[], NOW).unwrap();
        answer.unwrap().body().to_string()
    };
    for secret in [old, new] {
        let request = Request { method: "POST", body, ..Default::default() };
        let lines = sign(&scheme, secret, &request, NOW, Options::default()).unwrap();
        let headers: Vec<(&str, &[u8])> = lines.headers().map(|(name, value)| (name, value.as_bytes())).collect();
        let request = Request { headers: &headers, ..request };
        let answer = verifier.handshake(&handshakes::ZOOM, &request, &[], NOW).unwrap().unwrap();
        assert!(answer.body().contains(&alone(secret)), "{}", answer.body());
    }
    // Unsigned: the first that is active.
    let request = Request { method: "GET", url: "/hook?c=abc", ..Default::default() };
    let mac = Handshake::parse(MAC).unwrap();
    let body = |now| verifier.handshake(&mac, &request, &[], now).unwrap().unwrap().body().to_string();
    assert_eq!((body(NOW), body(NOW + 101)), (alone(old), alone(new)));
    // And a verification key answers as its secret does.
    let derived = hookproof::derive(&Scheme::find("twitter").unwrap(), new).unwrap();
    assert_eq!(alone(derived.as_str().as_bytes()), alone(new));
}

#[test]
fn a_mac_of_another_algorithm_is_not_made() {
    let handshake = Handshake::parse(MAC).unwrap();
    let request = Request { method: "GET", url: "/hook?c=abc", ..Default::default() };
    for scheme in ["hmac-sha1 | x-s: {hex} | {body}", "hmac-sha512 | x-s: {hex} | {body}", "gitlab"] {
        let code = code(verifier(scheme).handshake(&handshake, &request, &[], NOW));
        assert_eq!(code, Code::UnsupportedAlgorithm, "{scheme}");
    }
    assert_eq!(code(handshake.answer(&request, &[])), Code::MissingInput);
    let mut keyring = Keyring::new();
    keyring.add(Key { id: "old", secret: SECRET, not_before: None, not_after: Some(NOW) }).unwrap();
    let verifier = Verifier::new(&Scheme::find("github").unwrap(), &keyring, Options::default()).unwrap();
    assert!(verifier.handshake(&handshake, &request, &[], NOW).is_ok());
    assert_eq!(code(verifier.handshake(&handshake, &request, &[], NOW + 1)), Code::NoActiveKey);
}

#[test]
fn a_secret_is_taken_on_first_use_only() {
    let headers: [(&str, &[u8]); 1] = [("X-Hook-Secret", b"b537207f20cbfa02357cf448134da559")];
    let request = Request { method: "POST", headers: &headers, ..Default::default() };
    let answer = handshakes::ASANA.answer(&request, &[]).unwrap().unwrap();
    assert_eq!(answer.secret(), Some("b537207f20cbfa02357cf448134da559"));
    // It is good for a verifier; and who has one takes no other secret from the wire.
    let secret = answer.secret().unwrap().as_bytes();
    let verifier =
        Verifier::new(&Scheme::find("asana").unwrap(), &Keyring::single(secret), Options::default()).unwrap();
    assert!(verifier.handshake(&handshakes::ASANA, &request, &[], NOW).unwrap().is_none());
    let longest = "s".repeat(512);
    let answer = post(&handshakes::ASANA, &[("x-hook-secret", longest.as_bytes())], b"").unwrap().unwrap();
    assert_eq!(answer.secret(), Some(longest.as_str()));
    // No other handshake brings one.
    assert_eq!(get(TEXT, "/hook?c=a").unwrap().unwrap().secret(), None);
    for bad in [b"".as_slice(), b"a b", b"a\x7f", &[b'a'; 513], b"caf\xc3\xa9"] {
        let result = post(&handshakes::ASANA, &[("x-hook-secret", bad)], b"");
        assert_eq!(code(result), Code::MalformedHeader, "{}", bad.escape_ascii());
    }
}

#[test]
fn no_log_shows_a_secret_or_a_token() {
    let answer = post(&handshakes::NOTION, &[], br#"{"verification_token":"secret_tMrlL1qK5vuQ"}"#).unwrap().unwrap();
    assert_eq!(answer.secret(), Some("secret_tMrlL1qK5vuQ"));
    assert_eq!(format!("{answer:?}"), "Answer { status: 200, .. }");
    let url = "/hook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guess-0123";
    let request = Request { method: "GET", url, ..Default::default() };
    let error = handshakes::META.answer(&request, &[("verify-token", b"token-4567")]).unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(!text.contains("guess-0123") && !text.contains("token-4567"), "{text}");
}

/// A delivery that is taken for a handshake is a delivery that is lost.
#[test]
fn a_delivery_is_not_taken_for_a_handshake() {
    // A field of a form within a string of a JSON body.
    let body = br#"{"note":"x&webhook_id=7&y"}"#;
    assert!(post(&handshakes::WOOCOMMERCE, &[], body).unwrap().is_none());
    assert!(post(&handshakes::WOOCOMMERCE, &[], b"webhook_id=7").unwrap().is_some());
    // A key at another place, of another kind, or in a body that is not strictly JSON.
    for body in [
        r#"{"data":{"challenge":"a"}}"#,
        r#"[{"challenge":"a"}]"#,
        r#"{"challenge":{"a":"b"}}"#,
        r#"{"challenge":null}"#,
        r#"{"challenge":"a"} x"#,
        r#"{"challenge":"a",}"#,
        r#"{"Challenge":"a"}"#,
        "challenge=a",
        "",
    ] {
        assert!(post(&handshakes::MONDAY, &[], body.as_bytes()).unwrap().is_none(), "{body}");
    }
    // More than 64 KiB.
    let padded = |len: usize| r#"{"challenge":"a"}"#.to_string() + &" ".repeat(len - 17);
    assert!(post(&handshakes::MONDAY, &[], padded(64 * 1024).as_bytes()).unwrap().is_some());
    assert!(post(&handshakes::MONDAY, &[], padded(64 * 1024 + 1).as_bytes()).unwrap().is_none());
    // A value is compared whole.
    let settings: &[(&str, &[u8])] = &[("verify-token", b"t")];
    for (mode, answered) in [("subscribe", true), ("subscribed", false), ("subscrib", false), ("", false)] {
        let url = format!("/hook?hub.mode={mode}&hub.challenge=1&hub.verify_token=t");
        let request = Request { method: "GET", url: &url, ..Default::default() };
        assert_eq!(handshakes::META.answer(&request, settings).unwrap().is_some(), answered, "{mode}");
    }
    // The method as it is, and no other.
    for method in ["POST", "get", "GET ", "HEAD"] {
        let request = Request { method, url: "/hook?c=a", ..Default::default() };
        assert!(Handshake::parse(TEXT).unwrap().answer(&request, &[]).unwrap().is_none(), "{method}");
    }
    // What it reads has to be given.
    let nothing = Request { url: "/hook?c=a", ..Default::default() };
    assert_eq!(code(Handshake::parse(TEXT).unwrap().answer(&nothing, &[])), Code::MissingInput);
    let no_url = Request { method: "GET", ..Default::default() };
    assert_eq!(code(Handshake::parse(TEXT).unwrap().answer(&no_url, &[])), Code::MissingInput);
}

/// Shopware's proof, from the tests of its SDK (shopware/app-php-sdk tests/Authentication/ResponseSignerTest.php).
#[test]
fn values_are_joined_in_the_order_of_the_line() {
    let line = "GET {query:id} {query:url} => 200 text/plain {hmac-sha256:hex(query:id query:url app-name)}";
    let verifier =
        Verifier::new(&Scheme::find("github").unwrap(), &Keyring::single(b"test"), Options::default()).unwrap();
    let request = Request { method: "GET", url: "/register?url=test.de&id=test", ..Default::default() };
    let settings: [(&str, &[u8]); 1] = [("app-name", b"test")];
    let answer = verifier.handshake(&Handshake::parse(line).unwrap(), &request, &settings, NOW).unwrap().unwrap();
    assert_eq!(answer.body(), "a1a38c9580bb3bcd0df226086a9783ba4087671ce4968a4469e451c517fff445");
}

#[test]
fn each_digest_has_its_own_values() {
    let line = "GET {query:a} {query:b} => 200 text/plain {sha256:hex(query:a)} {sha256:base64(query:b query:a)}";
    let sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2: "abc"
    let answer = get(line, "/hook?a=abc&b=x").unwrap().unwrap();
    assert_eq!(answer.body(), format!("{sha} 0VxgnHizEG7FS59cTHBDdjb2nxkb/4LkMOC3fsN2wxA="));
}

/// Who has signed a request could have signed what is in it, too: there a URL may be computed with.
#[test]
fn in_a_signed_request_a_url_may_be_computed_with() {
    let rest = "POST {query:c} => 200 text/plain {hmac-sha256:hex(query:c)}";
    let body = b"{}";
    let request = Request { method: "POST", url: "/hook?c=https%3A%2F%2Fa.example", body, ..Default::default() };
    let lines = sign(&Scheme::find("github").unwrap(), SECRET, &request, NOW, Options::default()).unwrap();
    let headers: Vec<(&str, &[u8])> = lines.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    let request = Request { headers: &headers, ..request };
    let ask = |line: &str| verifier("github").handshake(&Handshake::parse(line).unwrap(), &request, &[], NOW);
    assert!(ask(&format!("signed {rest}")).unwrap().is_some());
    assert_eq!(code(ask(rest)), Code::MalformedHeader);
}
