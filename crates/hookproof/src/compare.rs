//! The comparison of tags, and the one place where its outcome becomes public.

use subtle::{Choice, ConstantTimeEq};

/// The bytes of a tag: a MAC or a digest, zero-padded to the longest (SHA-512, 64 bytes).
pub(crate) type Tag = [u8; 64];

/// Whether two tags are equal, in constant time: eight 64-bit comparisons, joined without a branch.
#[inline(never)]
pub(crate) fn equal(a: &Tag, b: &Tag) -> Choice {
    let (a, _) = a.as_chunks::<8>();
    let (b, _) = b.as_chunks::<8>();
    let mut same = Choice::from(1);
    for (a, b) in a.iter().zip(b) {
        same &= u64::from_ne_bytes(*a).ct_eq(&u64::from_ne_bytes(*b));
    }
    same
}

/// The outcome of a comparison as a public value: the verdict. Everything before this call is branch-free
/// on secrets; nothing else turns a [`Choice`] into a `bool`.
#[inline(never)]
pub(crate) fn declassify(outcome: Choice) -> bool {
    outcome.into()
}
