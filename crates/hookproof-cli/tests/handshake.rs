//! `hookproof handshake` as a user runs it: exit status, both outputs, and where settings and secrets come from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const TOKEN: &str = "a token that I chose";
const META: &str = "/hook?hub.mode=subscribe&hub.verify_token=a%20token%20that%20I%20chose&hub.challenge=1158201444";

fn run(arguments: &[&str], variables: &[(&str, &str)], body: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hookproof"))
        .arg("handshake")
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(body.as_bytes());
    let output = child.wait_with_output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    for (_, secret) in variables.iter().filter(|(_, secret)| secret.len() > 8) {
        assert!(!out.contains(secret) && !err.contains(secret), "a secret in what is printed");
    }
    (output.status.code().unwrap(), out, err)
}

fn meta(more: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    run(&[&["--handshake", "meta", "--method", "GET", "--url", META], more].concat(), variables, "")
}

#[track_caller]
fn fails(outcome: &(i32, String, String), status: i32, beginning: &str) {
    assert_eq!((outcome.0, outcome.1.as_str()), (status, ""), "{}", outcome.2);
    assert!(outcome.2.starts_with(beginning), "{}", outcome.2);
}

#[test]
fn an_answer_is_printed_as_it_goes_over_the_wire() {
    let dropbox = ["--handshake", "dropbox", "--method", "GET", "--url", "https://a.example/hook?challenge=Kx2Jz9"];
    let expected = "200\ncontent-type: text/plain\nx-content-type-options: nosniff\n\nKx2Jz9\n";
    assert_eq!(run(&dropbox, &[], ""), (0, expected.into(), String::new()));
    let trello = ["--handshake", "trello", "--method", "HEAD"];
    assert_eq!(run(&trello, &[], ""), (0, "200\nx-content-type-options: nosniff\n\n".into(), String::new()));
}

#[test]
fn a_request_that_is_none_is_status_3() {
    let dropbox = ["--handshake", "dropbox", "--method", "POST", "--url", "https://a.example/hook?challenge=Kx2Jz9"];
    fails(&run(&dropbox, &[], ""), 3, "hookproof: the request is no handshake");
    let (status, out, err) = run(&[&dropbox[..], &["--json"]].concat(), &[], "");
    assert_eq!((status, out.as_str(), err.as_str()), (3, "{\"handshake\":false,\"ok\":true}\n", ""));
}

#[test]
fn settings_come_from_variables_and_files() {
    let (status, out, _) = meta(&["--setting-env", "verify-token=META_TOKEN"], &[("META_TOKEN", TOKEN)]);
    assert_eq!(status, 0);
    assert!(out.ends_with("\n\n1158201444\n"), "{out}");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("handshake-setting");
    std::fs::write(&path, format!("{TOKEN}\n")).unwrap();
    let setting = format!("verify-token={}", path.to_str().unwrap());
    assert_eq!(meta(&["--setting-file", &setting], &[]).0, 0);

    let other = meta(&["--setting-env", "verify-token=META_TOKEN"], &[("META_TOKEN", "another token")]);
    fails(&other, 1, "hookproof: signature_mismatch: ");
    for arguments in [&["--setting-env", "verify-token=UNSET"][..], &["--setting-env", "another=META_TOKEN"], &[]] {
        fails(&meta(arguments, &[("META_TOKEN", TOKEN)]), 2, "hookproof: missing_input: ");
    }
    for setting in [TOKEN, "verify-token=", "=META_TOKEN"] {
        let wrong = meta(&["--setting-env", setting], &[]);
        fails(&wrong, 2, "hookproof: a setting is written");
        assert!(!wrong.2.contains(TOKEN));
    }
}

#[test]
fn what_takes_the_secret_takes_a_verifier() {
    let twitter = ["--handshake", "twitter", "--method", "GET", "--url", "/hook?crc_token=Zm9vYmFy"];
    let with = |more: &[&str]| run(&[&twitter[..], more].concat(), &[("S", "the consumer secret")], "");
    let expected = "{\"response_token\":\"sha256=lEMNFWJSWDqpyzITmWg0Mb//hGzMobKd1b+e7s3KeAc=\"}\n";
    let (status, out, err) = with(&["--scheme", "twitter", "--secret-env", "S", "--allow-api-key"]);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.ends_with(expected), "{out}");
    fails(&with(&[]), 2, "hookproof: missing_input: ");
    fails(&with(&["--scheme", "twitter", "--secret-env", "S"]), 2, "hookproof: api_key_as_secret: ");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("handshake-secret");
    std::fs::write(&path, "another consumer secret").unwrap();
    let both = ["--scheme", "twitter", "--secret-env", "S", "--secret-file", path.to_str().unwrap(), "--allow-api-key"];
    assert_eq!(with(&both).1, out, "of several keys, the first computes");
    // One without the other.
    assert_eq!((with(&["--scheme", "twitter"]).0, with(&["--secret-env", "S"]).0), (2, 2));
}

#[test]
fn a_signed_request_is_verified_first() {
    let body = r#"{"type":"url_verification","challenge":"3eZbrw1a"}"#;
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("handshake-slack");
    std::fs::write(&path, body).unwrap();
    let keys = ["--scheme", "slack", "--secret-env", "S"];
    let secret = [("S", "8f742231b10e8888abcd99yyyzzz85a5")];
    let signed = Command::new(env!("CARGO_BIN_EXE_hookproof"))
        .arg("sign")
        .args(keys)
        .args(["--timestamp", "1700000000"])
        .arg(&path)
        .envs(secret)
        .output()
        .unwrap();
    let headers = String::from_utf8(signed.stdout).unwrap();
    let lines: Vec<_> = headers.lines().flat_map(|line| ["--header", line]).collect();
    let answer = |body: &str, now: &str, more: &[&str]| {
        let given = ["--handshake", "slack", "--method", "POST", "--now", now];
        run(&[&given[..], &keys, &lines, more].concat(), &secret, body)
    };
    assert!(answer(body, "1700000300", &[]).1.ends_with("\n\n3eZbrw1a\n"));
    fails(&answer(body, "1700000301", &[]), 1, "hookproof: timestamp_too_old: ");
    assert_eq!(answer(body, "1700000301", &["--tolerance", "301"]).0, 0);
    fails(&answer(&body.replace("3eZ", "4eZ"), "1700000000", &[]), 1, "hookproof: signature_mismatch: ");
    let rejected = answer(&body.replace("3eZ", "4eZ"), "1700000000", &["--json"]);
    let object: Value = serde_json::from_str(&rejected.1).unwrap();
    assert_eq!((rejected.0, &object["code"]), (1, &json!("signature_mismatch")));
}

#[test]
fn a_secret_that_is_brought_is_told_in_json_only() {
    let body = r#"{"verification_token":"secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl"}"#;
    let notion = ["--handshake", "notion", "--method", "POST"];
    let (status, out, err) = run(&notion, &[], body);
    assert_eq!((status, out.contains("secret_")), (0, false));
    assert!(err.contains("--json") && !err.contains("secret_"), "{err}");
    let (status, out, err) = run(&[&notion[..], &["--json"]].concat(), &[], body);
    assert_eq!((status, err.as_str()), (0, ""));
    let object: Value = serde_json::from_str(&out).unwrap();
    let expected = json!({
        "ok": true,
        "handshake": true,
        "status": 200,
        "headers": { "x-content-type-options": "nosniff" },
        "body": "",
        "secret": "secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl",
    });
    assert_eq!(object, expected);
}

#[test]
fn a_handshake_that_nobody_knows_is_a_mistake_of_the_call() {
    fails(&run(&["--handshake", "stripe", "--method", "GET"], &[], ""), 2, "hookproof: invalid_scheme: ");
    fails(&run(&["--handshake", "GET => 302", "--method", "GET"], &[], ""), 2, "hookproof: invalid_scheme: ");
}
