//! The inside of a string: plain bytes and escapes.

use super::Malformed;

/// How many bytes from the front on are neither `"` nor `\` nor a control character.
pub(super) fn plain(text: &[u8]) -> usize {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let mut rest = text;
    let mut len = 0usize;
    // Eight at a time. A subtraction borrows through the top bit of a byte that is too small; a borrow may spoil the bytes
    // above, never those below, and the lowest one is what counts.
    while let Some((word, tail)) = rest.split_first_chunk() {
        let word = u64::from_le_bytes(*word);
        let quote = word ^ (EACH * b'"' as u64);
        let backslash = word ^ (EACH * b'\\' as u64);
        let control = word.wrapping_sub(EACH * 0x20) & !word;
        let special = control | (quote.wrapping_sub(EACH) & !quote) | (backslash.wrapping_sub(EACH) & !backslash);
        let special = special & (EACH * 0x80);
        if special != 0 {
            return len.saturating_add((special.trailing_zeros() / 8) as usize);
        }
        len = len.saturating_add(8);
        rest = tail;
    }
    let more = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    len.saturating_add(more.unwrap_or(rest.len()))
}

/// An escape, from the byte behind its `\` on.
#[derive(Clone, Copy, Default)]
pub(super) struct Escape {
    /// How many hex digits are still to come; 0: the letter.
    digits: u8,
    unit: u16,
}

impl Escape {
    /// The UTF-16 code unit that it stands for; `None` if this was not its last byte.
    pub(super) fn push(&mut self, byte: u8) -> Result<Option<u16>, Malformed> {
        if self.digits == 0 {
            let unit = match byte {
                b'"' | b'\\' | b'/' => byte,
                b'b' => 0x08,
                b'f' => 0x0c,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'u' => {
                    *self = Escape { digits: 4, unit: 0 };
                    return Ok(None);
                }
                _ => return Err(Malformed),
            };
            return Ok(Some(unit.into()));
        }
        let digit = char::from(byte).to_digit(16).ok_or(Malformed)?;
        self.unit = self.unit << 4 | digit as u16;
        self.digits = self.digits.saturating_sub(1);
        Ok((self.digits == 0).then_some(self.unit))
    }
}

/// What UTF-16 code units stand for, as UTF-8.
#[derive(Clone, Copy, Default)]
pub(super) struct Surrogates {
    /// The first half of a pair whose second is to come; 0: none.
    high: u16,
}

impl Surrogates {
    /// The UTF-8 of what the units so far make up, possibly nothing yet; `None` for half a pair.
    pub(super) fn push(&mut self, unit: u16) -> Option<Utf8> {
        let code = match (self.high, unit) {
            (0, 0xd800..0xdc00) => {
                self.high = unit;
                return Some(Utf8::default());
            }
            (0, 0xdc00..0xe000) => return None,
            (0, _) => u32::from(unit),
            (high, 0xdc00..0xe000) => 0x1_0000 + (u32::from(high & 0x3ff) << 10 | u32::from(unit & 0x3ff)),
            _ => return None,
        };
        self.high = 0;
        Some(Utf8::new(code))
    }

    /// Whether no half of a pair is waiting for the other.
    pub(super) fn paired(self) -> bool {
        self.high == 0
    }
}

/// One character.
#[derive(Clone, Copy, Default)]
pub(super) struct Utf8 {
    bytes: [u8; 4],
    len: usize,
}

impl Utf8 {
    fn new(code: u32) -> Self {
        let tail = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
        match code {
            0..0x80 => Utf8 { bytes: [code as u8, 0, 0, 0], len: 1 },
            0x80..0x800 => Utf8 { bytes: [0xc0 | (code >> 6) as u8, tail(0), 0, 0], len: 2 },
            0x800..0x1_0000 => Utf8 { bytes: [0xe0 | (code >> 12) as u8, tail(6), tail(0), 0], len: 3 },
            _ => Utf8 { bytes: [0xf0 | (code >> 18) as u8, tail(12), tail(6), tail(0)], len: 4 },
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// Decodes what stands between the quotes of a string, in pieces that may be cut anywhere.
#[derive(Clone, Copy, Default)]
pub(crate) struct Decoder {
    /// The escape that has begun and not ended.
    escape: Option<Escape>,
    surrogates: Surrogates,
}

impl Decoder {
    /// Takes the next raw piece; calls the sink with the decoded bytes.
    ///
    /// `None` for an escape that is none, and for half a surrogate pair.
    pub(crate) fn update(&mut self, raw: &[u8], sink: &mut dyn FnMut(&[u8])) -> Option<()> {
        let mut rest = raw;
        while let [byte, tail @ ..] = rest {
            if let Some(escape) = &mut self.escape {
                rest = tail;
                if let Some(unit) = escape.push(*byte).ok()? {
                    self.escape = None;
                    sink(self.surrogates.push(unit)?.as_bytes());
                }
            } else if *byte == b'\\' {
                rest = tail;
                self.escape = Some(Escape::default());
            } else {
                if !self.surrogates.paired() {
                    return None;
                }
                // At least this byte: the scanner lets no control character and no quote come here.
                let (run, behind) = rest.split_at_checked(plain(rest).max(1))?;
                sink(run);
                rest = behind;
            }
        }
        Some(())
    }

    /// `None` if the text ends within an escape or a surrogate pair.
    pub(crate) fn finish(self) -> Option<()> {
        (self.escape.is_none() && self.surrogates.paired()).then_some(())
    }
}
