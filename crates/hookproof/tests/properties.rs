//! Random input: what holds for every delivery of every row of the table, and for any text at all.
#![allow(clippy::unwrap_used)]

mod oracle;

use hookproof::{Code, Keyring, Options, Request, Scheme, Verifier, providers, sign};
use oracle::tamper::Genuine;
use oracle::{Delivery, Line, Place, Received, sample, verify};
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
    let form = line.secret_form();
    let prefix = form.prefix.to_string();
    // A digest in which the secret stands takes 128 bytes of it.
    let (bytes, characters) = if line.is_plain_digest() { (1..120, 0..120) } else { (1..80, 0..150) };
    match form.encoding {
        "hex" => vec(any::<u8>(), bytes).prop_map(move |key| prefix.clone() + &oracle::hex(&key)).boxed(),
        "base64" => vec(any::<u8>(), bytes).prop_map(move |key| prefix.clone() + &oracle::base64(&key)).boxed(),
        "base64url" => {
            let text = |key: &[u8]| oracle::base64(key).replace('+', "-").replace('/', "_");
            vec(any::<u8>(), bytes).prop_map(move |key| prefix.clone() + &text(&key)).boxed()
        }
        // No word of the guard's lists begins or ends like this.
        _ => vec(0x21..0x7fu8, characters).prop_map(|text| format!("~{}~", String::from_utf8(text).unwrap())).boxed(),
    }
}

fn body(line: &Line<'_>) -> BoxedStrategy<Vec<u8>> {
    if !line.has_part("form") {
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
    if line.reads_more_than_headers() {
        let line = line.text.to_string();
        return any::<u64>().prop_map(move |seed| sample::delivery(&Line::new(&line), seed)).boxed();
    }
    let names: Vec<String> = line.signed_headers().into_iter().map(Into::into).collect();
    let values = vec(VALUE, names.len());
    ("[A-Z]{1,8}", "https://[a-z]{1,9}/[!-~]{0,30}", values, body(line))
        .prop_map(move |(method, url, values, body)| Delivery {
            method,
            url,
            headers: names.iter().cloned().zip(values).collect(),
            body,
            ..Delivery::default()
        })
        .boxed()
}

/// A delivery of one scheme with what is needed to judge it.
struct Trial {
    scheme: Scheme,
    secret: String,
    /// Signature and all.
    sent: Delivery,
    now: u64,
}

impl Trial {
    fn options() -> Options {
        Options::default().allow_api_key()
    }

    fn verifies(&self, secret: &[u8], received: &Received<'_>) -> bool {
        let Ok(verifier) = Verifier::new(&self.scheme, &Keyring::single(secret), Trial::options()) else {
            return false;
        };
        verifier.verify(&request(received), self.now).is_ok()
    }
}

fn request<'r>(received: &'r Received<'r>) -> Request<'r> {
    Request { method: received.method, url: received.url, headers: &received.headers, body: received.body }
}

/// The lines of the table.
fn rows() -> impl Iterator<Item = &'static str> {
    providers::ALL.iter().map(|provider| provider.scheme)
}

/// Runs the property on random deliveries of every line.
fn for_every(
    lines: impl IntoIterator<Item = &'static str>,
    cases: u32,
    property: impl Fn(Trial) -> Result<(), TestCaseError>,
) {
    for text in lines {
        let line = Line::new(text);
        let scheme = Scheme::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let run = TestRunner::new(config(cases)).run(
            &(secret(&line), delivery(&line), TIMES, any::<bool>()),
            |(secret, delivery, now, by_oracle)| {
                // The core writes such times as seconds only.
                let now = if line.time_format() == Some("timestamp:s-or-ms") { now % 100_000_000_000 } else { now };
                let timestamp = line.timestamp(now);
                let from_oracle = oracle::signed(text, &secret, &delivery, &timestamp);
                let unsigned = oracle::unsigned(text, &delivery, &timestamp);
                let from_core = signed_by_the_core(&scheme, &secret, &unsigned, now);
                // Which headers are named, and what the key is called, is up to the signer.
                if !line.has_value("header-names") && !text.contains("{key-id}") {
                    prop_assert_eq!(&from_oracle, &from_core);
                }
                prop_assert_eq!(verify(text, &secret, &from_core.received()), Ok(()), "{:?}", from_core);
                property(Trial { scheme, secret, sent: if by_oracle { from_oracle } else { from_core }, now })
            },
        );
        run.unwrap_or_else(|error| panic!("{text}: {error}"));
    }
}

fn signed_by_the_core(scheme: &Scheme, secret: &str, unsigned: &Delivery, now: u64) -> Delivery {
    let received = unsigned.received();
    let signed = sign(scheme, secret.as_bytes(), &request(&received), now, Trial::options())
        .unwrap_or_else(|error| panic!("{}: {error}: {unsigned:?}", scheme.as_str()));
    let mut sent = unsigned.clone();
    sent.headers.extend(signed.headers().map(|(name, value)| (name.into(), value.into())));
    for (place, value) in signed.elsewhere() {
        sent.put(Place::new(place), value);
    }
    sent
}

fn is_authentic(trial: Trial) -> Result<(), TestCaseError> {
    let line = Line::new(trial.scheme.as_str());
    let verifier = Verifier::new(&trial.scheme, &Keyring::single(trial.secret.as_bytes()), Trial::options()).unwrap();
    let received = trial.sent.received();
    let request = request(&received);
    let verified = verifier.verify(&request, trial.now);
    prop_assert!(verified.is_ok(), "{:?}: {:?}", verified, trial.sent);
    let verified = verified.unwrap();
    let told = |place: Option<Place<'_>>| place.and_then(|place| oracle::told(place, &trial.sent));
    let (id, kind) = (told(line.id), told(line.kind));
    prop_assert_eq!(verified.event_id(), id.as_deref());
    prop_assert_eq!(verified.event_type(), kind.as_deref());
    prop_assert_eq!(verified.timestamp(), line.time_format().map(|_| trial.now));
    prop_assert_eq!(verified.covers().body, line.covers_body() || line.has_part("form"));
    if trial.scheme.streams() {
        let mut stream = verifier.start(&request, trial.now).unwrap();
        request.body.chunks(7).for_each(|piece| stream.update(piece));
        let streamed = stream.finish().unwrap();
        prop_assert_eq!(streamed.event_id(), id.as_deref());
        prop_assert_eq!(streamed.event_type(), kind.as_deref());
        prop_assert_eq!(streamed.timestamp(), verified.timestamp());
        prop_assert_eq!(streamed.replay_key(), verified.replay_key());
    }
    Ok(())
}

fn no_bit_can_change(trial: Trial) -> Result<(), TestCaseError> {
    let genuine = Genuine { line: trial.scheme.as_str(), secret: &trial.secret, received: trial.sent.received() };
    prop_assert_eq!(genuine.undetected(|secret, received| trial.verifies(secret, received)), None, "{:?}", trial.sent);
    Ok(())
}

#[test]
fn what_is_signed_verifies_and_the_core_signs_as_the_oracle_does() {
    for_every(rows(), 100, is_authentic);
}

#[test]
fn what_is_signed_verifies_with_lines_of_every_class() {
    for_every(sample::LINES, 300, is_authentic);
}

#[test]
fn any_one_bit_change_is_rejected() {
    for_every(rows(), 8, no_bit_can_change);
}

#[test]
fn any_one_bit_change_is_rejected_with_lines_of_every_class() {
    for_every(sample::LINES, 16, no_bit_can_change);
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
