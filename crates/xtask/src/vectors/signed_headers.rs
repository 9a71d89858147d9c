//! Headers that the request itself names as signed, and optional groups: what may be left out, and what may not.

use super::sketch::Sketch;
use crate::vector_file::Case;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = named();
    cases.extend(named_with_the_time());
    cases.extend(groups());
    cases.extend(groups_of_the_body());
    cases.extend(seconds_or_milliseconds());
    cases.extend(facts());
    cases
}

fn named() -> Vec<Case> {
    const NAME: &str = "x-hook-signature";
    let line = "hmac-sha256 | x-hook-signature: t={timestamp},h={header-names},v1={hex},... | {timestamp}.{header-names}.{header-values}.{body}";
    let mut sketch = Sketch::in_house(line);
    sketch.delivery.headers = vec![("x-event-id".into(), "evt_0001".into()), ("x-more".into(), "a.b".into())];
    let title = |title: &str| format!("headers named by the request: {title}");
    let is = |text: &str| sketch.case(&title(text));
    let list = |text: &str, names: &[&str]| {
        let mut sketch = sketch.clone();
        sketch.delivery.listed = names.iter().map(|name| (*name).into()).collect();
        sketch.case(&title(text))
    };
    let relisted =
        |text: &str, list: &str| is(text).header_with(NAME, |value| value.replace("x-event-id x-more", list));
    let mut many = sketch.clone();
    many.delivery.headers = (1..=17).map(|number| (format!("x-{number}"), number.to_string())).collect();
    let of = |count: usize| {
        let mut many = many.clone();
        many.delivery.listed = (1..=count).map(|number| format!("x-{number}")).collect();
        many.case(&title(&format!("{count} names")))
    };
    let mut twice = list("one of them twice", &["x-event-id", "x-event-id"]).rejected("malformed_header").about(NAME);
    twice.replay_key = None;
    vec![
        is("as it is"),
        list("only one of them", &["x-event-id"]),
        list("in another order", &["x-more", "x-event-id"]),
        list("in capitals", &["X-More", "X-Event-Id"]),
        list("only one, the other is another one", &["x-event-id"]).header("x-more", "c"),
        list("only one, the other is absent", &["x-event-id"]).without_header("x-more"),
        is("a value is another one").header("x-event-id", "evt_0002").rejected("signature_mismatch"),
        is("a character moves from one value to the next, past the full stop")
            .header("x-event-id", "evt_0001a")
            .header("x-more", ".b")
            .rejected("signature_mismatch"),
        // The values stand side by side with full stops between them, which they may hold themselves.
        is("a boundary moves to another full stop, which this message does not show")
            .header("x-event-id", "evt_0001.a")
            .header("x-more", "b"),
        is("the body is altered").with_body(b"{}").rejected("signature_mismatch"),
        is("one is missing").without_header("x-event-id").rejected("missing_header").about("x-event-id"),
        is("one came twice").and_header("X-Event-ID", "evt_0001").rejected("duplicate_header").about("x-event-id"),
        is("one is empty").header("x-more", "").rejected("malformed_header").about("x-more"),
        relisted("the list is in another order", "x-more x-event-id").rejected("signature_mismatch"),
        relisted("the list is shorter", "x-event-id").rejected("signature_mismatch"),
        relisted("the list is longer", "x-event-id x-more content-type")
            .and_header("content-type", "a/b")
            .rejected("signature_mismatch"),
        relisted("the list names what is not there", "x-event-id x-more x-none")
            .rejected("missing_header")
            .about("x-none"),
        twice,
        of(16),
        of(17).rejected("malformed_header").about(NAME),
        is("no list").header_with(NAME, |value| value.replace("h=", "g=")).rejected("malformed_header").about(NAME),
        is("two lists").header_with(NAME, |value| format!("h=x-more,{value}")).rejected("malformed_header").about(NAME),
    ]
}

/// The time is in a header that is only signed where the list names it.
fn named_with_the_time() -> Vec<Case> {
    let line = concat!(
        "hmac-sha256 within 30s | x-signature: {hex} | x-signed-headers: {header-names} | x-time: {timestamp:ms} | ",
        "{method}\\n{target}\\n{header-lines}\\n{body}"
    );
    let sketch = Sketch::in_house(line);
    let title = |title: &str| format!("a time among the named headers: {title}");
    let list = |text: &str, names: &[&str]| {
        let mut sketch = sketch.clone();
        sketch.delivery.listed = names.iter().map(|name| (*name).into()).collect();
        sketch.case(&title(text))
    };
    let is = |text: &str| sketch.case(&title(text));
    let mut late = is("31 seconds late").later(31).rejected("timestamp_too_old");
    late.skew = Some(31);
    vec![
        is("as it is"),
        list("with the list itself", &["x-event-id", "x-signed-headers", "x-time"]),
        list("in capitals", &["X-Time", "x-event-id"]),
        list("not named", &["x-event-id"]).rejected("malformed_header").about("x-time"),
        list("not named, and another time came", &["x-event-id"])
            .header("x-time", "1795465650000")
            .later(30)
            .rejected("malformed_header")
            .about("x-time"),
        is("the time is another one").header("x-time", "1795465621000").rejected("signature_mismatch"),
        is("the list is another one")
            .header("x-signed-headers", "x-time,x-event-id,content-type")
            .rejected("signature_mismatch"),
        is("the list in spaces").header_with("x-signed-headers", |list| list.replace(',', " ")),
        is("no list").without_header("x-signed-headers").rejected("missing_header").about("x-signed-headers"),
        is("the query is another one")
            .with_url("https://hooks.example.com/in-house?tenant=43&b=1")
            .rejected("signature_mismatch"),
        is("another host").with_url("https://evil.example.com/in-house?tenant=42&b=1"),
        late,
    ]
}

/// Each group has a value of the URL or of a header, and is left out with it.
fn groups() -> Vec<Case> {
    let line = concat!(
        "hmac-sha256 id={query:data.id} | x-signature: ts={timestamp:s-or-ms},v1={hex},... | ",
        "[id:{query:data.id};][request-id:{x-request-id};]ts:{timestamp};"
    );
    let sent = |text: &str, query: &str, request: &str| {
        let mut sketch = Sketch::in_house(line);
        sketch.delivery.url = format!("https://hooks.example.com/{query}");
        sketch.delivery.headers.retain(|(name, _)| name != "x-request-id");
        if !request.is_empty() {
            sketch.delivery.headers.push(("x-request-id".into(), request.into()));
        }
        sketch.case(&format!("optional groups: {text}"))
    };
    let both = |text: &str| sent(text, "?data.id=1&b=2", "r1");
    let url = |query: &str| format!("https://hooks.example.com/{query}");
    let mismatch = |case: Case| case.rejected("signature_mismatch");
    vec![
        both("both are there"),
        sent("the first is absent", "?b=2", "r1"),
        sent("the second is absent", "?data.id=1", ""),
        sent("both are absent", "", ""),
        both("the body is not signed").with_body(b"forged"),
        both("a value that is not in the message").with_url(&url("?data.id=1&b=3")),
        mismatch(both("the first is another one").with_url(&url("?data.id=2&b=2"))),
        mismatch(both("the first was taken away").with_url(&url("?b=2"))),
        mismatch(both("the second was taken away").without_header("x-request-id")),
        mismatch(sent("the first was added", "", "r1").with_url(&url("?data.id=1"))),
        mismatch(sent("the second was added", "?data.id=1", "").and_header("x-request-id", "r1")),
        both("the first came twice")
            .with_url(&url("?data.id=1&data.id=1"))
            .rejected("malformed_header")
            .about("query:data.id"),
        both("the second came twice")
            .and_header("x-request-id", "r1")
            .rejected("duplicate_header")
            .about("x-request-id"),
        both("the second is empty").header("x-request-id", "").rejected("malformed_header").about("x-request-id"),
        // Two values signed, and one sent that reads as both.
        both("one value that reads as two")
            .with_url(&url("?data.id=1;request-id:r1"))
            .without_header("x-request-id")
            .rejected("malformed_header")
            .about("query:data.id"),
        both("a value with the character that ends it")
            .header("x-request-id", "r1;")
            .rejected("malformed_header")
            .about("x-request-id"),
        both("a value with the character that ends it, in escapes")
            .with_url(&url("?data.id=1%3B"))
            .rejected("malformed_header")
            .about("query:data.id"),
    ]
}

fn groups_of_the_body() -> Vec<Case> {
    let line = "hmac-sha256 | x-signature: {hex} | \\[[a={json:/a},]b={json:/b}[;c={json:/c}]\\]";
    let sketch = Sketch::in_house(line);
    let signed = |text: &str, body: &str| {
        sketch.clone().body(body.as_bytes()).case(&format!("optional groups of the body: {text}"))
    };
    let becomes = |text: &str, body: &str, sent: &str| signed(text, body).with_body(sent.as_bytes());
    vec![
        signed("all", r#"{"a":1,"b":2,"c":3}"#),
        signed("none", r#"{"b":2}"#),
        becomes("null for absent", r#"{"b":2}"#, r#"{"a":null,"b":2,"c":null}"#),
        becomes("absent for null", r#"{"a":null,"b":2}"#, r#"{"b":2}"#),
        becomes("one was added", r#"{"b":2}"#, r#"{"b":2,"c":3}"#).rejected("signature_mismatch"),
        becomes("one was taken away", r#"{"b":2,"c":3}"#, r#"{"b":2}"#).rejected("signature_mismatch"),
        becomes("one value that reads as two", r#"{"a":1,"b":2}"#, r#"{"a":"1,b=2","b":2}"#)
            .rejected("malformed_body")
            .about("json:/a"),
        signed("the last has no character that ends it", r#"{"b":2,"c":"3];c=4"}"#),
        becomes("an object for a value", r#"{"b":2}"#, r#"{"a":{},"b":2}"#).rejected("malformed_body"),
        becomes("a name that came twice", r#"{"a":1,"b":2}"#, r#"{"a":1,"a":1,"b":2}"#).rejected("malformed_body"),
        becomes("what is not optional is absent", r#"{"a":1,"b":2}"#, r#"{"a":1}"#)
            .rejected("malformed_body")
            .about("json:/b"),
    ]
}

/// Numbers below 10^11 are seconds.
fn seconds_or_milliseconds() -> Vec<Case> {
    let sketch = Sketch::in_house("hmac-sha256 | x-signature: {hex} | x-time: {timestamp:s-or-ms} | {timestamp}{body}");
    let at = |text: &str, seconds: u64| {
        let mut sketch = sketch.clone().timestamp(text);
        sketch.seconds = seconds;
        sketch.case(&format!("seconds or milliseconds: `{text}`"))
    };
    let malformed = |text: &str| at(text, 1).rejected("malformed_timestamp").about("x-time");
    vec![
        at("1795465620", 1_795_465_620),
        at("1795465620999", 1_795_465_620),
        at("99999999999", 99_999_999_999),
        at("100000000000", 100_000_000),
        at("100000000999", 100_000_000),
        at("0", 0),
        malformed("1795465620.5"),
        malformed("1795465620s"),
        malformed("2026-11-23T20:27:00Z"),
        malformed("18446744073709551616"),
    ]
}

/// Ids in a signed body: what is no id is no error.
fn facts() -> Vec<Case> {
    let sketch = Sketch::in_house("hmac-sha256 id={json:/event/id} | x-signature: {hex} | {body}");
    let with = |text: &str, body: &str, id: Option<&str>| {
        let mut case = sketch.clone().body(body.as_bytes()).case(&format!("an id in the signed body: {text}"));
        case.event_id = id.map(Into::into);
        case
    };
    let long = |len: usize| format!(r#"{{"event":{{"id":"{}"}}}}"#, "i".repeat(len));
    let form = Sketch::in_house("hmac-sha256 id={form:id} | x-signature: {hex} | {body}");
    let form = |text: &str, body: &str, id: Option<&str>| {
        let mut case = form.clone().body(body.as_bytes()).case(&format!("an id in a signed form: {text}"));
        case.event_id = id.map(Into::into);
        case
    };
    vec![
        with("a string", r#"{"event":{"id":"evt_1"}}"#, Some("evt_1")),
        with("in escapes", r#"{"event":{"id":"caf\u00e9 \ud83e\udd80"}}"#, Some("caf\u{e9} \u{1f980}")),
        with(
            "a number, as it is written",
            r#"{"event":{"id":12345678901234567890.10}}"#,
            Some("12345678901234567890.10"),
        ),
        with("null", r#"{"event":{"id":null}}"#, None),
        with("absent", r#"{"event":{}}"#, None),
        with("empty", r#"{"event":{"id":""}}"#, None),
        with("an object", r#"{"event":{"id":{"a":1}}}"#, None),
        with("half of a surrogate pair", r#"{"event":{"id":"\ud83e"}}"#, None),
        with("256 bytes", &long(256), Some(&"i".repeat(256))),
        with("257 bytes", &long(257), None),
        with("twice: the first counts", r#"{"event":{"id":"a","id":"b"}}"#, Some("a")),
        with("a body that is no JSON", "id=evt_1", None),
        with("a body that is empty", "", None),
        with("the event is an array", r#"{"event":["evt_1"]}"#, None),
        form("as it is", "a=1&id=caf%C3%A9+1", Some("caf\u{e9} 1")),
        form("absent", "a=1", None),
        form("not UTF-8", "id=%ff", None),
    ]
}
