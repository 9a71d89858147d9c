//! Hex and base64, strictly: exact length, canonical form, and no branch or table look-up on the data,
//! since secrets are decoded here too. What is public is the length, and whether the text decodes.
//!
//! Eight symbols are one 64-bit word, a byte each, and so are their numbers: all eight are asked and changed at once, by
//! what every processor and wasm has.

use crate::compare::declassify;
use crate::scheme::Encoding;
use crate::text::copy;
use subtle::ConstantTimeEq;

/// The symbols that are decoded, and that are written: RFC 4648 section 8, sections 4 and 5. Hex is read in either case.
const LOWER_HEX: [Run; 2] = [run(b'0', b'9', 0), run(b'a', b'f', 10)];
const HEX: [Run; 3] = [run(b'0', b'9', 0), run(b'a', b'f', 10), run(b'A', b'F', 10)];
const BASE64: [Run; 5] = base64(b'+', b'/');
const BASE64_URL: [Run; 5] = base64(b'-', b'_');

const fn base64(number_62: u8, number_63: u8) -> [Run; 5] {
    [
        run(b'A', b'Z', 0),
        run(b'a', b'z', 26),
        run(b'0', b'9', 52),
        run(number_62, number_62, 62),
        run(number_63, number_63, 63),
    ]
}

/// Symbols that follow each other, and so do the numbers that they stand for.
struct Run {
    first: u8,
    last: u8,
    number: u8,
}

const fn run(first: u8, last: u8, number: u8) -> Run {
    Run { first, last, number }
}

impl Run {
    /// How far the symbols are above their numbers, in each byte. It is less than 0x80, and never negative: `+` is as far
    /// below its number as [`BIAS`] says, and no symbol is farther.
    fn distance(&self) -> u64 {
        in_each_byte(self.first + BIAS - self.number)
    }
}

const BIAS: u8 = 62 - b'+';

const fn in_each_byte(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// The top bit of each byte.
const TOP: u64 = in_each_byte(0x80);

/// The top bit of each byte that is from `first` to `last`, of a word whose bytes are all less than 0x80.
fn within(word: u64, first: u8, last: u8) -> u64 {
    // The sums have the top bit of those that reach the range, and of those that are beyond it.
    (word + in_each_byte(0x80 - first)) & !(word + in_each_byte(0x7f - last)) & TOP
}

/// The numbers of eight symbols, and a word that is 0 if each is one.
#[inline(always)]
fn numbers(runs: &[Run], symbols: u64) -> (u64, u64) {
    let ascii = symbols & !TOP;
    let (mut distances, mut known) = (0, 0);
    for run in runs {
        let here = within(ascii, run.first, run.last);
        distances |= run.distance() & low_bits(here);
        known |= here;
    }
    (ascii + in_each_byte(BIAS) - distances, (symbols & TOP) | (known ^ TOP))
}

/// The symbols of eight numbers.
#[inline(always)]
fn symbols(runs: &[Run], numbers: u64) -> u64 {
    let distances = runs.iter().fold(0, |distances, run| {
        let here = within(numbers, run.number, run.number + (run.last - run.first));
        distances | (run.distance() & low_bits(here))
    });
    numbers + distances - in_each_byte(BIAS)
}

/// 0x7f in each byte whose top bit is set, 0 in the others, for a word of nothing but top bits.
fn low_bits(tops: u64) -> u64 {
    tops - (tops >> 7)
}

/// How many numbers are joined to one, and where in a word the lower half of them is.
const STEPS: [(u32, u64); 3] = [(1, 0x00ff_00ff_00ff_00ff), (2, 0x0000_ffff_0000_ffff), (4, 0x0000_0000_ffff_ffff)];

/// Eight numbers of `width` bits, joined at the front of the word: the first number is in the first byte.
#[inline(always)]
fn join(numbers: u64, width: u32) -> u64 {
    let joined = STEPS.iter().fold(numbers, |word, (count, low)| word & low | (word & !low) >> (count * (8 - width)));
    joined << (8 * (8 - width))
}

/// What [`join`] joined.
#[inline(always)]
fn split(joined: u64, width: u32) -> u64 {
    STEPS.iter().rev().fold(joined >> (8 * (8 - width)), |word, (count, low)| {
        let gap = count * (8 - width);
        let low = low & (low >> gap);
        word & low | (word & !low) << gap
    })
}

impl Encoding {
    /// The number of bits that a symbol stands for, which is the number of bytes that eight of them do.
    const fn width(self) -> usize {
        match self {
            Encoding::Hex => 4,
            Encoding::Base64 | Encoding::Base64Url => 6,
        }
    }

    /// The number of symbols that so many bytes are written with, without padding.
    pub(crate) fn symbols_of(self, len: usize) -> usize {
        len.saturating_mul(8).div_ceil(self.width())
    }

    /// The text of so many bytes without its padding; `None` if it has another length, or another padding than it asks for.
    /// What the symbols are is not looked at.
    pub(crate) fn bare(self, text: &[u8], len: usize) -> Option<&[u8]> {
        let (bare, padding) = text.split_at_checked(self.symbols_of(len))?;
        let asked = b"==".get(..bare.len().next_multiple_of(4) - bare.len())?;
        (padding.is_empty() || padding == asked).then_some(bare)
    }
}

/// The decoded bytes, written to the front of `out`; `None` unless `text` is the canonical form of at most `out.len()` bytes.
///
/// Hex in either case; base64 with or without padding.
pub(crate) fn decode<'o>(encoding: Encoding, text: &[u8], out: &'o mut [u8]) -> Option<&'o [u8]> {
    let text = if matches!(encoding, Encoding::Hex) { text } else { without_padding(text)? };
    let bits = text.len().checked_mul(encoding.width())?;
    if bits % 8 >= encoding.width() {
        return None; // the last symbol stands for nothing
    }
    let out = out.get_mut(..bits / 8)?;
    let wrong = match encoding {
        Encoding::Hex => decode_words(4, &HEX, text, out),
        Encoding::Base64 => decode_words(6, &BASE64, text, out),
        Encoding::Base64Url => decode_words(6, &BASE64_URL, text, out),
    };
    declassify(wrong.ct_eq(&0)).then_some(&*out)
}

/// Decodes a text that fits; returns 0 if it is the canonical form.
#[cfg_attr(not(target_family = "wasm"), inline(always))]
fn decode_words(width: usize, runs: &[Run], text: &[u8], out: &mut [u8]) -> u64 {
    let zero = runs.first().map_or(0, |run| run.first);
    let (mut place, mut wrong) = (out, 0);
    for text in text.chunks(8) {
        let (numbers, unknown) = numbers(runs, load(text, zero));
        let joined = join(numbers, width as u32);
        store(joined, place);
        // What is left of the last symbol is in no byte, and 0 in the canonical form.
        wrong |= unknown | joined << (8 * place.len().min(width));
        place = place.get_mut(width..).unwrap_or_default();
    }
    wrong
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

/// The text of `bytes`, written to the front of `out`; `None` if it does not fit. Hex in lower case;
/// base64 with padding, base64url without, as the providers write them.
pub(crate) fn encode<'o>(encoding: Encoding, bytes: &[u8], out: &'o mut [u8]) -> Option<&'o [u8]> {
    let len = encoding.symbols_of(bytes.len());
    let padded = if matches!(encoding, Encoding::Base64) { len.next_multiple_of(4) } else { len };
    let out = out.get_mut(..padded)?;
    encode_bare(encoding, bytes, out);
    out.get_mut(len..)?.fill(b'=');
    Some(out)
}

/// Writes the text of `bytes`, without padding, to the front of `out`, as far as it fits.
pub(crate) fn encode_bare(encoding: Encoding, bytes: &[u8], out: &mut [u8]) {
    let len = encoding.symbols_of(bytes.len()).min(out.len());
    let out = out.get_mut(..len).unwrap_or_default();
    match encoding {
        Encoding::Hex => encode_words(4, &LOWER_HEX, bytes, out),
        Encoding::Base64 => encode_words(6, &BASE64, bytes, out),
        Encoding::Base64Url => encode_words(6, &BASE64_URL, bytes, out),
    }
}

#[cfg_attr(not(target_family = "wasm"), inline(always))]
fn encode_words(width: usize, runs: &[Run], bytes: &[u8], out: &mut [u8]) {
    let mut rest = bytes;
    for place in out.chunks_mut(8) {
        store(symbols(runs, split(load(rest, 0), width as u32)), place);
        rest = rest.get(width..).unwrap_or_default();
    }
}

/// The first eight bytes as a word, filled up where there are fewer.
fn load(bytes: &[u8], filler: u8) -> u64 {
    u64::from_be_bytes(bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut last = [filler; 8];
        copy(&mut last, bytes);
        last
    }))
}

/// Writes as much of the eight bytes of a word as there is room for.
fn store(word: u64, place: &mut [u8]) {
    match place.first_chunk_mut() {
        Some(place) => *place = word.to_be_bytes(),
        None => copy(place, &word.to_be_bytes()),
    }
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
