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
        let (whole, rest) = bytes.as_chunks();
        let mut words = tag.0.iter_mut();
        for (bytes, word) in whole.iter().zip(words.by_ref()) {
            *word = u64::from_le_bytes(*bytes);
        }
        if let (Some(word), [_, ..]) = (words.next(), rest) {
            let mut padded = [0; 8];
            padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
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

/// Whether two tags are equal, in constant time: the differences of their eight words, joined without a branch.
#[inline(never)]
pub(crate) fn equal(a: &Tag, b: &Tag) -> Choice {
    let difference = a.0.iter().zip(&b.0).fold(0, |joined, (a, b)| joined | (a ^ b));
    difference.ct_eq(&0)
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
