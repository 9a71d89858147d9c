//! HMAC (RFC 2104) from the two midstates of its key, over the hash functions of RustCrypto.
//!
//! A key is kept as the states of the inner and the outer hash after their first block. That saves half of the work for
//! a small body, and it is what a verification key holds: it computes tags, and the secret cannot be had back from it.
//! The `hmac` crate keeps the same states but does not hand them out; the tests compare with it and with Wycheproof.
//!
//! A plain digest over a text with the secret in it has no such states: there the secret is kept (`plain.rs`).

mod hasher;
mod plain;

pub(crate) use hasher::Hasher;
pub(crate) use plain::{BodyDigest, hashed};

use crate::compare::Tag;
use crate::message::{Piece, Sink};
use crate::scheme::{Algorithm, Hash};
use crate::text::copy;
use hasher::{MAX_BLOCK, State};
use zeroize::Zeroizing;

const INNER: u8 = 0x36;
const OUTER: u8 = 0x5c;

/// What feeds a message: it calls the sink with each piece, in order.
pub(crate) type Feed<'f> = dyn Fn(&mut Sink<'_>) + 'f;

/// A secret, ready to compute tags. It has no `Debug`, is compared with nothing, and is wiped when dropped.
pub(crate) enum MacKey {
    Hmac(Pads),
    Plain(plain::Key),
    /// The digest of a shared token: equal digests, equal tokens, whatever their lengths.
    Token(Zeroizing<Tag>),
}

impl MacKey {
    /// The key for these key bytes: a key for HMAC, the secret of a plain digest, or the token itself. `None` if the
    /// secret of a plain digest is too long.
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Option<MacKey> {
        Some(match (algorithm.hmac(), algorithm.plain()) {
            (Some(hash), _) => MacKey::Hmac(Pads::new(hash, key)),
            (_, Some(hash)) => MacKey::Plain(plain::Key::new(hash, key)?),
            (None, None) => MacKey::Token(Zeroizing::new(digest(key))),
        })
    }

    /// The tag of the message. For a token, its digest, whatever the message.
    pub(crate) fn tag(&self, message: &Feed<'_>) -> Zeroizing<Tag> {
        let mut hasher = Hasher::IDLE;
        self.start(&mut hasher);
        message(&mut |piece| self.feed(&mut hasher, piece));
        Zeroizing::new(Tag::new(self.finish(&mut hasher)))
    }

    /// Begins the inner hash of a tag whose message arrives in pieces.
    pub(crate) fn start(&self, hasher: &mut Hasher) {
        match self {
            MacKey::Hmac(pads) => hasher.resume(&pads.inner, 1),
            MacKey::Plain(key) => hasher.begin(key.hash),
            MacKey::Token(_) => {}
        }
    }

    /// Takes the next piece of the message into the inner hash.
    pub(crate) fn feed(&self, hasher: &mut Hasher, piece: Piece<'_>) {
        match (piece, self) {
            (_, MacKey::Token(_)) | (Piece::Secret, MacKey::Hmac(_)) => {}
            (Piece::Secret, MacKey::Plain(key)) => hasher.update(key.secret()),
            (Piece::Bytes(bytes), _) => hasher.update(bytes),
        }
    }

    /// The tag of the message that the inner hash has taken in.
    pub(crate) fn finish<'h>(&'h self, hasher: &'h mut Hasher) -> &'h [u8] {
        match self {
            MacKey::Hmac(pads) => hasher.finish_twice(&pads.outer),
            MacKey::Plain(_) => hasher.finish(),
            MacKey::Token(digest) => digest.as_bytes(),
        }
    }

    /// The tag, from the digest of the inner hash, which somebody else computed; the empty one, which nothing matches, for
    /// what has no inner hash.
    pub(crate) fn outer<'h>(&self, hasher: &'h mut Hasher, inner: &[u8]) -> &'h [u8] {
        let MacKey::Hmac(pads) = self else { return &[] };
        hasher.resume(&pads.outer, 1);
        hasher.update(inner);
        hasher.finish()
    }

    /// The two midstates, as words; empty for what has none.
    pub(crate) fn midstates<'o>(&self, out: &'o mut [u8; MAX_MIDSTATES]) -> &'o [u8] {
        let MacKey::Hmac(Pads { inner, outer }) = self else { return &[] };
        let (first, second) = out.split_at_mut(inner.words_len());
        let len = inner.write_words(first) + outer.write_words(second);
        out.get(..len).unwrap_or_default()
    }

    /// The key with these midstates; `None` if they are not as many bytes as the algorithm's, or it has none.
    pub(crate) fn from_midstates(algorithm: Algorithm, midstates: &[u8]) -> Option<MacKey> {
        let mut pads = Pads::begin(algorithm.hmac()?);
        let (first, second) = midstates.split_at_checked(pads.inner.words_len())?;
        if first.len() != second.len() {
            return None;
        }
        pads.inner.read_words(first);
        pads.outer.read_words(second);
        Some(MacKey::Hmac(pads))
    }
}

/// The largest number of bytes of two midstates: those of SHA-512.
pub(crate) const MAX_MIDSTATES: usize = 128;

/// The SHA-256 of these bytes.
pub(crate) fn digest(bytes: &[u8]) -> Tag {
    let mut hasher = Hasher::IDLE;
    Tag::new(digest_in(&mut hasher, bytes))
}

/// The same, computed in a hasher that is there.
pub(crate) fn digest_in<'h>(hasher: &'h mut Hasher, bytes: &[u8]) -> &'h [u8] {
    hasher.begin(Hash::Sha256);
    hasher.update(bytes);
    hasher.finish()
}

/// The first block of the inner hash, which a key makes.
pub(crate) struct InnerBlock {
    bytes: Zeroizing<[u8; MAX_BLOCK]>,
    len: usize,
}

impl InnerBlock {
    pub(crate) fn new(hash: Hash, key: &[u8]) -> InnerBlock {
        let len = State::new(hash).block_len();
        let mut bytes = Zeroizing::new([0; MAX_BLOCK]);
        if key.len() > len {
            hashed(hash, [key, b""], |digest| copy(bytes.as_mut_slice(), digest));
        } else {
            copy(bytes.as_mut_slice(), key);
        }
        bytes.iter_mut().for_each(|byte| *byte ^= INNER);
        InnerBlock { bytes, len }
    }

    /// The first block of the outer hash.
    fn into_outer(mut self) -> InnerBlock {
        self.bytes.iter_mut().for_each(|byte| *byte ^= INNER ^ OUTER);
        self
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// A key of HMAC: the states of both hashes after the block that the key makes.
pub(crate) struct Pads {
    inner: State,
    outer: State,
}

impl Pads {
    /// Without a key yet.
    const fn begin(hash: Hash) -> Pads {
        Pads { inner: State::new(hash), outer: State::new(hash) }
    }

    fn new(hash: Hash, key: &[u8]) -> Pads {
        let mut pads = Pads::begin(hash);
        let block = InnerBlock::new(hash, key);
        pads.inner.absorb(block.as_bytes());
        pads.outer.absorb(block.into_outer().as_bytes());
        pads
    }
}

impl Drop for Pads {
    fn drop(&mut self) {
        self.inner.wipe();
        self.outer.wipe();
    }
}
