//! Every case of `tests/vectors/handshakes.json`: the file that all layers and languages run; and the lines in the docs.
#![allow(missing_docs, clippy::unwrap_used)]

use hookproof::{Error, Handshake, Keyring, Options, Request, Scheme, Verifier};
use serde::Deserialize;
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../../tests/vectors/handshakes.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "_comment")]
    _comment: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    handshake: String,
    scheme: Option<String>,
    secret: Option<String>,
    settings: BTreeMap<String, String>,
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    body: String,
    now: u64,
    expect: String,
    status: Option<u16>,
    answer_headers: Option<BTreeMap<String, String>>,
    answer_body: Option<String>,
    answer_secret: Option<String>,
}

/// What there is to compare.
#[derive(Debug, PartialEq, Default)]
struct Outcome {
    expect: String,
    status: Option<u16>,
    headers: Option<BTreeMap<String, String>>,
    body: Option<String>,
    secret: Option<String>,
}

fn run(case: &Case) -> Result<Outcome, Error> {
    let settings: Vec<(&str, &[u8])> = case.settings.iter().map(|(name, value)| (&**name, value.as_bytes())).collect();
    let headers: Vec<(&str, &[u8])> = case.headers.iter().map(|(name, value)| (&**name, value.as_bytes())).collect();
    let request = Request { method: &case.method, url: &case.url, headers: &headers, body: case.body.as_bytes() };
    let handshake = Handshake::parse(&case.handshake)?;
    let answer = match (&case.scheme, &case.secret) {
        (Some(scheme), Some(secret)) => {
            let options = Options::default().allow_api_key();
            let verifier = Verifier::new(&Scheme::parse(scheme)?, &Keyring::single(secret.as_bytes()), options)?;
            verifier.handshake(&handshake, &request, &settings, case.now)?
        }
        _ => handshake.answer(&request, &settings)?,
    };
    Ok(answer.map_or(Outcome { expect: "none".into(), ..Outcome::default() }, |answer| Outcome {
        expect: "ok".into(),
        status: Some(answer.status()),
        headers: Some(answer.headers().map(|(name, value)| (name.into(), value.into())).collect()),
        body: Some(answer.body().into()),
        secret: answer.secret().map(Into::into),
    }))
}

#[test]
fn every_case_has_the_answer_that_the_file_says() {
    let file: File = serde_json::from_str(FILE).unwrap();
    let mut wrong = Vec::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &file.cases {
        *kinds.entry(&case.expect).or_default() += 1;
        let expected = Outcome {
            expect: case.expect.clone(),
            status: case.status,
            headers: case.answer_headers.clone(),
            body: case.answer_body.clone(),
            secret: case.answer_secret.clone(),
        };
        let outcome =
            run(case).unwrap_or_else(|error| Outcome { expect: error.code().to_string(), ..Default::default() });
        if outcome != expected {
            wrong.push(format!("{}: expected {expected:?}\n  came {outcome:?}", case.name));
        }
    }
    println!("{} cases: {kinds:?}", file.cases.len());
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), file.cases.len(), wrong.join("\n"));
    assert!(file.cases.len() >= 110 && kinds["ok"] >= 40, "the file has lost cases");
}

#[test]
fn a_handshake_is_found_by_its_name_or_is_a_line() {
    assert_eq!(Handshake::find("zoom").unwrap().as_str(), hookproof::handshakes::ZOOM.as_str());
    assert_eq!(Handshake::find("HEAD => 204").unwrap().as_str(), "HEAD => 204");
    assert_eq!(format!("{:?}", Handshake::find("HEAD => 204").unwrap()), "Handshake(\"HEAD => 204\")");
    // A provider without one.
    for name in ["stripe", "", "zoom ", "GET=>200"] {
        assert_eq!(Handshake::find(name).unwrap_err().code(), hookproof::Code::InvalidScheme, "{name}");
    }
}

#[test]
fn what_a_handshake_reads_is_known_before_the_request() {
    let zoom = hookproof::handshakes::ZOOM;
    assert!(zoom.needs_verifier() && !zoom.brings_secret() && zoom.headers().next().is_none());
    let twitter = hookproof::handshakes::TWITTER;
    assert!(twitter.needs_verifier() && twitter.settings().next().is_none());
    let asana = hookproof::handshakes::ASANA;
    assert!(!asana.needs_verifier() && asana.brings_secret());
    assert_eq!(asana.headers().collect::<Vec<_>>(), ["x-hook-secret"]);
    let ebay = hookproof::handshakes::EBAY;
    assert!(!ebay.needs_verifier());
    assert_eq!(ebay.settings().collect::<Vec<_>>(), ["verify-token", "endpoint-url"]);
    let braintree = hookproof::handshakes::BRAINTREE;
    assert_eq!(braintree.settings().collect::<Vec<_>>(), ["public-key"]);
    assert_eq!(hookproof::handshakes::META.settings().collect::<Vec<_>>(), ["verify-token"]);
}

#[test]
fn the_lines_in_the_docs_parse() {
    let mut count = 0;
    for block in include_str!("../../../docs/notation.md").split("```handshake\n").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            Handshake::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            count += 1;
        }
    }
    assert!(count >= 5, "{count} lines: is the page read at all?");
}

/// A mark under the column at which each line goes wrong.
#[test]
fn a_line_that_could_be_misread_is_refused_where_it_goes_wrong() {
    let mut wrong = Vec::new();
    let long = format!("GET {{query:{}}} => 200", "a".repeat(65));
    for (line, column, reason) in [
        ("", 1, "a method"),
        ("get => 200", 1, "a method"),
        ("PUT {query:a} => 200", 1, "a method"),
        ("signed  POST => 200", 8, "a method"),
        ("POST => 200", 9, "every delivery would be"),
        ("signed POST => 200", 16, "every delivery would be"),
        ("OPTIONS => 200", 12, "every delivery would be"),
        ("GET", 4, "a space and a condition"),
        ("GET{query:a} => 200", 4, "a space and a condition"),
        ("GET {query:a}=> 200", 17, "a place of the request"),
        ("GET {verify-token} => 200", 5, "a place of the request"),
        ("GET {query:} => 200", 12, "a name expected"),
        ("GET {query:a b} => 200", 13, "`}` expected"),
        ("GET {header:X-A} => 200", 13, "a name expected"),
        ("GET {json:a} => 200", 11, "begins with `/`"),
        ("GET {json:/a~2} => 200", 13, "`~0` or `~1`"),
        ("GET {json:/*/a} => 200", 12, "`}` expected"),
        (&long, 77, "at most 64 bytes"),
        ("GET {query:a}= => 200", 15, "a value expected"),
        ("GET {query:a}=\"\" => 200", 17, "a value expected"),
        ("GET {query:a}=\"b => 200", 24, "`\"` expected"),
        ("GET secret={query:a} secret={query:b} => 200", 22, "a second secret"),
        ("GET {query:a} => 199", 18, "a status"),
        ("GET {query:a} => 302", 18, "a status"),
        ("GET {query:a} => 404", 18, "a status"),
        ("GET {query:a} => ", 18, "a status"),
        ("GET {query:a} => 200 ", 22, "a name expected"),
        ("GET {query:a} => 200 text/html {query:a}", 26, "`header-name: `"),
        ("GET {query:a} => 200 text/plain ", 33, "a value expected"),
        ("GET {query:a} => 200 text/plain {query:a", 41, "`}` expected"),
        ("GET {query:a} => 200 text/plain {query:a}\\n", 42, "no escapes"),
        ("GET {query:a} => 200 application/json {\"a\":{query:a}}", 44, "within the quotes"),
        ("GET {query:a} => 200 application/json {\"a\":\"{query:a}}", 55, "`\"` expected"),
        ("GET {query:a} => 200 text/plain {hmac-md5:hex(query:a)}", 42, "`}` expected"),
        ("GET {query:a} => 200 text/plain {sha256:rot13(query:a)}", 41, "`hex(`"),
        ("GET {query:a} => 200 text/plain {sha256:hex(query:a}", 52, "a space or `)`"),
        ("GET {query:a} => 204 text/plain {query:a}", 41, "no body"),
        ("HEAD {query:a} => 200 text/plain {query:a}", 42, "no body"),
        ("signed POST secret={json:/a} => 200", 35, "brings no secret"),
        ("GET {query:a}={verify-token} => 200 text/plain {verify-token}", 61, "is not told"),
        ("GET {query:a} => 200 x-a: \u{e9}", 27, "printable ASCII"),
        ("GET {query:a} => 200 x-a: a\nb", 28, "printable ASCII"),
    ] {
        let Err(error) = Handshake::parse(line) else {
            wrong.push(format!("{line}: it parses"));
            continue;
        };
        assert_eq!(error.code(), hookproof::Code::InvalidScheme, "{line}");
        if error.column() != Some(column) || !error.reason().contains(reason) {
            wrong.push(format!("{line}: {:?} {}", error.column(), error.reason()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let places: String = (0..9).map(|i| format!(" {{query:a{i}}}")).collect();
    assert!(Handshake::parse(&format!("GET{places} => 200")).unwrap_err().reason().contains("more than 8"));
    let line = |len: usize| Handshake::parse(&format!("{:a<len$}", "GET => 200 text/plain "));
    assert!(line(512).is_ok());
    let error = line(513).unwrap_err();
    assert!(error.reason().contains("512") && error.column() == Some(513), "{error}");
    for name in ["query:", ""] {
        let with = |len: usize| format!("GET {{query:c}} => 200 text/plain {{{name}{}}}", "a".repeat(len));
        assert!(Handshake::parse(&with(64)).is_ok());
        assert_eq!(Handshake::parse(&with(65)).unwrap_err().reason(), "a name has at most 64 bytes");
    }
    // Only in JSON does a quote begin something.
    assert!(Handshake::parse("GET => 200 text/plain 5\" {query:c}").is_ok());
    let pieces = "{query:a}".repeat(17);
    assert!(
        Handshake::parse(&format!("GET => 200 text/plain {pieces}")).unwrap_err().reason().contains("more than 16")
    );
}

#[test]
fn a_digest_in_hex_is_answered_whole() {
    for (algorithm, len) in [("hmac-sha1", 40), ("hmac-sha256", 64), ("hmac-sha384", 96), ("hmac-sha512", 128)] {
        let scheme = Scheme::parse(&format!("{algorithm} | x-s: {{hex}} | {{body}}")).unwrap();
        let verifier = Verifier::new(&scheme, &Keyring::single(b"6f1c2a9be04d4bd9a8d1"), Options::default()).unwrap();
        let line = format!("GET {{query:c}} => 200 text/plain {{{algorithm}:hex(query:c)}}");
        let request = Request { method: "GET", url: "/hook?c=abc", ..Default::default() };
        let answer = verifier.handshake(&Handshake::parse(&line).unwrap(), &request, &[], 0).unwrap().unwrap();
        assert_eq!(answer.body().len(), len, "{algorithm}");
    }
}
