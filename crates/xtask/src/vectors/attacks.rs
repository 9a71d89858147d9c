//! The same attacks on one scheme of each kind.

use super::sketch::Sketch;
use crate::table::Row;
use crate::vector_file::{Case, ToleranceEntry, Word};

/// Between them: every algorithm of the table, every encoding, every time format, lists and single values, each input.
const SCHEMES: [&str; 12] = [
    "stripe",
    "github",
    "slack",
    "standard-webhooks",
    "twilio",
    "square",
    "hubspot",
    "twitch",
    "paddle",
    "sanity",
    "paystack",
    "gitlab",
];

pub(super) fn cases(rows: &[Row]) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in SCHEMES {
        let sketch = Sketch::of(rows, name);
        cases.extend(body(&sketch));
        cases.extend(secret(&sketch));
        cases.extend(headers(&sketch));
        cases.extend(signature(&sketch));
        if sketch.line().time_format().is_some() {
            cases.extend(time(&sketch));
        }
        cases.extend(url_and_method(&sketch));
    }
    cases
}

fn body(sketch: &Sketch) -> Vec<Case> {
    let changed =
        String::from_utf8_lossy(&sketch.delivery.body).replace("invoice.paid", "invoice.void").replace("1234", "1235");
    let longer = [sketch.delivery.body.as_slice(), b"&x=1"].concat();
    let altered = sketch.case("the body is altered").with_body(changed.as_bytes());
    if sketch.scheme.starts_with("token") {
        // Not a fault of the verifier: this is all that a shared token can do, and `covers` says so.
        return vec![altered.named("the body is altered, which a token does not show")];
    }
    let mut cases = vec![
        altered.rejected("signature_mismatch"),
        sketch.case("the body is longer").with_body(&longer).rejected("signature_mismatch"),
    ];
    let gone = sketch.case("the body is gone").with_body(b"");
    if sketch.line().has_part("form") {
        cases.push(gone.rejected("malformed_body"));
    } else {
        cases.push(gone.rejected("signature_mismatch"));
        cases.push(sketch.clone().body(b"").case("an empty body, signed"));
    }
    cases
}

fn secret(sketch: &Sketch) -> Vec<Case> {
    let line = sketch.line();
    let other = if line.secret_form().encoding == "base64" {
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
    } else {
        "test-another-secret-0123456789"
    };
    let name = "the secret is another one";
    vec![
        sketch.case(name).with_secret(other).rejected("signature_mismatch"),
        sketch.case("the secret is empty").with_secret("").rejected("weak_secret"),
    ]
}

fn headers(sketch: &Sketch) -> Vec<Case> {
    let line = sketch.line();
    let names = line.headers().map(|(name, _)| name).chain(line.signed_headers());
    let mut cases = Vec::new();
    for name in names {
        let case = sketch.case("");
        let value = case.value_of(name).to_string();
        let title = format!("{name} is missing");
        cases.push(case.clone().without_header(name).named(&title).rejected("missing_header").about(name));
        let title = format!("{name} is empty");
        cases.push(case.clone().header(name, "").named(&title).rejected("malformed_header").about(name));
        let title = format!("{name} came twice, in another case");
        let twice = case.clone().and_header(&name.to_ascii_uppercase(), &value);
        cases.push(twice.named(&title).rejected("duplicate_header").about(name));
    }
    let mut shouted = sketch.case("header names in capitals");
    for (name, _) in &mut shouted.headers {
        *name = name.to_ascii_uppercase();
    }
    cases.push(shouted);
    let padded =
        sketch.case("a header's value in white space").header_with(&sketch.signature_header(), |v| format!(" {v}\t"));
    cases.push(padded);
    cases
}

fn signature(sketch: &Sketch) -> Vec<Case> {
    let name = sketch.signature_header();
    let value = sketch.signature();
    let case = |title: &str, value: &str| sketch.case(title).header(&name, value);
    let malformed = |title: &str, value: &str| case(title, value).rejected("malformed_header").about(&name);
    let line = sketch.line();
    let signs = |placeholder: &str| line.signature().has(placeholder);
    let (front, back) = value.split_at(value.len() - 2);
    if signs("token") {
        let mismatch = |title: &str, value: &str| case(title, value).rejected("signature_mismatch");
        return vec![
            mismatch("the token is cut short", front),
            mismatch("the token is followed by more", &format!("{value}x")),
            mismatch("the token came twice in one value", &format!("{value}, {value}")),
            mismatch("the token in another case", &value.to_ascii_uppercase()),
        ];
    }
    // The signature is what follows the last sign of the template that cannot be part of it.
    let start = value.trim_end_matches('=').rfind([',', '=', ';', ' ']).map_or(0, |at| at + 1);
    let (prefix, text) = value.split_at(start);
    let half = &text[..text.len() / 8 * 4];
    let mut cases = vec![
        malformed("the signature is cut to half", &format!("{prefix}{half}")),
        malformed("the signature is cut by two characters", front),
        malformed("the signature is followed by more", &format!("{value}AAAA")),
        malformed("the signature is absent from its header", prefix),
        malformed("the value came twice, joined by a comma", &format!("{value}, {value}")),
    ];
    // Each is a good digit in place of another one: the first, one in the middle, and one at the end.
    let digits = text.trim_end_matches('=').len();
    for (title, at) in [("first", 0), ("middle", digits / 2), ("last but one", digits - 2)] {
        let other = if text[at..].starts_with('1') { "2" } else { "1" };
        let forged = format!("{prefix}{}{other}{}", &text[..at], &text[at + 1..]);
        cases.push(case(&format!("another digit in the {title} place"), &forged).rejected("signature_mismatch"));
    }
    if signs("hex") {
        let zeros = "0".repeat(text.len());
        let odd = &text[..text.len() - 1];
        cases.extend([
            case("the signature is all zeros", &format!("{prefix}{zeros}")).rejected("signature_mismatch"),
            case("hex in upper case", &format!("{prefix}{}", text.to_ascii_uppercase())),
            malformed("hex with an odd number of digits", &format!("{prefix}{odd}")),
            malformed("hex with a letter beyond f", &format!("{front}{}g", &back[..1])),
            malformed("hex behind 0x", &format!("{prefix}0x{text}")),
        ]);
    } else {
        let bare = text.trim_end_matches('=');
        let zeros = format!("{}{}", "A".repeat(bare.len()), "=".repeat(text.len() - bare.len()));
        // The last digit of 20 and of 32 bytes has bits to spare, which have to be zero.
        let (head, last) = bare.split_at(bare.len() - 1);
        let spare = char::from(last.bytes().next().unwrap_or_default() + 1);
        cases.extend([
            case("the signature is all zeros", &format!("{prefix}{zeros}")).rejected("signature_mismatch"),
            case("base64 without padding", &format!("{prefix}{bare}")),
            malformed("base64 with bits to spare that are set", &format!("{prefix}{head}{spare}=")),
            malformed("base64 with a space in it", &format!("{prefix}{} {}", &text[..20], &text[20..])),
            malformed("base64 with too much padding", &format!("{prefix}{bare}==")),
        ]);
    }
    cases
}

fn time(sketch: &Sketch) -> Vec<Case> {
    let tolerance = sketch.tolerance();
    let at = |title: &str, seconds: i64| sketch.case(title).later(seconds);
    let beyond = |title: &str, seconds: i64| {
        let code = if seconds > 0 { "timestamp_too_old" } else { "timestamp_too_new" };
        let mut case = at(title, seconds).rejected(code);
        case.skew = Some(seconds);
        case
    };
    let with = |mut case: Case, tolerance: ToleranceEntry| {
        case.tolerance = Some(tolerance);
        case
    };
    let forged = |seconds: i64| at("a forgery from another time is a forgery", seconds).with_body(b"forged");
    let moved = sketch.line().timestamp(sketch.seconds + 3600);
    let restamped = |(name, value): (String, String)| (name, value.replace(&sketch.timestamp, &moved));
    let mut freshened = at("stale, with a time that was moved to now", 3600);
    freshened.headers = freshened.headers.into_iter().map(restamped).collect();
    vec![
        at("as old as the tolerance", tolerance),
        beyond("a second older than the tolerance", tolerance + 1),
        at("as far in the future as the tolerance", -tolerance),
        beyond("a second further in the future than the tolerance", -tolerance - 1),
        beyond("a year old", 31_536_000),
        beyond("a year from the future", -31_536_000),
        forged(31_536_000).rejected("signature_mismatch"),
        freshened.rejected("signature_mismatch"),
        with(at("an hour old, with a tolerance of two", 3600), ToleranceEntry::Seconds(7200)),
        with(at("a year old, and the time is ignored", 31_536_000), ToleranceEntry::Word(Word::Ignore)),
        with(at("a tolerance of zero seconds, on time", 0), ToleranceEntry::Seconds(0)),
        with(beyond("a tolerance of zero seconds, a second late", 1), ToleranceEntry::Seconds(0)),
        with(beyond("a tolerance of zero seconds, a second early", -1), ToleranceEntry::Seconds(0)),
    ]
}

fn url_and_method(sketch: &Sketch) -> Vec<Case> {
    let mut cases = Vec::new();
    if sketch.line().has_part("url") {
        for (title, url) in [
            ("the URL has another host", sketch.delivery.url.replace("hooks.", "evil.")),
            ("the URL has another scheme", sketch.delivery.url.replace("https:", "http:")),
            ("the URL has another query", sketch.delivery.url.replace("tenant=42", "tenant=43")),
            ("the URL has its query in another order", sketch.delivery.url.replace("tenant=42&b=1", "b=1&tenant=42")),
        ] {
            let mut case = sketch.case(title).rejected("signature_mismatch");
            case.url = Some(url);
            cases.push(case);
        }
        let mut case = sketch.case("the URL is not given").rejected("missing_input");
        case.url = None;
        cases.push(case);
    }
    if sketch.line().has_part("method") {
        let mut case = sketch.case("the method is another one").rejected("signature_mismatch");
        case.method = Some("PUT".into());
        cases.push(case.clone());
        case.method = None;
        cases.push(case.named("the method is not given").rejected("missing_input"));
    }
    cases
}
