//! The names, titles and pages of the providers, packed when this is compiled: a table of pointers to them would cost a
//! relocation each when the shared library is loaded, and bring along what the C library does not show.

use crate::abi::{DOCS_SIZE, NAME_SIZE, TITLE_SIZE};
use hookproof::providers::{ALL, Evidence};

/// A provider of the table.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// The provider's own page; empty if there is none.
    pub(crate) docs: &'static str,
    /// False: read in other people's code only.
    pub(crate) is_confirmed: bool,
}

/// The number of providers.
pub(crate) const COUNT: usize = ALL.len();

/// The provider with this index, in the order of the names.
pub(crate) fn entry(index: usize) -> Option<Entry> {
    let mut rest = PACKED.get(usize::from(*STARTS.get(index)?)..)?;
    let mut text = || {
        let (len, after) = rest.split_first()?;
        let (text, after) = after.split_at_checked(usize::from(*len))?;
        rest = after;
        core::str::from_utf8(text).ok()
    };
    let (name, title, docs) = (text()?, text()?, text()?);
    Some(Entry { name, title, docs, is_confirmed: rest.first() == Some(&1) })
}

/// Of each provider: three texts, each after its length, and 1 if it is confirmed.
#[expect(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
static PACKED: [u8; end(COUNT)] = {
    let mut packed = [0; end(COUNT)];
    let (mut at, mut index) = (0, 0);
    while index < COUNT {
        let provider = &ALL[index];
        at = put(&mut packed, at, provider.name);
        at = put(&mut packed, at, provider.title);
        at = put(&mut packed, at, provider.docs);
        packed[at] = !matches!(provider.evidence, Evidence::Secondary) as u8;
        at += 1;
        index += 1;
    }
    packed
};

/// Where each provider begins in it.
#[expect(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
static STARTS: [u16; COUNT] = {
    let mut starts = [0; COUNT];
    let mut index = 0;
    while index < COUNT {
        let start = end(index);
        assert!(start <= 0xffff, "too many providers for this table");
        starts[index] = start as u16;
        index += 1;
    }
    starts
};

/// The size of the first so many providers.
#[expect(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
const fn end(count: usize) -> usize {
    let (mut at, mut index) = (0, 0);
    while index < count {
        let provider = &ALL[index];
        at += 4 + provider.name.len() + provider.title.len() + provider.docs.len();
        index += 1;
    }
    at
}

/// Writes a text and its length; where it ends.
#[expect(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
const fn put(packed: &mut [u8], mut at: usize, text: &str) -> usize {
    let text = text.as_bytes();
    assert!(text.len() < 256, "a text whose length is no byte");
    packed[at] = text.len() as u8;
    at += 1;
    let mut from = 0;
    while from < text.len() {
        packed[at] = text[from];
        at += 1;
        from += 1;
    }
    at
}

/// The longest of these texts.
#[expect(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
const fn longest() -> [usize; 3] {
    let mut longest = [0; 3];
    let mut index = 0;
    while index < COUNT {
        let provider = &ALL[index];
        let sizes = [provider.name.len(), provider.title.len(), provider.docs.len()];
        let mut text = 0;
        while text < 3 {
            if sizes[text] > longest[text] {
                longest[text] = sizes[text];
            }
            text += 1;
        }
        index += 1;
    }
    longest
}

/// Each text has a place in the struct that C sees, with its end.
const _: () = {
    let [name, title, docs] = longest();
    assert!(name < NAME_SIZE && title < TITLE_SIZE && docs < DOCS_SIZE);
};
