//! Verification keys: what is left of a secret when it can verify and do nothing else.
//!
//! The text is `hpk1_` and, in base64url without padding, one byte for the algorithm (1: HMAC-SHA1, 2: -SHA256,
//! 3: -SHA384, 4: -SHA512) and the words of the inner and of the outer state of the hash after the key's block,
//! each little-endian.

use super::{check, guard, with_key_bytes};
use crate::compare::{declassify, publish};
use crate::decode::{decode, encode};
use crate::error::{Code, Error};
use crate::mac::{MAX_MIDSTATES, MacKey};
use crate::scheme::{Algorithm, Encoding, Scheme};
use crate::text::copy;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

const PREFIX: &str = "hpk1_";

/// The prefix and the base64url of 129 bytes.
const MAX_TEXT: usize = PREFIX.len() + 172;

/// A secret, turned into a key that verifies a scheme's signatures and cannot call the provider's API.
///
/// The secret cannot be computed back from it. It can sign, too, as every key of a MAC can: keep it as you keep a
/// secret. It has no `Debug`, and is wiped when dropped.
pub struct VerificationKey {
    text: [u8; MAX_TEXT],
    len: usize,
}

impl VerificationKey {
    /// The key as text, `hpk1_...`: what to configure in the place of the secret.
    pub fn as_str(&self) -> &str {
        self.text.get(..self.len).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl Drop for VerificationKey {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// The verification key of a secret: accepted wherever the secret is, for every scheme with the same algorithm.
///
/// Computed offline, once: then the secret need not be where webhooks are received.
///
/// # Errors
/// `weak_secret` and `invalid_secret` as for a verifier; `unsupported_algorithm` for a token and for a plain digest.
///
/// ```
/// use hookproof::{Keyring, Options, Scheme, Verifier, derive};
/// let shopify = Scheme::find("shopify")?;
/// let key = derive(&shopify, b"the app's client secret")?;
/// assert!(key.as_str().starts_with("hpk1_"));
/// let verifier = Verifier::new(&shopify, &Keyring::single(key.as_str().as_bytes()), Options::default())?;
/// # Ok::<(), hookproof::Error>(())
/// ```
pub fn derive(scheme: &Scheme, secret: &[u8]) -> Result<VerificationKey, Error> {
    let Some(number) = number(scheme.algorithm) else {
        return Err(Error::new(Code::UnsupportedAlgorithm, NO_MIDSTATES));
    };
    if is_one(secret) {
        return Err(Error::new(Code::InvalidSecret, "it is a verification key already"));
    }
    let secret = check(scheme, secret)?;
    let mac = with_key_bytes(scheme, secret, |key| MacKey::new(scheme.algorithm, key))?
        .ok_or(Error::new(Code::UnsupportedAlgorithm, NO_MIDSTATES))?;

    let mut midstates = Zeroizing::new([0; MAX_MIDSTATES]);
    let midstates = mac.midstates(&mut midstates);
    let mut bytes = Zeroizing::new([number; 1 + MAX_MIDSTATES]);
    for (to, from) in bytes.iter_mut().skip(1).zip(midstates) {
        *to = *from;
    }
    let mut key = VerificationKey { text: [0; MAX_TEXT], len: PREFIX.len() };
    let (prefix, rest) = key.text.split_at_mut(PREFIX.len());
    copy(prefix, PREFIX.as_bytes());
    let body = bytes.get(..=midstates.len()).unwrap_or_default();
    key.len += encode(Encoding::Base64Url, body, rest).map_or(0, <[u8]>::len);
    publish(&mut key.text);
    Ok(key)
}

const NO_MIDSTATES: &str =
    "only an HMAC has verification keys: nothing can stand for a token, nor for the secret within a plain digest";

/// Whether the text is meant as a verification key.
pub(super) fn is_one(secret: &[u8]) -> bool {
    guard::without_prefix(secret, PREFIX.as_bytes()).is_some()
}

/// # Errors
/// `invalid_secret` if the text is damaged or made for another algorithm.
pub(super) fn read(algorithm: Algorithm, secret: &[u8]) -> Result<MacKey, Error> {
    let mut buffer = Zeroizing::new([0; 1 + MAX_MIDSTATES]);
    let text = guard::without_prefix(secret, PREFIX.as_bytes()).unwrap_or_default();
    let bytes = decode(Encoding::Base64Url, text, buffer.as_mut_slice());
    let Some([made_for, midstates @ ..]) = bytes else {
        return Err(Error::new(Code::InvalidSecret, "a verification key that is damaged"));
    };
    if !declassify(made_for.ct_eq(&number(algorithm).unwrap_or_default())) {
        return Err(Error::new(Code::InvalidSecret, "a verification key for another algorithm"));
    }
    MacKey::from_midstates(algorithm, midstates)
        .ok_or(Error::new(Code::InvalidSecret, "a verification key that is cut short or too long"))
}

fn number(algorithm: Algorithm) -> Option<u8> {
    match algorithm {
        Algorithm::HmacSha1 => Some(1),
        Algorithm::HmacSha256 => Some(2),
        Algorithm::HmacSha384 => Some(3),
        Algorithm::HmacSha512 => Some(4),
        Algorithm::Sha1 | Algorithm::Sha256 | Algorithm::Sha512 | Algorithm::Token => None,
    }
}
