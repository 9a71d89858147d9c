//! Rule 2, as far as a test can see it from outside: how much work is done depends on neither match nor mismatch, and the
//! outcome of a comparison becomes public in one place. What the machine code does is for the tools that trace it.
#![allow(clippy::unwrap_used)]

mod oracle;

use hookproof::{Key, Keyring, Options, Request, Scheme, Verifier, scheme};
use oracle::Delivery;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const SCHEME: Scheme = scheme!("hmac-sha256 | x-signature: v1={hex},... | {body}");

/// A body whose MAC takes far longer than all else.
const BODY: &[u8] = &[b'x'; 1 << 20];

fn verifier(secrets: &[String]) -> Verifier {
    let mut keyring = Keyring::new();
    for secret in secrets {
        keyring.add(Key { id: secret, secret: secret.as_bytes(), not_before: None, not_after: None }).unwrap();
    }
    Verifier::new(&SCHEME, &keyring, Options::default()).unwrap()
}

fn signature(secret: &str) -> String {
    let delivery = Delivery { body: BODY.into(), ..Delivery::default() };
    oracle::sign(SCHEME.as_str(), secret, &delivery, "").remove(0).1
}

/// The least time of several: what else the machine does only adds to it.
fn fastest(verifier: &Verifier, header: &str) -> Duration {
    let request = Request { headers: &[("x-signature", header.as_bytes())], body: BODY, ..Request::default() };
    let time = || {
        let start = Instant::now();
        let _ = std::hint::black_box(verifier.verify(&request, 0));
        start.elapsed()
    };
    (0..7).map(|_| time()).min().unwrap()
}

#[test]
fn rule_2_one_mac_a_key_however_many_signatures_came() {
    let secrets = ["test-secret".to_string()];
    let one = signature("test-secret");
    let many = format!("{one}{}", format!(",v1={}", "ab".repeat(32)).repeat(31));
    let (one, many) = (fastest(&verifier(&secrets), &one), fastest(&verifier(&secrets), &many));
    assert!(many < one * 8, "1 signature: {one:?}, 32 signatures: {many:?}");
}

#[test]
fn rule_2_a_match_ends_nothing_early() {
    let secrets: Vec<String> = (0..16).map(|number| format!("test-secret-{number}")).collect();
    let verifier = verifier(&secrets);
    let first = fastest(&verifier, &signature("test-secret-0"));
    let last = fastest(&verifier, &signature("test-secret-15"));
    let none = fastest(&verifier, &signature("another-secret"));
    assert!(last < first * 4 && none < first * 4, "first key: {first:?}, last key: {last:?}, no key: {none:?}");
}

/// The source of every file of the core, without its comments.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            all.push((path.file_name().unwrap().to_str().unwrap().into(), code.join("\n")));
        }
    }
    all
}

#[test]
fn rule_2_one_place_makes_a_comparison_public() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let calls = |text: &str| -> Vec<&str> {
        sources.iter().flat_map(|(file, code)| code.matches(text).map(move |_| file.as_str())).collect()
    };
    // Its definition, and its one call.
    let mut files = calls("declassify(");
    files.sort_unstable();
    assert_eq!(files, ["compare.rs", "verify.rs"]);
    for other_way in ["unwrap_u8", "bool::from", "CtOption", "ct_eq"] {
        let files = calls(other_way);
        // review.rs compares configured secrets with each other, and no delivery is there.
        assert!(files.iter().all(|file| ["compare.rs", "review.rs"].contains(file)), "{other_way} in {files:?}");
    }
    // Within the function that compares, nothing leaves before the end and nothing is asked of a comparison.
    let (_, verify) = sources.iter().find(|(file, _)| file == "verify.rs").unwrap();
    let (_, weigh) = verify.split_once("fn weigh(").unwrap();
    let (weigh, _) = weigh.split_once("\n    }\n").unwrap();
    for early in ["return", "break", "?;", "declassify"] {
        assert!(!weigh.contains(early), "`{early}` in weigh()");
    }
    // What calls it goes through all keys: the only way out of the loop is its end.
    for part in
        verify.split("in self.counting_keys(now) {").skip(1).chain(verify.split(".counting_keys(self.now) {").skip(1))
    {
        let (block, _) = part.split_once("\n        }\n").unwrap();
        assert!(!["return", "break", "?;", "found"].iter().any(|early| block.contains(early)), "{block}");
    }
}
