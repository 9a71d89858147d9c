//! The names and descriptions of the results as C strings, made from the core's list when this is compiled.

use crate::abi::{BUFFER_TOO_SMALL, INVALID_ARGUMENT, OK, OUT_OF_MEMORY, Outcome};
use core::ffi::CStr;
use hookproof::Code;

/// The version of the library, as in `Cargo.toml`.
pub(crate) const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("a version has no zero in it"),
};

/// The results that are not the core's: number, word, sentence, HTTP status.
const OWN: &[(Outcome, &CStr, &CStr, u16)] = &[
    (OK, c"ok", c"It worked: nothing to report.", 200),
    (INVALID_ARGUMENT, c"invalid_argument", c"The calling program broke a rule of hookproof.h.", 500),
    (OUT_OF_MEMORY, c"out_of_memory", c"There is no memory for the verifier or the stream.", 500),
    (BUFFER_TOO_SMALL, c"buffer_too_small", c"The caller's buffer does not hold the result.", 500),
];

/// A text with its end, in a place of fixed size.
type Slot<const SIZE: usize> = [u8; SIZE];

/// A text of the core as a C string; a text that does not fit is an error of this build.
#[expect(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
const fn slot<const SIZE: usize>(text: &str) -> Slot<SIZE> {
    let text = text.as_bytes();
    let mut slot = [0; SIZE];
    assert!(text.len() < SIZE, "a text of the core that does not fit");
    let mut at = 0;
    while at < text.len() {
        slot[at] = text[at];
        at += 1;
    }
    slot
}

const COUNT: usize = Code::ALL.len();

#[expect(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
static WORDS: [Slot<32>; COUNT] = {
    let mut words = [[0; 32]; COUNT];
    let mut at = 0;
    while at < COUNT {
        words[at] = slot(Code::ALL[at].as_str());
        at += 1;
    }
    words
};

#[expect(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
static SENTENCES: [Slot<128>; COUNT] = {
    let mut sentences = [[0; 128]; COUNT];
    let mut at = 0;
    while at < COUNT {
        sentences[at] = slot(Code::ALL[at].description());
        at += 1;
    }
    sentences
};

/// The text of a result: one of our own, or the core's from its table.
fn text<const SIZE: usize>(
    outcome: Outcome,
    own: impl Fn(&(Outcome, &'static CStr, &'static CStr, u16)) -> &'static CStr,
    table: &'static [Slot<SIZE>; COUNT],
) -> &'static CStr {
    if let Some(entry) = OWN.iter().find(|entry| entry.0 == outcome) {
        return own(entry);
    }
    Code::ALL
        .iter()
        .zip(table)
        .find(|(code, _)| Outcome::from(code.number()) == outcome)
        .and_then(|(_, slot)| CStr::from_bytes_until_nul(slot).ok())
        .unwrap_or(c"unknown")
}

/// The word for a result, `signature_mismatch`; `unknown` for a number that is none.
pub(crate) fn word(outcome: Outcome) -> &'static CStr {
    text(outcome, |entry| entry.1, &WORDS)
}

/// When a result is given, as one sentence; `unknown` for a number that is none.
pub(crate) fn sentence(outcome: Outcome) -> &'static CStr {
    text(outcome, |entry| entry.2, &SENTENCES)
}

/// The HTTP status to answer with; 500 for a number that is none.
pub(crate) fn http_status(outcome: Outcome) -> u16 {
    if let Some(entry) = OWN.iter().find(|entry| entry.0 == outcome) {
        return entry.3;
    }
    u8::try_from(outcome).ok().and_then(Code::from_number).map_or(500, Code::http_status)
}
