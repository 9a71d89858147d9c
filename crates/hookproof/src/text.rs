//! Short text that is owned without allocation: key ids, and header names in errors.

/// Copies to the front; what is beyond the end of the shorter one is left alone. `copy_from_slice` panics there, and has
/// that path where the compiler does not see that the lengths are the same.
#[inline(always)]
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
}

/// The text behind a prefix that it begins with. `strip_prefix` is slower where prefixes are as short as in a scheme.
#[inline(always)]
pub(crate) fn behind<'t>(text: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    let (front, rest) = text.split_at_checked(prefix.len())?;
    front.iter().zip(prefix).all(|(byte, expected)| byte == expected).then_some(rest)
}

/// The place of the first byte that is one of the wanted ones, all of them ASCII. Eight bytes at a time: what is looked
/// through may be long, and from anyone.
pub(crate) fn position<const N: usize>(text: &[u8], wanted: [u8; N]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let patterns = wanted.map(|byte| ONES * u64::from(byte));
    // The lowest bit that is set is the top bit of the first byte that is a wanted one.
    let found = |word: u64| {
        let borrows = patterns.iter().fold(0, |borrows, pattern| borrows | (word ^ pattern).wrapping_sub(ONES));
        borrows & !word & (ONES << 7)
    };
    let mut at = 0;
    if cfg!(not(target_family = "wasm")) {
        // In large blocks, which the compiler turns into vectors; in wasm, where size counts, it does not.
        at = without(text, wanted);
    }
    let (words, rest) = text.get(at..)?.as_chunks();
    for word in words {
        let found = found(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let mut last = [0; 8];
    copy(&mut last, rest);
    let found = found(u64::from_le_bytes(last)).trailing_zeros() as usize / 8;
    (found < rest.len()).then_some(at + found)
}

/// The number of bytes of the blocks in front that hold none of the wanted bytes.
fn without<const N: usize>(text: &[u8], wanted: [u8; N]) -> usize {
    let holds = |block: &[u8; 64]| {
        block.iter().fold(false, |any, byte| wanted.iter().fold(any, |any, wanted| any | (byte == wanted)))
    };
    text.as_chunks().0.iter().take_while(|block| !holds(block)).count() * 64
}

/// At most `N` bytes of text.
#[derive(Clone, Copy)]
pub(crate) struct Text<const N: usize> {
    bytes: [u8; N],
    len: u16,
}

/// The id of a key.
pub(crate) type KeyId = Text<64>;

/// What an error is about: the id of a key, a place of a delivery, or a URL; as much of it as fits. An error is handed
/// around by value, and there is nothing to box it in.
pub(crate) type Subject = Text<80>;

/// An id or a type of an event.
pub(crate) type Fact = Text<256>;

impl<const N: usize> Text<N> {
    /// The number of bytes a text can hold.
    pub(crate) const CAPACITY: usize = N;

    pub(crate) const EMPTY: Self = Text { bytes: [0; N], len: 0 };

    /// As much of the text as fits.
    pub(crate) fn truncated(text: &[u8]) -> Self {
        let mut copy = Self::EMPTY;
        copy.push(text);
        copy
    }

    /// As much more of a text as fits.
    pub(crate) fn push(&mut self, text: &[u8]) {
        let free = self.bytes.iter_mut().skip(usize::from(self.len));
        for (to, from) in free.zip(text) {
            *to = *from;
            self.len += 1;
        }
    }

    /// Ends a text that did not fit with `...`, behind a whole character.
    pub(crate) fn cut(&mut self) {
        self.len = self.len.saturating_sub(3);
        if let Err(error) = core::str::from_utf8(self.as_bytes()) {
            self.len = error.valid_up_to() as u16;
        }
        self.push(b"...");
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The text; empty if the bytes are not UTF-8.
    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
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
    pub(crate) const fn push(&mut self, item: T) -> bool {
        const { assert!(N <= u8::MAX as usize) };
        let Some((_, [slot, ..])) = self.items.split_at_mut_checked(self.len as usize) else { return false };
        *slot = item;
        self.len += 1;
        true
    }

    /// Puts an item in the place of the one at `at`.
    pub(crate) const fn set(&mut self, at: usize, item: T) {
        if let Some((_, [slot, ..])) = self.items.split_at_mut_checked(at) {
            *slot = item;
        }
    }

    /// The item at `at`, or `None`; like `as_slice().get(at)`, and usable in `const`.
    pub(crate) const fn get(&self, at: usize) -> Option<T> {
        match self.as_slice().split_at_checked(at) {
            Some((_, [item, ..])) => Some(*item),
            _ => None,
        }
    }

    pub(crate) const fn as_slice(&self) -> &[T] {
        match self.items.split_at_checked(self.len as usize) {
            Some((items, _)) => items,
            None => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{behind, position};

    #[test]
    fn position_is_that_of_the_first() {
        for len in (0..20).chain(60..75) {
            for byte in 0..128u8 {
                // Neighbours that a sum over a word might take for the byte.
                for other in
                    [byte ^ 1, byte ^ 0x80, byte.wrapping_add(1), 0, 255].into_iter().filter(|other| *other != byte)
                {
                    let mut text = [other; 75];
                    assert_eq!(position(&text[..len], [byte]), None, "{byte} in {len} of {other}");
                    assert_eq!(position(&text[..len], [byte; 2]), None, "{byte} in {len} of {other}");
                    for at in (0..len).rev() {
                        text[at] = byte;
                        assert_eq!(position(&text[..len], [byte]), Some(at), "{byte} at {at} of {len}");
                        // A second wanted byte that is not there, in either place.
                        let absent = if other == byte ^ 2 { byte ^ 4 } else { byte ^ 2 };
                        for wanted in [[byte, absent], [absent, byte]] {
                            assert_eq!(position(&text[..len], wanted), Some(at), "{wanted:?} at {at} of {len}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn behind_is_strip_prefix() {
        for text in ["", "v", "v1=", "v1=a", "v2=a", "xv1="] {
            for prefix in ["", "v", "v1=", "v1=aa"] {
                assert_eq!(behind(text.as_bytes(), prefix.as_bytes()), text.as_bytes().strip_prefix(prefix.as_bytes()));
            }
        }
    }
}
