//! Random input: what holds for every delivery of every row of the table, and for any text at all.
#![allow(clippy::unwrap_used)]

mod oracle;

use hookproof::{Code, Keyring, Options, Request, Scheme, Verifier, providers, sign};
use oracle::{Delivery, Line, tamper};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Seconds of Unix time that every format can write.
const TIMES: std::ops::Range<u64> = 0..253_402_300_800;

fn config(cases: u32) -> Config {
    // No file is written: what fails is printed, and belongs into a test of its own.
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// A secret of the form that the line asks for.
fn secret(line: &Line<'_>) -> BoxedStrategy<String> {
    let (prefix, form) = line.secret.split_once('{').unwrap_or(("", "utf8}"));
    let prefix = prefix.to_string();
    match form {
        "hex}" => vec(any::<u8>(), 1..80).prop_map(move |key| prefix.clone() + &oracle::hex(&key)).boxed(),
        "base64}" => vec(any::<u8>(), 1..80).prop_map(move |key| prefix.clone() + &oracle::base64(&key)).boxed(),
        // No word of the guard's lists begins or ends like this.
        _ => vec(0x21..0x7fu8, 0..150).prop_map(|text| format!("~{}~", String::from_utf8(text).unwrap())).boxed(),
    }
}

fn body(line: &Line<'_>) -> BoxedStrategy<Vec<u8>> {
    if !line.message.contains("{form}") {
        return vec(any::<u8>(), 0..60).boxed();
    }
    // One field a name: where a name comes twice with one value, one of the two counts for nothing.
    let fields = proptest::collection::btree_map("[a-z]{1,6}", "[ -~é€]{0,8}", 1..5);
    fields
        .prop_map(|fields| {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(fields);
            form.finish().into_bytes()
        })
        .boxed()
}

/// A header's value without white space around it.
const VALUE: &str = "[!-~]([ -~]{0,20}[!-~])?";

fn delivery(line: &Line<'_>) -> BoxedStrategy<Delivery> {
    let names: Vec<String> = line.signed_headers().into_iter().map(Into::into).collect();
    let values = vec(VALUE, names.len());
    ("[A-Z]{1,8}", "https://[a-z]{1,9}/[!-~]{0,30}", values, body(line))
        .prop_map(move |(method, url, values, body)| Delivery {
            method,
            url,
            headers: names.iter().cloned().zip(values).collect(),
            body,
        })
        .boxed()
}

/// A delivery of one scheme with what is needed to judge it.
struct Trial {
    scheme: Scheme,
    secret: String,
    delivery: Delivery,
    /// All headers, the signature's among them.
    headers: Vec<(String, String)>,
    now: u64,
}

impl Trial {
    fn options() -> Options {
        Options::default().allow_api_key()
    }

    fn verifies(&self, secret: &[u8], headers: &[(&str, &[u8])], body: &[u8]) -> bool {
        let Ok(verifier) = Verifier::new(&self.scheme, &Keyring::single(secret), Trial::options()) else {
            return false;
        };
        let request = Request { method: &self.delivery.method, url: &self.delivery.url, headers, body };
        verifier.verify(&request, self.now).is_ok()
    }

    fn borrowed(&self) -> Vec<(&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
    }
}

/// Runs the property on random deliveries of every row.
fn for_every_row(cases: u32, property: impl Fn(Trial) -> Result<(), TestCaseError>) {
    for provider in providers::ALL {
        let line = Line::new(provider.scheme);
        let scheme = Scheme::parse(provider.scheme).unwrap();
        let run = TestRunner::new(config(cases)).run(
            &(secret(&line), delivery(&line), TIMES, any::<bool>()),
            |(secret, delivery, now, by_oracle)| {
                let from_oracle = oracle::sign(provider.scheme, &secret, &delivery, &line.timestamp(now));
                let from_core = signed_by_the_core(&scheme, &secret, &delivery, now);
                prop_assert_eq!(&from_oracle, &from_core);
                let mut headers = delivery.headers.clone();
                headers.extend(if by_oracle { from_oracle } else { from_core });
                property(Trial { scheme, secret, delivery, headers, now })
            },
        );
        run.unwrap_or_else(|error| panic!("{}: {error}", provider.name));
    }
}

fn signed_by_the_core(scheme: &Scheme, secret: &str, delivery: &Delivery, now: u64) -> Vec<(String, String)> {
    let headers: Vec<(&str, &[u8])> = delivery.headers.iter().map(|(n, v)| (n.as_str(), v.as_bytes())).collect();
    let request = Request { method: &delivery.method, url: &delivery.url, headers: &headers, body: &delivery.body };
    let signed = sign(scheme, secret.as_bytes(), &request, now, Trial::options()).unwrap();
    signed.headers().map(|(name, value)| (name.into(), value.into())).collect()
}

#[test]
fn what_is_signed_verifies_and_the_core_signs_as_the_oracle_does() {
    for_every_row(100, |trial| {
        let verifies = trial.verifies(trial.secret.as_bytes(), &trial.borrowed(), &trial.delivery.body);
        prop_assert!(verifies, "{:?}", trial.headers);
        Ok(())
    });
}

#[test]
fn any_one_bit_change_is_rejected() {
    for_every_row(8, |trial| {
        let line = trial.scheme.as_str();
        let headers = trial.borrowed();
        let (secret, body) = (trial.secret.as_bytes(), trial.delivery.body.as_slice());
        prop_assert_eq!(tamper::undetected_secret(line, secret, |secret| trial.verifies(secret, &headers, body)), None);
        if trial.scheme.covers().body {
            prop_assert_eq!(tamper::undetected_body(line, body, |body| trial.verifies(secret, &headers, body)), None);
        }
        for (at, (name, value)) in headers.iter().enumerate() {
            let passes = |value: &[u8]| {
                let mut changed = headers.clone();
                if let Some(header) = changed.get_mut(at) {
                    header.1 = value;
                }
                trial.verifies(secret, &changed, body)
            };
            prop_assert_eq!(tamper::undetected_header(line, name, value, passes), None, "{}", name);
        }
        Ok(())
    });
}

/// Words of the notation, in any order: more of these get past the first character than random text does.
fn almost_a_line() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "hmac-sha256",
        "hmac-sha1",
        "token",
        "({hex})",
        "(whsec_{base64})",
        "({api-secret})",
        " within ",
        "5s",
        " id={x-id}",
        " | ",
        "x-s",
        "x-t",
        ": ",
        "{hex}",
        "{base64}",
        "{token}",
        "{timestamp}",
        "{timestamp:ms}",
        "{timestamp:rfc3339}",
        "t=",
        ",",
        ";",
        " ",
        "...",
        "{body}",
        "{form}",
        "{url}",
        "{method}",
        "{x-id}",
        "{header:date}",
        "\\n",
        "\\{",
        "{",
        "}",
        ".",
        "\u{e9}",
        "|",
    ]);
    vec(words, 0..24).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(config(4000))]

    #[test]
    fn the_parser_never_panics_and_its_column_is_in_the_line(line in prop_oneof![any::<String>(), "\\PC{0,700}", almost_a_line()]) {
        match Scheme::parse(&line) {
            Ok(scheme) => prop_assert_eq!(scheme.as_str(), line.as_str()),
            Err(error) => {
                prop_assert_eq!(error.code(), Code::InvalidScheme);
                let column = error.column().unwrap_or_default();
                prop_assert!((1..=line.len() + 1).contains(&column), "column {} of {:?}", column, line);
            }
        }
    }

    #[test]
    fn a_line_that_parses_verifies_nothing_by_accident(line in almost_a_line(), headers in vec(any::<Vec<u8>>(), 4), body in any::<Vec<u8>>()) {
        let Ok(scheme) = Scheme::parse(&line) else { return Ok(()) };
        let Ok(verifier) = Verifier::new(&scheme, &Keyring::single(b"0123456789abcdef"), Trial::options()) else { return Ok(()) };
        let names = ["x-s", "x-t", "x-id", "date"];
        let headers: Vec<(&str, &[u8])> = names.into_iter().zip(headers.iter().map(Vec::as_slice)).collect();
        let request = Request { method: "POST", url: "https://a.example/", headers: &headers, body: &body };
        prop_assert!(verifier.verify(&request, 0).is_err());
    }

    #[test]
    fn verify_never_panics_on_any_header(
        row in 0..providers::ALL.len(),
        values in vec(prop_oneof![
            any::<Vec<u8>>(),
            "[ -~]{0,60}".prop_map(String::into_bytes),
            "(t=|v1=|v1,|ts=|h1=|sha256=|v0=|,|;| |[0-9]{1,21}|[0-9a-f]{64}|[A-Za-z0-9+/]{43}=|[-T:.Z+]){0,12}".prop_map(String::into_bytes),
        ], 8),
        body in any::<Vec<u8>>(),
        now in any::<u64>(),
    ) {
        let scheme = Scheme::parse(providers::ALL.get(row).unwrap().scheme).unwrap();
        let secret: &[u8] = if scheme.as_str().contains("({hex})") { b"00112233" } else { b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYX" };
        let verifier = Verifier::new(&scheme, &Keyring::single(secret), Trial::options()).unwrap();
        let headers: Vec<(&str, &[u8])> = scheme.headers().zip(values.iter().map(Vec::as_slice)).collect();
        let request = Request { method: "POST", url: "https://a.example/", headers: &headers, body: &body };
        prop_assert!(verifier.verify(&request, now).is_err());
    }
}
