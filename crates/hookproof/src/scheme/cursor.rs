//! A place in a scheme's line while it is read, in `const`, where there is no `slice::get`.

use super::Span;
use crate::error::Error;

/// A place in the line while it is read. Every method leaves `at` within the line.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'l> {
    pub(crate) line: &'l [u8],
    pub(crate) at: usize,
    pub(crate) end: usize,
}

impl<'l> Cursor<'l> {
    pub(crate) const fn peek_at(&self, ahead: usize) -> Option<u8> {
        let at = self.at.saturating_add(ahead);
        match self.line.split_at_checked(at) {
            Some((_, [byte, ..])) if at < self.end => Some(*byte),
            _ => None,
        }
    }

    pub(crate) const fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    /// Whether the text is next; if so, it is consumed.
    pub(crate) const fn eat(&mut self, text: &str) -> bool {
        let start = self.at;
        let mut text = text.as_bytes();
        while let [expected, rest @ ..] = text {
            match self.peek() {
                Some(byte) if byte == *expected => self.at += 1,
                _ => {
                    self.at = start;
                    return false;
                }
            }
            text = rest;
        }
        true
    }

    /// Whether the word and a closing brace are next; if so, both are consumed.
    pub(crate) const fn eat_word(&mut self, word: &str) -> bool {
        let start = self.at;
        if self.eat(word) && self.eat("}") {
            return true;
        }
        self.at = start;
        false
    }

    /// Moves to the next brace, or to the end.
    pub(crate) const fn skip_to_brace(&mut self) {
        while !matches!(self.peek(), None | Some(b'{' | b'}')) {
            self.at += 1;
        }
    }

    /// Moves over what may stand before or behind the form of a secret.
    pub(crate) const fn skip_affix(&mut self) {
        while !matches!(self.peek(), None | Some(b'{' | b'}' | b'(' | b')' | b' ')) {
            self.at += 1;
        }
    }

    pub(crate) const fn done(&self) -> bool {
        self.at >= self.end
    }

    pub(crate) const fn span_from(&self, start: usize) -> Span {
        Span { start: start as u16, end: self.at as u16 }
    }

    pub(crate) const fn error<T>(&self, reason: &'static str) -> Result<T, Error> {
        Err(Error::scheme(self.at + 1, reason))
    }

    /// The part of the line up to the next ` | ` or the end, as a cursor of its own; `self` moves behind the separator.
    pub(crate) const fn segment(&mut self) -> Cursor<'l> {
        let mut segment = Cursor { line: self.line, at: self.at, end: self.end };
        while !self.done() {
            if matches!((self.peek(), self.peek_at(1), self.peek_at(2)), (Some(b' '), Some(b'|'), Some(b' '))) {
                segment.end = self.at;
                self.at += 3;
                return segment;
            }
            self.at += 1;
        }
        segment
    }

    /// A number of at most nine digits.
    pub(crate) const fn number(&mut self) -> Option<u32> {
        let start = self.at;
        let mut number = 0u32;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            if self.at - start >= 9 {
                return None;
            }
            number = number * 10 + (digit - b'0') as u32;
            self.at += 1;
        }
        if self.at == start { None } else { Some(number) }
    }
}

/// Whether the two places hold the same bytes; not if one of them is beyond its line.
pub(crate) const fn equals(line: &[u8], span: Span, other: &[u8], other_span: Span) -> bool {
    let (Some(mut a), Some(mut b)) = (part(line, span), part(other, other_span)) else { return false };
    while let ([first, rest @ ..], [other_first, other_rest @ ..]) = (a, b) {
        if *first != *other_first {
            return false;
        }
        (a, b) = (rest, other_rest);
    }
    a.is_empty() && b.is_empty()
}

const fn part(line: &[u8], span: Span) -> Option<&[u8]> {
    if span.is_empty() {
        return Some(&[]);
    }
    let Some((front, _)) = line.split_at_checked(span.end as usize) else { return None };
    let Some((_, part)) = front.split_at_checked(span.start as usize) else { return None };
    Some(part)
}

/// Whether the byte is in this stretch of the line.
pub(super) const fn holds(line: &[u8], span: Span, byte: u8) -> bool {
    let Some(mut text) = part(line, span) else { return false };
    while let [first, rest @ ..] = text {
        if *first == byte {
            return true;
        }
        text = rest;
    }
    false
}

pub(super) const fn begins_with(line: &[u8], span: Span, byte: u8) -> bool {
    matches!(part(line, span), Some([first, ..]) if *first == byte)
}

/// Whether one stretch of the line begins with another, which is not empty.
pub(super) const fn begins(line: &[u8], span: Span, front: Span) -> bool {
    let (Some(mut text), Some(mut front)) = (part(line, span), part(line, front)) else { return false };
    if front.is_empty() {
        return false;
    }
    while let [expected, front_rest @ ..] = front {
        match text {
            [first, rest @ ..] if *first == *expected => (text, front) = (rest, front_rest),
            _ => return false,
        }
    }
    true
}
