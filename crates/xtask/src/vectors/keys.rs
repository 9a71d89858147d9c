//! Several secrets at once, their dates, verification keys, and schemes that are not to be used at all.

use super::sketch::Sketch;
use crate::oracle;
use crate::table::Row;
use crate::vector_file::{Case, KeyEntry};
use hookproof::{Scheme, derive};

const OLD: &str = "test-the-secret-that-is-retired";
const NEW: &str = "test-the-secret-that-follows-it";

fn key(id: &str, secret: &str) -> KeyEntry {
    KeyEntry { id: id.into(), secret: secret.into(), not_before: None, not_after: None }
}

pub(super) fn cases(rows: &[Row]) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["github", "stripe", "gitlab"] {
        let sketch = Sketch::of(rows, name);
        cases.extend(rotation(&sketch));
        cases.extend(dates(&sketch));
        cases.extend(limits(&sketch));
    }
    for name in ["paystack", "stripe", "standard-webhooks", "twilio"] {
        cases.extend(verification_keys(&Sketch::of(rows, name)));
    }
    cases.extend(schemes());
    cases
}

/// The file pins the text of verification keys: those that were derived once stay good for ever.
fn verification_keys(sketch: &Sketch) -> Vec<Case> {
    let scheme = Scheme::parse(&sketch.scheme).unwrap_or_else(|error| panic!("{error}"));
    let derive = |secret: &str| derive(&scheme, secret.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let key = derive(&sketch.secret);
    let key = key.as_str();
    let with = |title: &str, key: &str| {
        let mut case = sketch.case(title).with_secret(key);
        case.allow_api_key = false;
        case
    };
    let damaged = |title: &str, key: &str| with(title, key).rejected("invalid_secret");
    vec![
        with("a verification key in the secret's place", key),
        with("the body is altered, seen with a verification key", key).with_body(b"a=b").rejected("signature_mismatch"),
        damaged("a verification key that is cut", &key[..key.len() - 4]),
        damaged("a verification key that is longer", &format!("{key}AAAA")),
        damaged("a verification key with a sign that is not base64url", &key.replace("hpk1_", "hpk1_*")),
        damaged("a verification key of an unknown algorithm", &format!("hpk1_z{}", &key["hpk1_A".len()..])),
        damaged("only the prefix of a verification key", "hpk1_"),
    ]
}

/// The delivery, signed with this secret, before a keyring. Its replay key is that under the first key.
fn signed(sketch: &Sketch, title: &str, secret: &str, keys: Vec<KeyEntry>) -> Case {
    let mut case = sketch.clone().secret(secret).case(title);
    case.secret = None;
    case.key_id = keys.iter().find(|key| key.secret == secret).map(|key| key.id.clone());
    if let Some(first) = keys.first() {
        case.replay_key = oracle::replay_key(&sketch.scheme, &first.secret, &sketch.delivery, &sketch.timestamp);
    }
    case.keys = keys;
    case
}

fn rotation(sketch: &Sketch) -> Vec<Case> {
    let both = || vec![key("old", OLD), key("new", NEW)];
    let stranger = signed(sketch, "signed with neither of two keys", "test-some-other-secret", both());
    vec![
        signed(sketch, "signed with the first of two keys", OLD, both()),
        signed(sketch, "signed with the second of two keys", NEW, both()),
        stranger.rejected("signature_mismatch"),
        signed(sketch, "two keys with the same secret: the first is named", OLD, vec![key("a", OLD), key("b", OLD)]),
        signed(sketch, "a weak secret beside a good one", OLD, vec![key("a", OLD), key("b", "")])
            .rejected("weak_secret"),
        signed(sketch, "two keys with the same id", OLD, vec![key("a", OLD), key("a", NEW)]).rejected("invalid_secret"),
    ]
}

fn dates(sketch: &Sketch) -> Vec<Case> {
    let now = sketch.seconds;
    let dated = |from: Option<u64>, to: Option<u64>| {
        vec![KeyEntry { not_before: from, not_after: to, ..key("old", OLD) }, key("new", NEW)]
    };
    let alone =
        |from: Option<u64>, to: Option<u64>| vec![KeyEntry { not_before: from, not_after: to, ..key("old", OLD) }];
    let is = |title: &str, secret: &str, keys: Vec<KeyEntry>| signed(sketch, title, secret, keys);
    vec![
        is("a key in its last second", OLD, dated(None, Some(now))),
        is("a key that has run out", OLD, dated(None, Some(now - 1))).rejected("signature_mismatch"),
        is("a key in its first second", OLD, dated(Some(now), None)),
        is("a key that is not valid yet", OLD, dated(Some(now + 1), None)).rejected("signature_mismatch"),
        is("the first key has run out, the second signs", NEW, dated(None, Some(now - 1))),
        is("the only key has run out", OLD, alone(None, Some(now - 1))).rejected("no_active_key"),
        is("the only key is not valid yet", OLD, alone(Some(now + 1), None)).rejected("no_active_key"),
        is("a key that ends before it begins", OLD, alone(Some(now), Some(now - 1))).rejected("invalid_secret"),
    ]
}

fn limits(sketch: &Sketch) -> Vec<Case> {
    let many = |count: usize| {
        let keys = (1..=count).map(|number| key(&format!("key {number}"), &format!("test-secret-number-{number}")));
        keys.collect::<Vec<_>>()
    };
    let mut long = many(1);
    for key in &mut long {
        key.id = "x".repeat(65);
    }
    vec![
        signed(sketch, "signed with the last of 16 keys", "test-secret-number-16", many(16)),
        signed(sketch, "17 keys", "test-secret-number-1", many(17)).rejected("invalid_secret"),
        signed(sketch, "a key id of 65 bytes", "test-secret-number-1", long).rejected("invalid_secret"),
    ]
}

/// Lines of nobody: what the notation can say beside the table, and what it refuses to say.
fn schemes() -> Vec<Case> {
    let mut cases = Vec::new();
    for (title, line) in [
        ("SHA-384", "hmac-sha384 | x-signature: {hex} | {body}"),
        ("SHA-512 in base64url, a secret in base64url", "hmac-sha512({base64url}) | x-signature: {base64url} | {body}"),
        ("a line feed, braces and a bar in the message", "hmac-sha256 | x-signature: {hex} | \\{{body}\\}\\n\\|\\\\"),
        ("a header whose name has no hyphen", "hmac-sha256 | signature: {hex} | {header:date}.{body}"),
        ("method, URL and body on lines of their own", "hmac-sha256 | x-signature: {hex} | {method}\\n{url}\\n{body}"),
        ("an ampersand between the elements", "hmac-sha256 | x-signature: t={timestamp}&s={hex} | {timestamp}{body}"),
    ] {
        cases.push(Sketch::in_house(line).case(title));
    }
    let sketch = Sketch::in_house("hmac-sha256 | x-signature: {hex} | {body}");
    for (title, line) in [
        ("a scheme whose time is not signed", "hmac-sha256 | x-signature: {hex} | x-time: {timestamp} | {body}"),
        ("a scheme whose id is not signed", "hmac-sha256 id={x-id} | x-signature: {hex} | {body}"),
        ("a scheme without a signature", "hmac-sha256 | x-time: {timestamp} | {timestamp}{body}"),
        ("a scheme with another algorithm", "hmac-md5 | x-signature: {hex} | {body}"),
        ("a scheme without a message", "hmac-sha256 | x-signature: {hex}"),
        (
            "a scheme of more than 768 bytes",
            &format!("hmac-sha256 | x-signature: {{hex}} | {{body}}{}", "x".repeat(768)),
        ),
    ] {
        let mut case = sketch.case(title).rejected("invalid_scheme");
        case.scheme = line.into();
        cases.push(case);
    }
    cases
}
