//! `docs/mistakes.md`: what it says that holds a mistake off is there. And what no other test shows.
#![allow(clippy::unwrap_used)]

mod vector_file;

use hookproof::{Keyring, Options, Request, Verifier, scheme};
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use vector_file::File;

#[test]
fn what_the_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/mistakes.md")).unwrap();
    let vectors: File =
        serde_json::from_str(&fs::read_to_string(root.join("tests/vectors/webhooks.json")).unwrap()).unwrap();
    let vectors: HashSet<&str> = vectors.cases.iter().map(|case| case.name.as_str()).collect();
    let mut rows = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && !line.contains("---")).skip(1) {
        let cells: Vec<&str> = row.trim_matches(['|', ' ']).split(" | ").collect();
        let [mistake, cost, held] = cells.as_slice() else { panic!("not three cells: {row}") };
        assert!(!mistake.is_empty() && !cost.is_empty());
        let mut count = 0;
        for name in held.split('"').skip(1).step_by(2) {
            assert!(vectors.contains(name), "no vector `{name}`");
            count += 1;
        }
        // Backticks within the name of a vector are not a reference.
        let outside: String = held.split('"').step_by(2).collect();
        for reference in outside.split('`').skip(1).step_by(2) {
            let (file, name) = reference.split_once('#').unwrap();
            let text = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            let name = if file.ends_with(".rs") { format!("fn {name}(") } else { name.to_string() };
            assert!(text.contains(&name), "no test `{reference}`");
            count += 1;
        }
        assert!(count > 0, "nothing holds it off: {mistake}");
        rows += 1;
    }
    assert!(rows >= 40, "{rows} rows: is the page read at all?");
}

/// What was seen is for the caller to remember, who alone knows whether it was handled: a retry verifies.
#[test]
fn a_verifier_remembers_nothing() {
    let scheme = scheme!("hmac-sha256 | x-hub-signature-256: sha256={hex} | {body}");
    let verifier = Verifier::new(&scheme, &Keyring::single(b"It's a Secret to Everybody"), Options::default()).unwrap();
    let signature = b"sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let request =
        Request { headers: &[("x-hub-signature-256", signature)], body: b"Hello, World!", ..Request::default() };
    let first = verifier.verify(&request, 0).unwrap().replay_key();
    for _ in 0..3 {
        assert_eq!(verifier.verify(&request, 0).unwrap().replay_key(), first);
    }
}

#[test]
fn a_password_may_hold_a_colon() {
    let scheme = scheme!("token | authorization: Basic {token:base64}");
    let verifier = Verifier::new(&scheme, &Keyring::single(b"user:pass:word"), Options::default()).unwrap();
    let verifies = |value: &[u8]| {
        verifier.verify(&Request { headers: &[("authorization", value)], ..Request::default() }, 0).is_ok()
    };
    assert!(verifies(b"Basic dXNlcjpwYXNzOndvcmQ="));
    // user:pass
    assert!(!verifies(b"Basic dXNlcjpwYXNz"));
}
