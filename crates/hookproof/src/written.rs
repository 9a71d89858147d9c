//! Signatures as they are written. Of the 32 that a delivery may bring, none is decoded for the comparison: the one that is
//! expected is encoded.

use crate::compare::{Tag, equal_words, wipe};
use crate::decode::encode_bare;
use crate::scheme::Encoding;
use crate::text::copy;
use subtle::Choice;

/// What stands where a signature is expected, without padding, and 0 behind it; for a token, its digest. There is room for
/// the longest tag in hex. What was received may hold what is no symbol: then it is not what is expected.
pub(crate) type Written = [u8; 2 * Tag::MAX_LEN];

pub(crate) const NOTHING: Written = [0; 2 * Tag::MAX_LEN];

/// The signature under one key.
pub(crate) struct Expected {
    written: Written,
    /// The bits that may be others in a letter: hex is read in either case, and of its symbols only the letters have the bit
    /// 0x40; below it is the one that makes them small.
    ignored: u8,
    /// There is one: the bytes 0 may have been received, too.
    exists: Choice,
    fills_half: bool,
}

const HALF: usize = Tag::MAX_LEN;

impl Expected {
    /// What this tag is written as; without an encoding, it is the digest of a token.
    #[inline(always)]
    pub(crate) fn new(encoding: Option<Encoding>, tag: &[u8]) -> Expected {
        let mut written = NOTHING;
        match encoding {
            Some(encoding) => encode_bare(encoding, tag, &mut written),
            None => copy(&mut written, tag),
        }
        let ignored = if encoding == Some(Encoding::Hex) { 0x20 } else { 0 };
        let fills_half = encoding.map_or(tag.len(), |encoding| encoding.symbols_of(tag.len())) <= HALF;
        Expected { written, ignored, exists: Choice::from(u8::from(!tag.is_empty())), fills_half }
    }

    /// Whether it is the one that was received.
    pub(crate) fn is(&self, received: &Written) -> Choice {
        // Most signatures fill half of the room; behind it both are 0 then. How long a signature is, is no secret.
        match (self.fills_half, self.written.first_chunk::<HALF>(), received.first_chunk()) {
            (true, Some(written), Some(received)) => equal_words(written, received, self.ignored) & self.exists,
            _ => equal_words(&self.written, received, self.ignored) & self.exists,
        }
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        wipe(&mut self.written);
    }
}

/// Whether the digests of two tokens are equal.
pub(crate) fn equal(a: &Written, b: &Written) -> Choice {
    equal_words(a, b, 0)
}

#[cfg(test)]
mod tests {
    extern crate alloc;

    use super::*;
    use crate::compare::declassify;
    use crate::decode::{decode, encode};
    use alloc::vec::Vec;

    /// Whether a text is taken for the tag: by comparing what is written, and by decoding it.
    fn both(encoding: Encoding, text: &[u8], tag: &[u8]) -> (bool, bool) {
        let mut received = NOTHING;
        let bare = encoding.bare(text, tag.len());
        copy(&mut received, bare.unwrap_or_default());
        let decoded = decode(encoding, text, &mut [0; Tag::MAX_LEN]).is_some_and(|decoded| decoded == tag);
        (bare.is_some() && declassify(Expected::new(Some(encoding), tag).is(&received)), decoded)
    }

    #[test]
    fn what_is_the_expected_text_is_what_decodes_to_the_tag() {
        for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
            for len in [20, 32, 48, 64] {
                let tag: Vec<u8> = (0..len).map(|byte| (byte * 37 + 250) as u8).collect();
                let mut text = [0; 2 * Tag::MAX_LEN];
                let written = encode(encoding, &tag, &mut text).unwrap();
                let bare = encoding.bare(written, len).unwrap();
                assert_eq!(both(encoding, written, &tag), (true, true));
                assert_eq!(
                    both(encoding, &bare.to_ascii_uppercase(), &tag),
                    [(false, false), (true, true)][usize::from(encoding == Encoding::Hex)]
                );
                for padding in 0..5 {
                    let text = [bare, &b"===="[..padding]].concat();
                    let (compared, decoded) = both(encoding, &text, &tag);
                    assert_eq!(compared, decoded, "{encoding:?}, {len} bytes, {padding} times `=`");
                }
                for end in 0..bare.len() {
                    assert_eq!(both(encoding, &bare[..end], &tag), (false, false));
                }
                for at in 0..bare.len() {
                    for byte in 0..=255 {
                        let mut other = bare.to_vec();
                        other[at] = byte;
                        let (compared, decoded) = both(encoding, &other, &tag);
                        assert_eq!(compared, decoded, "{encoding:?}, {len} bytes, {byte} at {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn where_there_is_no_tag_nothing_matches() {
        assert!(!declassify(Expected::new(Some(Encoding::Hex), &[]).is(&NOTHING)));
        assert!(!declassify(Expected::new(None, &[]).is(&NOTHING)));
    }

    #[test]
    fn another_digest_of_a_token_is_not_the_expected_one() {
        let digest: [u8; 32] = core::array::from_fn(|at| at as u8);
        let expected = Expected::new(None, &digest);
        for at in 0..=digest.len() {
            for bit in 0..8 {
                let mut received = NOTHING;
                copy(&mut received, &digest);
                received[at.min(31)] ^= if at < 32 { 1 << bit } else { 0 };
                assert_eq!(declassify(expected.is(&received)), at == 32, "bit {bit} of byte {at}");
            }
        }
    }
}
