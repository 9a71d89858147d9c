//! The command as a user runs it: the built binary, real files and variables, exit status and both outputs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const GITHUB_SECRET: &str = "It's a Secret to Everybody";
const GITHUB_HEADER: &str =
    "x-hub-signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
const STRIPE_SECRET: &str = "webhook_secret";
const STRIPE_TIME: u64 = 1_533_204_620;

struct Outcome {
    status: i32,
    out: String,
    err: String,
}

impl Outcome {
    fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one object, on one line: {}", self.out);
        serde_json::from_str(&self.out).unwrap()
    }

    #[track_caller]
    fn is(&self, status: i32, code: &str) {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        assert_eq!(self.out, "");
        assert!(self.err.starts_with(&format!("hookproof: {code}: ")), "{}", self.err);
    }
}

/// Runs the command with these variables and this standard input. No secret may be in what it prints.
fn run(arguments: &[&str], secrets: &[(&str, &str)], body: &[u8]) -> Outcome {
    let outcome = run_unchecked(arguments, secrets, body);
    for (_, secret) in secrets.iter().filter(|(_, secret)| secret.len() > 8) {
        assert!(!outcome.out.contains(secret) && !outcome.err.contains(secret), "a secret in what is printed");
    }
    outcome
}

fn run_unchecked(arguments: &[&str], secrets: &[(&str, &str)], body: &[u8]) -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hookproof"))
        .args(arguments)
        .env_clear()
        .envs(secrets.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that has failed already does not read: that is for the test to judge.
    let _ = child.stdin.take().unwrap().write_all(body);
    let output = child.wait_with_output().unwrap();
    Outcome {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A file of this test, in the folder that cargo keeps for the purpose.
fn file(name: &str, content: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The delivery that Stripe's SDK publishes: header line and body.
fn stripe() -> (String, Vec<u8>) {
    let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/webhooks.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["name"] == "stripe: published 1").expect("the published vector");
    assert_eq!(case["secret"], STRIPE_SECRET);
    let header = format!("Stripe-Signature: {}", case["headers"][0][1].as_str().unwrap());
    (header, case["body"].as_str().unwrap().as_bytes().to_vec())
}

fn verify_stripe(body: &[u8], more: &[&str]) -> Outcome {
    let (header, _) = stripe();
    let arguments = ["verify", "--scheme", "stripe", "--secret-env", "STRIPE_SECRET", "--header", &header];
    run(&[&arguments[..], more].concat(), &[("STRIPE_SECRET", STRIPE_SECRET)], body)
}

#[test]
fn an_authentic_delivery_is_told_in_words() {
    let (_, body) = stripe();
    let outcome = verify_stripe(&body, &["--now", "1533204632"]);
    assert_eq!(outcome.status, 0, "{}", outcome.err);
    assert!(outcome.out.starts_with("authentic\n"), "{}", outcome.out);
    for words in
        ["key         STRIPE_SECRET", "1533204620, 12 s ago", "covers      body, id, timestamp", "replay key  "]
    {
        assert!(outcome.out.contains(words), "{words}: {}", outcome.out);
    }
    assert_eq!(outcome.err, "");
}

#[test]
fn an_authentic_delivery_is_told_in_json() {
    let (_, body) = stripe();
    let object = verify_stripe(&body, &["--now", "1533204632", "--json"]).json();
    assert_eq!(object["ok"], true);
    assert_eq!(object["scheme"], "stripe");
    assert_eq!(object["keyId"], "STRIPE_SECRET");
    assert_eq!(object["timestamp"], STRIPE_TIME);
    assert_eq!(object["skewSeconds"], 12);
    assert_eq!((object["eventId"].as_str(), object["eventType"].as_str()), (Some("evt_123"), Some("customer.created")));
    assert_eq!(object["replayKey"].as_str().unwrap().len(), 64);
    assert_eq!(object["covers"].to_string(), r#"{"body":true,"id":true,"timestamp":true,"url":false}"#);
    assert_eq!(object.as_object().unwrap().len(), 9);
}

#[test]
fn an_altered_body_is_rejected() {
    let (_, mut body) = stripe();
    body[0] ^= 1;
    verify_stripe(&body, &["--now", "1533204632"]).is(1, "signature_mismatch");
    let object = verify_stripe(&body, &["--now", "1533204632", "--json"]);
    assert_eq!((object.status, object.err.as_str()), (1, ""));
    let object = object.json();
    assert_eq!(object["ok"], false);
    assert_eq!(object["code"], "signature_mismatch");
    assert_eq!(object["number"], 7);
    assert!(object["message"].as_str().unwrap().starts_with("no key and signature match"));
    assert_eq!(object.as_object().unwrap().len(), 4);
}

#[test]
fn the_time_counts_unless_a_word_says_otherwise() {
    let (_, body) = stripe();
    verify_stripe(&body, &[]).is(1, "timestamp_too_old");
    verify_stripe(&body, &["--now", "1533204921"]).is(1, "timestamp_too_old");
    verify_stripe(&body, &["--now", "1533204319"]).is(1, "timestamp_too_new");
    assert_eq!(verify_stripe(&body, &["--now", "1533204920"]).status, 0);
    assert_eq!(verify_stripe(&body, &["--now", "1533204921", "--tolerance", "301"]).status, 0);
    verify_stripe(&body, &["--now", "1533204621", "--tolerance", "0"]).is(1, "timestamp_too_old");
    assert_eq!(verify_stripe(&body, &["--tolerance", "ignore"]).status, 0);
    assert_eq!(verify_stripe(&body, &["--tolerance", "off"]).status, 2);
    let object = verify_stripe(&body, &["--now", "1533204921", "--json"]).json();
    assert_eq!(object["skewSeconds"], 301);
}

#[test]
fn a_header_counts_once() {
    let (header, body) = stripe();
    verify_stripe(&body, &["--header", &header]).is(1, "duplicate_header");
    let object = verify_stripe(&body, &["--header", &header, "--json"]).json();
    assert_eq!((&object["code"], &object["header"]), (&"duplicate_header".into(), &"stripe-signature".into()));
    let github = ["verify", "--scheme", "github", "--secret-env", "S"];
    run(&github, &[("S", GITHUB_SECRET)], b"Hello, World!").is(1, "missing_header");
    let outcome = run(&[&github[..], &["--header", "no colon"]].concat(), &[("S", GITHUB_SECRET)], b"");
    assert_eq!((outcome.status, outcome.err.as_str()), (2, "hookproof: --header: a header is written `Name: value`\n"));
}

#[test]
fn a_configuration_that_is_wrong_is_status_2() {
    let with = |secrets: &[(&str, &str)], scheme: &str| {
        run(&["verify", "--scheme", scheme, "--secret-env", "S", "--header", GITHUB_HEADER], secrets, b"Hello, World!")
    };
    assert_eq!(with(&[("S", GITHUB_SECRET)], "github").status, 0);
    let unset = with(&[], "github");
    unset.is(2, "weak_secret");
    assert!(unset.err.contains(" S: ") && unset.err.contains("is the variable set"), "{}", unset.err);
    with(&[("S", "undefined")], "github").is(2, "weak_secret");
    with(&[("S", "ghp_012345678901234567890123456789012345")], "github").is(2, "api_key_as_secret");
    with(&[("S", GITHUB_SECRET)], "nobody").is(2, "invalid_scheme");
    let typo = with(&[("S", GITHUB_SECRET)], "hmac-sha256 | x-hub-signature-256: {hax} | {body}");
    typo.is(2, "invalid_scheme");
    assert!(typo.err.contains("at column 36"), "{}", typo.err);
    with(&[("S", GITHUB_SECRET)], "square").is(1, "missing_header");
    let line = "hmac-sha256 | x-hub-signature-256: sha256={hex} | {url}";
    with(&[("S", GITHUB_SECRET)], line).is(2, "missing_input");

    for arguments in [
        &["verify", "--scheme", "github"][..],
        &["verify", "--secret-env", "S"],
        &["verify", "--scheme", "github", "--secret", "S"],
        &["verify", "--scheme", "github", "--secret-env", "S", "--now", "-1"],
        &["verify", "--scheme", "github", "--secret-env", "S", "no such file"],
        &["verify", "--scheme", "github", "--secret-env", "S", "--header", "@no such file"],
        &["verify", "--scheme", "github", "--secret-file", "no such file"],
        &["sign", "--scheme", "github", "--secret-env", "S", "--secret-env", "S"],
        &[],
    ] {
        let outcome = run(arguments, &[("S", GITHUB_SECRET)], b"");
        assert_eq!((outcome.status, outcome.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!outcome.err.is_empty());
    }
}

#[test]
fn an_api_secret_takes_a_word_or_a_derived_key() {
    let secret = [("S", "the client secret of the app")];
    let sign = ["sign", "--scheme", "shopify", "--secret-env", "S"];
    run(&sign, &secret, b"{}").is(2, "api_key_as_secret");
    let signed = run(&[&sign[..], &["--allow-api-key"]].concat(), &secret, b"{}");
    assert_eq!(signed.status, 0, "{}", signed.err);
    let derived = run(&["derive", "--scheme", "shopify", "--secret-env", "S"], &secret, b"");
    assert_eq!(derived.status, 0, "{}", derived.err);
    let derived = derived.out.strip_suffix('\n').unwrap();
    assert!(derived.starts_with("hpk1_"));

    let verify = ["verify", "--scheme", "shopify", "--secret-env", "S", "--header", signed.out.trim_end()];
    assert_eq!(run(&verify, &[("S", derived)], b"{}").status, 0);
    run(&verify, &secret, b"{}").is(2, "api_key_as_secret");
    assert_eq!(run(&[&verify[..], &["--allow-api-key"]].concat(), &secret, b"{}").status, 0);
    run(&["derive", "--scheme", "gitlab", "--secret-env", "S"], &secret, b"").is(2, "unsupported_algorithm");
}

#[test]
fn what_is_signed_verifies() {
    let line = "hmac-sha512 | x-acme: {base64} | x-acme-time: {timestamp:ms} | {method} {url} {timestamp} {body}";
    let body = file("round-trip.bin", b"\x00\xff any bytes\r\n");
    let delivery = ["--secret-env", "S", "--method", "PUT", "--url", "https://example.com/hook?a=1"];
    for (scheme, secret, more) in [
        ("stripe", "a secret", None),
        ("slack", "a secret", None),
        ("standard-webhooks", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Some("webhook-id: evt_1")),
        ("square", "a secret", None),
        (line, "a secret", None),
    ] {
        let more: Vec<_> = more.into_iter().flat_map(|header| ["--header", header]).collect();
        let sign = [&["sign", "--scheme", scheme][..], &delivery, &more, &[&body]].concat();
        let signed = run(&sign, &[("S", secret)], b"");
        assert_eq!(signed.status, 0, "{scheme}: {}", signed.err);
        let headers = format!("@{}", file("round-trip.headers", signed.out.replace('\n', "\r\n").as_bytes()));
        let verify = [&["verify", "--scheme", scheme, "--header", &headers][..], &delivery, &more].concat();
        let outcome = run(&[&verify[..], &[&body]].concat(), &[("S", secret)], b"");
        assert_eq!(outcome.status, 0, "{scheme}: {}", outcome.err);
        run(&verify, &[("S", secret)], b"another body").is(1, "signature_mismatch");
    }

    let signed =
        run(&["sign", "--scheme", "stripe", "--secret-env", "S", "--timestamp", "1"], &[("S", "a secret")], b"");
    assert!(signed.out.starts_with("stripe-signature: t=1,v1="), "{}", signed.out);
    let token = run_unchecked(&["sign", "--scheme", "gitlab", "--secret-env", "S"], &[("S", GITHUB_SECRET)], b"");
    assert_eq!(token.out, format!("x-gitlab-token: {GITHUB_SECRET}\n"));
}

#[test]
fn the_id_and_the_type_of_an_event_are_told() {
    let line = "hmac-sha256 id={json:/id} type={json:/type} | x-acme: {hex} | {body}";
    let arguments = |command| [command, "--scheme", line, "--secret-env", "S"];
    let secret = [("S", GITHUB_SECRET)];
    let body = br#"{"id":"evt_1","type":"invoice\npaid"}"#;
    let signed = run(&arguments("sign"), &secret, body).out;
    let verify = [&arguments("verify")[..], &["--header", signed.trim_end()]].concat();
    let words = run(&verify, &secret, body).out;
    for line in ["  event id    evt_1\n", "  event type  invoice\\npaid\n", "  covers      body, id\n"] {
        assert!(words.contains(line), "{line}: {words}");
    }
    let object = run(&[&verify[..], &["--json"]].concat(), &secret, body).json();
    assert_eq!((&object["eventId"], &object["eventType"]), (&"evt_1".into(), &"invoice\npaid".into()));
}

#[test]
fn the_url_is_the_public_one() {
    let line = "hmac-sha256 | x-acme: {hex} | {url}{body}";
    let with = |command, url: &str, more: &[&str]| {
        let arguments = [command, "--scheme", line, "--secret-env", "S", "--url", url];
        run(&[&arguments[..], more].concat(), &[("S", GITHUB_SECRET)], b"{}")
    };
    let signed = with("sign", "https://hooks.example.com/in?a=1", &[]).out;
    let inner = "http://10.0.0.7:3000/in?a=1";
    let verify = |url, more: &[&str]| with("verify", url, &[&["--header", signed.trim_end()], more].concat());
    verify(inner, &[]).is(1, "signature_mismatch");
    let object = verify(inner, &["--json"]).json();
    assert_eq!((&object["url"], &object["header"]), (&"http://10.0.0.7:3000/in".into(), &Value::Null));
    for url in [inner, "/in?a=1"] {
        assert_eq!(verify(url, &["--base-url", "https://hooks.example.com"]).status, 0);
    }
    verify("/in?a=2", &["--base-url", "https://hooks.example.com"]).is(1, "signature_mismatch");
    verify("/in?a=1", &[]).is(2, "missing_input");
    verify(inner, &["--base-url", "hooks.example.com"]).is(2, "missing_input");
    verify(inner, &["--base-url", ""]).is(2, "missing_input");

    let forwarded = ["--header", "X-Forwarded-Proto: https", "--header", "x-forwarded-host: hooks.example.com"];
    verify(inner, &forwarded).is(1, "signature_mismatch");
    let trusting = [&forwarded[..], &["--trust-forwarded"]].concat();
    assert_eq!(verify(inner, &trusting).status, 0);
    verify(inner, &[&trusting[..], &forwarded[2..]].concat()).is(1, "duplicate_header");
}

#[test]
fn a_request_may_name_the_signed_headers() {
    let line = "hmac-sha256 | x-acme: h={header-names},v1={hex} | {header-names}.{header-values}.{body}";
    let with = |command, headers: &[&str]| {
        let headers: Vec<_> = headers.iter().flat_map(|header| ["--header", header]).collect();
        let arguments = [command, "--scheme", line, "--secret-env", "S"];
        run(&[&arguments[..], &headers].concat(), &[("S", GITHUB_SECRET)], b"{}")
    };
    let signed = with("sign", &["X-Tenant: 42", "Content-Type: application/json"]).out;
    assert!(signed.starts_with("x-acme: h=content-type x-tenant,v1="), "{signed}");
    let given = [signed.trim_end(), "content-type: application/json", "x-other: 1"];
    assert_eq!(with("verify", &[&given[..], &["x-tenant: 42"]].concat()).status, 0);
    with("verify", &[&given[..], &["x-tenant: 43"]].concat()).is(1, "signature_mismatch");
    with("verify", &[&given[..], &["x-tenant: 42", "X-Tenant: 42"]].concat()).is(1, "duplicate_header");
    with("verify", &given).is(1, "missing_header");
    let many = [&given[..], &["x-tenant: 42"], &["x-more: 1"; 125]].concat();
    with("verify", &many).is(1, "malformed_header");
    assert_eq!(with("verify", &many[..128]).status, 0);
}

#[test]
fn a_signature_may_stand_elsewhere() {
    let with = |command, scheme: &str, url: &str, body: &str| {
        let arguments = [command, "--scheme", scheme, "--secret-env", "S", "--url", url];
        run_unchecked(&arguments, &[("S", GITHUB_SECRET)], body.as_bytes())
    };
    let line = "sha256 | query:signature: {hex} | {secret}{body}";
    let signed = with("sign", line, "https://a.example/in", "{}").out;
    let signature = signed.strip_prefix("query:signature: ").unwrap().trim_end();
    assert_eq!(signature.len(), 64);
    let url = format!("https://a.example/in?signature={signature}");
    assert_eq!(with("verify", line, &url, "{}").status, 0);
    with("verify", line, &url, "{ }").is(1, "signature_mismatch");
    with("verify", line, "/in", "{}").is(1, "missing_header");
    let token = with("sign", "token | json:/secret: {token}", "", "{}");
    assert_eq!(token.out, format!("json:/secret: {GITHUB_SECRET}\n"));
    run(&["derive", "--scheme", line, "--secret-env", "S"], &[("S", GITHUB_SECRET)], b"")
        .is(2, "unsupported_algorithm");
}

#[test]
fn secrets_come_from_several_places() {
    let old = file("old-secret", b"the old secret of it all");
    let github = ["verify", "--scheme", "github", "--header", GITHUB_HEADER, "--json"];
    for end in ["", "\n", "\r\n"] {
        let new = file("new-secret", format!("{GITHUB_SECRET}{end}").as_bytes());
        let more = ["--secret-file", old.as_str(), "--secret-file", &new, "--secret-env", "OTHER"];
        let object = run(&[&github[..], &more].concat(), &[("OTHER", "another secret")], b"Hello, World!").json();
        assert_eq!(object["ok"], true, "{object}");
        // A path of more than 64 bytes is known by its end.
        let id = object["keyId"].as_str().unwrap();
        assert!(new.ends_with(id) && id.ends_with("new-secret") && id.len() <= 64, "{id}");
    }
    let two_ends = file("two-newlines", format!("{GITHUB_SECRET}\n\n").as_bytes());
    run(&[&github[..5], &["--secret-file", &two_ends]].concat(), &[], b"Hello, World!").is(2, "invalid_secret");
    let large = file("large-secret", &[b'x'; 100_000]);
    run(&[&github[..5], &["--secret-file", &large]].concat(), &[], b"Hello, World!").is(2, "invalid_secret");
    let twice = run(&[&github[..], &["--secret-env", "S", "--secret-env", "S"]].concat(), &[("S", GITHUB_SECRET)], b"");
    assert_eq!((twice.status, &twice.json()["code"]), (2, &"invalid_secret".into()));
}

#[test]
fn a_body_has_a_limit() {
    let github = ["verify", "--scheme", "github", "--secret-env", "S", "--header", GITHUB_HEADER, "--max-body"];
    let limit = |limit: &str| run(&[&github[..], &[limit]].concat(), &[("S", GITHUB_SECRET)], b"Hello, World!");
    assert_eq!(limit("13").status, 0);
    limit("12").is(1, "body_too_large");
    let object = run(&[&github[..], &["12", "--json"]].concat(), &[("S", GITHUB_SECRET)], b"Hello, World!").json();
    assert_eq!(object["number"], 9);
}

#[test]
fn schemes_are_listed_and_shown() {
    let list = run(&["schemes"], &[], b"");
    assert_eq!(list.status, 0);
    let (table, unsigned) = list.out.split_once("\n\n").unwrap();
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), hookproof::providers::ALL.len() + 1);
    assert_eq!(unsigned.lines().count(), hookproof::providers::UNSIGNED.len() + 1);
    assert!(unsigned.contains("\n  strava          Strava: "), "{unsigned}");
    let column = lines[0].find("algorithm").unwrap();
    for line in &lines[1..] {
        let cell: String = line.chars().skip(column).collect();
        let algorithm = cell.split(' ').next().unwrap();
        let known = hookproof::Algorithm::ALL.iter().any(|known| known.as_str() == algorithm);
        assert!(known, "a column that is not aligned: {line}");
    }

    let objects: Value = serde_json::from_str(&run(&["schemes", "--json"], &[], b"").out).unwrap();
    assert_eq!(objects.as_array().unwrap().len(), hookproof::providers::ALL.len());
    let one = run(&["schemes", "stripe", "--json"], &[], b"").json();
    assert!(objects.as_array().unwrap().contains(&one));
    assert_eq!((&one["title"], &one["toleranceSeconds"]), (&"Stripe".into(), &300.into()));
    assert_eq!(one["headers"], Value::from(vec!["stripe-signature"]));

    let page = run(&["schemes", "stripe"], &[], b"").out;
    assert!(
        page.starts_with(
            "Stripe (stripe)\n  scheme      hmac-sha256 id={json:/id} type={json:/type} | stripe-signature: "
        ),
        "{page}"
    );
    let line = run(&["schemes", "token | x-acme: {token}"], &[], b"").out;
    assert!(line.contains("covers      nothing\n"), "{line}");
    assert!(page.contains("\n  event id    json:/id\n  event type  json:/type\n"), "{page}");
    assert!(page.contains("\n  read in     stripe/stripe-node "), "{page}");
    assert_eq!((&one["eventId"], &one["eventType"]), (&"json:/id".into(), &"json:/type".into()));
    let page = run(&["schemes", "smartsheet"], &[], b"").out;
    assert!(page.contains("\n  handshake   POST {header:smartsheet-hook-challenge} => 200 "), "{page}");
    assert_eq!(run(&["schemes", "trello", "--json"], &[], b"").json()["handshakeLine"], "HEAD => 200");
    assert_eq!(one["handshakeLine"], Value::Null);
    assert!(page.contains("\nHandshake: A POST with the header Smartsheet-Hook-Challenge"), "{page}");
    let page = run(&["schemes", "btcpay"], &[], b"").out;
    assert!(page.contains("\nRetries: Where automatic redelivery is on"), "{page}");
    run(&["schemes", "nobody"], &[], b"").is(2, "invalid_scheme");
    let nothing = run(&["schemes", "strava"], &[], b"");
    nothing.is(2, "invalid_scheme");
    assert!(nothing.err.contains("signs nothing"), "{}", nothing.err);
}

#[test]
fn help_has_examples_and_asks_for_no_secret() {
    for command in ["verify", "handshake", "sign", "derive", "schemes"] {
        let help = run(&[command, "--help"], &[], b"");
        assert_eq!(help.status, 0);
        assert!(help.out.contains("Example") && help.out.contains(&format!("hookproof {command}")), "{}", help.out);
        assert!(!help.out.contains("--secret "), "{}", help.out);
    }
}
