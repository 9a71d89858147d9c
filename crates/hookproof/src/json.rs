//! JSON (RFC 8259), strictly, in one pass and without memory of its own: the scalars that stand at given pointers
//! (RFC 6901; a segment `*` is every element of an array), as they stand in the text.
//!
//! The whole text has to be one value with white space around it; a byte order mark, a comma too many, a control character
//! in a string, an escape that is none, or more than 64 levels make it [`Malformed`]. What is not looked at, since nobody
//! asked: whether strings are UTF-8, whether surrogates come in pairs, whether a number fits any type, and whether a key
//! that no pointer names comes twice.
//!
//! The work is linear. Each byte is looked at once by the [`Scanner`]; a byte of a key in an object that pointers lead
//! into is compared once with each of them, and each structural character there costs a few steps a pointer. To leave a
//! container costs as many steps as its key had bytes. Beside the pointers' ways, nothing but the grammar is looked at.

mod path;
mod scanner;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use scanner::{Event, Scanner};
pub(crate) use text::Decoder;

/// The largest number of pointers one scan looks for; further ones are never found.
pub(crate) const MAX_POINTERS: usize = 12;

/// The largest number of containers that are open at once.
pub(crate) const MAX_DEPTH: u32 = 64;

/// The text is not JSON, or not as unambiguous as was asked for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Malformed;

/// What a scalar is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Kind {
    String,
    Number,
    Bool,
    Null,
}

/// A scalar as it stands in the text; of a string, what is between the quotes, escapes and all.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Scalar<'b> {
    pub(crate) kind: Kind,
    pub(crate) raw: &'b [u8],
}

impl Scalar<'_> {
    /// The decoded bytes, in pieces: of a string, the text; of a number, `true`, `false` or `null`, what is written.
    ///
    /// `None` for a surrogate without its other half. Bytes that are not escapes are handed on as they are, UTF-8 or not.
    pub(crate) fn decode(&self, sink: &mut dyn FnMut(&[u8])) -> Option<()> {
        if self.kind != Kind::String {
            sink(self.raw);
            return Some(());
        }
        let mut decoder = Decoder::default();
        decoder.update(self.raw, sink)?;
        decoder.finish()
    }
}

/// How much a scan insists on.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// The first scalar at each pointer. Of two equal keys the first counts; a container at a pointer is nothing.
    First,
    /// One scalar at each pointer, or none: a key on its way that comes twice, a container at its end, and a second
    /// element where it says `*` are malformed.
    One,
    /// Like `One`, but `*` may stand for many elements, and each has to lead to a scalar.
    Each,
}

/// The scalar at each pointer, written to the slot of the same index; `None` where there is nothing.
///
/// # Errors
/// [`Malformed`] unless the whole text is JSON, and for each pointer: where a key on its way comes twice, where a container
/// stands at its end, and where the array of a `*` has two elements (what is true of one says nothing of the other).
/// The slots are empty then.
pub(crate) fn find_all<'b>(
    body: &'b [u8],
    pointers: &[&[u8]],
    out: &mut [Option<Scalar<'b>>],
) -> Result<(), Malformed> {
    out.fill(None);
    let result = scalars(body, pointers, Mode::One, &mut |index, scalar| store(out, index, scalar));
    if result.is_err() {
        out.fill(None);
    }
    result
}

/// Calls the sink with every scalar at the pointer, in the order of the text. There is at least one.
///
/// # Errors
/// [`Malformed`] unless the whole text is JSON; where a key on the pointer's way comes twice, where a container stands at
/// its end, where an element of a `*` leads to no scalar, and where there is none at all. What the sink was told counts
/// for nothing then.
pub(crate) fn each<'b>(body: &'b [u8], pointer: &[u8], sink: &mut dyn FnMut(Scalar<'b>)) -> Result<(), Malformed> {
    let mut any = false;
    scalars(body, &[pointer], Mode::Each, &mut |_, scalar| {
        any = true;
        sink(scalar);
    })?;
    if any { Ok(()) } else { Err(Malformed) }
}

/// The first scalar at each pointer, written to the slot of the same index; `None` where there is nothing.
///
/// Nothing is read beyond the point where all are found, and what is malformed ends the search. Of two equal keys the
/// first counts; a container at a pointer is nothing.
pub(crate) fn first<'b>(body: &'b [u8], pointers: &[&[u8]], out: &mut [Option<Scalar<'b>>]) {
    out.fill(None);
    // What was found before the text went wrong is found.
    let _ = scalars(body, pointers, Mode::First, &mut |index, scalar| store(out, index, scalar));
}

fn store<'b>(out: &mut [Option<Scalar<'b>>], index: usize, scalar: Scalar<'b>) {
    if let Some(slot) = out.get_mut(index) {
        *slot = Some(scalar);
    }
}

/// Calls the sink with the index of a pointer and the scalar there, for a text in one piece.
fn scalars<'b>(
    body: &'b [u8],
    pointers: &[&[u8]],
    mode: Mode,
    sink: &mut dyn FnMut(usize, Scalar<'b>),
) -> Result<(), Malformed> {
    // One place for all pointers: where several meet a scalar, it is the same one.
    let mut scalar = Scalar { kind: Kind::Null, raw: &[] };
    let mut events = |index, event: Event<'b>| match event {
        Event::Begin(kind) => scalar = Scalar { kind, raw: &[] },
        Event::Raw(raw) => scalar.raw = raw,
        Event::End => sink(index, scalar),
    };
    let mut scanner = Scanner::with_mode(pointers, mode);
    scanner.update(body, &mut events);
    scanner.finish(&mut events)
}
