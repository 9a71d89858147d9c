//! The last segment of a line: what is signed.

use super::super::cursor::Cursor;
use super::super::{Part, Place, Scheme};
use super::{attempt, place};
use crate::error::Error;

pub(super) const fn read(scheme: &mut Scheme, cursor: &mut Cursor) -> Result<(), Error> {
    let mut group: Option<Cursor> = None;
    let mut group_has_value = false;
    while let Some(byte) = cursor.peek() {
        let start = *cursor;
        let part = match byte {
            b'}' => return cursor.error("`}` without `{` (write \\} for the character)"),
            b'[' if group.is_some() => return cursor.error("an optional group within another one"),
            b'[' => {
                cursor.at += 1;
                group = Some(start);
                group_has_value = false;
                Part::Open
            }
            b']' if group.is_none() => return cursor.error("`]` without `[` (write \\] for the character)"),
            b']' if !group_has_value => {
                return cursor.error("an optional group without a header, parameter, field or pointer");
            }
            b']' => {
                cursor.at += 1;
                group = None;
                Part::Close
            }
            b'\\' => attempt!(escape(cursor)),
            b'{' => attempt!(braced(scheme, cursor, group.is_none())),
            _ => {
                while !matches!(cursor.peek(), None | Some(b'{' | b'}' | b'[' | b']' | b'\\')) {
                    cursor.at += 1;
                }
                Part::Literal(cursor.span_from(start.at))
            }
        };
        if group.is_some() {
            match part {
                Part::Place(_) => group_has_value = true,
                Part::Literal(_) | Part::Byte(_) | Part::Open => {}
                _ => return start.error("an optional group holds text, headers, parameters, fields and pointers"),
            }
        }
        if !scheme.message.push(part) {
            return start.error("more than 24 parts in the message");
        }
    }
    match group {
        Some(open) => open.error("`[` without `]` (write \\[ for the character)"),
        None => Ok(()),
    }
}

const fn escape(cursor: &mut Cursor) -> Result<Part, Error> {
    cursor.at += 1;
    let part = match cursor.peek() {
        Some(b'n') => Part::Byte(b'\n'),
        Some(byte @ (b'\\' | b'{' | b'}' | b'[' | b']' | b'|')) => Part::Byte(byte),
        _ => return cursor.error("unknown escape: \\n, \\\\, \\{, \\}, \\[, \\] or \\|"),
    };
    cursor.at += 1;
    Ok(part)
}

const fn braced(scheme: &mut Scheme, cursor: &mut Cursor, is_required: bool) -> Result<Part, Error> {
    let mut words = Part::WORDS.as_slice();
    while let [(word, part), rest @ ..] = words {
        if cursor.eat(word) {
            return Ok(*part);
        }
        words = rest;
    }
    cursor.at += 1;
    let place = attempt!(place::braced(cursor));
    let place = Place { is_claimed: true, is_required, ..place };
    Ok(Part::Place(attempt!(place::intern(scheme, cursor, place))))
}
