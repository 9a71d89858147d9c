//! Every form of a header that the notation has, and what it accepts: written down by hand, beside the line.
#![allow(clippy::indexing_slicing, reason = "each index comes from the length")]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub(super) const SECRET: &[u8] = b"a test's secret";

/// The two times, in Unix seconds, that there are signatures of.
pub(super) const TIME: (u64, u64) = (1_795_465_620, 1_000_000_000);
const TIME_RFC3339: (&str, &str) = ("2026-11-23T20:27:00Z", "2001-09-09T01:46:40Z");

/// A scheme of HMAC-SHA256 over `{timestamp}.{body}`, or over `{body}` where it has no time; or a token.
pub(super) struct Form {
    pub(super) line: &'static str,
    pub(super) fields: &'static [Field],
    time: TimeText,
}

/// One header.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) separator: Option<u8>,
    spaced: bool,
    open: bool,
    pub(super) elements: &'static [(&'static str, Kind)],
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Hex,
    Base64,
    Base64Url,
    Token,
    TokenBase64,
    Time,
}

#[derive(Clone, Copy, PartialEq)]
enum TimeText {
    Absent,
    Seconds,
    Milliseconds,
    Rfc3339,
}

const fn one(name: &'static str, elements: &'static [(&'static str, Kind)]) -> Field {
    Field { name, separator: None, spaced: false, open: false, elements }
}

const fn list(name: &'static str, separator: u8, open: bool, elements: &'static [(&'static str, Kind)]) -> Field {
    Field { name, separator: Some(separator), spaced: false, open, elements }
}

use Kind::{Base64, Base64Url, Hex, Time, Token, TokenBase64};

#[rustfmt::skip]
pub(super) const FORMS: &[Form] = &[
    Form { line: "hmac-sha256 | x-s: {hex} | {body}",
           fields: &[one("x-s", &[("", Hex)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: sha256={hex} | {body}",
           fields: &[one("x-s", &[("sha256=", Hex)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {base64} | {body}",
           fields: &[one("x-s", &[("", Base64)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: HMAC {base64url} | {body}",
           fields: &[one("x-s", &[("HMAC ", Base64Url)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: v0={hex} | x-t: {timestamp} | {timestamp}.{body}",
           fields: &[one("x-s", &[("v0=", Hex)]), one("x-t", &[("", Time)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: {base64} | x-t: at {timestamp:ms} | {timestamp}.{body}",
           fields: &[one("x-s", &[("", Base64)]), one("x-t", &[("at ", Time)])], time: TimeText::Milliseconds },
    Form { line: "hmac-sha256 | x-s: {hex} | x-t: {timestamp:rfc3339} | {timestamp}.{body}",
           fields: &[one("x-s", &[("", Hex)]), one("x-t", &[("", Time)])], time: TimeText::Rfc3339 },
    Form { line: "hmac-sha256 | x-s: t={timestamp},v1={hex} | {timestamp}.{body}",
           fields: &[list("x-s", b',', false, &[("t=", Time), ("v1=", Hex)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: t={timestamp},v1={hex},... | {timestamp}.{body}",
           fields: &[list("x-s", b',', true, &[("t=", Time), ("v1=", Hex)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: t={timestamp}, v1={base64} | {timestamp}.{body}",
           fields: &[Field { name: "x-s", separator: Some(b','), spaced: true, open: false, elements: &[("t=", Time), ("v1=", Base64)] }],
           time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: ts={timestamp};h1={hex};... | {timestamp}.{body}",
           fields: &[list("x-s", b';', true, &[("ts=", Time), ("h1=", Hex)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: s={hex}&t={timestamp:ms} | {timestamp}.{body}",
           fields: &[list("x-s", b'&', false, &[("s=", Hex), ("t=", Time)])], time: TimeText::Milliseconds },
    Form { line: "hmac-sha256 | x-s: v1,{base64} ... | x-t: {timestamp} | {timestamp}.{body}",
           fields: &[list("x-s", b' ', true, &[("v1,", Base64)]), one("x-t", &[("", Time)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: v1={hex},... | {body}",
           fields: &[list("x-s", b',', true, &[("v1=", Hex)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {hex},... | {body}",
           fields: &[list("x-s", b',', true, &[("", Hex)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {timestamp},{hex} | {timestamp}.{body}",
           fields: &[list("x-s", b',', false, &[("", Time), ("", Hex)])], time: TimeText::Seconds },
    Form { line: "token | x-s: {token}",
           fields: &[one("x-s", &[("", Token)])], time: TimeText::Absent },
    Form { line: "token | x-s: Bearer {token}",
           fields: &[one("x-s", &[("Bearer ", Token)])], time: TimeText::Absent },
    Form { line: "token | x-s: Basic {token:base64}",
           fields: &[one("x-s", &[("Basic ", TokenBase64)])], time: TimeText::Absent },
    Form { line: "token | x-s: k={token};...",
           fields: &[list("x-s", b';', true, &[("k=", Token)])], time: TimeText::Absent },
];

impl Form {
    pub(super) fn body(&self) -> &'static [u8] {
        b"{}"
    }

    pub(super) fn signature_kind(&self) -> Option<Kind> {
        self.fields.iter().flat_map(|field| field.elements).map(|(_, kind)| *kind).find(|kind| *kind != Time)
    }

    /// The MAC of the message at a time; for a token, the token.
    pub(super) fn tag(&self, time: u64) -> Vec<u8> {
        if self.line.starts_with("token") {
            return SECRET.to_vec();
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET).expect("any length");
        if self.time != TimeText::Absent {
            mac.update(self.time_text(time).as_bytes());
            mac.update(b".");
        }
        mac.update(self.body());
        mac.finalize().into_bytes().to_vec()
    }

    /// One of the two times as the scheme writes it.
    pub(super) fn time_text(&self, time: u64) -> String {
        match self.time {
            TimeText::Absent | TimeText::Seconds => time.to_string(),
            TimeText::Milliseconds => format!("{time}000"),
            TimeText::Rfc3339 => if time == TIME.0 { TIME_RFC3339.0 } else { TIME_RFC3339.1 }.into(),
        }
    }

    /// Whether these values of the headers say that the message was signed, at one of the two times.
    pub(super) fn is_signed(&self, values: &[Vec<u8>]) -> bool {
        [TIME.0, TIME.1].into_iter().any(|time| {
            self.fields.iter().zip(values).all(|(field, value)| {
                field.is_signed(value, |kind, text| match kind {
                    Time => text == self.time_text(time).as_bytes(),
                    _ => kind.stands_for(text, &self.tag(time)),
                })
            })
        })
    }
}

impl Field {
    /// A program that writes what a sender writes.
    pub(super) fn canonical_program(&self) -> String {
        let mut program = String::new();
        for (index, (_, kind)) in self.elements.iter().enumerate() {
            if index > 0 {
                program.push(char::from(self.separator.unwrap_or(b',')));
                program.push_str(if self.spaced { " " } else { "" });
            }
            program.push(if index == 0 { 'P' } else { 'Q' });
            program.push(if *kind == Time { 'T' } else { 'S' });
        }
        program
    }

    fn is_signed(&self, value: &[u8], is_good: impl Fn(Kind, &[u8]) -> bool) -> bool {
        if value.len() > 8192 {
            return false;
        }
        let value = value.trim_ascii();
        let items: Vec<&[u8]> = match self.separator {
            None => vec![value],
            Some(separator) => value.split(|byte| *byte == separator).map(<[u8]>::trim_ascii).collect(),
        };
        // Where a comma separates nothing, it shows that several headers were joined.
        let commas: fn(&[u8]) -> bool = match self.separator {
            None | Some(b',') => |_| false,
            Some(b' ') => |item| item.ends_with(b","),
            Some(_) => |item| item.contains(&b','),
        };
        if items.iter().any(|item| commas(item)) {
            return false;
        }
        let is = |item: &[u8], (prefix, kind): (&str, Kind)| {
            item.strip_prefix(prefix.as_bytes()).is_some_and(|text| is_good(kind, text))
        };
        let Some(((repeated_prefix, repeated), once)) = self.elements.split_last() else { return false };
        if !self.open {
            let places = |element| -> Vec<usize> { (0..items.len()).filter(|at| is(items[*at], element)).collect() };
            let each_once = self.elements.iter().all(|element| places(*element).len() == 1);
            // Elements without a prefix are told apart by their order.
            let bare: Vec<usize> = self
                .elements
                .iter()
                .filter(|(prefix, _)| prefix.is_empty())
                .flat_map(|element| places(*element))
                .collect();
            return items.len() == self.elements.len() && each_once && bare.is_sorted();
        }
        // In an open list the last element may repeat, junk beside a good signature counts for nothing, and what no prefix
        // names is skipped.
        let named = |prefix: &str| items.iter().filter(|item| item.starts_with(prefix.as_bytes())).count();
        let others_once =
            once.iter().all(|(prefix, kind)| named(prefix) == 1 && items.iter().any(|item| is(item, (prefix, *kind))));
        let good = items.iter().any(|item| is(item, (repeated_prefix, *repeated)));
        others_once && good && named(repeated_prefix) <= 32
    }
}

impl Kind {
    /// The signature, or the token, as a sender writes it.
    pub(super) fn text(self, tag: &[u8]) -> String {
        match self {
            Hex => tag.iter().map(|byte| format!("{byte:02x}")).collect(),
            Base64 | TokenBase64 => STANDARD.encode(tag),
            Base64Url => URL_SAFE_NO_PAD.encode(tag),
            Token | Time => String::from_utf8_lossy(tag).into_owned(),
        }
    }

    /// The other way to write the same: hex in capitals, base64 with or without its padding.
    pub(super) fn other_spelling(self, text: &str) -> String {
        match self {
            Hex => text.to_ascii_uppercase(),
            Base64 | TokenBase64 => text.trim_end_matches('=').into(),
            Base64Url => text.to_string() + "=".repeat(text.len().next_multiple_of(4) - text.len()).as_str(),
            Token | Time => text.into(),
        }
    }

    fn stands_for(self, text: &[u8], tag: &[u8]) -> bool {
        match self {
            Hex => text.eq_ignore_ascii_case(self.text(tag).as_bytes()),
            Base64 | TokenBase64 => {
                [STANDARD.encode(tag), STANDARD_NO_PAD.encode(tag)].iter().any(|good| good.as_bytes() == text)
            }
            Base64Url => [URL_SAFE.encode(tag), URL_SAFE_NO_PAD.encode(tag)].iter().any(|good| good.as_bytes() == text),
            Token => text == tag,
            Time => false,
        }
    }
}
