//! The parser of scheme lines: one pass with a cursor, usable in `const`, an error for every line that could be misread.

mod check;
mod head;
mod message;
mod place;
mod template;

use super::cursor::Cursor;
use super::{Algorithm, Element, Field, MAX_LINE, Part, Place, Scheme, SecretForm, Span};
use crate::error::Error;
use crate::text::List;

/// `?` is not usable in `const`.
macro_rules! attempt {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}
pub(in crate::scheme::parser) use attempt;

#[expect(clippy::indexing_slicing, reason = "guarded by the loop's condition")]
pub(super) const fn parse(line: &[u8]) -> Result<Scheme, Error> {
    if line.len() > MAX_LINE {
        return Err(Error::scheme(MAX_LINE + 1, "longer than 768 bytes"));
    }
    let mut scheme = empty(line.len() as u16);
    let mut i = 0;
    while i < line.len() {
        if line[i] < b' ' || line[i] > b'~' {
            return Err(Error::scheme(i + 1, "only printable ASCII characters (write \\n for a line feed)"));
        }
        scheme.line[i] = line[i];
        i += 1;
    }

    let mut rest = Cursor { line, at: 0, end: line.len() };
    match line {
        [b' ', ..] => return rest.error("a space at the beginning"),
        [.., b' '] => return Err(Error::scheme(line.len(), "a space at the end")),
        _ => {}
    }
    let mut segment = rest.segment();
    let facts = attempt!(head::read(&mut scheme, &mut segment));

    let mut counts = Counts { signatures: 0, signature: None, time: None, digest: None, names: None };
    while !rest.done() {
        let mut segment = rest.segment();
        if rest.done() && !matches!(scheme.algorithm, Algorithm::Token) {
            if scheme.fields.len() == 0 {
                return segment.error("a header line and the message expected, with ` | ` between them");
            }
            attempt!(message::read(&mut scheme, &mut segment));
        } else {
            attempt!(template::read(&mut scheme, &mut segment, &mut counts));
        }
    }
    if counts.signatures != 1 {
        return rest.error("exactly one place brings the signature: {hex}, {base64}, {base64url} or {token}");
    }
    attempt!(check::line(&mut scheme, line, &counts));
    scheme.event_id = attempt!(check::fact(&mut scheme, line, facts.id, "the id is not part of what is signed"));
    scheme.event_type = attempt!(check::fact(&mut scheme, line, facts.kind, "the type is not part of what is signed"));
    Ok(scheme)
}

/// What the templates of a line bring, and where: the index of the place, and the column of the template.
struct Counts {
    signatures: u8,
    signature: Option<(u8, usize)>,
    time: Option<(u8, usize)>,
    digest: Option<(u8, usize)>,
    names: Option<(u8, usize)>,
}

const fn empty(len: u16) -> Scheme {
    Scheme {
        line: [0; MAX_LINE],
        len,
        algorithm: Algorithm::Token,
        secret: SecretForm {
            prefix: Span::EMPTY,
            encoding: None,
            suffix: Span::EMPTY,
            hash: None,
            can_call_api: false,
        },
        within: None,
        places: List::new(Place::NOWHERE),
        fields: List::new(Field {
            place: 0,
            separator: None,
            spaced: false,
            open: false,
            elements: List::new(Element::NONE),
        }),
        message: List::new(Part::Body),
        event_id: None,
        event_type: None,
    }
}
