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
        ("sha1({utf8}) | x-s: {hex} | {secret}", "sha1 | x-s: {hex} | {secret}"),
        (
            "hmac-sha256 type={json:/type} id={header:x-id} | x-s: {hex} | {x-id}{body}",
            "hmac-sha256 id={x-id} type={json:/type} | x-s: {hex} | {x-id}{body}",
        ),
        // A header with the name of a part keeps its word.
        ("hmac-sha256 | x-s: {hex} | {header:header-lines}", "hmac-sha256 | x-s: {hex} | {header:header-lines}"),
    ] {
        let scheme = Scheme::parse(line).unwrap();
        assert_eq!(scheme.to_string(), shortest);
        assert_eq!(scheme.as_str(), line);
    }
}

/// A line of the grammar, in its shortest form; not every one is a scheme (an id that is not signed, say).
fn lines() -> impl Strategy<Value = String> {
    (heads(), fields(), messages()).prop_map(|(head, (fields, has_time), message)| {
        let within = if has_time { "" } else { " within " };
        // Mostly lines that are schemes: what is named is signed, and what is not there is not named.
        let (head, message) = match has_time {
            true => (head, format!("{{timestamp}}{message}")),
            false => (head, message.replace("{timestamp}", "")),
        };
        let options: String =
            head.1.into_iter().filter(|option| within.is_empty() || !option.starts_with(within)).collect();
        let plain = head.0.starts_with("sha");
        let secret = if plain { "{secret}" } else { "" };
        let signed = if options.contains("{x-id}") { "{x-id}" } else { "" };
        let digest = if fields.contains(" | x-d") { "{x-d}" } else { "" };
        let message = format!("{secret}{signed}{digest}{message}");
        format!("{}{options} | {fields} | {message}", head.0)
    })
}

/// Algorithm and secret, and the options.
fn heads() -> impl Strategy<Value = (String, Vec<String>)> {
    let algorithm = select(vec!["hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512", "sha1", "sha256", "sha512"]);
    let form = select(vec![
        "{hex}",
        "{base64}",
        "{base64url}",
        "whsec_{base64}",
        "k:{utf8}",
        "{utf8}&",
        "{api-secret}",
        "{api-secret:hex}",
        "p{api-secret:base64url}s",
    ]);
    let secret = prop_oneof![
        Just(String::new()),
        form.clone().prop_map(|form| format!("({form})")),
        (select(vec!["sha1", "sha256"]), form).prop_map(|(hash, form)| format!("({hash}({form}))")),
        Just("(sha1({utf8}))".to_string()),
    ];
    let within = prop_oneof![Just(String::new()), (1u32..9999).prop_map(|seconds| format!(" within {seconds}s"))];
    let id = select(vec!["", " id={x-id}", " id={json:/a~1b/0}", " id={query:id}"]).prop_map(String::from);
    let kind = select(vec!["", " type={json:/type}", " type={form:a[b]}"]).prop_map(String::from);
    (algorithm, secret, within, id, kind)
        .prop_map(|(algorithm, secret, within, id, kind)| (format!("{algorithm}{secret}"), vec![within, id, kind]))
}

/// The templates, and whether one brings a time.
fn fields() -> impl Strategy<Value = (String, bool)> {
    let prefix = prop_oneof![
        6 => "[a-z0-9=]{0,4}",
        1 => "[a-z,]{0,4}",
        1 => "[a-z ]{0,3}".prop_map(|prefix| format!("{prefix}{{key-id}}:")),
    ];
    let signature = (prefix, select(vec!["hex", "base64", "base64url"]), select(vec!["", "", "", "\"", "="]));
    let place = select(vec!["x-s", "x-s", "query:s.1", "form:s", "json:/a~0/s"]);
    let time = select(vec![
        "",
        "t={timestamp}",
        "{timestamp:ms}",
        "ts={timestamp:rfc3339}",
        "{timestamp:http-date}",
        "{timestamp:s-or-ms}",
    ]);
    let separator = select(vec![",", ", ", ";", "&", " "]);
    let digest = select(vec!["", "", " | x-d: SHA-256={sha256:base64}"]);
    (place, signature, time, separator, any::<bool>(), any::<bool>(), digest).prop_map(
        |(place, (prefix, encoding, suffix), time, separator, open, apart, digest)| {
            let signature = format!("{prefix}{{{encoding}}}{suffix}");
            let end = if open {
                format!("{}...", separator.trim_end_matches([' ']).chars().next().unwrap_or(' '))
            } else {
                String::new()
            };
            let fields = match (time, apart) {
                ("", _) => format!("{place}: {signature}{end}"),
                (_, true) => format!("{place}: {signature}{end} | x-t: {time}"),
                (_, false) => format!("{place}: {time}{separator}{signature}{end}"),
            };
            (format!("{fields}{digest}"), !time.is_empty())
        },
    )
}

fn messages() -> impl Strategy<Value = String> {
    let part = select(vec![
        "{timestamp}",
        "{url}",
        "{url:unescaped}",
        "{origin}",
        "{path}",
        "{query}",
        "{target}",
        "{method}",
        "{x-id}",
        "{x-d}",
        "{header:date}",
        "{query:a.b}",
        "{json:/a/b}",
        "[{x-o}.]",
        "[id:{query:id};]",
        ".",
        ":",
        "v0:",
        "\\n",
        "\\{",
        "\\[",
        "\\|",
        "\\\\",
        " | x",
        "|",
    ]);
    let body = select(vec!["{body}", "{form}", "{sha256:hex}", "{sha256:raw}", ""]);
    (prop::collection::vec(part.clone(), 0..5), body, prop::collection::vec(part, 0..5))
        .prop_map(|(before, body, after)| format!("{}{body}{}", before.concat(), after.concat()))
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
    assert!(good > 250, "{good} of 1000");
}
