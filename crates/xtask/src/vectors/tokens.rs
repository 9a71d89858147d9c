//! Tokens in the URL and in the body: found where the line says, once, and nowhere else.

use super::sketch::Sketch;
use crate::vector_file::Case;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = json();
    cases.extend(each());
    cases.extend(query());
    cases.extend(form());
    cases
}

/// JSON texts beside their token, and whether they are JSON with one token in it.
fn json() -> Vec<Case> {
    const PLACE: &str = "json:/secret";
    let sketch = Sketch::in_house("token | json:/secret: {token}").secret("test-token");
    let is = |title: &str, body: &str| sketch.case(&format!("JSON token: {title}")).with_body(body.as_bytes());
    let missing = |title: &str, body: &str| is(title, body).rejected("malformed_body").about(PLACE);
    let malformed = |title: &str, body: &str| is(title, body).rejected("malformed_body");
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels - 1), "]".repeat(levels - 1));
        format!(r#"{{"a":{open}{close},"secret":"test-token"}}"#)
    };
    let mut cases = vec![
        is("as it is", r#"{"id":1,"secret":"test-token","a":[{"secret":2}]}"#),
        is("in white space", " \t\r\n{ \"secret\" :\n\"test-token\" } \n"),
        is("in escapes", r#"{"\u0073ecre\u0074":"\u0074est-\u0054oken"}"#).rejected("signature_mismatch"),
        is("in escapes of the right letters", r#"{"\u0073ecre\u0074":"\u0074est-\u0074oken"}"#),
        is("another", r#"{"secret":"test-tokem"}"#).rejected("signature_mismatch"),
        is("longer", r#"{"secret":"test-token "}"#).rejected("signature_mismatch"),
        is("a number", r#"{"secret":1}"#).rejected("signature_mismatch"),
        missing("null", r#"{"secret":null}"#),
        missing("absent", r#"{"id":1}"#),
        missing("its name in another case", r#"{"Secret":"test-token"}"#),
        missing("one level too deep", r#"{"a":{"secret":"test-token"}}"#),
        missing("within an array", r#"[{"secret":"test-token"}]"#),
        missing("the body is a string", r#""test-token""#),
        missing("half of a surrogate pair", r#"{"secret":"test-token\ud83e"}"#),
        malformed("twice, and the same", r#"{"secret":"test-token","secret":"test-token"}"#),
        malformed("twice, the good one first", r#"{"secret":"test-token","secret":"x"}"#),
        malformed("twice, the good one last", r#"{"secret":"x","secret":"test-token"}"#),
        malformed("twice, one name in escapes", r#"{"secret":"test-token","s\u0065cret":"x"}"#),
        malformed("an object", r#"{"secret":{"a":"test-token"}}"#),
        malformed("an array", r#"{"secret":["test-token"]}"#),
        is("another name came twice", r#"{"a":1,"a":2,"secret":"test-token"}"#),
        is("64 levels", &nested(64)),
        malformed("65 levels", &nested(65)),
        malformed("10000 levels", &nested(10_000)),
        malformed("10000 levels that are not closed", &"[".repeat(10_000)),
    ];
    for (title, body) in [
        ("an empty body", ""),
        ("white space", " "),
        ("a form", "secret=test-token"),
        ("a byte order mark", "\u{feff}{\"secret\":\"test-token\"}"),
        ("a letter behind it", r#"{"secret":"test-token"}x"#),
        ("a second value behind it", r#"{"secret":"test-token"}{}"#),
        ("a zero byte behind it", "{\"secret\":\"test-token\"}\0"),
        ("a comma too many", r#"{"secret":"test-token",}"#),
        ("a comma too few", r#"{"secret":"test-token" "a":1}"#),
        ("not closed", r#"{"secret":"test-token""#),
        ("single quotes", "{'secret':'test-token'}"),
        ("a comment", r#"{"secret":"test-token"/**/}"#),
        ("NaN", r#"{"secret":"test-token","a":NaN}"#),
        ("a leading zero", r#"{"secret":"test-token","a":01}"#),
        ("a plus sign", r#"{"secret":"test-token","a":+1}"#),
        ("a word in capitals", r#"{"secret":"test-token","a":True}"#),
        ("a line feed in a string", "{\"secret\":\"test-token\",\"a\":\"\n\"}"),
        ("an escape that is none", r#"{"secret":"test-token","a":"\x"}"#),
        ("an escape that is cut", r#"{"secret":"test-token","a":"\u00e"}"#),
        ("a number for a name", r#"{1:2,"secret":"test-token"}"#),
        ("a vertical tab", "{\"secret\":\u{b}\"test-token\"}"),
    ] {
        cases.push(malformed(&format!("no JSON: {title}"), body));
    }
    cases
}

/// A token in every element of an array.
fn each() -> Vec<Case> {
    const PLACE: &str = "json:/value/*/state";
    let sketch = Sketch::in_house("token | json:/value/*/state: {token}").secret("test-token");
    let is = |title: &str, elements: &str| {
        let body = format!(r#"{{"value":[{elements}]}}"#);
        sketch.case(&format!("a token in each element: {title}")).with_body(body.as_bytes())
    };
    let malformed = |title: &str, elements: &str| is(title, elements).rejected("malformed_body").about(PLACE);
    let good = r#"{"state":"test-token"}"#;
    let bad = r#"{"state":"test-tokem"}"#;
    vec![
        is("one", good),
        is("two", &format!("{good},{good}")),
        is("100", &vec![good; 100].join(",")),
        is("the first is wrong", &format!("{bad},{good}")).rejected("signature_mismatch"),
        is("the last is wrong", &format!("{good},{bad}")).rejected("signature_mismatch"),
        is("the last of 100 is wrong", &format!("{},{bad}", vec![good; 99].join(","))).rejected("signature_mismatch"),
        malformed("no element", ""),
        malformed("one has none", &format!("{good},{{}}")),
        malformed("the first has none", &format!("{{}},{good}")),
        malformed("one has null", &format!(r#"{good},{{"state":null}}"#)),
        malformed("one has an object", &format!(r#"{good},{{"state":{good}}}"#)),
        malformed("one is no object", &format!(r#"{good},"test-token""#)),
        malformed("one has two", r#"{"state":"test-token","state":"test-token"}"#),
        is("no array", "")
            .with_body(br#"{"value":{"a":{"state":"test-token"}}}"#)
            .rejected("malformed_body")
            .about(PLACE),
        is("two arrays", "")
            .with_body(br#"{"value":[],"value":[{"state":"test-token"}]}"#)
            .rejected("malformed_body")
            .about(PLACE),
    ]
}

fn query() -> Vec<Case> {
    const PLACE: &str = "query:key";
    let sketch = Sketch::in_house("token | query:key: {token}").secret("test token+1");
    let is = |title: &str, query: &str| {
        let mut case = sketch.case(&format!("a token in the URL: {title}"));
        case.url = Some(format!("https://hooks.example.com/key=1{query}"));
        case
    };
    let missing = |title: &str, query: &str| is(title, query).rejected("missing_header").about(PLACE);
    let malformed = |title: &str, query: &str| is(title, query).rejected("malformed_header").about(PLACE);
    // 0x70 is `p`: a decoder that takes any character for a digit reads that name.
    let odd = |title: &str, query: &str| Case { scheme: "token | query:p: {token}".into(), ..is(title, query) };
    let mut none = is("the URL is not given", "").rejected("missing_input");
    none.url = None;
    vec![
        is("as it is", "?key=test+token%2B1"),
        is("in other escapes", "?a=1&%6bey=test%20%74oken%2b1&b"),
        is("a plus sign is a space", "?key=test+token+1").rejected("signature_mismatch"),
        is("another", "?key=test+token%2B2").rejected("signature_mismatch"),
        missing("absent", "?a=1"),
        missing("no query", ""),
        missing("empty", "?key="),
        missing("its name in another case", "?Key=test+token%2B1"),
        missing("in the fragment", "?a=1#?key=test+token%2B1&key=test+token%2B1"),
        malformed("twice, and the same", "?key=test+token%2B1&key=test+token%2B1"),
        malformed("twice, the good one first", "?key=test+token%2B1&key=x"),
        malformed("twice, one name in escapes", "?key=test+token%2B1&%6Bey=x"),
        malformed("a percent sign without digits", "?key=test+token%2B1%"),
        odd("its name in an escape that is none", "?%7x=test+token%2B1").rejected("missing_header").about("query:p"),
        odd("another parameter's name is no escape", "?%7x=1&p=test+token%2B1"),
        none,
    ]
}

fn form() -> Vec<Case> {
    const PLACE: &str = "form:key";
    let sketch = Sketch::in_house("token | form:key: {token}").secret("test token+1");
    let is = |title: &str, body: &str| sketch.case(&format!("a token in a form: {title}")).with_body(body.as_bytes());
    let malformed = |title: &str, body: &str| is(title, body).rejected("malformed_body").about(PLACE);
    vec![
        is("as it is", "a=1&key=test+token%2B1"),
        is("in other escapes", "a=1&%6bey=test%20%74oken%2b1&b"),
        is("another", "key=test+token%2B2").rejected("signature_mismatch"),
        is("empty", "key=&a=1").rejected("signature_mismatch"),
        malformed("absent", "a=1"),
        malformed("its name in another case", "Key=test+token%2B1"),
        malformed("twice, and the same", "key=test+token%2B1&key=test+token%2B1"),
        malformed("twice, one name in escapes", "key=test+token%2B1&%6Bey=x"),
        is("the body is empty", "").rejected("malformed_body"),
        is("a percent sign without digits", "key=test+token%2B1%").rejected("malformed_body"),
    ]
}
