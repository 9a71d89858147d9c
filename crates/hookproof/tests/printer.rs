//! What is printed of a scheme is what was parsed: the grammar of docs/notation.md, generated and read back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

use hookproof::{Scheme, providers};
use proptest::prelude::*;
use proptest::sample::{Index, select};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn every_row_is_printed_as_it_is_written() {
    for provider in providers::ALL {
        assert_eq!(Scheme::find(provider.name).unwrap().to_string(), provider.scheme);
    }
}

#[test]
fn what_says_the_same_is_printed_in_its_shortest_form() {
    for (line, shortest) in [
        ("hmac-sha256({utf8}) | x-s: {hex} | {body}", "hmac-sha256 | x-s: {hex} | {body}"),
        (
            "hmac-sha256 id={x-id} within 5s | x-s: t={timestamp},v={hex} | {x-id}{timestamp}",
            "hmac-sha256 within 5s id={x-id} | x-s: t={timestamp},v={hex} | {x-id}{timestamp}",
        ),
        ("hmac-sha256 | x-s: {hex} | {header:x-id}", "hmac-sha256 | x-s: {hex} | {x-id}"),
    ] {
        let scheme = Scheme::parse(line).unwrap();
        assert_eq!(scheme.to_string(), shortest);
        assert_eq!(scheme.as_str(), line);
    }
}

/// A line of the grammar, in its shortest form; not every one is a scheme (an id that is not signed, say).
fn lines() -> impl Strategy<Value = String> {
    let algorithm = select(vec!["hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"]);
    let secret =
        select(vec!["", "({hex})", "({base64})", "({base64url})", "(whsec_{base64})", "(k:{utf8})", "({api-secret})"]);
    let within = prop_oneof![Just(String::new()), (1u32..9999).prop_map(|seconds| format!(" within {seconds}s"))];
    let id = select(vec!["", " id={x-id}"]);
    let signature = ("[a-z0-9=,]{0,4}", select(vec!["hex", "base64", "base64url"]));
    let time = select(vec!["", "t={timestamp}", "{timestamp:ms}", "ts={timestamp:rfc3339}"]);
    let separator = select(vec![",", ", ", ";", "&", " "]);
    let part = select(vec![
        "{timestamp}",
        "{url}",
        "{path}",
        "{method}",
        "{x-id}",
        "{header:date}",
        ".",
        ":",
        "v0:",
        "\\n",
        "\\{",
        "\\|",
        "\\\\",
        " | x",
        "|",
    ]);
    let message = (
        prop::collection::vec(part.clone(), 0..5),
        select(vec!["{body}", "{form}", ""]),
        prop::collection::vec(part, 0..5),
    );
    (algorithm, secret, within, id, signature, time, separator, any::<bool>(), any::<bool>(), message).prop_map(
        |(algorithm, secret, within, id, (prefix, encoding), time, separator, open, apart, (before, body, after))| {
            let signature = format!("{prefix}{{{encoding}}}");
            let end = if open {
                format!("{}...", separator.trim_end_matches([' ']).chars().next().unwrap_or(' '))
            } else {
                String::new()
            };
            let fields = match (time, apart) {
                ("", _) => format!("x-s: {signature}{end}"),
                (_, true) => format!("x-s: {signature}{end} | x-t: {time}"),
                (_, false) => format!("x-s: {time}{separator}{signature}{end}"),
            };
            let (mut before, after) = (before.concat(), after.concat());
            // Mostly lines that are schemes: what is named is signed.
            if time.is_empty() {
                before = before.replace("{timestamp}", "");
            } else {
                before.push_str("{timestamp}");
            }
            if !id.is_empty() {
                before.push_str("{x-id}");
            }
            let within = if time.is_empty() { "" } else { &within };
            format!("{algorithm}{secret}{within}{id} | {fields} | {before}{body}{after}")
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_line_that_parses_prints_as_it_is_written(line in lines()) {
        if let Ok(scheme) = Scheme::parse(&line) {
            prop_assert_eq!(scheme.to_string(), line);
        }
    }

    /// A line with one character changed, taken out or put in is refused, or printed to a line that says the same.
    #[test]
    fn a_line_with_a_slip_is_refused_or_printed(row in 0..providers::ALL.len(), at: Index, byte in 0x20u8..0x7f, kind in 0..3) {
        let mut line = providers::ALL[row].scheme.as_bytes().to_vec();
        let at = at.index(line.len());
        match kind {
            0 => line[at] = byte,
            1 => drop(line.remove(at)),
            _ => line.insert(at, byte),
        }
        let line = String::from_utf8(line).unwrap();
        match Scheme::parse(&line) {
            Ok(scheme) => {
                let printed = scheme.to_string();
                prop_assert_eq!(Scheme::parse(&printed).unwrap().to_string(), printed);
            }
            Err(error) => prop_assert!((1..=line.len() + 1).contains(&error.column().unwrap())),
        }
    }
}

/// The generator is of use only if most of what it makes is a scheme.
#[test]
fn a_good_part_of_the_generated_lines_are_schemes() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let good = (0..1000).filter(|_| Scheme::parse(&lines().new_tree(&mut runner).unwrap().current()).is_ok()).count();
    assert!(good > 400, "{good} of 1000");
}
