//! Places: a header, a parameter of the query, a field of a form, a scalar of a JSON body.

use super::super::cursor::{Cursor, equals, holds};
use super::super::{Place, Scheme, Source, Span};
use super::attempt;
use crate::error::Error;
use crate::json::MAX_POINTERS;

/// The largest number of bytes of a name; a pointer may have more.
const MAX_NAME: usize = 64;

/// The largest number of bytes of a pointer.
const MAX_POINTER: usize = 128;

/// `webhook-id}`, `header:date}`, `query:id}`, `form:id}`, `json:/data/id}`: what follows the brace. A name without a
/// hyphen is more often a misspelt part than a header, and needs the word.
pub(super) const fn braced(cursor: &mut Cursor) -> Result<Place, Error> {
    let start = *cursor;
    let is_explicit = cursor.eat("header:");
    let place = attempt!(any(cursor));
    if is_explicit && !matches!(place.source, Source::Header) {
        return start.error("the name of a header expected, in lower case");
    }
    if !cursor.eat("}") {
        return cursor.error("`}` expected");
    }
    if matches!(place.source, Source::Header) && !is_explicit && !holds(cursor.line, place.name, b'-') {
        return Err(Error::scheme(
            start.at,
            "unknown part: a part of docs/notation.md, {header-name}, {header:name} for a name without a hyphen, {query:name}, {form:name} or {json:/pointer}",
        ));
    }
    Ok(place)
}

/// `name`, `query:name`, `form:name`, `json:/pointer`: up to the first byte that cannot belong to it.
pub(super) const fn any(cursor: &mut Cursor) -> Result<Place, Error> {
    let start = *cursor;
    let mut source = if cursor.eat(Source::Query.prefix()) {
        Source::Query
    } else if cursor.eat(Source::Form.prefix()) {
        Source::Form
    } else if cursor.eat(Source::Json.prefix()) {
        Source::Json
    } else {
        Source::Header
    };
    // A header may have such a name, too: `query: {hex}`.
    if matches!(cursor.peek(), Some(b' ')) {
        *cursor = start;
        source = Source::Header;
    }
    let name = match source {
        Source::Header => attempt!(header_name(cursor)),
        Source::Query | Source::Form => attempt!(parameter(cursor)),
        Source::Json => attempt!(pointer(cursor)),
    };
    Ok(Place { source, name, is_claimed: false, is_required: false })
}

/// A header's name in lower case.
const fn header_name(cursor: &mut Cursor) -> Result<Span, Error> {
    let start = cursor.at;
    while let Some(b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_') = cursor.peek() {
        cursor.at += 1;
    }
    if cursor.at == start {
        return cursor.error("the name of a header expected, in lower case");
    }
    if cursor.at - start > MAX_NAME {
        return cursor.error("the name of a header has at most 64 bytes");
    }
    Ok(cursor.span_from(start))
}

/// The name of a parameter or field.
const fn parameter(cursor: &mut Cursor) -> Result<Span, Error> {
    let start = cursor.at;
    while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'[' | b']') = cursor.peek() {
        cursor.at += 1;
    }
    if cursor.at == start {
        return cursor.error("the name of a parameter expected: letters, digits and `-_.[]`");
    }
    if cursor.at - start > MAX_NAME {
        return cursor.error("the name of a parameter has at most 64 bytes");
    }
    Ok(cursor.span_from(start))
}

/// A JSON pointer (RFC 6901) to a scalar within an object or array.
const fn pointer(cursor: &mut Cursor) -> Result<Span, Error> {
    let start = cursor.at;
    if !matches!(cursor.peek(), Some(b'/')) {
        return cursor.error("a JSON pointer expected, like /data/id");
    }
    loop {
        match (cursor.peek(), cursor.peek_at(1)) {
            (Some(b'~'), Some(b'0' | b'1')) => {}
            (Some(b'~'), _) => return cursor.error("`~` is written ~0 in a pointer, and `/` within a key ~1"),
            // The colon that ends a place has a space behind it.
            (Some(b':'), None | Some(b' ')) => break,
            (None | Some(b' ' | b'{' | b'}' | b'|' | b'"' | b'\\'), _) => break,
            _ => {}
        }
        cursor.at += 1;
    }
    if cursor.at - start > MAX_POINTER {
        return cursor.error("a pointer has at most 128 bytes");
    }
    Ok(cursor.span_from(start))
}

/// The index of a place in the scheme's list, added if it is not there yet. What one use of it claims or requires
/// holds for all.
pub(super) const fn intern(scheme: &mut Scheme, cursor: &Cursor, place: Place) -> Result<u8, Error> {
    let mut alike = 0;
    let mut i = 0;
    while let Some(known) = scheme.places.get(i) {
        if known.source as u8 == place.source as u8 && equals(cursor.line, place.name, cursor.line, known.name) {
            let merged = Place {
                is_claimed: known.is_claimed || place.is_claimed,
                is_required: known.is_required || place.is_required,
                ..known
            };
            scheme.places.set(i, merged);
            return Ok(i as u8);
        }
        if known.source as u8 == place.source as u8 {
            alike += 1;
        }
        i += 1;
    }
    if matches!(place.source, Source::Header) && alike >= Scheme::MAX_HEADERS {
        return cursor.error("more than 8 headers");
    }
    if matches!(place.source, Source::Json) && alike >= MAX_POINTERS {
        return cursor.error("more than 12 pointers");
    }
    if !scheme.places.push(place) {
        return cursor.error("more than 16 headers, parameters, fields and pointers");
    }
    Ok(i as u8)
}
