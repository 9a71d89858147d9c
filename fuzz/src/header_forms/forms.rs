//! Every form of a header that the notation has, and what it accepts: written down by hand, beside the line.
#![allow(clippy::indexing_slicing, reason = "each index comes from the length")]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};

pub(super) const SECRET: &[u8] = b"a test's secret";

/// The two times, in Unix seconds, that there are signatures of.
pub(super) const TIME: (u64, u64) = (1_795_465_620, 1_000_000_000);
const TIME_HTTP: (&str, &str) = ("Mon, 23 Nov 2026 20:27:00 GMT", "Sun, 09 Sep 2001 01:46:40 GMT");
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
    pub(super) elements: &'static [Element],
}

/// `prefix{...}suffix`, or `prefix{key-id}link{...}suffix`.
#[derive(Clone, Copy)]
pub(super) struct Element {
    pub(super) prefix: &'static str,
    pub(super) link: &'static str,
    pub(super) kind: Kind,
    pub(super) suffix: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Hex,
    Base64,
    Base64Url,
    Token,
    TokenBase64,
    Time,
    /// The SHA-256 of the body, in base64.
    Digest,
}

impl Kind {
    pub(super) fn signs(self) -> bool {
        !matches!(self, Time | Digest)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum TimeText {
    Absent,
    Seconds,
    Milliseconds,
    SecondsOrMilliseconds,
    Rfc3339,
    HttpDate,
}

const fn one(name: &'static str, elements: &'static [Element]) -> Field {
    Field { name, separator: None, spaced: false, open: false, elements }
}

const fn list(name: &'static str, separator: u8, open: bool, elements: &'static [Element]) -> Field {
    Field { name, separator: Some(separator), spaced: false, open, elements }
}

const fn el(prefix: &'static str, kind: Kind) -> Element {
    Element { prefix, link: "", kind, suffix: "" }
}

use Kind::{Base64, Base64Url, Digest, Hex, Time, Token, TokenBase64};

#[rustfmt::skip]
pub(super) const FORMS: &[Form] = &[
    Form { line: "hmac-sha256 | x-s: {hex} | {body}",
           fields: &[one("x-s", &[el("", Hex)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: sha256={hex} | {body}",
           fields: &[one("x-s", &[el("sha256=", Hex)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {base64} | {body}",
           fields: &[one("x-s", &[el("", Base64)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: HMAC {base64url} | {body}",
           fields: &[one("x-s", &[el("HMAC ", Base64Url)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: v0={hex} | x-t: {timestamp} | {timestamp}.{body}",
           fields: &[one("x-s", &[el("v0=", Hex)]), one("x-t", &[el("", Time)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: {base64} | x-t: at {timestamp:ms} | {timestamp}.{body}",
           fields: &[one("x-s", &[el("", Base64)]), one("x-t", &[el("at ", Time)])], time: TimeText::Milliseconds },
    Form { line: "hmac-sha256 | x-s: {hex} | x-t: {timestamp:rfc3339} | {timestamp}.{body}",
           fields: &[one("x-s", &[el("", Hex)]), one("x-t", &[el("", Time)])], time: TimeText::Rfc3339 },
    Form { line: "hmac-sha256 | x-s: t={timestamp},v1={hex} | {timestamp}.{body}",
           fields: &[list("x-s", b',', false, &[el("t=", Time), el("v1=", Hex)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: t={timestamp},v1={hex},... | {timestamp}.{body}",
           fields: &[list("x-s", b',', true, &[el("t=", Time), el("v1=", Hex)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: t={timestamp}, v1={base64} | {timestamp}.{body}",
           fields: &[Field { name: "x-s", separator: Some(b','), spaced: true, open: false, elements: &[el("t=", Time), el("v1=", Base64)] }],
           time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: ts={timestamp};h1={hex};... | {timestamp}.{body}",
           fields: &[list("x-s", b';', true, &[el("ts=", Time), el("h1=", Hex)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: s={hex}&t={timestamp:ms} | {timestamp}.{body}",
           fields: &[list("x-s", b'&', false, &[el("s=", Hex), el("t=", Time)])], time: TimeText::Milliseconds },
    Form { line: "hmac-sha256 | x-s: v1,{base64} ... | x-t: {timestamp} | {timestamp}.{body}",
           fields: &[list("x-s", b' ', true, &[el("v1,", Base64)]), one("x-t", &[el("", Time)])], time: TimeText::Seconds },
    Form { line: "hmac-sha256 | x-s: v1={hex},... | {body}",
           fields: &[list("x-s", b',', true, &[el("v1=", Hex)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {hex},... | {body}",
           fields: &[list("x-s", b',', true, &[el("", Hex)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {timestamp},{hex} | {timestamp}.{body}",
           fields: &[list("x-s", b',', false, &[el("", Time), el("", Hex)])], time: TimeText::Seconds },
    Form { line: "token | x-s: {token}",
           fields: &[one("x-s", &[el("", Token)])], time: TimeText::Absent },
    Form { line: "token | x-s: Bearer {token}",
           fields: &[one("x-s", &[el("Bearer ", Token)])], time: TimeText::Absent },
    Form { line: "token | x-s: Basic {token:base64}",
           fields: &[one("x-s", &[el("Basic ", TokenBase64)])], time: TimeText::Absent },
    Form { line: "token | x-s: k={token};...",
           fields: &[list("x-s", b';', true, &[el("k=", Token)])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {hex} | x-t: {timestamp:http-date} | {timestamp}.{body}",
           fields: &[one("x-s", &[el("", Hex)]), one("x-t", &[el("", Time)])], time: TimeText::HttpDate },
    Form { line: "hmac-sha256 | x-s: t={timestamp:s-or-ms},v1={hex} | {timestamp}.{body}",
           fields: &[list("x-s", b',', false, &[el("t=", Time), el("v1=", Hex)])], time: TimeText::SecondsOrMilliseconds },
    Form { line: "hmac-sha256 | x-s: signature=\"{base64}\",... | {body}",
           fields: &[list("x-s", b',', true, &[Element { prefix: "signature=\"", link: "", kind: Base64, suffix: "\"" }])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: <{hex}> | {body}",
           fields: &[one("x-s", &[Element { prefix: "<", link: "", kind: Hex, suffix: ">" }])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: Application {key-id}:{base64} | {body}",
           fields: &[one("x-s", &[Element { prefix: "Application ", link: ":", kind: Base64, suffix: "" }])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {key-id}|{hex}&... | {body}",
           fields: &[list("x-s", b'&', true, &[Element { prefix: "", link: "|", kind: Hex, suffix: "" }])], time: TimeText::Absent },
    Form { line: "hmac-sha256 | x-s: {hex} | digest: SHA-256={sha256:base64} | {header:digest}",
           fields: &[one("x-s", &[el("", Hex)]), one("digest", &[el("SHA-256=", Digest)])], time: TimeText::Absent },
];

impl Form {
    pub(super) fn body(&self) -> &'static [u8] {
        b"{}"
    }

    pub(super) fn signature_kind(&self) -> Option<Kind> {
        self.fields.iter().flat_map(|field| field.elements).map(|element| element.kind).find(|kind| kind.signs())
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
        if self.digests() {
            mac.update(b"SHA-256=");
            mac.update(self.digest().as_bytes());
        } else {
            mac.update(self.body());
        }
        mac.finalize().into_bytes().to_vec()
    }

    /// Whether the signature is over a header that holds the digest of the body.
    fn digests(&self) -> bool {
        self.fields.iter().flat_map(|field| field.elements).any(|element| element.kind == Digest)
    }

    pub(super) fn digest(&self) -> String {
        STANDARD.encode(Sha256::digest(self.body()))
    }

    /// One of the two times as the scheme writes it.
    pub(super) fn time_text(&self, time: u64) -> String {
        match self.time {
            TimeText::Absent | TimeText::Seconds => time.to_string(),
            TimeText::Milliseconds => format!("{time}000"),
            TimeText::SecondsOrMilliseconds if time == TIME.0 => time.to_string(),
            TimeText::SecondsOrMilliseconds => format!("{time}000"),
            TimeText::HttpDate => if time == TIME.0 { TIME_HTTP.0 } else { TIME_HTTP.1 }.into(),
            TimeText::Rfc3339 => if time == TIME.0 { TIME_RFC3339.0 } else { TIME_RFC3339.1 }.into(),
        }
    }

    /// Whether these values of the headers say that the message was signed, at one of the two times.
    pub(super) fn is_signed(&self, values: &[Vec<u8>]) -> bool {
        [TIME.0, TIME.1].into_iter().any(|time| {
            self.fields.iter().zip(values).all(|(field, value)| {
                field.is_signed(value, |kind, text| match kind {
                    Time => text == self.time_text(time).as_bytes(),
                    Digest => text == self.digest().as_bytes(),
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
        for (element, [prefix, suffix]) in self.elements.iter().zip([['P', 'V'], ['Q', 'W']]) {
            if !program.is_empty() {
                program.push(char::from(self.separator.unwrap_or(b',')));
                program.push_str(if self.spaced { " " } else { "" });
            }
            program.push(prefix);
            program.push(match element.kind {
                Time => 'T',
                Digest => 'D',
                _ => 'S',
            });
            program.push(suffix);
        }
        program
    }

    fn is_signed(&self, value: &[u8], is_good: impl Fn(Kind, &[u8]) -> bool) -> bool {
        if value.len() > 8192 {
            return false;
        }
        let is_airy = |text: &[u8]| {
            text.len() - text.trim_ascii_start().len() > 64 || text.len() - text.trim_ascii_end().len() > 64
        };
        let trimmed = value.trim_ascii();
        let items: Vec<&[u8]> = match self.separator {
            None => vec![trimmed],
            Some(separator) => trimmed.split(|byte| *byte == separator).collect(),
        };
        if is_airy(value) || items.len() > 34 || items.iter().any(|item| is_airy(item)) {
            return false;
        }
        let items: Vec<&[u8]> = items.into_iter().map(<[u8]>::trim_ascii).collect();
        // Where a comma separates nothing, it shows that several headers were joined.
        let commas: fn(&[u8]) -> bool = match self.separator {
            None | Some(b',') => |_| false,
            Some(b' ') => |item| item.ends_with(b","),
            Some(_) => |item| item.contains(&b','),
        };
        if items.iter().any(|item| commas(item)) {
            return false;
        }
        let is = |item: &[u8], element: &Element| element.text_of(item).is_some_and(|text| is_good(element.kind, text));
        let Some((repeated, once)) = self.elements.split_last() else { return false };
        if !self.open {
            let places =
                |element: &Element| -> Vec<usize> { (0..items.len()).filter(|at| is(items[*at], element)).collect() };
            let each_once = self.elements.iter().all(|element| places(element).len() == 1);
            // Elements without a prefix are told apart by their order.
            let bare = self.elements.iter().filter(|element| element.prefix.is_empty());
            let bare: Vec<usize> = bare.flat_map(places).collect();
            return items.len() == self.elements.len() && each_once && bare.is_sorted();
        }
        // In an open list the last element may repeat, junk beside a good signature counts for nothing, and what no prefix
        // names is skipped.
        let named = |prefix: &str| items.iter().filter(|item| item.starts_with(prefix.as_bytes())).count();
        let others_once =
            once.iter().all(|element| named(element.prefix) == 1 && items.iter().any(|item| is(item, element)));
        let good = items.iter().any(|item| is(item, repeated));
        others_once && good && named(repeated.prefix) <= 32
    }
}

impl Element {
    /// What stands where the placeholder is.
    fn text_of(self, item: &[u8]) -> Option<&[u8]> {
        let mut text = item.strip_prefix(self.prefix.as_bytes())?;
        if !self.link.is_empty() {
            let id = text.iter().skip(1).take(256).position(|byte| *byte == self.link.as_bytes()[0])?;
            text = text.get(id + 2..)?;
        }
        text.strip_suffix(self.suffix.as_bytes())
    }
}

impl Kind {
    /// The signature, or the token, as a sender writes it.
    pub(super) fn text(self, tag: &[u8]) -> String {
        match self {
            Hex => tag.iter().map(|byte| format!("{byte:02x}")).collect(),
            Base64 | TokenBase64 => STANDARD.encode(tag),
            Base64Url => URL_SAFE_NO_PAD.encode(tag),
            Token | Time | Digest => String::from_utf8_lossy(tag).into_owned(),
        }
    }

    /// The other way to write the same: hex in capitals, base64 with or without its padding.
    pub(super) fn other_spelling(self, text: &str) -> String {
        match self {
            Hex => text.to_ascii_uppercase(),
            Base64 | TokenBase64 => text.trim_end_matches('=').into(),
            Base64Url => text.to_string() + "=".repeat(text.len().next_multiple_of(4) - text.len()).as_str(),
            Token | Time | Digest => text.into(),
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
            Time | Digest => false,
        }
    }
}
