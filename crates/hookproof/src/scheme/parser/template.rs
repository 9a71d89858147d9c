//! `place: template`: what brings the signature, the time, a digest of the body, the names of signed headers.

use super::super::cursor::{Cursor, begins, begins_with, holds};
use super::super::{Algorithm, Element, Encoding, Field, Place, Scheme, TimeFormat, Value};
use super::{Counts, attempt, place};
use crate::error::Error;
use crate::text::List;

pub(super) const fn read(scheme: &mut Scheme, cursor: &mut Cursor, counts: &mut Counts) -> Result<(), Error> {
    let start = *cursor;
    let place = attempt!(place::any(cursor));
    // Whether it is claimed is decided when the whole line is known.
    let place = attempt!(place::intern(scheme, cursor, Place { is_required: true, ..place }));
    if !cursor.eat(": ") {
        return cursor.error("`: ` expected after the name of the header");
    }
    let mut earlier = 0;
    while let Some(other) = scheme.fields.get(earlier) {
        if other.place == place {
            return start.error("this place has a template already");
        }
        earlier += 1;
    }
    let mut field = Field { place, separator: None, spaced: false, open: false, elements: List::new(Element::NONE) };
    loop {
        let element = attempt!(element(scheme, cursor, &field));
        attempt!(count(counts, element.value, place, start));
        if !field.elements.push(element) {
            return cursor.error("more than 4 elements in a header");
        }
        if cursor.done() {
            break;
        }
        let separator = match cursor.peek() {
            Some(byte @ (b',' | b';' | b'&' | b' ')) => byte,
            _ => return cursor.error("`,`, `;`, `&` or a space expected between the elements of a header"),
        };
        let first = field.separator.is_none();
        match field.separator {
            Some(other) if other != separator => return cursor.error("one header, one separator"),
            _ => field.separator = Some(separator),
        }
        cursor.at += 1;
        if cursor.eat("...") {
            if !cursor.done() {
                return cursor.error("`...` stands at the end");
            }
            if !element.value.is_signature() {
                return cursor.error("`...` stands behind the signature: nothing else repeats");
            }
            field.open = true;
            break;
        }
        let spaced = cursor.eat(" ");
        if !first && spaced != field.spaced {
            return cursor.error("a space behind each separator of a header, or behind none");
        }
        field.spaced = spaced;
    }
    attempt!(can_be_read(cursor.line, &field, start));
    if !scheme.fields.push(field) {
        return cursor.error("more than 4 places with a template");
    }
    Ok(())
}

/// Whether a receiver finds the elements again: a line for which no delivery is genuine is a slip.
const fn can_be_read(line: &[u8], field: &Field, start: Cursor) -> Result<(), Error> {
    let mut i = 0;
    while let Some(element) = field.elements.get(i) {
        let Element { prefix, link, value, .. } = element;
        if begins_with(line, prefix, b' ') {
            return start.error("a prefix begins with a space, and space at the edges of a value is not kept");
        }
        if let Some(separator) = field.separator {
            // Where a comma separates nothing, it shows that several headers were joined.
            let comma = if separator == b' ' { separator } else { b',' };
            let breaks = holds(line, prefix, separator) || holds(line, prefix, comma);
            let breaks = breaks || holds(line, link, separator) || holds(line, link, comma);
            if breaks || matches!(value, Value::Timestamp(TimeFormat::HttpDate)) {
                return start.error("an element holds what separates the elements");
            }
        }
        let mut j = 0;
        while let Some(other) = field.elements.get(j) {
            if i != j && begins(line, prefix, other.prefix) {
                return start.error("two elements begin alike");
            }
            j += 1;
        }
        i += 1;
    }
    Ok(())
}

/// `prefix{placeholder}suffix`, `prefix{key-id}link{placeholder}suffix`.
const fn element(scheme: &Scheme, cursor: &mut Cursor, field: &Field) -> Result<Element, Error> {
    let mut element = Element::NONE;
    let start = cursor.at;
    cursor.skip_to_brace();
    element.prefix = cursor.span_from(start);
    if cursor.eat("{key-id}") {
        let start = cursor.at;
        cursor.skip_to_brace();
        element.link = cursor.span_from(start);
        if element.link.is_empty() {
            return cursor.error("something has to end the {key-id}");
        }
    }
    element.value = attempt!(placeholder(scheme, cursor));
    let start = cursor.at;
    while !matches!(cursor.peek(), None | Some(b'{' | b'}' | b',' | b';' | b'&' | b' ')) {
        cursor.at += 1;
    }
    element.suffix = cursor.span_from(start);
    if matches!(cursor.peek(), Some(b'{' | b'}')) {
        return cursor.error("`,`, `;`, `&` or a space expected between the elements of a header");
    }
    if matches!(element.value, Value::HeaderNames)
        && (matches!(cursor.peek(), Some(b' ')) || matches!(field.separator, Some(b' ')))
    {
        return cursor.error("a list of names between spaces cannot hold another one");
    }
    Ok(element)
}

const fn count(counts: &mut Counts, value: Value, place: u8, start: Cursor) -> Result<(), Error> {
    let (slot, second) = match value {
        Value::Signature(_) | Value::Token { .. } => {
            counts.signatures = counts.signatures.saturating_add(1);
            counts.signature = Some((place, start.at + 1));
            return Ok(());
        }
        Value::Timestamp(_) => (&mut counts.time, "a second {timestamp}"),
        Value::BodyDigest(_) => (&mut counts.digest, "a second digest of the body"),
        Value::HeaderNames => (&mut counts.names, "a second {header-names}"),
    };
    if slot.is_some() {
        return start.error(second);
    }
    *slot = Some((place, start.at + 1));
    Ok(())
}

/// `{hex}`, `{token}`, `{timestamp:ms}`, ...
const fn placeholder(scheme: &Scheme, cursor: &mut Cursor) -> Result<Value, Error> {
    let token = matches!(scheme.algorithm, Algorithm::Token);
    let start = *cursor;
    if !cursor.eat("{") {
        return cursor.error(UNKNOWN);
    }
    let value = if cursor.eat("token}") {
        Value::Token { base64: false }
    } else if cursor.eat("token:base64}") {
        Value::Token { base64: true }
    } else if cursor.eat("header-names}") {
        Value::HeaderNames
    } else if cursor.eat("sha256:") {
        match word(cursor) {
            Some(Word::Encoding(encoding)) => Value::BodyDigest(encoding),
            _ => return start.error(UNKNOWN),
        }
    } else {
        match word(cursor) {
            Some(Word::Encoding(encoding)) => Value::Signature(encoding),
            Some(Word::Time(format)) => Value::Timestamp(format),
            None => return start.error(UNKNOWN),
        }
    };
    match value {
        Value::Token { .. } if !token => start.error("{token} goes with the algorithm `token`"),
        Value::Signature(_) if token => start.error("the algorithm `token` has {token} in its place"),
        Value::Timestamp(_) | Value::BodyDigest(_) | Value::HeaderNames if token => {
            start.error("a token signs nothing")
        }
        _ => Ok(value),
    }
}

enum Word {
    Encoding(Encoding),
    Time(TimeFormat),
}

/// The word before a closing brace.
const fn word(cursor: &mut Cursor) -> Option<Word> {
    let mut encodings = Encoding::ALL.as_slice();
    while let [encoding, rest @ ..] = encodings {
        if cursor.eat_word(encoding.as_str()) {
            return Some(Word::Encoding(*encoding));
        }
        encodings = rest;
    }
    let mut formats = TimeFormat::ALL.as_slice();
    while let [format, rest @ ..] = formats {
        if cursor.eat_word(format.as_str()) {
            return Some(Word::Time(*format));
        }
        formats = rest;
    }
    None
}

const UNKNOWN: &str =
    "a placeholder expected: {hex}, {base64}, {base64url}, {token}, {timestamp}, {sha256:hex} or {header-names}";
