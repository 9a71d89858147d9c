//! Text that the host or a verdict has: it needs no allocation, since what the core writes has a largest length.

use zeroize::Zeroize;

/// At most `N` bytes of text.
pub(crate) struct Text<const N: usize> {
    bytes: [u8; N],
    len: usize,
    overrun: bool,
}

impl<const N: usize> Text<N> {
    pub(crate) const fn new() -> Self {
        Text { bytes: [0; N], len: 0, overrun: false }
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
        self.overrun = false;
    }

    pub(crate) fn push(&mut self, piece: &str) {
        self.push_bytes(piece.as_bytes());
    }

    pub(crate) fn push_bytes(&mut self, piece: &[u8]) {
        let end = self.len.saturating_add(piece.len());
        match self.bytes.get_mut(self.len..end) {
            Some(place) => {
                place.iter_mut().zip(piece).for_each(|(to, from)| *to = *from);
                self.len = end;
            }
            None => self.overrun = true,
        }
    }

    /// Whether a piece was left out.
    pub(crate) const fn is_overrun(&self) -> bool {
        self.overrun
    }

    pub(crate) fn address(&self) -> usize {
        self.bytes.as_ptr() as usize
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Forgets the text, and overwrites it: it may be a signature, a token or a key.
    pub(crate) fn wipe(&mut self) {
        self.bytes.get_mut(..self.len).unwrap_or_default().zeroize();
        self.clear();
    }
}
