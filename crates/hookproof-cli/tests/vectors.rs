//! The language-neutral vectors, through the command: the same verdicts as everywhere else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// The fields of a case that are given to the command, and those that are compared with what it says.
const GIVEN: &[&str] = &["scheme", "secret", "method", "url", "headers", "body", "now", "tolerance", "allow_api_key"];
const COMPARED: &[&str] = &["expect", "key_id", "timestamp", "skew", "event_id", "event_type", "replay_key", "header"];
const ABOUT: &[&str] = &["name", "provider"];

fn text<'c>(case: &'c Value, field: &str) -> &'c str {
    case.get(field).map_or("", |value| value.as_str().expect(field))
}

/// Whether the case can be given to the command: keys with dates and ids of their own, and bytes that are no text, can't.
fn fits(case: &Value) -> bool {
    let headers = case.get("headers").unwrap().as_array().unwrap();
    let mut texts = headers.iter().flat_map(|header| header.as_array().unwrap()).map(|part| part.as_str().unwrap());
    case.get("keys").is_none()
        && case.get("body_base64").is_none()
        && !text(case, "secret").contains('\0')
        && !texts.any(|text| text.contains('\0'))
}

fn run(case: &Value) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookproof"));
    command.args(["verify", "--json", "--secret-env", "default"]).env_clear().env("default", text(case, "secret"));
    command.arg(format!("--scheme={}", text(case, "scheme")));
    command.arg(format!("--method={}", text(case, "method"))).arg(format!("--url={}", text(case, "url")));
    command.arg(format!("--now={}", case.get("now").unwrap()));
    match case.get("tolerance") {
        None => {}
        Some(Value::String(word)) => drop(command.arg(format!("--tolerance={word}"))),
        Some(seconds) => drop(command.arg(format!("--tolerance={seconds}"))),
    }
    if case.get("allow_api_key") == Some(&Value::Bool(true)) {
        command.arg("--allow-api-key");
    }
    for header in case.get("headers").unwrap().as_array().unwrap() {
        let [name, value] = header.as_array().unwrap().as_slice() else { panic!("a header is a pair") };
        command.arg(format!("--header={}: {}", name.as_str().unwrap(), value.as_str().unwrap()));
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(text(case, "body").as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
    let verdict: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{case}: {error}"));
    let expected = match verdict.get("number").and_then(Value::as_u64) {
        None => 0,
        Some(number) if number < 10 => 1,
        Some(_) => 2,
    };
    assert_eq!(output.status.code(), Some(expected), "{case}");
    verdict
}

#[test]
fn every_vector_that_fits_has_its_verdict() {
    let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/webhooks.json")).unwrap();
    let (mut ran, mut left_out) = (0, 0);
    for case in vectors.get("cases").unwrap().as_array().unwrap() {
        for field in case.as_object().unwrap().keys().map(String::as_str) {
            let known = [GIVEN, COMPARED, ABOUT, &["keys", "body_base64"]].concat();
            assert!(known.contains(&field), "a field that this runner does not know: {field}");
        }
        if !fits(case) {
            left_out += 1;
            continue;
        }
        let verdict = run(case);
        let name = text(case, "name");
        let found = if verdict.get("ok") == Some(&Value::Bool(true)) { "ok" } else { text(&verdict, "code") };
        assert_eq!(found, text(case, "expect"), "{name}: {verdict}");
        for (field, ours) in [
            ("key_id", "keyId"),
            ("timestamp", "timestamp"),
            ("skew", "skewSeconds"),
            ("event_id", "eventId"),
            ("event_type", "eventType"),
            ("replay_key", "replayKey"),
            ("header", "header"),
        ] {
            let found = verdict.get(ours).filter(|value| !value.is_null());
            assert_eq!(found, case.get(field), "{name}: {field}");
        }
        ran += 1;
    }
    println!("{ran} cases through the command, {left_out} left out");
    assert!(ran > 700, "only {ran} cases");
}

/// The fields of a handshake's case: what is given, and what is compared.
const HANDSHAKE: &[&str] = &[
    "name",
    "handshake",
    "scheme",
    "secret",
    "settings",
    "method",
    "url",
    "headers",
    "body",
    "now",
    "expect",
    "status",
    "answer_headers",
    "answer_body",
    "answer_secret",
];

fn answer(case: &Value) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookproof"));
    command.args(["handshake", "--json", "--allow-api-key"]).env_clear();
    command.arg(format!("--handshake={}", text(case, "handshake")));
    command.arg(format!("--method={}", text(case, "method"))).arg(format!("--url={}", text(case, "url")));
    command.arg(format!("--now={}", case.get("now").unwrap()));
    if case.get("scheme").is_some() {
        command.arg(format!("--scheme={}", text(case, "scheme"))).args(["--secret-env", "default"]);
        command.env("default", text(case, "secret"));
    }
    for (index, (name, value)) in case.get("settings").unwrap().as_object().unwrap().iter().enumerate() {
        command.arg(format!("--setting-env={name}=SETTING_{index}"));
        command.env(format!("SETTING_{index}"), value.as_str().unwrap());
    }
    for (name, value) in case.get("headers").unwrap().as_object().unwrap() {
        command.arg(format!("--header={name}: {}", value.as_str().unwrap()));
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(text(case, "body").as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{case}: {error}"));
    let expected = match (answer.get("handshake"), answer.get("number").and_then(Value::as_u64)) {
        (Some(Value::Bool(true)), None) => 0,
        (Some(Value::Bool(false)), None) => 3,
        (None, Some(number)) if number < 10 => 1,
        _ => 2,
    };
    assert_eq!(output.status.code(), Some(expected), "{case}");
    answer
}

#[test]
fn every_handshake_has_its_answer() {
    let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/handshakes.json")).unwrap();
    let cases = vectors.get("cases").unwrap().as_array().unwrap();
    for case in cases {
        for field in case.as_object().unwrap().keys().map(String::as_str) {
            assert!(HANDSHAKE.contains(&field), "a field that this runner does not know: {field}");
        }
        let answer = answer(case);
        let name = text(case, "name");
        let found = match answer.get("handshake") {
            Some(Value::Bool(true)) => "ok",
            Some(_) => "none",
            None => text(&answer, "code"),
        };
        assert_eq!(found, text(case, "expect"), "{name}: {answer}");
        for (field, ours) in
            [("status", "status"), ("answer_headers", "headers"), ("answer_body", "body"), ("answer_secret", "secret")]
        {
            assert_eq!(answer.get(ours), case.get(field), "{name}: {field}");
        }
    }
    println!("{} handshakes through the command", cases.len());
    assert!(cases.len() >= 110, "only {} cases", cases.len());
}
