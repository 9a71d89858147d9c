//! Short text that is owned without allocation: key ids, and header names in errors.

/// At most [`Text::CAPACITY`] bytes of text.
#[derive(Clone, Copy)]
pub(crate) struct Text {
    bytes: [u8; Text::CAPACITY],
    len: u8,
}

impl Text {
    /// The number of bytes a text can hold, 64.
    pub(crate) const CAPACITY: usize = 64;

    pub(crate) const EMPTY: Text = Text { bytes: [0; Text::CAPACITY], len: 0 };

    /// As much of the text as fits.
    pub(crate) fn truncated(text: &[u8]) -> Text {
        let mut copy = Text::EMPTY;
        for (to, from) in copy.bytes.iter_mut().zip(text) {
            *to = *from;
            copy.len += 1;
        }
        copy
    }

    /// The text; empty if the bytes are not UTF-8, which no caller gives.
    pub(crate) fn as_str(&self) -> &str {
        self.bytes.get(..usize::from(self.len)).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// A list of at most `N` items, held in place; `push` is usable in `const`.
#[derive(Clone, Copy)]
pub(crate) struct List<T: Copy, const N: usize> {
    items: [T; N],
    len: u8,
}

impl<T: Copy, const N: usize> List<T, N> {
    /// An empty list; `filler` only fills the unused places.
    pub(crate) const fn new(filler: T) -> Self {
        List { items: [filler; N], len: 0 }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    /// `false` if the list is full.
    #[expect(clippy::indexing_slicing, reason = "guarded by the line before; get_mut is not const")]
    pub(crate) const fn push(&mut self, item: T) -> bool {
        let at = self.len as usize;
        if at >= N || at >= u8::MAX as usize {
            return false;
        }
        self.items[at] = item;
        self.len += 1;
        true
    }

    /// The item at `at`, or `None`; like `as_slice().get(at)`, and usable in `const`.
    #[expect(clippy::indexing_slicing, reason = "guarded by the condition; slice::get is not const")]
    pub(crate) const fn get(&self, at: usize) -> Option<T> {
        if at < self.len as usize && at < N { Some(self.items[at]) } else { None }
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        self.items.get(..self.len()).unwrap_or_default()
    }
}
