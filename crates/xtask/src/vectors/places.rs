//! Signatures and times in the URL and in the body, and messages made of single values of them.

use super::sketch::{NOW, Sketch};
use crate::oracle::Place;
use crate::vector_file::Case;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = in_json();
    cases.extend(one_item());
    cases.extend(values_as_written());
    cases.extend(in_query());
    cases.extend(in_form());
    cases.extend(time_in_body());
    cases
}

/// The delivery with something else at a place of it.
fn with(case: Case, place: &str, value: &str) -> Case {
    let mut delivery = case.delivery();
    delivery.put(Place::new(place), value);
    let mut case = case.with_body(&delivery.body);
    case.url = Some(delivery.url);
    case
}

fn replaced(case: Case, from: &str, to: &str) -> Case {
    let body = case.body.clone().unwrap_or_default();
    assert!(body.contains(from), "{from} is not in {body}");
    case.with_body(body.replacen(from, to, 1).as_bytes())
}

/// Signature, time and nonce are in the body; what they are about is not signed.
fn in_json() -> Vec<Case> {
    let (signature, time) = ("json:/signature/signature", "json:/signature/timestamp");
    let line =
        format!("hmac-sha256 | {signature}: {{hex}} | {time}: {{timestamp}} | {{timestamp}}{{json:/signature/token}}");
    let sketch = Sketch::in_house(&line).body(br#"{"signature":{"token":"7c\u0061f"},"event-data":{"id":"evt_1"}}"#);
    let is = |title: &str| sketch.case(&format!("signed in the body: {title}"));
    let hex = sketch.signature();
    let mut later = is("stale").later(301).rejected("timestamp_too_old");
    later.skew = Some(301);
    vec![
        is("as it is"),
        with(is("the nonce in other escapes"), "json:/signature/token", "7caf"),
        with(is("the nonce is another one"), "json:/signature/token", "7cae").rejected("signature_mismatch"),
        with(is("the time is another one"), time, "1795465621").rejected("signature_mismatch"),
        replaced(is("the time is a string"), "1795465620", "\"1795465620\""),
        replaced(is("the time has a fraction"), "1795465620", "1795465620.0")
            .rejected("malformed_timestamp")
            .about(time),
        replaced(is("the time has an exponent"), "1795465620", "1795465620e0")
            .rejected("malformed_timestamp")
            .about(time),
        replaced(is("the time is null"), "1795465620", "null").rejected("malformed_body").about(time),
        with(is("what is not signed is another"), "json:/event-data/id", "evt_2"),
        with(is("the signature in upper case"), signature, &hex.to_ascii_uppercase()),
        with(is("the signature is another one"), signature, &hex.replace(['0', '1'], "2"))
            .rejected("signature_mismatch"),
        with(is("the signature is cut"), signature, &hex[2..]).rejected("malformed_body").about(signature),
        with(is("the signature is empty"), signature, "").rejected("malformed_body").about(signature),
        replaced(is("the signature is absent"), "\"signature\":\"", "\"signaturf\":\"")
            .rejected("malformed_body")
            .about(signature),
        replaced(is("the nonce came twice"), r#""token":"#, r#""token":1,"token":"#).rejected("malformed_body"),
        replaced(is("a second object before the signed one"), "{", r#"{"signature":{},"#).rejected("malformed_body"),
        replaced(is("the nonce is an object"), r#""7c\u0061f""#, "{}").rejected("malformed_body"),
        replaced(is("a letter behind the body"), r#""evt_1"}}"#, r#""evt_1"}}x"#).rejected("malformed_body"),
        later,
    ]
}

/// One signature for one item of an array: with two of them nobody could say which is signed.
fn one_item() -> Vec<Case> {
    let signature = "json:/items/*/sig";
    let line = format!(
        "hmac-sha256({{hex}}) | {signature}: {{base64}} | {{json:/items/*/ref}}:[{{json:/items/*/old}}]:{{json:/items/*/amount/value}}"
    );
    let sketch =
        Sketch::in_house(&line).body(br#"{"items":[{"ref":"r1","amount":{"value":1000,"currency":"EUR"},"x":1}]}"#);
    let is = |title: &str| sketch.case(&format!("one signed item: {title}"));
    let body = is("").body.unwrap_or_default();
    let item = body.trim_start_matches(r#"{"items":["#).trim_end_matches("]}");
    let malformed = |title: &str, items: &str| {
        is(title).with_body(format!(r#"{{"items":[{items}]}}"#).as_bytes()).rejected("malformed_body")
    };
    vec![
        is("as it is"),
        replaced(is("what is not signed is another"), "EUR", "USD"),
        replaced(is("the value is another"), "1000", "9000").rejected("signature_mismatch"),
        replaced(is("the value is written in another way"), "1000", "1e3").rejected("signature_mismatch"),
        replaced(is("null for what is absent"), "{\"ref\"", "{\"old\":null,\"ref\""),
        replaced(is("an empty string for what is absent"), "{\"ref\"", "{\"old\":\"\",\"ref\""),
        replaced(is("a value where none was signed"), "{\"ref\"", "{\"old\":\"1\",\"ref\"")
            .rejected("signature_mismatch"),
        malformed("twice", &format!("{item},{item}")),
        malformed("a second one that has nothing", &format!("{item},{{}}")),
        malformed("a second one in front that has nothing", &format!("{{}},{item}")),
        malformed("a second one without a signature", &format!(r#"{item},{{"ref":"r2"}}"#)),
        malformed("a number beside it", &format!("{item},1")),
        malformed("no item", "").about(signature),
        replaced(is("an object for the array"), r#""items":["#, r#""items":{"a":"#)
            .with_body(format!(r#"{{"items":{{"0":{item}}}}}"#).as_bytes())
            .rejected("malformed_body")
            .about(signature),
    ]
}

/// A number is signed as it is written, a string as it is meant.
fn values_as_written() -> Vec<Case> {
    let sketch =
        Sketch::in_house("sha512({api-secret}) | json:/key: {hex} | {json:/order}{json:/paid}{json:/amount}{secret}");
    let signed = |title: &str, amount: &str| {
        let body = format!(r#"{{"order":"o\/1","paid":true,"amount":{amount}}}"#);
        sketch.clone().body(body.as_bytes()).case(&format!("values as they are written: {title}"))
    };
    let changed = |title: &str, from: &str, to: &str| replaced(signed(title, "24145.00"), from, to);
    vec![
        signed("a decimal number", "24145.00"),
        signed("a number with an exponent", "-2.50E+3"),
        signed("a number beyond 64 bits", "123456789012345678901234567890.10"),
        signed("a string", r#""24145.00""#),
        signed("a string in UTF-8", r#""caf\u00e9 \ud83e\udd80 é""#),
        changed("without the last zero", "24145.00", "24145.0").rejected("signature_mismatch"),
        changed("without the fraction", "24145.00", "24145").rejected("signature_mismatch"),
        changed("the number became a string of its digits", "24145.00", "\"24145.00\""),
        changed("false for true", "true", "false").rejected("signature_mismatch"),
        changed("a string for true", "true", "\"true\""),
        changed("an escape less", r"o\/1", "o/1"),
        changed("white space was put in", ":24145", " : 24145"),
        changed("null", "24145.00", "null").rejected("malformed_body").about("json:/amount"),
        changed("a number that is none", "24145.00", "24145.").rejected("malformed_body"),
        // The parts stand side by side: what is between them is not signed.
        replaced(changed("a digit moves from one value to the next", "24145.00", "4145.00"), r#"true"#, "\"true2\""),
        {
            let case = changed("the names came in another order", r#""order":"o\/1","#, "");
            replaced(case, "{", r#"{"order":"o\/1","#)
        },
    ]
}

fn in_query() -> Vec<Case> {
    let place = "query:sig[a.b]";
    let sketch = Sketch::in_house(&format!("hmac-sha256 | {place}: {{hex}} | {{path}}{{query:tenant}}\\n{{body}}"));
    let is = |title: &str| sketch.case(&format!("signed in the URL: {title}"));
    let hex = sketch.signature();
    let url = |mut case: Case, from: &str, to: &str| {
        let old = case.url.unwrap_or_default();
        assert!(old.contains(from), "{from} is not in {old}");
        case.url = Some(old.replacen(from, to, 1));
        case
    };
    let name = "sig%5Ba.b%5D=";
    vec![
        is("as it is"),
        url(is("the name without escapes"), name, "sig[a.b]="),
        is("the body is altered").with_body(b"{}").rejected("signature_mismatch"),
        url(is("the signed parameter is another"), "tenant=42", "tenant=43").rejected("signature_mismatch"),
        url(is("the signed parameter in escapes"), "tenant=42", "%74enant=4%32"),
        url(is("the signed parameter is absent"), "tenant=42&", "").rejected("missing_header").about("query:tenant"),
        url(is("the signed parameter came twice"), "tenant=42", "tenant=42&tenant=42")
            .rejected("malformed_header")
            .about("query:tenant"),
        url(is("another parameter was added"), "b=1", "b=1&c=2"),
        url(is("another host"), "hooks.example.com", "evil.example.com"),
        url(is("another path"), "/in-house", "/in-housf").rejected("signature_mismatch"),
        with(is("the signature is another one"), place, &hex.replace(['0', '1'], "2")).rejected("signature_mismatch"),
        with(is("the signature is cut"), place, &hex[2..]).rejected("malformed_header").about(place),
        url(is("the signature is absent"), name, "x=").rejected("missing_header").about(place),
        url(is("the signature came twice"), name, &format!("{name}{hex}&{name}"))
            .rejected("malformed_header")
            .about(place),
    ]
}

/// A list of signatures with the name of the key in front, of a text in the same form.
fn in_form() -> Vec<Case> {
    let place = "form:bt_signature";
    let line = format!("hmac-sha1(sha1({{api-secret}})) | {place}: {{key-id}}|{{hex}}&... | {{form:bt_payload}}");
    let sketch = Sketch::in_house(&line).body(b"bt_payload=PG5v+b%2Fp%0A&x=1");
    let is = |title: &str| sketch.case(&format!("signed in a form: {title}"));
    let value = sketch.signature();
    let (_, hex) = value.split_once('|').unwrap_or_default();
    let wrong = "0".repeat(40);
    let signature = |title: &str, value: &str| with(is(title), place, value);
    vec![
        is("as it is"),
        signature("another key's signature in front", &format!("other|{wrong}&app|{hex}")),
        signature("another key's signature behind", &format!("app|{hex}&other|{wrong}")),
        signature("the name of the key is not looked at", &format!("x y=z|{hex}")),
        signature("no name of a key", &format!("|{hex}")).rejected("malformed_body").about(place),
        signature("no bar", hex).rejected("malformed_body").about(place),
        signature("neither is good", &format!("a|{wrong}&b|{wrong}")).rejected("signature_mismatch"),
        replaced(is("the text is altered"), "PG5v", "PG5w").rejected("signature_mismatch"),
        replaced(is("the text in other escapes"), "PG5v+b%2Fp%0A", "%50G5v%20b/p%0a"),
        replaced(is("a space less"), "PG5v+b", "PG5vb").rejected("signature_mismatch"),
        replaced(is("another field is altered"), "x=1", "x=2"),
        replaced(is("the text came twice"), "x=1", "bt_payload=2").rejected("malformed_body").about("form:bt_payload"),
        replaced(is("the text is absent"), "bt_payload", "bt_payloae")
            .rejected("malformed_body")
            .about("form:bt_payload"),
        replaced(is("the signature came twice"), "x=1", "bt_signature=2").rejected("malformed_body").about(place),
    ]
}

/// The time is read once the body is known to be authentic.
fn time_in_body() -> Vec<Case> {
    let place = "json:/sent/at";
    let sketch = Sketch::in_house(&format!(
        "hmac-sha256 within 60s | x-signature: {{hex}} | {place}: {{timestamp:ms}} | {{body}}"
    ));
    let is = |title: &str| sketch.case(&format!("a time in the signed body: {title}"));
    let late = |seconds: i64, code: &str| {
        let mut case = is(&format!("{seconds} seconds late")).later(seconds).rejected(code);
        case.skew = Some(seconds);
        case
    };
    // Signed as it stands: the sender's own mistake.
    let plain = Sketch { scheme: "hmac-sha256 | x-signature: {hex} | {body}".into(), ..sketch.clone() };
    let odd = |title: &str, body: &str| {
        let mut case = plain.clone().body(body.as_bytes()).case(&format!("a time in the signed body: {title}"));
        case.scheme.clone_from(&sketch.scheme);
        case
    };
    let malformed = |title: &str, body: &str| odd(title, body).rejected("malformed_body").about(place);
    let timed = |mut case: Case| {
        (case.timestamp, case.skew) = (Some(NOW), Some(0));
        case
    };
    vec![
        is("as it is"),
        is("60 seconds late").later(60),
        late(61, "timestamp_too_old"),
        late(-61, "timestamp_too_new"),
        replaced(is("it was moved to now"), "1795465620", "1795465680").later(60).rejected("signature_mismatch"),
        is("a forgery that is no JSON").with_body(b"forged").rejected("signature_mismatch"),
        timed(odd("a string", r#"{"sent":{"at":"1795465620000"}}"#)),
        malformed("absent", r#"{"sent":{}}"#),
        malformed("null", r#"{"sent":{"at":null}}"#),
        malformed("no JSON", "at=1795465620000"),
        odd("a date", r#"{"sent":{"at":"2026-11-23T20:27:00Z"}}"#).rejected("malformed_timestamp").about(place),
        odd("a fraction", r#"{"sent":{"at":1795465620000.0}}"#).rejected("malformed_timestamp").about(place),
    ]
}
