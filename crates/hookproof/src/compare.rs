//! The comparison of tags, and the one place where its outcome becomes public.

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroize;

/// A MAC, or a digest, zero-padded to the longest: SHA-512's 64 bytes. In 64-bit words, since that is how tags are
/// compared and wiped.
#[derive(Clone, Copy)]
pub(crate) struct Tag([u64; 8]);

impl Tag {
    /// The number of bytes of the longest tag, 64.
    pub(crate) const MAX_LEN: usize = 64;

    pub(crate) const ZERO: Tag = Tag([0; 8]);

    /// The tag with these bytes; what is beyond 64 bytes is left out.
    pub(crate) fn new(bytes: &[u8]) -> Tag {
        let mut tag = Tag::ZERO;
        for (word, bytes) in tag.0.iter_mut().zip(bytes.chunks(8)) {
            let mut padded = [0; 8];
            padded.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            *word = u64::from_le_bytes(padded);
        }
        tag
    }

    pub(crate) fn to_bytes(self) -> [u8; Tag::MAX_LEN] {
        let mut bytes = [0; Tag::MAX_LEN];
        let (chunks, _) = bytes.as_chunks_mut();
        chunks.iter_mut().zip(self.0).for_each(|(chunk, word)| *chunk = word.to_le_bytes());
        bytes
    }
}

impl Zeroize for Tag {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

/// Whether two tags are equal, in constant time: eight 64-bit comparisons, joined without a branch.
#[inline(never)]
pub(crate) fn equal(a: &Tag, b: &Tag) -> Choice {
    let mut same = Choice::from(1);
    for (a, b) in a.0.iter().zip(&b.0) {
        same &= a.ct_eq(b);
    }
    same
}

/// The outcome of a comparison as a public value: the verdict. Everything before this call is branch-free
/// on secrets; nothing else turns a [`Choice`] into a `bool`.
#[inline(never)]
pub(crate) fn declassify(outcome: Choice) -> bool {
    outcome.into()
}
