//! A scheme: how a provider signs, written as one line of text, and parsed without allocation (in `const`, too).
//!
//! The line is `ALGORITHM | header: template | ... | message`. [`parse`](Scheme::parse) turns it into the lists below;
//! names and literals stay in the line and are referred to by their place in it.

mod cursor;
mod parser;
mod printer;

use crate::error::Error;
use crate::text::List;
use core::fmt;

/// How a provider signs its webhooks: one line of text, parsed.
///
/// ```
/// use hookproof::{Scheme, scheme};
/// // checked when your program is compiled
/// const IN_HOUSE: Scheme = scheme!("hmac-sha256 | x-acme-signature: sha256={hex} | {body}");
/// assert_eq!(IN_HOUSE.headers().collect::<Vec<_>>(), ["x-acme-signature"]);
/// // a line from a configuration file
/// let error = Scheme::parse("hmac-sha256 | x-acme-signature: {hax} | {body}").unwrap_err();
/// assert_eq!(error.column(), Some(33));
/// ```
///
/// A scheme owns its line (at most 512 bytes), so it has no lifetime and can be kept anywhere.
#[derive(Clone, Copy)]
pub struct Scheme {
    line: [u8; MAX_LINE],
    len: u16,
    pub(crate) algorithm: Algorithm,
    pub(crate) secret: SecretForm,
    /// The scheme's own tolerance in seconds, where it names one.
    within: Option<u32>,
    /// The name of each header the scheme reads, once.
    pub(crate) names: List<Span, { Scheme::MAX_HEADERS }>,
    /// The headers that bring the signature and the time.
    pub(crate) fields: List<Field, 4>,
    pub(crate) message: List<Part, 16>,
    /// The index in `names` of the header that holds the event's id; it is part of the message.
    pub(crate) event_id: Option<u8>,
}

/// The largest number of bytes of a scheme's line, 512.
pub(crate) const MAX_LINE: usize = 512;

/// The tolerance where the provider names none: 300 seconds.
const DEFAULT_TOLERANCE: u64 = 300;

impl Scheme {
    /// The largest number of headers that a scheme reads, 8.
    pub const MAX_HEADERS: usize = 8;

    /// The scheme that this line describes.
    ///
    /// # Errors
    /// `invalid_scheme`, with the column at which the line went wrong and the reason.
    pub const fn parse(line: &str) -> Result<Scheme, Error> {
        parser::parse(line.as_bytes())
    }

    /// The scheme of the provider with this name, or, if the text is a line (it has ` | `), the scheme of the line.
    ///
    /// # Errors
    /// `invalid_scheme` if no provider has the name, or if the line does not parse.
    pub fn find(name_or_line: &str) -> Result<Scheme, Error> {
        if name_or_line.contains(" | ") {
            return Scheme::parse(name_or_line);
        }
        #[cfg(feature = "providers")]
        if let Some(line) = crate::providers::line(name_or_line) {
            return Scheme::parse(line);
        }
        Err(Error::scheme(0, "no provider has this name, and a scheme line has ` | ` between its parts"))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        // The parser takes ASCII only.
        core::str::from_utf8(self.bytes(Span { start: 0, end: self.len })).unwrap_or_default()
    }

    /// The algorithm.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The names of all headers that the scheme reads, in lower case: at most 8, each once.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.names.as_slice().iter().map(|name| core::str::from_utf8(self.bytes(*name)).unwrap_or_default())
    }

    /// Whether the scheme reads a header of this name, in any case. Of a large map only these need be given to the
    /// verifier, every occurrence of each; more than [`MAX_HEADERS`](Scheme::MAX_HEADERS) of them hold a duplicate.
    pub fn reads(&self, header: &[u8]) -> bool {
        self.names.as_slice().iter().any(|name| self.bytes(*name).eq_ignore_ascii_case(header))
    }

    /// Whether the URL is part of what is signed, so that the caller has to give it.
    pub fn needs_url(&self) -> bool {
        self.message.as_slice().iter().any(|part| matches!(part, Part::Url | Part::Path))
    }

    /// Whether the method is part of what is signed, so that the caller has to give it.
    pub fn needs_method(&self) -> bool {
        self.message.as_slice().contains(&Part::Method)
    }

    /// Whether the body itself, byte for byte, is part of the message.
    pub(crate) fn signs_body(&self) -> bool {
        self.message.as_slice().contains(&Part::Body)
    }

    /// How far the delivery's time may be from now, in seconds; `None` if the scheme signs no time.
    pub fn tolerance(&self) -> Option<u64> {
        self.covers().timestamp.then(|| self.within.map_or(DEFAULT_TOLERANCE, u64::from))
    }

    /// Whether the body can be verified piece by piece as it arrives: not if the scheme reads it as a form.
    pub fn streams(&self) -> bool {
        !self.message.as_slice().contains(&Part::Form)
    }

    /// What a valid signature of this scheme protects.
    pub fn covers(&self) -> Covers {
        let message = self.message.as_slice();
        Covers {
            body: message.iter().any(|part| matches!(part, Part::Body | Part::Form)),
            id: self.event_id.is_some(),
            timestamp: message.contains(&Part::Timestamp),
            url: message.contains(&Part::Url),
        }
    }

    /// Whether the provider signs with a secret that can also call its API (`{api-secret}`): give the verifier a
    /// [verification key](crate::derive) instead.
    pub const fn signs_with_api_secret(&self) -> bool {
        self.secret.can_call_api
    }

    /// The bytes of the line at a place; empty beyond its end.
    pub(crate) fn bytes(&self, span: Span) -> &[u8] {
        self.line.get(usize::from(span.start)..usize::from(span.end)).unwrap_or_default()
    }

    /// The name of a header of the scheme; empty beyond their number.
    pub(crate) fn name(&self, index: u8) -> &[u8] {
        self.names.get(usize::from(index)).map_or(&[], |span| self.bytes(span))
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scheme({:?})", self.as_str())
    }
}

/// A [`Scheme`] from a line that is checked at compile time: a line that does not parse is a compile error.
///
/// ```compile_fail
/// const TYPO: hookproof::Scheme = hookproof::scheme!("hmac-sha257 | x-signature: {hex} | {body}");
/// ```
#[macro_export]
macro_rules! scheme {
    ($line:expr) => {
        const {
            match $crate::Scheme::parse($line) {
                Ok(scheme) => scheme,
                Err(error) => panic!("{}", error.reason()),
            }
        }
    };
}

/// How the tag is computed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-1 (RFC 2104). HMAC does not fall with SHA-1's collisions; providers that use it leave no choice.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-384.
    HmacSha384,
    /// HMAC with SHA-512.
    HmacSha512,
    /// The secret itself in a header: it authenticates the sender, and protects nothing of the delivery.
    Token,
}

impl Algorithm {
    /// All algorithms of this build.
    pub const ALL: &'static [Algorithm] =
        &[Algorithm::HmacSha1, Algorithm::HmacSha256, Algorithm::HmacSha384, Algorithm::HmacSha512, Algorithm::Token];

    /// The algorithm as a scheme's line names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Algorithm::HmacSha1 => "hmac-sha1",
            Algorithm::HmacSha256 => "hmac-sha256",
            Algorithm::HmacSha384 => "hmac-sha384",
            Algorithm::HmacSha512 => "hmac-sha512",
            Algorithm::Token => "token",
        }
    }

    /// The number of bytes of a tag; for a token, of the digest that stands for it.
    pub(crate) const fn tag_len(self) -> usize {
        match self {
            Algorithm::HmacSha1 => 20,
            Algorithm::HmacSha256 | Algorithm::Token => 32,
            Algorithm::HmacSha384 => 48,
            Algorithm::HmacSha512 => 64,
        }
    }
}

/// What a valid signature protects. What it does not protect, anyone may have changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Covers {
    /// The body: every byte; for `{form}` its fields, decoded, with no mark between a name and its value.
    pub body: bool,
    /// An id of the event, which is therefore fit for finding duplicates.
    pub id: bool,
    /// The time of the delivery, which is therefore fit for refusing replays.
    pub timestamp: bool,
    /// The whole URL.
    pub url: bool,
}

/// A place in the line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u16,
    end: u16,
}

impl Span {
    pub(crate) const EMPTY: Span = Span { start: 0, end: 0 };

    pub(crate) const fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// How the configured secret becomes key bytes.
#[derive(Clone, Copy)]
pub(crate) struct SecretForm {
    /// Taken off the secret where it is there: `whsec_`.
    pub(crate) prefix: Span,
    /// `None`: the bytes as they are.
    pub(crate) encoding: Option<Encoding>,
    pub(crate) can_call_api: bool,
}

/// How bytes are written as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Hex,
    Base64,
    Base64Url,
}

/// How a time is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TimeFormat {
    Seconds,
    Milliseconds,
    Rfc3339,
}

/// A header that brings the signature, the time, or both.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    /// The index of its name in `Scheme::names`.
    pub(crate) name: u8,
    /// Between the elements; `None` if the value is one element.
    pub(crate) separator: Option<u8>,
    /// The sender writes a space behind each separator; the receiver does not insist.
    pub(crate) spaced: bool,
    /// The last element may repeat, and elements that the scheme does not name are skipped.
    pub(crate) open: bool,
    pub(crate) elements: List<Element, 4>,
}

/// One `prefix{placeholder}` of a header's template.
#[derive(Clone, Copy)]
pub(crate) struct Element {
    pub(crate) prefix: Span,
    pub(crate) value: Value,
}

/// What a placeholder of a header's template stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Signature(Encoding),
    /// The token itself, or its base64 (HTTP Basic).
    Token {
        base64: bool,
    },
    Timestamp(TimeFormat),
}

/// A part of the message that is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Literal(Span),
    /// An escaped character of the line: `\n`, `\{`, ...
    Byte(u8),
    Body,
    /// The timestamp as it was received, byte for byte.
    Timestamp,
    Url,
    /// The path of the URL as it was sent, without the query.
    Path,
    Method,
    /// The fields of a form-encoded body, sorted by name, name and value joined.
    Form,
    /// The value of a header, by the index of its name in `Scheme::names`.
    Header(u8),
}
