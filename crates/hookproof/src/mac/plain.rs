//! Hashes that are not keyed: plain digests over a text that holds the secret, secrets that are hashed before they are
//! used, and the digest of a body.

use super::hasher::Hasher;
use crate::scheme::Hash;
use crate::text::copy;
use zeroize::Zeroizing;

/// The largest number of bytes of the secret of a plain digest. It is kept as it is, for every key of a verifier.
pub(crate) const MAX_PLAIN_SECRET: usize = 128;

/// The secret of a plain digest: nothing can stand for it, since the message may hold it anywhere.
pub(crate) struct Key {
    pub(super) hash: Hash,
    secret: Zeroizing<[u8; MAX_PLAIN_SECRET]>,
    len: usize,
}

impl Key {
    /// `None` if the secret is too long.
    pub(super) fn new(hash: Hash, secret: &[u8]) -> Option<Key> {
        let mut key = Key { hash, secret: Zeroizing::new([0; MAX_PLAIN_SECRET]), len: secret.len() };
        copy(key.secret.get_mut(..secret.len())?, secret);
        Some(key)
    }

    pub(super) fn secret(&self) -> &[u8] {
        self.secret.get(..self.len).unwrap_or_default()
    }
}

/// What `use_digest` makes of the digest of a secret, whose pieces these are: for schemes whose key is a digest.
pub(crate) fn hashed<T>(hash: Hash, secret: [&[u8]; 2], use_digest: impl FnOnce(&[u8]) -> T) -> T {
    let mut hasher = Hasher::new(hash);
    secret.into_iter().for_each(|piece| hasher.update(piece));
    use_digest(hasher.finish())
}

/// The SHA-256 of a body, where the scheme asks for it.
pub(crate) struct BodyDigest(Option<Hasher>);

impl BodyDigest {
    pub(crate) const NONE: BodyDigest = BodyDigest(None);

    pub(crate) fn new(is_wanted: bool) -> Self {
        BodyDigest(is_wanted.then(|| Hasher::new(Hash::Sha256)))
    }

    /// Forgets the body before.
    pub(crate) fn begin(&mut self, is_wanted: bool) {
        self.0 = None;
        if is_wanted {
            self.0 = Some(Hasher::new(Hash::Sha256));
        }
    }

    pub(crate) fn update(&mut self, piece: &[u8]) {
        if let Some(hasher) = &mut self.0 {
            hasher.update(piece);
        }
    }

    /// The digest; zeros if it is not wanted.
    pub(crate) fn finish(&mut self) -> [u8; 32] {
        self.0.as_mut().and_then(|hasher| hasher.finish().first_chunk().copied()).unwrap_or_default()
    }
}
