//! The comparison of tags, and the one place where its outcome becomes public.

use crate::text::copy;
use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize, optimization_barrier};

/// A MAC, or a digest. It is moved, compared and wiped in words.
#[derive(Clone, Copy)]
#[repr(align(8))]
pub(crate) struct Tag {
    bytes: [u8; Tag::MAX_LEN],
    len: u8,
}

impl Tag {
    /// The number of bytes of the longest tag, 64.
    pub(crate) const MAX_LEN: usize = 64;

    pub(crate) const EMPTY: Tag = Tag { bytes: [0; Tag::MAX_LEN], len: 0 };

    /// The tag with these bytes; what is beyond 64 bytes is left out.
    #[inline(never)]
    pub(crate) fn new(bytes: &[u8]) -> Tag {
        let mut tag = Tag::EMPTY;
        tag.set(bytes);
        tag
    }

    /// Puts these bytes in the place of an earlier tag.
    pub(crate) fn set(&mut self, bytes: &[u8]) {
        self.len = bytes.len().min(Tag::MAX_LEN) as u8;
        copy(&mut self.bytes, bytes);
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl Zeroize for Tag {
    #[inline(never)]
    fn zeroize(&mut self) {
        wipe(&mut self.bytes);
    }
}

/// Overwrites all bytes with 0, as words and not one by one, and lets no compiler leave that out.
pub(crate) fn wipe<const N: usize>(bytes: &mut [u8; N]) {
    *bytes = [0; N];
    optimization_barrier(bytes);
}

/// Whether two tags are equal, in constant time.
pub(crate) fn equal(a: &Tag, b: &Tag) -> Choice {
    equal_words(&a.bytes, &b.bytes, 0)
}

/// Whether two arrays are equal, in constant time: the differences of their words, joined without a branch. Where a byte of
/// `a` has the bit 0x40, these bits of it may be others. The number of bytes is a multiple of 8.
#[inline(never)]
pub(crate) fn equal_words<const N: usize>(a: &[u8; N], b: &[u8; N], ignored: u8) -> Choice {
    const { assert!(N.is_multiple_of(8)) };
    let ignored = u64::from_ne_bytes([ignored; 8]);
    let mut joined = 0;
    for (a, b) in words(a).iter().zip(words(b)) {
        let (a, b) = (u64::from_ne_bytes(*a), u64::from_ne_bytes(*b));
        joined |= (a ^ b) & !(a >> 1 & ignored);
    }
    joined.ct_eq(&0)
}

fn words(bytes: &[u8]) -> &[[u8; 8]] {
    bytes.as_chunks().0
}

/// 0xff for a byte from `first` to `last`, both ASCII, and 0 for any other: without a branch, and fit for vectors.
#[inline(always)]
pub(crate) fn within(byte: u8, first: u8, last: u8) -> u8 {
    // One of the two differences has its top bit set if the byte is outside, and neither if it is inside.
    let outside = byte.wrapping_sub(first) | last.wrapping_sub(byte);
    !(outside.cast_signed() >> 7).cast_unsigned()
}

/// The outcome of a comparison as a public value: the verdict, or that a secret is refused. Everything before this call
/// is branch-free on secrets; nothing else turns a [`Choice`] into a `bool`.
#[inline(never)]
pub(crate) fn declassify(outcome: Choice) -> bool {
    let mut outcome = [outcome.unwrap_u8()];
    publish(&mut outcome);
    outcome == [1]
}

/// Says that these bytes are public from here on, whatever secret they were computed from: which key matched, a signature
/// that is sent. It does nothing but where `make -C bindings/c secrets` checks that no other byte is branched on.
#[inline(always)]
pub(crate) fn publish(bytes: &mut [u8]) {
    #[cfg(ctgrind)]
    valgrind::publish(bytes);
    let _ = bytes;
}

#[cfg(ctgrind)]
#[expect(unsafe_code, reason = "not in what ships: the checking program, in C, tells valgrind")]
mod valgrind {
    unsafe extern "C" {
        fn hookproof_ctgrind_publish(at: *mut u8, len: usize);
    }

    pub(super) fn publish(bytes: &mut [u8]) {
        // SAFETY: bindings/c/tests/secrets.c defines it: it neither reads nor writes.
        unsafe { hookproof_ctgrind_publish(bytes.as_mut_ptr(), bytes.len()) }
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn within_is_a_range() {
        for first in 0..128 {
            for last in first..128 {
                for byte in 0..=255 {
                    let expected = if (first..=last).contains(&byte) { 0xff } else { 0 };
                    assert_eq!(within(byte, first, last), expected, "{byte} in {first}..={last}");
                }
            }
        }
    }
}
