//! Every case of `tests/vectors/webhooks.json`: the file that all layers and languages run.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod oracle;
mod vector_file;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hookproof::{Error, Key, Keyring, Options, Request, Scheme, Tolerance, Verifier};
use std::collections::HashMap;
use vector_file::{Case, File, ToleranceEntry, Word};

const FILE: &str = include_str!("../../../tests/vectors/webhooks.json");

#[test]
fn every_case_has_the_verdict_that_the_file_says() {
    let file: File = serde_json::from_str(FILE).unwrap();
    let mut wrong = Vec::new();
    let mut verdicts: HashMap<&str, usize> = HashMap::new();
    for case in &file.cases {
        *verdicts.entry(&case.expect).or_default() += 1;
        if let Err(difference) = check(case) {
            wrong.push(format!("{}: {difference}", case.name));
        }
    }
    println!("{} cases: {verdicts:?}", file.cases.len());
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), file.cases.len(), wrong.join("\n"));
    assert!(file.cases.len() > 700 && verdicts.len() > 12, "the file has lost most of its cases");
}

/// What there is to compare, in the words of the file.
#[derive(Debug, PartialEq, Default)]
struct Outcome {
    expect: String,
    key_id: Option<String>,
    timestamp: Option<u64>,
    skew: Option<i64>,
    event_id: Option<String>,
    event_type: Option<String>,
    replay_key: Option<String>,
    header: Option<String>,
}

fn check(case: &Case) -> Result<(), String> {
    let case_says = case.clone();
    let expected = Outcome {
        expect: case_says.expect,
        key_id: case_says.key_id,
        timestamp: case_says.timestamp,
        skew: case_says.skew,
        event_id: case_says.event_id,
        event_type: case_says.event_type,
        replay_key: case_says.replay_key,
        header: case_says.header,
    };
    let outcome = run(case).unwrap_or_else(|error| Outcome {
        expect: error.code().to_string(),
        skew: error.skew(),
        header: error.header().map(Into::into),
        ..Outcome::default()
    });
    if outcome == expected { Ok(()) } else { Err(format!("expected {expected:?}\n  came {outcome:?}")) }
}

fn run(case: &Case) -> Result<Outcome, Error> {
    let scheme = Scheme::parse(&case.scheme)?;
    let mut options = Options::default().tolerance(match case.tolerance {
        None => Tolerance::Scheme,
        Some(ToleranceEntry::Seconds(seconds)) => Tolerance::Seconds(seconds),
        Some(ToleranceEntry::Word(Word::Ignore)) => Tolerance::Ignore,
    });
    if case.allow_api_key {
        options = options.allow_api_key();
    }
    let verifier = match &case.secret {
        Some(secret) => Verifier::new(&scheme, &Keyring::single(secret.as_bytes()), options)?,
        None => {
            let mut keyring = Keyring::new();
            for key in &case.keys {
                keyring.add(Key {
                    id: &key.id,
                    secret: key.secret.as_bytes(),
                    not_before: key.not_before,
                    not_after: key.not_after,
                })?;
            }
            Verifier::new(&scheme, &keyring, options)?
        }
    };
    let headers: Vec<(&str, &[u8])> = case.headers.iter().map(|(n, v)| (n.as_str(), v.as_bytes())).collect();
    let body = match (&case.body, &case.body_base64) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(text)) => STANDARD.decode(text).unwrap(),
        (None, None) => Vec::new(),
    };
    let request = Request {
        method: case.method.as_deref().unwrap_or_default(),
        url: case.url.as_deref().unwrap_or_default(),
        headers: &headers,
        body: &body,
    };
    let verified = verifier.verify(&request, case.now)?;
    Ok(Outcome {
        expect: "ok".into(),
        key_id: Some(verified.key_id().into()),
        timestamp: verified.timestamp(),
        skew: verified.skew(),
        event_id: verified.event_id().map(Into::into),
        event_type: verified.event_type().map(Into::into),
        replay_key: verified.replay_key().map(|key| oracle::hex(&key)),
        header: None,
    })
}

#[test]
fn a_field_that_the_runner_does_not_know_is_fatal() {
    let case = r#"{"name":"n","scheme":"s","headers":[],"now":0,"expect":"ok","expects":"ok"}"#;
    assert!(
        serde_json::from_str::<Case>(case).is_err_and(|error| error.to_string().contains("unknown field `expects`"))
    );
}

#[test]
fn the_file_has_a_fresh_delivery_of_every_provider() {
    let file: File = serde_json::from_str(FILE).unwrap();
    for provider in hookproof::providers::ALL {
        let name = format!("{}: freshly signed", provider.name);
        let case = file.cases.iter().find(|case| case.name == name).expect(&name);
        assert_eq!((case.scheme.as_str(), case.expect.as_str()), (provider.scheme, "ok"), "{name}");
    }
}
