//! Verification keys: what stands in a secret's place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod oracle;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hookproof::{Code, Error, Keyring, Options, Request, Scheme, Verifier, derive, sign};
use oracle::Delivery;

const SECRET: &str = "test-secret-that-could-call-an-api";
const SCHEMES: [(&str, usize); 4] = [
    ("hmac-sha1({api-secret}) | x-s: {hex} | {body}", 1 + 2 * 20),
    ("hmac-sha256({api-secret}) | x-s: {hex} | {body}", 1 + 2 * 32),
    ("hmac-sha384({api-secret}) | x-s: {hex} | {body}", 1 + 2 * 64),
    ("hmac-sha512({api-secret}) | x-s: {hex} | {body}", 1 + 2 * 64),
];

fn verify(scheme: &Scheme, key: &str, signature: &str, body: &[u8]) -> Result<(), Error> {
    let verifier = Verifier::new(scheme, &Keyring::single(key.as_bytes()), Options::default())?;
    let request = Request { headers: &[("x-s", signature.as_bytes())], body, ..Request::default() };
    verifier.verify(&request, 0).map(drop)
}

fn signature(line: &str, secret: &str, body: &[u8]) -> String {
    let delivery = Delivery { body: body.into(), ..Delivery::default() };
    oracle::sign(line, secret, &delivery, "").remove(0).1
}

#[test]
fn rule_7_it_verifies_what_the_secret_signed() {
    // Around the block sizes of the hashes (64 and 128 bytes), where padding and key hashing change.
    for secret_len in [1, 20, 63, 64, 65, 127, 128, 129, 1024] {
        for body_len in [0, 1, 55, 56, 64, 111, 112, 128, 1000] {
            let secret = "k".repeat(secret_len);
            let body = vec![b'b'; body_len];
            for (line, _) in SCHEMES {
                let scheme = Scheme::parse(line).unwrap();
                let key = derive(&scheme, secret.as_bytes()).unwrap();
                let signature = signature(line, &secret, &body);
                verify(&scheme, key.as_str(), &signature, &body).unwrap();
                let other = verify(&scheme, key.as_str(), &signature, b"another body").unwrap_err();
                assert_eq!(other.code(), Code::SignatureMismatch);
            }
        }
    }
}

#[test]
fn rule_7_it_is_not_the_secret() {
    for (line, len) in SCHEMES {
        let key = derive(&Scheme::parse(line).unwrap(), SECRET.as_bytes()).unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(key.as_str().strip_prefix("hpk1_").unwrap()).unwrap();
        assert_eq!(bytes.len(), len, "{line}");
        for window in 0..SECRET.len() - 4 {
            let part = &SECRET.as_bytes()[window..window + 4];
            assert!(
                !bytes.windows(4).any(|bytes| bytes == part)
                    && !key.as_str().as_bytes().windows(4).any(|text| text == part)
            );
        }
        // The same secret gives the same key; another secret, another one.
        assert_eq!(derive(&Scheme::parse(line).unwrap(), SECRET.as_bytes()).unwrap().as_str(), key.as_str());
        assert_ne!(derive(&Scheme::parse(line).unwrap(), b"another-secret").unwrap().as_str(), key.as_str());
    }
}

#[test]
fn rule_7_it_is_for_one_algorithm() {
    for (line, _) in SCHEMES {
        let key = derive(&Scheme::parse(line).unwrap(), SECRET.as_bytes()).unwrap();
        for (other, _) in SCHEMES {
            let verdict = verify(&Scheme::parse(other).unwrap(), key.as_str(), &signature(other, SECRET, b"{}"), b"{}");
            assert_eq!(
                verdict.map_err(|error| error.code()),
                if line == other { Ok(()) } else { Err(Code::InvalidSecret) }
            );
        }
    }
}

#[test]
fn rule_7_any_change_to_it_is_seen() {
    let (line, _) = SCHEMES[1];
    let scheme = Scheme::parse(line).unwrap();
    let key = derive(&scheme, SECRET.as_bytes()).unwrap();
    let signature = signature(line, SECRET, b"{}");
    let passes = |key: &[u8]| {
        let verifier = Verifier::new(&scheme, &Keyring::single(key), Options::default());
        let request = Request { headers: &[("x-s", signature.as_bytes())], body: b"{}", ..Request::default() };
        verifier.is_ok_and(|verifier| verifier.verify(&request, 0).is_ok())
    };
    assert!(passes(key.as_str().as_bytes()));
    assert_eq!(oracle::tamper::undetected_secret(line, key.as_str().as_bytes(), passes), None);
    for damaged in [
        "hpk1_",
        "hpk1_AA",
        "hpk1_Ag",
        "hpk1_*",
        &key.as_str()[..40],
        &format!("{}A", key.as_str()),
        &format!("{}\n", key.as_str()),
    ] {
        assert_eq!(verify(&scheme, damaged, &signature, b"{}").unwrap_err().code(), Code::InvalidSecret, "{damaged}");
    }
}

#[test]
fn rule_7_it_signs_what_the_secret_signs() {
    for (line, _) in SCHEMES {
        let scheme = Scheme::parse(line).unwrap();
        let key = derive(&scheme, SECRET.as_bytes()).unwrap();
        let request = Request { body: b"{}", ..Request::default() };
        let signed = sign(&scheme, key.as_str().as_bytes(), &request, 0, Options::default()).unwrap();
        assert_eq!(signed.headers().next(), Some(("x-s", signature(line, SECRET, b"{}").as_str())));
    }
}

#[test]
fn what_has_no_verification_key() {
    let code = |line: &str, secret: &str| {
        derive(&Scheme::parse(line).unwrap(), secret.as_bytes()).err().map(|error| error.code())
    };
    let sha256 = SCHEMES[1].0;
    assert_eq!(code("token | x-t: {token}", SECRET), Some(Code::UnsupportedAlgorithm));
    assert_eq!(code(sha256, ""), Some(Code::WeakSecret));
    assert_eq!(code(sha256, "undefined"), Some(Code::WeakSecret));
    assert_eq!(code(sha256, " a secret"), Some(Code::InvalidSecret));
    assert_eq!(code("hmac-sha256({hex}) | x-s: {hex} | {body}", "xyz"), Some(Code::InvalidSecret));
    let key = derive(&Scheme::parse(sha256).unwrap(), SECRET.as_bytes()).unwrap();
    assert_eq!(code(sha256, key.as_str()), Some(Code::InvalidSecret));
    // It turns API keys into keys that are none: it takes them.
    assert_eq!(code(sha256, "sk_live_hookproof_example"), None);
}

/// It stands for no secret within a plain digest, and is not taken for one.
#[test]
fn rule_7_a_plain_digest_has_none() {
    let line = "sha256 | x-s: {hex} | {secret}{body}";
    let scheme = Scheme::parse(line).unwrap();
    assert_eq!(derive(&scheme, SECRET.as_bytes()).map(drop).unwrap_err().code(), Code::UnsupportedAlgorithm);
    let made = derive(&Scheme::parse("hmac-sha256 | x-s: {hex} | {body}").unwrap(), SECRET.as_bytes()).unwrap();
    let refusal = Verifier::new(&scheme, &Keyring::single(made.as_str().as_bytes()), Options::default());
    assert_eq!(refusal.map(drop).unwrap_err().code(), Code::InvalidSecret);
}
