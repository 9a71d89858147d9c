//! Hex and base64, strictly: exact length, canonical form, and no branch or table look-up on the data,
//! since secrets are decoded here too. What is public is the length, and whether the text decodes.

use crate::compare::{declassify, within};
use crate::scheme::Encoding;
use crate::text::copy;
use subtle::ConstantTimeEq;
use zeroize::optimization_barrier;

/// The symbols from `first` to `last` stand for the numbers from `value` on.
struct Run {
    first: u8,
    last: u8,
    value: u8,
}

const fn run(first: u8, last: u8, value: u8) -> Run {
    Run { first, last, value }
}

/// RFC 4648 section 8; sections 4 and 5.
const LOWER_HEX: [Run; 2] = [run(b'0', b'9', 0), run(b'a', b'f', 10)];
const HEX: [Run; 3] = [run(b'0', b'9', 0), run(b'a', b'f', 10), run(b'A', b'F', 10)];
const BASE64: [Run; 5] =
    [run(b'A', b'Z', 0), run(b'a', b'z', 26), run(b'0', b'9', 52), run(b'+', b'+', 62), run(b'/', b'/', 63)];
const BASE64_URL: [Run; 5] =
    [run(b'A', b'Z', 0), run(b'a', b'z', 26), run(b'0', b'9', 52), run(b'-', b'-', 62), run(b'_', b'_', 63)];

/// The number of symbols that are decoded together.
const BLOCK: usize = 64;

/// The decoded bytes, written to the front of `out`; `None` unless `text` is the canonical form of at most `out.len()` bytes.
///
/// Hex in either case; base64 with or without padding.
pub(crate) fn decode<'o>(encoding: Encoding, text: &[u8], out: &'o mut [u8]) -> Option<&'o [u8]> {
    let (width, text) = match encoding {
        Encoding::Hex => (4, text),
        Encoding::Base64 | Encoding::Base64Url => (6, without_padding(text)?),
    };
    let bits = text.len().checked_mul(width)?;
    if bits % 8 >= width {
        return None; // the last symbol stands for nothing
    }
    let out = out.get_mut(..bits / 8)?;
    let mut work = Work::EMPTY;
    let mut wrong = 0;
    let mut at = 0;
    for text in text.chunks(BLOCK) {
        wrong |= work.decode(encoding, text);
        let place = out.get_mut(at..)?;
        copy(place, work.bytes.get(..BLOCK / 8 * width)?);
        // What is left of the last symbol is in no byte, and 0 in the canonical form.
        wrong |= work.bytes.get(place.len()).copied().unwrap_or_default();
        at += BLOCK / 8 * width;
    }
    // Wiped, since it may be a secret's; not byte by byte, since it may be one of 32 candidates.
    work = Work::EMPTY;
    optimization_barrier(&work);
    declassify(wrong.ct_eq(&0)).then_some(&*out)
}

/// The text without the `=` at its end; `None` if there are not as many as its length asks for.
fn without_padding(text: &[u8]) -> Option<&[u8]> {
    let is_padding = |byte: Option<&u8>| byte.is_some_and(|byte| declassify(byte.ct_eq(&b'=')));
    let padding = match () {
        () if !is_padding(text.last()) => return Some(text),
        () if is_padding(text.iter().nth_back(1)) => 2,
        () => 1,
    };
    let bare = text.get(..text.len() - padding)?;
    (bare.len() % 4 + padding == 4).then_some(bare)
}

/// What a block is on its way from symbols to bytes.
struct Work {
    numbers: [u8; BLOCK],
    bytes: [u8; BLOCK],
}

impl Work {
    const EMPTY: Work = Work { numbers: [0; BLOCK], bytes: [0; BLOCK] };

    /// Decodes at most a block of symbols into `bytes`, and 0 behind them. Returns 0 if each is one.
    fn decode(&mut self, encoding: Encoding, text: &[u8]) -> u8 {
        let wrong = match encoding {
            Encoding::Hex => self.read(&HEX, text),
            Encoding::Base64 => self.read(&BASE64, text),
            Encoding::Base64Url => self.read(&BASE64_URL, text),
        };
        self.bytes = [0; BLOCK];
        if matches!(encoding, Encoding::Hex) {
            let (pairs, _) = self.numbers.as_chunks();
            for ([high, low], byte) in pairs.iter().zip(&mut self.bytes) {
                *byte = high << 4 | low;
            }
        } else {
            let ((quads, _), (triples, _)) = (self.numbers.as_chunks(), self.bytes.as_chunks_mut());
            for ([a, b, c, d], triple) in quads.iter().zip(triples) {
                *triple = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
            }
        }
        wrong
    }

    /// Turns symbols into numbers. It is compiled for each alphabet: with its numbers at hand, vectors make it short.
    #[inline(always)]
    fn read<const RUNS: usize>(&mut self, runs: &[Run; RUNS], text: &[u8]) -> u8 {
        // Filled up with symbols that stand for 0: the work is that of a whole block.
        self.numbers = [runs.first().map_or(0, |run| run.first); BLOCK];
        copy(&mut self.numbers, text);
        let mut wrong = 0;
        for symbol in &mut self.numbers {
            let (mut number, mut known) = (0, 0);
            for run in runs {
                let here = within(*symbol, run.first, run.last);
                number |= here & symbol.wrapping_sub(run.first).wrapping_add(run.value);
                known |= here;
            }
            *symbol = number;
            wrong |= !known;
        }
        wrong
    }
}

/// The text of `bytes`, written to the front of `out`; `None` if it does not fit. Hex in lower case;
/// base64 with padding, base64url without, as the providers write them.
pub(crate) fn encode<'o>(encoding: Encoding, bytes: &[u8], out: &'o mut [u8]) -> Option<&'o [u8]> {
    let (runs, width): (&[Run], usize) = match encoding {
        Encoding::Hex => (&LOWER_HEX, 4),
        Encoding::Base64 => (&BASE64, 6),
        Encoding::Base64Url => (&BASE64_URL, 6),
    };
    let len = bytes.len().checked_mul(8)?.div_ceil(width);
    let padded = if matches!(encoding, Encoding::Base64) { len.next_multiple_of(4) } else { len };
    let out = out.get_mut(..padded)?;
    out.fill(b'=');
    let mut bytes = bytes.iter();
    let (mut pending, mut bits) = (0u32, 0);
    for symbol in out.iter_mut().take(len) {
        if bits < width {
            pending = pending << 8 | u32::from(bytes.next().copied().unwrap_or_default());
            bits += 8;
        }
        bits -= width;
        let number = (pending >> bits) as u8 & (0xff >> (8 - width));
        *symbol = runs.iter().fold(0, |symbol, run| {
            let here = within(number, run.value, run.value + (run.last - run.first));
            symbol | (here & number.wrapping_sub(run.value).wrapping_add(run.first))
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    extern crate alloc;

    use super::*;
    use alloc::vec::Vec;

    fn bytes(encoding: Encoding, text: &str) -> Option<([u8; 8], usize)> {
        let mut out = [0; 8];
        let len = decode(encoding, text.as_bytes(), &mut out)?.len();
        Some((out, len))
    }

    #[test]
    fn base64_with_or_without_padding_and_canonical() {
        // RFC 4648 section 10
        for (text, expected) in
            [("", ""), ("Zg==", "f"), ("Zg", "f"), ("Zm8=", "fo"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob")]
        {
            let (out, len) = bytes(Encoding::Base64, text).unwrap();
            assert_eq!(&out[..len], expected.as_bytes(), "{text}");
        }
        for text in [
            "Zg=",
            "Zm8==",
            "Zm9v=",
            "Z",
            "=",
            "==",
            "Zh==",
            "Zm9=",
            "Zm 9",
            "Zg==Zg==",
            "Zm9v\n",
            "Z-8=",
            "Zm9vYmFyYmFy",
        ] {
            assert!(bytes(Encoding::Base64, text).is_none(), "{text:?}");
        }
        assert!(bytes(Encoding::Base64Url, "_-8=").is_some() && bytes(Encoding::Base64Url, "/+8=").is_none());
    }

    #[test]
    fn encode_is_the_inverse_of_decode() {
        for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
            for len in 0..8 {
                let data = &[0xfb, 0xff, 0x00, 0x10, 0x83, 0x69, 0xa7, 0x3c][..len];
                let mut text = [0; 16];
                let text = encode(encoding, data, &mut text).unwrap();
                let text = core::str::from_utf8(text).unwrap();
                let (out, decoded) = bytes(encoding, text).unwrap();
                assert_eq!(&out[..decoded], data, "{encoding:?} {text}");
            }
        }
    }

    /// What the crates say that this one replaces: with padding or without, as the length asks for.
    fn reference(encoding: Encoding, text: &[u8], out: &mut [u8]) -> Option<usize> {
        use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding as _};
        let padded = text.ends_with(b"=");
        Some(match encoding {
            Encoding::Hex => base16ct::mixed::decode(text, out).ok()?.len(),
            Encoding::Base64 if padded => Base64::decode(text, out).ok()?.len(),
            Encoding::Base64 => Base64Unpadded::decode(text, out).ok()?.len(),
            Encoding::Base64Url if padded => Base64Url::decode(text, out).ok()?.len(),
            Encoding::Base64Url => Base64UrlUnpadded::decode(text, out).ok()?.len(),
        })
    }

    fn compare(encoding: Encoding, text: &[u8], capacity: usize) {
        let (mut ours, mut theirs) = ([0; 128], [0; 128]);
        let len = decode(encoding, text, &mut ours[..capacity]).map(<[u8]>::len);
        assert_eq!(len, reference(encoding, text, &mut theirs[..capacity]), "{encoding:?} {text:?} into {capacity}");
        if let Some(len) = len {
            assert_eq!(ours[..len], theirs[..len], "{encoding:?} {text:?}");
        }
    }

    #[test]
    fn decode_is_that_of_base16ct_and_base64ct() {
        for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
            // Every pair, which is a byte in hex and the end of a text in base64.
            for pair in 0..=u16::MAX {
                compare(encoding, &pair.to_be_bytes(), 128);
            }
            // Every byte at every place, in texts around the lengths of one and two blocks, into a place that just fits or not.
            for len in (0..10).chain(62..70).chain(126..134) {
                let mut text: Vec<u8> = b"09AFaf".iter().copied().cycle().take(len).collect();
                for capacity in [0, len / 2, (len * 6 / 8).saturating_sub(1), len * 6 / 8, 128] {
                    compare(encoding, &text, capacity.min(128));
                }
                for at in 0..len {
                    let good = text[at];
                    for byte in 0..=255 {
                        text[at] = byte;
                        compare(encoding, &text, 128);
                    }
                    text[at] = good;
                }
            }
        }
    }

    #[test]
    fn padding_is_what_the_length_asks_for() {
        for len in 0..12 {
            for padding in 0..5 {
                let text = [&b"AAAAAAAAAAAA"[..len], &b"====="[..padding]].concat();
                let right = len % 4 != 1 && (padding == 0 || len % 4 + padding == 4 && padding < 3);
                assert_eq!(decode(Encoding::Base64, &text, &mut [0; 16]).is_some(), right, "{text:?}");
            }
        }
    }
}
