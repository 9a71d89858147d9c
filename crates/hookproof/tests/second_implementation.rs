//! The oracle itself, before anything is compared with it: it reads what providers published, and what it signs it reads.
//!
//! No line here is parsed by the core.
#![allow(clippy::unwrap_used)]

mod oracle;

use oracle::tamper::Genuine;
use oracle::{Delivery, Line, Place, Wrong, sample, signed, verify};
use sha2::{Digest, Sha256};

/// A delivery as a provider's documentation, or the tests of its SDK, have it.
struct Published {
    /// Where it was read.
    source: &'static str,
    line: &'static str,
    secret: &'static str,
    method: &'static str,
    url: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    /// As it was sent.
    timestamp: &'static str,
}

const PUBLISHED: [Published; 9] = [
    Published {
        source: "cloudinary/cloudinary_npm test/utils/utils_spec.js",
        line: "sha256({api-secret}) | x-cld-signature: {hex} | x-cld-timestamp: {timestamp} | {body}{timestamp}{secret}",
        secret: "hardcoded",
        method: "POST",
        url: "",
        headers: &[
            ("x-cld-timestamp", "7952342400000"),
            ("x-cld-signature", "6c5a29fd8815772fbac2f10ae741e093d0859313947ef8fadeb29126ded6649c"),
        ],
        body: r#"{"public_id":"b8sjhoslj8cq8ovoa0ma","version":"1555337587","width":1000,"height":800}"#,
        timestamp: "7952342400000",
    },
    Published {
        source: "npm:@hubspot/api-client test/unit/signature.spec.ts",
        line: "sha256({api-secret}) | x-hubspot-signature: {hex} | {secret}{method}{url}{body}",
        secret: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
        method: "GET",
        url: "https://www.example.com/webhook_uri",
        headers: &[("x-hubspot-signature", "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e")],
        body: "",
        timestamp: "",
    },
    Published {
        source: "npm:twilio spec/validation.spec.js",
        line: "hmac-sha1({api-secret}) | x-twilio-signature: {base64} | query:bodySHA256: {sha256:hex} | {url}",
        secret: "12345",
        method: "POST",
        url: "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
        headers: &[("x-twilio-signature", "a9nBmqA0ju/hNViExpshrM61xv4=")],
        body: r#"{"property": "value", "boolean": true}"#,
        timestamp: "",
    },
    Published {
        source: "Adyen/adyen-node-api-library src/__tests__/hmacValidator.spec.ts",
        line: concat!(
            "hmac-sha256({hex}) | json:/notificationItems/*/NotificationRequestItem/additionalData/hmacSignature: {base64} | ",
            "{json:/notificationItems/*/NotificationRequestItem/pspReference}:",
            "[{json:/notificationItems/*/NotificationRequestItem/originalReference}]:",
            "{json:/notificationItems/*/NotificationRequestItem/merchantAccountCode}:",
            "[{json:/notificationItems/*/NotificationRequestItem/merchantReference}]:",
            "{json:/notificationItems/*/NotificationRequestItem/amount/value}:",
            "{json:/notificationItems/*/NotificationRequestItem/amount/currency}:",
            "{json:/notificationItems/*/NotificationRequestItem/eventCode}:",
            "{json:/notificationItems/*/NotificationRequestItem/success}",
        ),
        secret: "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00",
        method: "POST",
        url: "",
        headers: &[],
        body: r#"{"live":"false","notificationItems":[{"NotificationRequestItem":{"pspReference":"pspReference","originalReference":"originalReference","merchantAccountCode":"merchantAccount","merchantReference":"reference","amount":{"currency":"EUR","value":1000},"eventCode":"EVENT","success":"true","additionalData":{"hmacSignature":"ipnxGCaUZ4l8TUW75a71/ghd2Fe5ffvX0pV4TLTntIc="}}}]}"#,
        timestamp: "",
    },
    Published {
        source: "hook0/hook0 clients/conformance/signature.json",
        line: HOOK0,
        secret: "a-subscription-secret",
        method: "POST",
        url: "",
        headers: &[
            ("x-event-id", "evt-1"),
            ("x-delivery-id", "dlv-1"),
            (
                "x-hook0-signature",
                "t=1800000000,h=x-event-id x-delivery-id,v1=19a6fb8f6581715b241a93af02a58611c3b0ac7b747a8d2a5b120ee418d0c347",
            ),
        ],
        body: r#"{"event":"user.created"}"#,
        timestamp: "1800000000",
    },
    Published {
        source: "hook0/hook0 clients/rust/tests/webhook_verification.rs",
        line: HOOK0,
        secret: "secret",
        method: "POST",
        url: "",
        headers: &[
            ("x-test", "val1"),
            ("x-test2", "val2"),
            (
                "x-hook0-signature",
                "t=1636936200,h=x-test x-test2,v1=493c35f05443fdb74cb99fd4f00e0e7653c2ab6b24fbc97f4a7bd4d56b31758a",
            ),
        ],
        body: "hello !",
        timestamp: "1636936200",
    },
    Published {
        source: "hellosign/dropbox-sign-node test_fixtures/EventCallbackHelper_AccountCallbacks.json",
        line: "hmac-sha256({api-secret}) | json:/event/event_hash: {hex} | json:/event/event_time: {timestamp} | {timestamp}{json:/event/event_type}",
        secret: "324e3b0840f065eb51f3fd63231d0d33daa35d4ed10d27718839e81737065782",
        method: "POST",
        url: "",
        headers: &[],
        body: r#"{"account_guid":"63522885f9261e2b04eea043933ee7313eb674fd","event":{"event_time":"1348177752","event_type":"unknown_error","event_hash":"c574f5d3090c2936360b4e36cf6835cf3e2206b84fdc6347e6b28ca721ae1371","event_metadata":{"related_signature_id":"ad4d8a769b555fa5ef38691465d426682bf2c992","reported_for_account_id":"63522885f9261e2b04eea043933ee7313eb674fd"}}}"#,
        timestamp: "1348177752",
    },
    // The path of this URL is empty; the provider signs the URL without its query.
    Published {
        source: "npm:plivo test/utils.js",
        line: "hmac-sha256({api-secret}) | x-plivo-signature-v2: {base64} | {origin}{x-plivo-signature-v2-nonce}",
        secret: "my_auth_token",
        method: "POST",
        url: "https://answer.url",
        headers: &[
            ("x-plivo-signature-v2", "ehV3IKhLysWBxC1sy8INm0qGoQYdYsHwuoKjsX7FsXc="),
            ("x-plivo-signature-v2-nonce", "12345"),
        ],
        body: "",
        timestamp: "",
    },
    // Published for the challenge, which is signed with the same key.
    Published {
        source: "npm:braintree spec/unit/braintree/webhook_notification_gateway_spec.js",
        line: "hmac-sha1(sha1({api-secret})) | form:bt_signature: {key-id}|{hex}&... | {form:bt_payload}",
        secret: "integration_private_key",
        method: "POST",
        url: "",
        headers: &[],
        body: "bt_signature=integration_public_key%7Cd9b899556c966b3f06945ec21311865d35df3ce4&bt_payload=20f9f8ed05f77439fe955c977e4c8a53",
        timestamp: "",
    },
];

const HOOK0: &str = "hmac-sha256 | x-hook0-signature: t={timestamp},h={header-names},v1={hex},... | {timestamp}.{header-names}.{header-values}.{body}";

fn delivery(published: &Published) -> Delivery {
    Delivery {
        method: published.method.into(),
        url: published.url.into(),
        headers: published.headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        body: published.body.into(),
        listed: Vec::new(),
    }
}

#[test]
fn it_reads_what_providers_published() {
    for published in &PUBLISHED {
        let Published { source, line, secret, .. } = published;
        let delivery = delivery(published);
        assert_eq!(verify(line, secret, &delivery.received()), Ok(()), "{source}");
        let other = verify(line, &format!("11{secret}"), &delivery.received());
        assert_eq!(other, Err(Wrong("signature_mismatch")), "{source}");
    }
}

/// The signature is overwritten, and signed anew: the delivery becomes what was published.
#[test]
fn it_signs_as_providers_do() {
    for published in &PUBLISHED {
        let mut unsigned = delivery(published);
        let line = Line::new(published.line);
        let place = line.signature().place;
        unsigned.put(place, "unsigned");
        if published.line == HOOK0 {
            unsigned.listed = unsigned.headers.iter().take(2).map(|(name, _)| name.clone()).collect();
        }
        assert!(verify(published.line, published.secret, &unsigned.received()).is_err());
        let again = signed(published.line, published.secret, &unsigned, published.timestamp);
        let (again, then) = (again.received(), delivery(published));
        let value = |value: Vec<u8>| {
            let text = String::from_utf8(value).unwrap();
            text.split_once('|').map_or(text.clone(), |(_, hex)| hex.into()) // the key's name is not signed
        };
        let (again, then) = (again.value(place).unwrap().unwrap(), then.received().value(place).unwrap().unwrap());
        assert_eq!(value(again), value(then), "{}", published.source);
    }
}

#[test]
fn no_published_delivery_survives_a_change_of_one_bit() {
    for published in &PUBLISHED {
        let delivery = delivery(published);
        let Published { line, secret, .. } = *published;
        let genuine = Genuine { line, secret, received: delivery.received() };
        let passes = |secret: &[u8], received: &oracle::Received<'_>| {
            std::str::from_utf8(secret).is_ok_and(|secret| verify(line, secret, received).is_ok())
        };
        assert_eq!(genuine.undetected(passes), None, "{}", published.source);
    }
}

#[test]
fn it_reads_what_it_signs_and_nothing_else() {
    let mut groups = [0, 0];
    for line in sample::LINES {
        for seed in 0..40 {
            let (parts, secret) = (Line::new(line), secret(line));
            let unsigned = sample::delivery(&parts, seed);
            let sent = signed(line, secret, &unsigned, &parts.timestamp(1_795_465_620 + seed));
            let received = sent.received();
            assert_eq!(verify(line, secret, &received), Ok(()), "{line}\n{sent:?}");
            for (place, optional) in parts.sources() {
                let present = received.value(place).unwrap().is_some();
                assert!(present || optional, "{line}\n{sent:?}");
                groups[usize::from(present)] += usize::from(optional);
            }
            let another = verify(line, &secret.replace('7', "8"), &received);
            assert_eq!(another, Err(Wrong("signature_mismatch")), "{line}");
        }
    }
    assert!(groups.iter().all(|count| *count > 30), "{groups:?}");
}

/// A secret of the form that the line asks for.
fn secret(line: &str) -> &'static str {
    match Line::new(line).secret_form().encoding {
        "hex" => "00112233445566778899aabbccddeeff",
        "base64url" => "key_AAECAwQFBgcICQoLDA0O777_",
        _ => "test-secret-0123456789",
    }
}

#[test]
fn signatures_tokens_and_times_are_where_the_line_says() {
    let sent = |line: &str, url: &str, body: &str| {
        let delivery = Delivery { url: url.into(), body: body.into(), ..Delivery::default() };
        let sent = signed(line, "s3cret", &delivery, "1795465620");
        (sent.url, String::from_utf8(sent.body).unwrap())
    };
    let token = |place: &str| format!("token | {place}: {{token}}");
    let json = |pointer: &str, body: &str| sent(&token(&format!("json:{pointer}")), "", body).1;
    assert_eq!(json("/a", ""), r#"{"a":"s3cret"}"#);
    assert_eq!(json("/a/b/0/c", "{}"), r#"{"a":{"b":[{"c":"s3cret"}]}}"#);
    assert_eq!(
        json("/a/b", r#" {"x": 1.0, "a" : {"b":null, "c":[]} } "#),
        r#" {"x": 1.0, "a" : {"b":"s3cret", "c":[]} } "#
    );
    assert_eq!(json("/a/b", r#"{ "a" : { } }"#), r#"{ "a" : { "b":"s3cret"} }"#);
    assert_eq!(json("/v/*/t", r#"{"v":[{"t":1},{"x":2}]}"#), r#"{"v":[{"t":"s3cret"},{"x":2,"t":"s3cret"}]}"#);
    assert_eq!(json("/*/t", ""), r#"[{"t":"s3cret"}]"#);
    assert_eq!(json("/a~1b~0c", ""), r#"{"a/b~c":"s3cret"}"#);
    let query = |url: &str| sent(&token("query:a[b]"), url, "").0;
    assert_eq!(query("https://a.example/x"), "https://a.example/x?a%5Bb%5D=s3cret");
    assert_eq!(query("https://a.example/x?y=1&a[b]=2&z#f"), "https://a.example/x?y=1&a%5Bb%5D=s3cret&z#f");
    assert_eq!(sent(&token("form:t"), "", "a=+1").1, "a=+1&t=s3cret");
    let timed = |body: &str| {
        let body = sent("hmac-sha256 | x-s: {hex} | json:/t: {timestamp} | {body}", "", body).1;
        body.replace("1795465620", "TIME")
    };
    assert_eq!((timed("{}"), timed(r#"{"t":"0"}"#)), (r#"{"t":TIME}"#.into(), r#"{"t":"TIME"}"#.into()));
}

#[test]
fn times_in_every_format() {
    let written = |format: &str, seconds: u64| {
        Line::new(&format!("hmac-sha256 | x-s: {{hex}} | x-t: {{{format}}} | {{timestamp}}")).timestamp(seconds)
    };
    // RFC 9110 section 5.6.7; `date -u -d @N` for the others.
    assert_eq!(written("timestamp:http-date", 0), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(written("timestamp:http-date", 784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(written("timestamp:http-date", 951_782_399), "Mon, 28 Feb 2000 23:59:59 GMT");
    assert_eq!(written("timestamp:http-date", 951_782_400), "Tue, 29 Feb 2000 00:00:00 GMT");
    assert_eq!(written("timestamp:s-or-ms", 99_999_999_999), "99999999999");
    assert_eq!(written("timestamp:s-or-ms", 100_000_000_000), "100000000000000");
    assert_eq!(written("timestamp:ms", 1), "1000");
}

#[test]
fn values_of_a_body_are_those_that_are_written() {
    let value = |body: &str, place: &str| {
        let delivery = Delivery { body: body.into(), ..Delivery::default() };
        let value = delivery.received().value(Place::new(place));
        value.map(|value| value.map(|value| String::from_utf8(value).unwrap()))
    };
    let is = |text: &str| Ok(Some(text.to_string()));
    let malformed = Err(Wrong("malformed_body"));
    assert_eq!(value(r#"{"a":1.0,"b":{"a":2}}"#, "json:/a"), is("1.0"));
    assert_eq!(value(r#"{"a":-0e+1}"#, "json:/a"), is("-0e+1"));
    assert_eq!(value(r#"{"\u0061":"\u00E9\ud83e\udd80\/"}"#, "json:/a"), is("\u{e9}\u{1f980}/"));
    assert_eq!(value(r#"{"a":null}"#, "json:/a"), Ok(None));
    assert_eq!(value(r#"{"b":1}"#, "json:/a"), Ok(None));
    assert_eq!(value(r#"{"a":1,"\u0061":1}"#, "json:/a"), malformed);
    assert_eq!(value(r#"{"a":{}}"#, "json:/a"), malformed);
    assert_eq!(value(r#"{"a":1} x"#, "json:/a"), malformed);
    assert_eq!(value(r#"{"a":"\ud83e"}"#, "json:/a"), malformed);
    assert_eq!(value(r#"{"a":[{"b":1},{"b":2}]}"#, "json:/a/*/b"), malformed);
    assert_eq!(value(r#"{"a":[{"b":1},{}]}"#, "json:/a/*/b"), malformed);
    assert_eq!(value(r#"{"a":[{}]}"#, "json:/a/*/b"), Ok(None));
    assert_eq!(value(r#"{"a":[]}"#, "json:/a/*/b"), Ok(None));
    assert_eq!(value("a=%c3%A9+%2B&b", "form:a"), is("\u{e9} +"));
    assert_eq!(value("a=%c3%A9+%2B&b", "form:b"), is(""));
    assert_eq!(value("a=1&%61=1", "form:a"), malformed);
    assert_eq!(value("a=%2", "form:a"), malformed);
}

/// The digest of a message that is written out here by hand.
#[test]
fn messages_are_what_the_line_says() {
    let delivery = Delivery {
        method: "POST".into(),
        url: "https://a.example:8443/x%2F?q=%41+b&e=#f".into(),
        headers: vec![("x-id".into(), " 7 ".into()), ("date".into(), "D".into()), ("x-list".into(), "old".into())],
        body: br#"{"a":"1;","n":1.0,"t":true,"z":null,"o":{"k/":"\u00e9"}}"#.into(),
        listed: vec!["date".into(), "X-Id".into()],
    };
    let signs = |message: &str, expected: &[u8]| {
        let line = format!("sha256 | x-s: {{hex}} | x-list: {{header-names}} | {message}{{secret}}");
        let digest = Sha256::digest([expected, b"s3cret"].concat()).to_vec();
        assert_eq!(oracle::tag(&line, "s3cret", &delivery, "TIME"), digest, "{message}");
    };
    signs(
        "{origin} {path} {query} {target} {method}",
        b"https://a.example:8443 /x%2F q=%41+b&e= /x%2F?q=%41+b&e= POST",
    );
    signs("{url}", b"https://a.example:8443/x%2F?q=%41+b&e=#f");
    signs("{url:unescaped}", b"https://a.example:8443/x/?q=%41+b&e=#f");
    signs("{query:q}[{query:e}!]{header:date}{x-id}.{timestamp}", b"A bD7.TIME");
    signs("{json:/n}{json:/t}{json:/o/k~1}", "1.0true\u{e9}".as_bytes());
    signs("{header-names}.{header-values}.{header-lines}", b"date,X-Id.D.7.date:D;x-id:7");
    signs("[id:{x-id};][no:{x-no};][q={query:q}][z{json:/z}]\\[\\]\\{\\}\\|\\\\\\n", b"id:7;q=A b[]{}|\\\n");
    signs("[{x-id}-{x-no}]{sha256:hex}", oracle::hex(&Sha256::digest(&delivery.body)).as_bytes());
    signs("{sha256:base64}", oracle::base64(&Sha256::digest(&delivery.body)).as_bytes());
    signs("{sha256:raw}", &Sha256::digest(&delivery.body));
}

/// What a delivery has twice, or has in another form than the line says, is not read.
#[test]
fn it_refuses_what_is_ambiguous() {
    let verdict = |line: &str, url: &str, headers: &[(&str, &str)], body: &str| {
        let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        verify(line, "s3cret", &oracle::Received { method: "POST", url, headers, body: body.as_bytes() })
    };
    let (ok, body) = (Ok(()), |line: &str, body: &str| verdict(line, "", &[], body));
    let wrong = |code: &'static str| Err(Wrong(code));
    let json = "token | json:/a: {token}";
    assert_eq!(body(json, r#"{"a":"s3cret"}"#), ok);
    assert_eq!(body(json, r#"{"a":"s3cret","a":"s3cret"}"#), wrong("malformed_body"));
    assert_eq!(body(json, r#"{"b":"s3cret"}"#), wrong("malformed_body"));
    let each = "token | json:/*/a: {token}";
    assert_eq!(body(each, r#"[{"a":"s3cret"},{"a":"s3cret"}]"#), ok);
    assert_eq!(body(each, r#"[{"a":"s3cret"},{"a":"wrong"}]"#), wrong("signature_mismatch"));
    assert_eq!(body(each, r#"[{"a":"s3cret"},{}]"#), wrong("malformed_body"));
    assert_eq!(body(each, "[]"), wrong("malformed_body"));
    let form = "token | form:a: {token}";
    assert_eq!(body(form, "a=s3cret&A=1"), ok);
    assert_eq!(body(form, "a=s3cret&%61=s3cret"), wrong("malformed_body"));
    let query = |url: &str| verdict("token | query:a: {token}", url, &[], "");
    assert_eq!(query("https://b.example?A=1&a=s3%63ret#a=1"), ok);
    assert_eq!(query("https://b.example?a=s3cret&a=s3cret"), wrong("malformed_header"));
    assert_eq!(query("https://b.example"), wrong("missing_header"));
    assert_eq!(query("https://b.example?a="), wrong("missing_header"));
    let header = |headers: &[(&str, &str)]| verdict("token | x-a: k={token}\"", "", headers, "");
    assert_eq!(header(&[("X-A", " k=s3cret\" ")]), ok);
    assert_eq!(header(&[("x-a", "k=s3cret\""), ("X-A", "k=s3cret\"")]), wrong("duplicate_header"));
    assert_eq!(header(&[("x-a", "k=s3cret")]), wrong("malformed_header"));
    assert_eq!(header(&[]), wrong("missing_header"));
    let keyed = |value: &str| verdict("token | x-a: A {key-id}:{token}", "", &[("x-a", value)], "");
    assert_eq!((keyed("A b,c d:s3cret"), keyed("A :s3cret")), (ok, wrong("malformed_header")));
}

/// What the check is for: a reading with a defect is found out by a change of one bit.
#[test]
fn the_one_bit_check_finds_what_it_is_there_for() {
    let undetected = |line: &str, defect: &dyn Fn(&mut Delivery)| {
        let sent = signed(line, "s3cret", &sample::delivery(&Line::new(line), 1), "1795465620");
        let genuine = Genuine { line, secret: "s3cret", received: sent.received() };
        genuine.undetected(|secret, received| {
            let mut seen = Delivery {
                method: received.method.into(),
                url: received.url.into(),
                headers: Vec::new(),
                body: received.body.into(),
                listed: Vec::new(),
            };
            for (name, value) in &received.headers {
                seen.headers.push(((*name).into(), String::from_utf8_lossy(value).into_owned()));
            }
            defect(&mut seen);
            std::str::from_utf8(secret).is_ok_and(|secret| verify(line, secret, &seen.received()).is_ok())
        })
    };
    let json = "hmac-sha256 | json:/s: {hex} | {json:/n}{json:/t}";
    assert_eq!(undetected(json, &|_| {}), None);
    // The digest of the body is written anew, instead of being compared.
    let twilio = "hmac-sha1 | x-s: {base64} | query:bodySHA256: {sha256:hex} | {url}";
    assert_eq!(undetected(twilio, &|_| {}), None);
    let place = undetected(twilio, &|seen| {
        let again = signed(twilio, "s3cret", &Delivery { headers: Vec::new(), ..seen.clone() }, "");
        seen.url = again.url;
    });
    assert!(place.unwrap().contains(" of the "));
    // What is not signed may change, and what is signed may not, whatever the reading makes of it.
    assert_eq!(
        undetected("hmac-sha256 | x-s: {hex} | {target}", &|seen| seen.url = seen.url.replace("http:", "https:")),
        None
    );
    let place = undetected("hmac-sha256 | x-s: {hex} | {url}", &|seen| seen.url = seen.url.to_lowercase());
    assert!(place.unwrap().ends_with("of the URL"));
    let place =
        undetected("sha256 | x-s: {hex} | {secret}{method}{body}", &|seen| seen.method = seen.method.to_uppercase());
    assert!(place.unwrap().ends_with("of the method"));
}
