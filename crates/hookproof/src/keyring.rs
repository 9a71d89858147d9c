//! Secrets: several at a time, with ids and dates, and the guard against those that are none.

mod guard;
mod review;
mod shapes;
mod verification_key;

pub use review::{Finding, Flaw};
pub use verification_key::{VerificationKey, derive};

use crate::decode::decode;
use crate::error::{Code, Error};
use crate::mac::{InnerBlock, MacKey, hashed};
use crate::scheme::{Algorithm, Hash, MAX_LINE, Scheme};
use crate::text::KeyId;
use crate::verify::Options;
use zeroize::Zeroizing;

/// The largest number of keys in a keyring.
pub(crate) const MAX_KEYS: usize = 16;

/// The largest number of bytes of a secret as it is configured.
pub(crate) const MAX_SECRET: usize = 1024;

/// A secret with an id and, for rotation, dates.
///
/// It has no `Debug`: a secret is in no log.
#[derive(Clone, Copy)]
pub struct Key<'k> {
    /// What the verdict calls the key, at most 64 bytes; not secret.
    pub id: &'k str,
    /// The secret as the provider shows it, or a [verification key](derive()).
    pub secret: &'k [u8],
    /// The first second, in Unix time, at which the key counts; `None`: always.
    pub not_before: Option<u64>,
    /// The last second, in Unix time, at which the key counts; `None`: for ever.
    pub not_after: Option<u64>,
}

impl Key<'_> {
    /// Whether the key counts at this Unix time (seconds).
    fn is_active(&self, now: u64) -> bool {
        counts(self.not_before, self.not_after, now)
    }
}

/// Whether a key with these dates counts at this time.
fn counts(not_before: Option<u64>, not_after: Option<u64>, now: u64) -> bool {
    not_before.is_none_or(|from| from <= now) && not_after.is_none_or(|to| now <= to)
}

/// The secrets of one endpoint: at most 16, borrowed until a [`Verifier`](crate::Verifier) is made of them.
///
/// ```
/// use hookproof::{Key, Keyring};
/// let mut keyring = Keyring::new();
/// keyring.add(Key { id: "2026-10", secret: b"the secret that is being retired", not_before: None, not_after: Some(1_795_000_000) })?;
/// keyring.add(Key { id: "2026-11", secret: b"the secret that follows on it", not_before: None, not_after: None })?;
/// # Ok::<(), hookproof::Error>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Keyring<'k> {
    keys: [Option<Key<'k>>; MAX_KEYS],
}

impl<'k> Keyring<'k> {
    /// An empty keyring.
    pub const fn new() -> Self {
        Keyring { keys: [None; MAX_KEYS] }
    }

    /// A keyring of one secret without dates; its id is `default`.
    pub const fn single(secret: &'k [u8]) -> Self {
        let mut keyring = Keyring::new();
        let [first, ..] = &mut keyring.keys;
        *first = Some(Key { id: "default", secret, not_before: None, not_after: None });
        keyring
    }

    /// The keyring with one key more. The first key is the one that replay keys are computed with: add new keys behind it.
    ///
    /// # Errors
    /// `invalid_secret` for a 17th key, an id that is there already or longer than 64 bytes, and dates in the wrong order.
    pub fn add(&mut self, key: Key<'k>) -> Result<&mut Self, Error> {
        let invalid = |reason| Err(Error::new(Code::InvalidSecret, reason));
        if key.id.len() > KeyId::CAPACITY {
            return invalid("the id of a key has at most 64 bytes");
        }
        if self.keys.iter().flatten().any(|other| other.id == key.id) {
            return invalid("two keys with the same id");
        }
        if let (Some(from), Some(to)) = (key.not_before, key.not_after)
            && from > to
        {
            return invalid("a key that ends before it begins");
        }
        match self.keys.iter_mut().find(|slot| slot.is_none()) {
            Some(slot) => *slot = Some(key),
            None => return invalid("more than 16 keys"),
        }
        Ok(self)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key<'k>> {
        self.keys.iter().flatten()
    }
}

/// A key that is ready for use: nothing of the configured secret is left but the states of the MAC.
pub(crate) struct ReadyKey {
    pub(crate) id: KeyId,
    pub(crate) mac: MacKey,
    not_before: Option<u64>,
    not_after: Option<u64>,
}

impl ReadyKey {
    /// # Errors
    /// `weak_secret`, `api_key_as_secret`, `invalid_secret`.
    pub(crate) fn new(scheme: &Scheme, key: &Key<'_>, options: Options) -> Result<Self, Error> {
        Ok(ReadyKey {
            id: KeyId::truncated(key.id.as_bytes()),
            mac: mac_key(scheme, key.secret, options)?,
            not_before: key.not_before,
            not_after: key.not_after,
        })
    }

    /// Whether the key counts at this Unix time (seconds).
    pub(crate) fn is_active(&self, now: u64) -> bool {
        counts(self.not_before, self.not_after, now)
    }
}

/// The MAC key of a configured secret, or of a verification key.
///
/// # Errors
/// `weak_secret`, `api_key_as_secret`, `invalid_secret`.
pub(crate) fn mac_key(scheme: &Scheme, secret: &[u8], options: Options) -> Result<MacKey, Error> {
    if scheme.algorithm != Algorithm::Token && verification_key::is_one(secret) {
        return verification_key::read(scheme.algorithm, secret);
    }
    let secret = check(scheme, secret)?;
    if !options.allow_api_key {
        guard::refuse_api_key(scheme, secret)?;
    }
    with_key_bytes(scheme, secret, |key| MacKey::new(scheme.algorithm, key))?.ok_or(TOO_LONG)
}

/// The block that a secret begins an HMAC's inner hash with; `None` for a verification key.
pub(crate) fn inner_block(scheme: &Scheme, hash: Hash, secret: &[u8]) -> Result<Option<InnerBlock>, Error> {
    if verification_key::is_one(secret) {
        return Ok(None);
    }
    with_key_bytes(scheme, check(scheme, secret)?, |key| InnerBlock::new(hash, key)).map(Some)
}

const TOO_LONG: Error = Error::new(Code::InvalidSecret, "longer than 128 bytes: too long for a plain digest");

/// The secret without the scheme's prefix, if it can be one at all.
fn check<'s>(scheme: &Scheme, secret: &'s [u8]) -> Result<&'s [u8], Error> {
    let bare = guard::without_prefix(secret, scheme.bytes(scheme.secret.prefix)).unwrap_or(secret);
    guard::refuse_placeholder(secret)?;
    guard::refuse_placeholder(bare)?;
    if secret.len() > MAX_SECRET {
        return Err(Error::new(Code::InvalidSecret, "longer than 1024 bytes"));
    }
    if guard::trimmed(secret).len() != secret.len() {
        return Err(Error::new(Code::InvalidSecret, "it begins or ends with white space"));
    }
    Ok(bare)
}

/// The key bytes of a checked secret, decoded as the scheme says, for as long as `use_key` runs.
fn with_key_bytes<T>(scheme: &Scheme, secret: &[u8], use_key: impl FnOnce(&[u8]) -> T) -> Result<T, Error> {
    let mut buffer = Zeroizing::new([0; MAX_SECRET]);
    let key = match scheme.secret.encoding {
        None => secret,
        Some(encoding) => decode(encoding, secret, buffer.as_mut_slice())
            .ok_or(Error::new(Code::InvalidSecret, "it does not decode as the scheme says"))?,
    };
    if key.is_empty() {
        return Err(Error::new(Code::WeakSecret, "empty once it is decoded"));
    }
    let suffix = scheme.bytes(scheme.secret.suffix);
    if let Some(hash) = scheme.secret.hash {
        return Ok(hashed(hash, [key, suffix], use_key));
    }
    if suffix.is_empty() {
        return Ok(use_key(key));
    }
    let mut composed = Zeroizing::new([0; MAX_SECRET + MAX_SUFFIX]);
    let bytes = key.iter().chain(suffix);
    let len = composed.iter_mut().zip(bytes).map(|(to, from)| *to = *from).count();
    Ok(use_key(composed.get(..len).unwrap_or_default()))
}

/// The largest number of bytes that a scheme puts behind a secret: a line has no more.
const MAX_SUFFIX: usize = MAX_LINE;
