//! Plain digests: over a text that the secret is a part of, over a secret, over a body.

use crate::compare::Tag;
use crate::message::Piece;
use crate::scheme::Hash;
use crate::text::copy;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

/// The largest number of bytes of a secret that is kept as it is.
pub(crate) const MAX_PLAIN_SECRET: usize = 128;

/// The secret of a plain digest.
#[derive(Clone)]
pub(crate) struct Key {
    hash: Hash,
    secret: Zeroizing<[u8; MAX_PLAIN_SECRET]>,
    len: usize,
}

impl Key {
    /// `None` for a secret of more than 128 bytes.
    pub(super) fn new(hash: Hash, secret: &[u8]) -> Option<Key> {
        let mut key = Key { hash, secret: Zeroizing::new([0; MAX_PLAIN_SECRET]), len: secret.len() };
        copy(key.secret.get_mut(..secret.len())?, secret);
        Some(key)
    }

    pub(super) fn start(&self) -> Running {
        Running { key: self.clone(), state: State::new(self.hash) }
    }
}

/// A plain digest in the making.
pub(crate) struct Running {
    key: Key,
    state: State,
}

impl Running {
    pub(super) fn update(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Bytes(bytes) => self.state.update(bytes),
            Piece::Secret => self.state.update(self.key.secret.get(..self.key.len).unwrap_or_default()),
        }
    }

    pub(super) fn finish(self) -> Tag {
        self.state.finish()
    }
}

/// Calls `use_digest` with the digest of a secret that comes in two pieces.
pub(crate) fn hashed<T>(hash: Hash, secret: [&[u8]; 2], use_digest: impl FnOnce(&[u8]) -> T) -> T {
    let mut state = State::new(hash);
    secret.into_iter().for_each(|piece| state.update(piece));
    let digest = Zeroizing::new(state.finish().to_bytes());
    let len = match hash {
        Hash::Sha1 => 20,
        Hash::Sha256 => 32,
        Hash::Sha512 => 64,
    };
    use_digest(digest.get(..len).unwrap_or_default())
}

/// The SHA-256 of a body that arrives in pieces; nothing where none is wanted.
pub(crate) struct BodyDigest(Option<Sha256>);

impl BodyDigest {
    pub(crate) fn new(is_wanted: bool) -> Self {
        BodyDigest(is_wanted.then(Sha256::new))
    }

    pub(crate) fn update(&mut self, piece: &[u8]) {
        if let Some(hash) = &mut self.0 {
            hash.update(piece);
        }
    }

    /// The digest; zeros where none was wanted.
    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.map_or([0; 32], |hash| hash.finalize().into())
    }
}

enum State {
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Sha512),
}

impl State {
    fn new(hash: Hash) -> State {
        match hash {
            Hash::Sha1 => State::Sha1(Sha1::new()),
            Hash::Sha256 => State::Sha256(Sha256::new()),
            Hash::Sha512 => State::Sha512(Sha512::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            State::Sha1(hash) => hash.update(bytes),
            State::Sha256(hash) => hash.update(bytes),
            State::Sha512(hash) => hash.update(bytes),
        }
    }

    fn finish(self) -> Tag {
        match self {
            State::Sha1(hash) => Tag::new(&hash.finalize()),
            State::Sha256(hash) => Tag::new(&hash.finalize()),
            State::Sha512(hash) => Tag::new(&hash.finalize()),
        }
    }
}
