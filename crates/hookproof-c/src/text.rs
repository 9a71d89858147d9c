//! Texts as C strings, in a place of fixed size.

use core::fmt::{self, Write};

/// The text and its end; empty for none, and for one that C would read as another: with a 0 in it, or too long.
pub(crate) fn c_string<const SIZE: usize>(text: Option<&str>) -> [u8; SIZE] {
    let mut string = [0; SIZE];
    let text = text.unwrap_or_default().as_bytes();
    if text.len() < SIZE && !text.contains(&0) {
        string.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
    }
    string
}

/// A C string being written: what does not fit is left out, whole characters at a time, and the last byte stays 0.
pub(crate) struct Text<'t> {
    to: &'t mut [u8],
    len: usize,
}

impl<'t> Text<'t> {
    /// A text at the front of these bytes, which are 0.
    pub(crate) fn new(to: &'t mut [u8]) -> Self {
        Text { to, len: 0 }
    }
}

impl Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            let mut bytes = [0; 4];
            let bytes = character.encode_utf8(&mut bytes).as_bytes();
            let end = self.len.saturating_add(bytes.len());
            if end >= self.to.len() {
                return Err(fmt::Error);
            }
            let place = self.to.get_mut(self.len..end).ok_or(fmt::Error)?;
            for (to, from) in place.iter_mut().zip(bytes) {
                *to = *from;
            }
            self.len = end;
        }
        Ok(())
    }
}
