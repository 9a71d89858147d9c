//! Several secrets, their dates, and the guard against secrets that are none.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod oracle;

use hookproof::{Code, Key, Keyring, Options, Request, Scheme, Verifier, scheme, sign};
use oracle::Delivery;

const SCHEME: Scheme = scheme!("hmac-sha256 | x-signature: {hex} | {body}");
const NOW: u64 = 1_795_465_620;

fn key<'k>(id: &'k str, secret: &'k str) -> Key<'k> {
    Key { id, secret: secret.as_bytes(), not_before: None, not_after: None }
}

/// Id and index of the key that matches a delivery signed with the secret, and its replay key.
fn matched(keys: &[Key<'_>], secret: &str, now: u64) -> Result<(String, usize, [u8; 32]), Code> {
    let mut keyring = Keyring::new();
    for key in keys {
        keyring.add(*key).map_err(|error| error.code())?;
    }
    let verifier = Verifier::new(&SCHEME, &keyring, Options::default()).map_err(|error| error.code())?;
    let delivery = Delivery { body: b"{}".into(), ..Delivery::default() };
    let signature = oracle::sign(SCHEME.as_str(), secret, &delivery, "").remove(0).1;
    let request = Request { headers: &[("x-signature", signature.as_bytes())], body: b"{}", ..Request::default() };
    let verified = verifier.verify(&request, now).map_err(|error| error.code())?;
    Ok((verified.key_id().into(), verified.key_index(), verified.replay_key().unwrap()))
}

/// What a verifier says of one secret.
fn refusal(scheme: &Scheme, secret: &[u8], options: Options) -> Option<Code> {
    Verifier::new(scheme, &Keyring::single(secret), options).err().map(|error| error.code())
}

#[test]
fn rule_8_the_verdict_names_the_key_that_matched() {
    let keys = [key("a", "test-secret-a"), key("b", "test-secret-b"), key("c", "test-secret-c")];
    for (index, (id, secret)) in
        [("a", "test-secret-a"), ("b", "test-secret-b"), ("c", "test-secret-c")].iter().enumerate()
    {
        let (named, at, _) = matched(&keys, secret, NOW).unwrap();
        assert_eq!((named.as_str(), at), (*id, index));
    }
    assert_eq!(matched(&keys, "test-secret-d", NOW), Err(Code::SignatureMismatch));
}

#[test]
fn rule_8_the_first_of_equal_keys_is_named() {
    let keys = [key("a", "test-secret"), key("b", "test-secret")];
    assert_eq!(matched(&keys, "test-secret", NOW).unwrap().0, "a");
}

#[test]
fn rule_8_dates_belong_to_the_time_of_the_key() {
    let dated = |from: Option<u64>, to: Option<u64>| {
        let keys =
            [Key { not_before: from, not_after: to, ..key("old", "test-secret-old") }, key("new", "test-secret-new")];
        matched(&keys, "test-secret-old", NOW).map(|(id, ..)| id)
    };
    for (from, to) in
        [(None, None), (Some(NOW), None), (None, Some(NOW)), (Some(NOW), Some(NOW)), (Some(0), Some(u64::MAX))]
    {
        assert_eq!(dated(from, to).as_deref(), Ok("old"), "{from:?} {to:?}");
    }
    for (from, to) in [(Some(NOW + 1), None), (None, Some(NOW - 1)), (Some(u64::MAX), None), (None, Some(0))] {
        assert_eq!(dated(from, to), Err(Code::SignatureMismatch), "{from:?} {to:?}");
    }
}

#[test]
fn rule_8_without_an_active_key_nothing_is_read() {
    let mut keyring = Keyring::new();
    keyring.add(Key { not_after: Some(NOW - 1), ..key("old", "test-secret-old") }).unwrap();
    let verifier = Verifier::new(&SCHEME, &keyring, Options::default()).unwrap();
    assert_eq!(verifier.verify(&Request::default(), NOW).unwrap_err().code(), Code::NoActiveKey);
    assert_eq!(verifier.verify(&Request::default(), NOW - 1).unwrap_err().code(), Code::MissingHeader);
    assert_eq!(Verifier::new(&SCHEME, &Keyring::new(), Options::default()).unwrap_err().code(), Code::NoActiveKey);
}

#[test]
fn rule_9_replay_keys_outlive_the_key_that_signed() {
    let old = Key { not_after: Some(NOW - 1), ..key("old", "test-secret-old") };
    let both = [key("old", "test-secret-old"), key("new", "test-secret-new")];
    let with_old = matched(&both, "test-secret-old", NOW).unwrap().2;
    let with_new = matched(&both, "test-secret-new", NOW).unwrap().2;
    let retired = matched(&[old, key("new", "test-secret-new")], "test-secret-new", NOW).unwrap().2;
    assert_eq!((with_old, with_old), (with_new, retired));
}

#[test]
fn a_keyring_has_limits() {
    let ids: Vec<String> = (0..17).map(|number| format!("key {number}")).collect();
    let secrets: Vec<String> = (0..17).map(|number| format!("test-secret-{number}")).collect();
    let keys: Vec<Key<'_>> = ids.iter().zip(&secrets).map(|(id, secret)| key(id, secret)).collect();
    assert_eq!(matched(&keys[..16], "test-secret-15", NOW).unwrap().1, 15);
    assert_eq!(matched(&keys, "test-secret-0", NOW), Err(Code::InvalidSecret));
    assert_eq!(matched(&[key("a", "test-secret-0"), key("a", "test-secret-1")], "", NOW), Err(Code::InvalidSecret));
    assert!(matched(&[key(&"x".repeat(64), "test-secret-0")], "test-secret-0", NOW).is_ok());
    assert_eq!(matched(&[key(&"x".repeat(65), "test-secret-0")], "", NOW), Err(Code::InvalidSecret));
    let backwards = Key { not_before: Some(2), not_after: Some(1), ..key("a", "test-secret-0") };
    assert_eq!(matched(&[backwards], "", NOW), Err(Code::InvalidSecret));
}

#[test]
fn rule_6_no_secret_no_verifier() {
    for line in [
        "hmac-sha256 | x-s: {hex} | {body}",
        "hmac-sha512({api-secret}) | x-s: {hex} | {body}",
        "hmac-sha256(whsec_{base64}) | x-s: {hex} | {body}",
        "hmac-sha256({hex}) | x-s: {hex} | {body}",
        "token | x-s: {token}",
    ] {
        let scheme = Scheme::parse(line).unwrap();
        for secret in
            ["", " ", "\n", "undefined", "NULL", "[object Object]", "changeme", "your_webhook_secret", "undefined\n"]
        {
            for options in [Options::default(), Options::default().allow_api_key()] {
                assert_eq!(refusal(&scheme, secret.as_bytes(), options), Some(Code::WeakSecret), "{line}: {secret:?}");
            }
            let signed = sign(&scheme, secret.as_bytes(), &Request::default(), NOW, Options::default());
            assert_eq!(signed.err().map(|error| error.code()), Some(Code::WeakSecret), "{line}: {secret:?}");
        }
    }
}

#[test]
fn rule_6_empty_once_prefix_and_encoding_are_taken_off() {
    let scheme = scheme!("hmac-sha256(whsec_{base64}) | x-s: {hex} | {body}");
    for secret in ["whsec_", "whsec_ ", "whsec_null"] {
        assert_eq!(refusal(&scheme, secret.as_bytes(), Options::default()), Some(Code::WeakSecret), "{secret:?}");
    }
    for secret in
        ["whsec_=", "whsec_A", "whsec_A===", "whsec_AA", "whsec_AAAA\n", "whsec_AA_A", "whsec_AB==", "whsec_AA=A"]
    {
        let code = refusal(&scheme, secret.as_bytes(), Options::default());
        // `AA` is one zero byte: canonical, and decoded.
        assert_eq!(code, (secret != "whsec_AA").then_some(Code::InvalidSecret), "{secret:?}");
    }
}

#[test]
fn rule_6_a_weak_key_beside_a_good_one_is_refused() {
    assert_eq!(matched(&[key("a", "test-secret"), key("b", "")], "test-secret", NOW), Err(Code::WeakSecret));
}

#[test]
fn rule_6_an_api_key_is_no_secret() {
    for secret in [
        "sk_live_x",
        "sk_test_x",
        "rk_live_x",
        "ghp_x",
        "github_pat_x",
        "xoxb-x",
        "AKIAX",
        "SG.x",
        "shpat_x",
        "glpat-x",
    ] {
        assert_eq!(refusal(&SCHEME, secret.as_bytes(), Options::default()), Some(Code::ApiKeyAsSecret), "{secret}");
        assert_eq!(refusal(&SCHEME, secret.as_bytes(), Options::default().allow_api_key()), None, "{secret}");
    }
}

#[test]
fn rule_7_a_scheme_that_signs_with_an_api_secret_says_so() {
    let scheme = scheme!("hmac-sha512({api-secret}) | x-s: {hex} | {body}");
    let secret = b"just-any-text-that-is-long-enough";
    let refused = Verifier::new(&scheme, &Keyring::single(secret), Options::default()).unwrap_err();
    assert_eq!(refused.code(), Code::ApiKeyAsSecret);
    assert!(refused.to_string().contains("derive") && refused.to_string().contains("allow_api_key"), "{refused}");
    assert_eq!(refusal(&scheme, secret, Options::default().allow_api_key()), None);
}

#[test]
fn the_error_about_a_secret_does_not_show_it() {
    for secret in ["sk_live_hookproof_example", "hookproof example\n", "hpk1_hookproof_example"] {
        let error = Verifier::new(&SCHEME, &Keyring::single(secret.as_bytes()), Options::default()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("example"), "{error}");
    }
}

#[test]
fn the_error_names_the_key_whose_secret_is_not_usable() {
    for (secret, code) in [("", Code::WeakSecret), ("sk_live_x", Code::ApiKeyAsSecret), ("x\n", Code::InvalidSecret)] {
        let mut keyring = Keyring::new();
        keyring.add(key("2026-10", "test-secret")).unwrap().add(key("2026-11", secret)).unwrap();
        let error = Verifier::new(&SCHEME, &keyring, Options::default()).unwrap_err();
        assert_eq!((error.code(), error.key_id(), error.header()), (code, Some("2026-11"), None));
        assert!(error.to_string().contains("2026-11"), "{error}");
    }
}

#[test]
fn rule_8_review_lists_what_policy_would_flag() {
    const DAY: u64 = 86_400;
    const NOW: u64 = 1_795_465_620;
    let key = |id, secret, from, to| Key { id, secret, not_before: from, not_after: to };
    let long = |number: u8| -> &'static [u8] {
        match number {
            0 => b"test-secret-of-the-first-key",
            1 => b"test-secret-of-the-second-key",
            _ => b"test-secret-of-the-third-key",
        }
    };
    let review = |keys: &[Key<'static>]| -> Vec<(&'static str, &'static str)> {
        let mut keyring = Keyring::new();
        for key in keys {
            keyring.add(*key).unwrap();
        }
        keyring.review(NOW).map(|finding| (finding.key_id, finding.flaw.as_str())).collect()
    };
    // Nothing to mend: a key without dates; one of exactly 90 days; one that runs out behind another one.
    assert_eq!(review(&[key("a", long(0), None, None)]), []);
    assert_eq!(review(&[key("a", long(0), Some(NOW - 90 * DAY), None)]), []);
    assert_eq!(review(&[key("a", long(0), None, Some(NOW + DAY)), key("b", long(1), Some(NOW + DAY), None)]), []);
    // Each flaw.
    assert_eq!(review(&[key("a", long(0), Some(NOW - 90 * DAY - 1), None)]), [("a", "old")]);
    assert_eq!(review(&[key("a", b"fifteen-bytes-x", None, None)]), [("a", "short")]);
    assert_eq!(review(&[key("a", b"sixteen-bytes-xx", None, None)]), []);
    assert_eq!(
        review(&[key("live", long(0), None, None), key("x", long(1), None, None), key("test", long(0), None, None)]),
        [("live", "shared"), ("test", "shared")]
    );
    assert_eq!(review(&[key("a", long(0), None, Some(NOW))]), [("a", "no_successor")]);
    let gap = [key("a", long(0), None, Some(NOW + DAY)), key("b", long(1), Some(NOW + DAY + 2), None)];
    assert_eq!(review(&gap), [("a", "no_successor")]);
    // What has run out is only that; the key that is left has no successor, either.
    let late = [key("a", long(0), Some(NOW - 200 * DAY), Some(NOW - 1)), key("b", long(1), None, Some(NOW + DAY))];
    assert_eq!(review(&late), [("a", "expired"), ("b", "no_successor")]);
}

#[test]
fn the_longest_secret_keeps_what_the_scheme_puts_behind_it() {
    use hmac::{Hmac, KeyInit, Mac};
    let scheme = Scheme::parse("hmac-sha256({utf8}&) | x-s: {hex} | {body}").unwrap();
    let secret = "k".repeat(1024);
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(format!("{secret}&").as_bytes()).unwrap();
    mac.update(b"{}");
    let signature = oracle::hex(&mac.finalize().into_bytes());
    let verifier = Verifier::new(&scheme, &Keyring::single(secret.as_bytes()), Options::default()).unwrap();
    let request = Request { headers: &[("x-s", signature.as_bytes())], body: b"{}", ..Request::default() };
    assert!(verifier.verify(&request, NOW).is_ok());
}
