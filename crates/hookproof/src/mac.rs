//! HMAC (RFC 2104) from the two midstates of its key, over the hash functions of RustCrypto.
//!
//! A key is kept as the states of the inner and the outer hash after their first block. That saves half of the work for
//! a small body, and it is what a verification key holds: it computes tags, and the secret cannot be had back from it.
//! The `hmac` crate keeps the same states but does not hand them out; the tests compare with it and with Wycheproof.
//!
//! A plain digest over a text with the secret in it has no such states: there the secret is kept (`plain.rs`).

mod plain;

pub(crate) use plain::{BodyDigest, hashed};

use crate::compare::Tag;
use crate::message::{Piece, Sink};
use crate::scheme::{Algorithm, Hash};
use crate::text::copy;
use core::slice;
use digest::block_api::{Block, BlockSizeUser, Buffer, CoreProxy, UpdateCore};
use digest::common::hazmat::{SerializableState, SerializedState};
use digest::typenum::Unsigned;
use digest::{FixedOutput, Update};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::{Zeroize, Zeroizing};

const INNER: u8 = 0x36;
const OUTER: u8 = 0x5c;

/// What feeds a message: it calls the sink with each piece, in order.
pub(crate) type Feed<'f> = dyn Fn(&mut Sink<'_>) + 'f;

/// A secret, ready to compute tags. It has no `Debug`, is compared with nothing, and is wiped when dropped.
pub(crate) enum MacKey {
    Sha1(Keyed<Sha1>),
    Sha256(Keyed<Sha256>),
    Sha384(Keyed<Sha384>),
    Sha512(Keyed<Sha512>),
    Plain(plain::Key),
    /// The digest of a shared token: equal digests, equal tokens, whatever their lengths.
    Token(Zeroizing<Tag>),
}

impl MacKey {
    /// The key for these key bytes: a key for HMAC, the secret of a plain digest, or the token itself. `None` if the
    /// secret of a plain digest is too long.
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Option<MacKey> {
        Some(match algorithm {
            Algorithm::HmacSha1 => MacKey::Sha1(Keyed::new(key)),
            Algorithm::HmacSha256 => MacKey::Sha256(Keyed::new(key)),
            Algorithm::HmacSha384 => MacKey::Sha384(Keyed::new(key)),
            Algorithm::HmacSha512 => MacKey::Sha512(Keyed::new(key)),
            Algorithm::Sha1 => MacKey::Plain(plain::Key::new(Hash::Sha1, key)?),
            Algorithm::Sha256 => MacKey::Plain(plain::Key::new(Hash::Sha256, key)?),
            Algorithm::Sha512 => MacKey::Plain(plain::Key::new(Hash::Sha512, key)?),
            Algorithm::Token => MacKey::Token(Zeroizing::new(digest(key))),
        })
    }

    /// The tag of the message. For a token there is none to compute: the tag is the token's digest.
    pub(crate) fn tag(&self, message: &Feed<'_>) -> Tag {
        match self {
            MacKey::Sha1(key) => key.tag(message),
            MacKey::Sha256(key) => key.tag(message),
            MacKey::Sha384(key) => key.tag(message),
            MacKey::Sha512(key) => key.tag(message),
            MacKey::Plain(key) => {
                let mut digest = key.start();
                message(&mut |piece| digest.update(piece));
                digest.finish()
            }
            MacKey::Token(digest) => **digest,
        }
    }

    /// The same for a message that arrives over time.
    pub(crate) fn start(&self) -> Running {
        match self {
            MacKey::Sha1(key) => Running::Sha1(key.start()),
            MacKey::Sha256(key) => Running::Sha256(key.start()),
            MacKey::Sha384(key) => Running::Sha384(key.start()),
            MacKey::Sha512(key) => Running::Sha512(key.start()),
            MacKey::Plain(key) => Running::Plain(key.start()),
            MacKey::Token(digest) => Running::Token(digest.clone()),
        }
    }

    /// The inner and the outer midstate, one after the other at the front of `out`; empty where there are none.
    pub(crate) fn midstates<'o>(&self, out: &'o mut [u8; MAX_MIDSTATES]) -> &'o [u8] {
        let len = match self {
            MacKey::Sha1(key) => key.midstates(out),
            MacKey::Sha256(key) => key.midstates(out),
            MacKey::Sha384(key) => key.midstates(out),
            MacKey::Sha512(key) => key.midstates(out),
            MacKey::Plain(_) | MacKey::Token(_) => 0,
        };
        out.get(..len).unwrap_or_default()
    }

    /// The key with these midstates: the inverse of [`midstates`](MacKey::midstates). `None` unless the length fits.
    pub(crate) fn from_midstates(algorithm: Algorithm, midstates: &[u8]) -> Option<MacKey> {
        Some(match algorithm {
            Algorithm::HmacSha1 => MacKey::Sha1(Keyed::from_midstates(midstates)?),
            Algorithm::HmacSha256 => MacKey::Sha256(Keyed::from_midstates(midstates)?),
            Algorithm::HmacSha384 => MacKey::Sha384(Keyed::from_midstates(midstates)?),
            Algorithm::HmacSha512 => MacKey::Sha512(Keyed::from_midstates(midstates)?),
            Algorithm::Sha1 | Algorithm::Sha256 | Algorithm::Sha512 | Algorithm::Token => return None,
        })
    }
}

/// A tag in the making.
pub(crate) enum Running {
    Sha1(RunningHmac<Sha1>),
    Sha256(RunningHmac<Sha256>),
    Sha384(RunningHmac<Sha384>),
    Sha512(RunningHmac<Sha512>),
    Plain(plain::Running),
    Token(Zeroizing<Tag>),
}

impl Running {
    /// The next piece of the message. A token has none.
    pub(crate) fn update(&mut self, piece: Piece<'_>) {
        match self {
            Running::Sha1(mac) => mac.update(piece),
            Running::Sha256(mac) => mac.update(piece),
            Running::Sha384(mac) => mac.update(piece),
            Running::Sha512(mac) => mac.update(piece),
            Running::Plain(digest) => digest.update(piece),
            Running::Token(_) => {}
        }
    }

    /// The tag of the message; for a token, its digest.
    pub(crate) fn finish(self) -> Tag {
        match self {
            Running::Sha1(mac) => mac.finish(),
            Running::Sha256(mac) => mac.finish(),
            Running::Sha384(mac) => mac.finish(),
            Running::Sha512(mac) => mac.finish(),
            Running::Plain(digest) => digest.finish(),
            Running::Token(digest) => *digest,
        }
    }
}

/// The largest number of bytes of the two midstates: twice the eight 64-bit words of SHA-512.
pub(crate) const MAX_MIDSTATES: usize = 128;

/// The SHA-256 digest of the bytes, as a tag.
pub(crate) fn digest(bytes: &[u8]) -> Tag {
    Tag::new(&Sha256::digest(bytes))
}

/// The two states of an HMAC key. The hashes wipe their states when dropped.
pub(crate) struct Keyed<H: CoreProxy> {
    inner: H::Core,
    outer: H::Core,
}

impl<H> Keyed<H>
where
    H: CoreProxy + Default + Update + FixedOutput,
    H::Core: SerializableState + UpdateCore + BlockSizeUser + Clone + Default,
{
    /// The number of bytes of a midstate: the words of the hash's state, little-endian. RustCrypto serializes them in
    /// front of the number of blocks, 64 bits for the hashes with blocks of 64 bytes, 128 bits for those with 128.
    const WORDS_LEN: usize =
        <H::Core as SerializableState>::SerializedStateSize::USIZE - <H::Core as BlockSizeUser>::BlockSize::USIZE / 8;

    fn new(key: &[u8]) -> Self {
        let mut block = Block::<H::Core>::default();
        if key.len() > block.len() {
            let mut hash = H::default();
            hash.update(key);
            let mut digest = hash.finalize_fixed();
            copy(&mut block, &digest);
            digest.as_mut_slice().zeroize();
        } else {
            copy(&mut block, key);
        }
        let mut keyed = Keyed::<H> { inner: H::Core::default(), outer: H::Core::default() };
        block.iter_mut().for_each(|byte| *byte ^= INNER);
        keyed.inner.update_blocks(slice::from_ref(&block));
        block.iter_mut().for_each(|byte| *byte ^= INNER ^ OUTER);
        keyed.outer.update_blocks(slice::from_ref(&block));
        block.as_mut_slice().zeroize();
        keyed
    }

    fn tag(&self, message: &Feed<'_>) -> Tag {
        let mut mac = self.start();
        message(&mut |piece| mac.update(piece));
        mac.finish()
    }

    fn start(&self) -> RunningHmac<H> {
        RunningHmac { inner: resume::<H>(&self.inner), outer: self.outer.clone() }
    }

    fn midstates(&self, out: &mut [u8; MAX_MIDSTATES]) -> usize {
        let len = Self::WORDS_LEN;
        let (first, second) = out.split_at_mut(len.min(MAX_MIDSTATES));
        copy(first, &self.inner.serialize());
        copy(second, self.outer.serialize().get(..len).unwrap_or_default());
        2 * len
    }

    fn from_midstates(midstates: &[u8]) -> Option<Self> {
        if midstates.len() != 2 * Self::WORDS_LEN {
            return None;
        }
        let (inner, outer) = midstates.split_at_checked(Self::WORDS_LEN)?;
        Some(Keyed { inner: Self::from_words(inner)?, outer: Self::from_words(outer)? })
    }

    /// The state of the hash with these words after one block, the key's.
    fn from_words(words: &[u8]) -> Option<H::Core> {
        let mut state = SerializedState::<H::Core>::default();
        copy(&mut state, words);
        *state.get_mut(Self::WORDS_LEN)? = 1;
        let restored = H::Core::deserialize(&state).ok();
        state.as_mut_slice().zeroize();
        restored
    }
}

/// The inner hash with a part of the message in it, and the state of the outer one, which waits for its digest.
pub(crate) struct RunningHmac<H: CoreProxy> {
    inner: H,
    outer: H::Core,
}

impl<H> RunningHmac<H>
where
    H: CoreProxy + Update + FixedOutput,
    H::Core: Clone,
{
    /// The key of an HMAC stands in no message: the parser sees to it.
    fn update(&mut self, piece: Piece<'_>) {
        if let Piece::Bytes(bytes) = piece {
            self.inner.update(bytes);
        }
    }

    fn finish(self) -> Tag {
        let mut outer = resume::<H>(&self.outer);
        outer.update(&self.inner.finalize_fixed());
        Tag::new(&outer.finalize_fixed())
    }
}

fn resume<H: CoreProxy>(state: &H::Core) -> H
where
    H::Core: Clone,
{
    H::compose(state.clone(), Buffer::<H::Core>::default())
}
