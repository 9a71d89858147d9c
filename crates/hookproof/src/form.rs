//! `{form}`: the fields of a form-encoded body, decoded, sorted by name and then by value, each pair once, name and value
//! joined (Twilio's rule). Without allocation: each pass over the body finds the next pair in order.

use crate::error::{Code, Error};
use crate::text::position;
use core::cmp::Ordering;

/// The largest number of fields; the work is their number times the body's length.
const MAX_FIELDS: usize = 256;

/// The largest number of bytes of a form, 64 KiB.
const MAX_FORM: usize = 64 * 1024;

/// Whether the body is a form within bounds.
///
/// # Errors
/// `malformed_body` for no field at all, more than 256 fields, more than 64 KiB, or a `%` without two hex digits.
pub(crate) fn check(body: &[u8]) -> Result<(), Error> {
    let malformed = |reason| Err(Error::new(Code::MalformedBody, reason));
    if body.len() > MAX_FORM {
        return malformed("a form of more than 64 KiB");
    }
    // Without this, a delivery whose signature covers only the URL (another content type) would stay valid with its body
    // taken away.
    if fields(body).next().is_none() {
        return malformed("a form without fields");
    }
    if fields(body).nth(MAX_FIELDS).is_some() {
        return malformed("a form of more than 256 fields");
    }
    if !is_encoded(body) {
        return malformed("a form in which a `%` has no two hex digits");
    }
    Ok(())
}

/// Calls the sink with the sorted fields.
pub(crate) fn feed(body: &[u8], sink: &mut dyn FnMut(&[u8])) {
    let mut last: Option<Field> = None;
    loop {
        let rest = fields(body).filter(|field| last.is_none_or(|last| compare(*field, last).is_gt()));
        let Some(next) = rest.reduce(|least, field| if compare(field, least).is_lt() { field } else { least }) else {
            return;
        };
        feed_bytes(next.name().chain(next.value()), sink);
        last = Some(next);
    }
}

/// Calls the sink with the bytes, in pieces.
fn feed_bytes(mut bytes: impl Iterator<Item = u8>, sink: &mut dyn FnMut(&[u8])) {
    loop {
        let mut piece = [0; 64];
        let mut len = 0;
        for to in &mut piece {
            let Some(byte) = bytes.next() else { break };
            *to = byte;
            len += 1;
        }
        sink(piece.get(..len).unwrap_or_default());
        if len < piece.len() {
            return;
        }
    }
}

/// Calls the sink with what is behind `+` and `%41`, in pieces; what is in front of the first of them, as it is.
pub(crate) fn feed_decoded(text: &[u8], sink: &mut dyn FnMut(&[u8])) {
    let (plain, rest) = cut(text, [b'%', b'+']);
    sink(plain);
    feed_bytes(decoded(rest), sink);
}

/// What is before the first of these bytes, and the rest, from that one on.
fn cut<const N: usize>(text: &[u8], at: [u8; N]) -> (&[u8], &[u8]) {
    position(text, at).and_then(|at| text.split_at_checked(at)).unwrap_or((text, &[]))
}

/// Whether every `%` has two hex digits behind it.
pub(crate) fn is_encoded(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        match rest.get(at + 1..) {
            Some([high, low, tail @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => rest = tail,
            _ => return false,
        }
    }
    true
}

/// There is a second field of the name.
#[derive(Debug)]
pub(crate) struct Twice;

/// The value of the field with this (decoded) name in a form or a query, still encoded; `None` if there is none.
pub(crate) fn value<'b>(text: &'b [u8], name: &[u8]) -> Result<Option<&'b [u8]>, Twice> {
    // `%7x` is no `p`: what is no escape is decoded to something, and must not become a name that others do not read.
    let is = |field: &Field<'_>| field.name().eq(name.iter().copied()) && is_encoded(field.name);
    let mut found = fields(text).filter(is).map(|field| field.value);
    let first = found.next();
    if found.next().is_some() { Err(Twice) } else { Ok(first) }
}

/// A field as it stands in the body.
#[derive(Clone, Copy)]
struct Field<'b> {
    name: &'b [u8],
    value: &'b [u8],
}

impl<'b> Field<'b> {
    fn name(self) -> impl Iterator<Item = u8> + 'b {
        decoded(self.name)
    }

    fn value(self) -> impl Iterator<Item = u8> + 'b {
        decoded(self.value)
    }
}

/// The fields that have a name or a value: of the others nothing is signed.
fn fields(body: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = body;
    let all = core::iter::from_fn(move || {
        let (field, later) = cut(rest, [b'&']);
        let is_end = rest.is_empty();
        rest = later.get(1..).unwrap_or_default();
        (!is_end).then_some(field)
    });
    all.filter(|field| !matches!(*field, b"" | b"=")).map(|field| {
        let (name, value) = cut(field, [b'=']);
        Field { name, value: value.get(1..).unwrap_or_default() }
    })
}

fn compare(a: Field<'_>, b: Field<'_>) -> Ordering {
    a.name().cmp(b.name()).then_with(|| a.value().cmp(b.value()))
}

/// The bytes behind `+` and `%41` (application/x-www-form-urlencoded).
fn decoded(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let mut rest = text;
    core::iter::from_fn(move || match *rest {
        [] => None,
        [b'+', ref tail @ ..] => {
            rest = tail;
            Some(b' ')
        }
        [b'%', high, low, ref tail @ ..] => {
            rest = tail;
            Some(nibble(high) * 16 + nibble(low))
        }
        [byte, ref tail @ ..] => {
            rest = tail;
            Some(byte)
        }
    })
}

/// The value of a hex digit; `check` has seen that it is one.
fn nibble(digit: u8) -> u8 {
    char::from(digit).to_digit(16).unwrap_or_default() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::{format, string::String, vec::Vec};

    fn joined(body: &str) -> String {
        let mut out = Vec::new();
        feed(body.as_bytes(), &mut |piece| out.extend_from_slice(piece));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn fields_are_decoded_sorted_and_joined() {
        assert_eq!(joined(""), "");
        assert_eq!(
            joined("To=%2B18005551212&CallSid=CA123&From=%2B1+2&Digits="),
            "CallSidCA123DigitsFrom+1 2To+18005551212"
        );
        // A repeated name: its values in order, each once.
        assert_eq!(joined("a=2&b=1&a=1&a=2"), "a1a2b1");
        // Sorted after decoding; names that are prefixes of others come first.
        assert_eq!(joined("%7A=1&ab=2&a=3"), "a3ab2z1");
        assert_eq!(joined(&format!("k={}", "x".repeat(64))), format!("k{}", "x".repeat(64)));
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for body in ["a=%", "a=%4", "a=%4g", "%%41"] {
            assert_eq!(check(body.as_bytes()).unwrap_err().code(), Code::MalformedBody, "{body}");
        }
        for body in ["", "&", "&&", "=", "=&="] {
            assert_eq!(check(body.as_bytes()).unwrap_err().code(), Code::MalformedBody, "{body}");
        }
        assert!(check("a=1&".repeat(256).as_bytes()).is_ok());
        assert!(check("a=1&".repeat(257).as_bytes()).is_err());
        assert!(check("a".repeat(64 * 1024).as_bytes()).is_ok());
        assert!(check("a".repeat(64 * 1024 + 1).as_bytes()).is_err());
    }

    #[test]
    fn a_field_is_found_by_its_decoded_name_once() {
        let find = |text: &'static str| value(text.as_bytes(), b"data.id").map(|value| value.map(<[u8]>::to_vec));
        assert_eq!(find("a=1&data%2Eid=%41+&b").unwrap().unwrap(), b"%41+");
        assert_eq!(find("data.id").unwrap().unwrap(), b"");
        assert_eq!(find("DATA.id=1&data.id2=2").unwrap(), None);
        assert!(find("data.id=1&data%2eid=1").is_err());
        // What is no escape makes no name.
        assert_eq!(find("data%2xid=1&data%2").unwrap(), None);
    }

    #[test]
    fn escapes_have_two_digits() {
        for (text, expected) in
            [("", true), ("%41", true), ("a%4aB%FF", true), ("%4", false), ("%g1", false), ("%1g", false)]
        {
            assert_eq!(is_encoded(text.as_bytes()), expected, "{text}");
        }
        let mut out = Vec::new();
        feed_decoded(b"a+%41%e2", &mut |piece| out.extend_from_slice(piece));
        assert_eq!(out, b"a A\xe2");
    }
}
