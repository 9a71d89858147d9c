//! Bodies are bytes: nothing in them is expanded, decoded, trimmed or written anew.

use super::sketch::Sketch;
use crate::table::Row;
use crate::vector_file::Case;

pub(super) fn cases(rows: &[Row]) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["github", "standard-webhooks"] {
        let sketch = Sketch::of(rows, name);
        cases.extend(kept(&sketch));
        cases.extend(changed(&sketch));
    }
    cases.extend(forms(&Sketch::of(rows, "twilio")));
    cases
}

/// Genuine deliveries with bodies that trip those who hold them for text or for a template.
fn kept(sketch: &Sketch) -> Vec<Case> {
    let is = |title: &str, body: &[u8]| sketch.clone().body(body).case(title);
    vec![
        is("a body that is not UTF-8", b"{\"name\":\"caf\xe9\"}\xff\x00\xfe"),
        is("a body with dollar patterns", b"{\"price\":\"$& $' $` $1 $$ ${body}\"}"),
        is("a body with placeholders", b"{\"t\":\"{timestamp}\",\"b\":\"{body}\",\"i\":\"{webhook-id}\"} | {body}"),
        is("a body with a byte order mark", b"\xef\xbb\xbf{}"),
        is("a body of one zero byte", b"\0"),
        is("a body in white space", b" \r\n{} \r\n"),
        is("a body with an emoji and a line separator", "{\"a\":\"\u{1f980}\u{2028}\"}".as_bytes()),
        is("a body that is no JSON", b"<xml/>"),
        is("a body of percent and plus signs", b"a=%2B+%zz&a=%"),
    ]
}

/// Changes that a detour over text, a template or a JSON parser would not show.
fn changed(sketch: &Sketch) -> Vec<Case> {
    let forged = |title: &str, signed: &[u8], sent: &[u8]| {
        sketch.clone().body(signed).case(title).with_body(sent).rejected("signature_mismatch")
    };
    vec![
        forged("another invalid byte", b"{\"a\":\"\xff\"}", b"{\"a\":\"\xfe\"}"),
        forged("an invalid byte became U+FFFD", b"{\"a\":\"\xff\"}", b"{\"a\":\"\xef\xbf\xbd\"}"),
        forged("a byte order mark was added", b"{\"a\":1}", b"\xef\xbb\xbf{\"a\":1}"),
        forged("a dollar pattern was put in, at the end", b"{\"a\":1}", b"{\"a\":1}$'"),
        forged("a dollar pattern was put in, in the middle", b"{\"a\":1,\"b\":2}", b"{\"a\":1,$'\"b\":2}"),
        forged("a dollar pattern stands for what was signed", b"{\"a\":1}", b"$&"),
        forged("two dollar signs became one", b"{\"a\":\"$$\"}", b"{\"a\":\"$\"}"),
        forged("parsed and serialized: spaces", b"{\"a\": 1}", b"{\"a\":1}"),
        forged("parsed and serialized: escapes", b"{\"a\":\"\\u00e9\"}", b"{\"a\":\"\xc3\xa9\"}"),
        forged("parsed and serialized: numbers", b"{\"a\":1.0}", b"{\"a\":1}"),
        forged("parsed and serialized: order", b"{\"b\":1,\"a\":2}", b"{\"a\":2,\"b\":1}"),
        forged("parsed and serialized: a name that came twice", b"{\"a\":1,\"a\":2}", b"{\"a\":2}"),
        forged("the final line feed was trimmed", b"{}\n", b"{}"),
        forged("line feeds became CRLF", b"{\n}", b"{\r\n}"),
        forged("a zero byte was appended", b"{}", b"{}\0"),
        // The other way round: what a detour makes of these is what was signed.
        forged("U+FFFD became an invalid byte", b"{\"a\":\"\xef\xbf\xbd\"}", b"{\"a\":\"\xff\"}"),
        forged("one dollar sign became two", b"{\"a\":\"$\"}", b"{\"a\":\"$$\"}"),
        forged("the same JSON with a space in it", b"{\"a\":1}", b"{\"a\": 1}"),
        forged("the same JSON in another order", b"{\"a\":2,\"b\":1}", b"{\"b\":1,\"a\":2}"),
        forged("the same JSON with an escape", b"{\"a\":\"\xc3\xa9\"}", b"{\"a\":\"\\u00e9\"}"),
        forged("another value under a name in front of the signed one", b"{\"a\":2}", b"{\"a\":1,\"a\":2}"),
        forged("a final line feed was added", b"{}", b"{}\n"),
        forged("the placeholder instead of the body", b"{\"a\":1}", b"{body}"),
    ]
}

fn forms(sketch: &Sketch) -> Vec<Case> {
    let is = |title: &str, body: &[u8]| sketch.clone().body(body).case(title);
    let malformed = |title: &str, body: &[u8]| sketch.case(title).with_body(body).rejected("malformed_body");
    let reordered = is("the fields came in another order", b"b=2&a=1&c=").with_body(b"c=&a=1&b=2");
    let recoded = is("the fields came with other escapes", b"a=%2B+x").with_body(b"%61=%2b%20x");
    // What JSON webhooks of such a provider bring: their signature must not authenticate a form.
    let json = is("the signature is over the URL only", b"").with_body(br#"{"a":1}"#).rejected("signature_mismatch");
    let many = "a=1&".repeat(257);
    let large = format!("a={}", "1".repeat(64 * 1024));
    vec![
        is("fields are decoded and sorted", b"b=%2B1+2&B=%C3%A9&a=&ab=1&a-b=2"),
        is("a name that came twice with the same value", b"a=1&a=1"),
        is("a name that came twice with two values", b"a=2&a=1"),
        reordered,
        recoded,
        is("a field's value is altered", b"a=1&b=2").with_body(b"a=1&b=3").rejected("signature_mismatch"),
        is("a field was added", b"a=1").with_body(b"a=1&b=2").rejected("signature_mismatch"),
        json,
        is("the signature is over the URL only, and the body is gone", b"").rejected("malformed_body"),
        is("the signature is over the URL only, and the body has no field", b"")
            .with_body(b"&&")
            .rejected("malformed_body"),
        is("the signature is over the URL only, and the field is empty", b"")
            .with_body(b"=&=")
            .rejected("malformed_body"),
        malformed("a percent sign without digits", b"a=%"),
        malformed("a percent sign with one digit", b"a=%4"),
        malformed("a percent sign with a letter beyond F", b"a=%4g"),
        malformed("257 fields", many.as_bytes()),
        malformed("a form of more than 64 KiB", large.as_bytes()),
    ]
}
