//! A scheme: how a provider signs, written as one line of text, and parsed without allocation (in `const`, too).
//!
//! The line is `ALGORITHM | place: template | ... | message`. [`parse`](Scheme::parse) turns it into the lists below;
//! names and literals stay in the line and are referred to by their span of it.

mod algorithm;
pub(crate) mod cursor;
mod notation;
mod parser;
mod plan;
mod printer;

pub use algorithm::Algorithm;
pub(crate) use notation::{
    DigestForm, Element, Encoding, Field, Hash, Part, Place, SecretForm, Source, Span, TimeFormat, Value,
};

pub(crate) use plan::Plan;

use crate::error::Error;
use crate::text::{List, Subject};
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
/// A scheme owns its line (at most 768 bytes), so it has no lifetime and can be kept anywhere.
#[derive(Clone, Copy)]
pub struct Scheme {
    line: [u8; MAX_LINE],
    len: u16,
    pub(crate) algorithm: Algorithm,
    pub(crate) secret: SecretForm,
    /// The scheme's own tolerance in seconds, where it names one.
    within: Option<u32>,
    /// Where the scheme reads, each place once.
    pub(crate) places: List<Place, MAX_PLACES>,
    /// The places that bring the signature, the time, a digest of the body, or the names of signed headers.
    pub(crate) fields: List<Field, 4>,
    pub(crate) message: List<Part, MAX_PARTS>,
    /// The indices in `places` of what is signed and says which event it is, and of what type.
    pub(crate) event_id: Option<u8>,
    pub(crate) event_type: Option<u8>,
}

/// The largest number of bytes of a scheme's line, 768.
pub(crate) const MAX_LINE: usize = 768;

/// The largest number of places that a scheme reads.
pub(crate) const MAX_PLACES: usize = 16;

/// The largest number of parts of a message.
pub(crate) const MAX_PARTS: usize = 24;

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
        #[cfg(feature = "providers")]
        if crate::providers::signs_nothing(name_or_line) {
            return Err(Error::scheme(0, "this provider signs nothing; the list of providers says what to do instead"));
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
    ///
    /// Where [`names_headers`](Scheme::names_headers) is true, it also reads those that a request names.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        let headers = self.places.as_slice().iter().filter(|place| place.source == Source::Header);
        headers.map(|place| core::str::from_utf8(self.bytes(place.name)).unwrap_or_default())
    }

    /// Whether the scheme reads a header of this name, in any case. Of a large map only these need be given to the
    /// verifier, every occurrence of each; more than [`MAX_HEADERS`](Scheme::MAX_HEADERS) of them hold a duplicate.
    pub fn reads(&self, header: &[u8]) -> bool {
        self.names_headers() || self.headers().any(|name| name.as_bytes().eq_ignore_ascii_case(header))
    }

    /// Whether the request itself says which headers are signed, so that all of them have to be given to the verifier;
    /// more than [`MAX_HEADERS`](crate::Request::MAX_HEADERS) are refused.
    pub fn names_headers(&self) -> bool {
        self.message.as_slice().iter().any(|part| matches!(part, Part::HeaderValues | Part::HeaderLines))
    }

    /// Whether something of the URL is read, so that the caller has to give it.
    pub fn needs_url(&self) -> bool {
        self.message.as_slice().iter().any(|part| part.is_of_url())
            || self.places.as_slice().iter().any(|place| place.source == Source::Query && place.is_claimed)
    }

    /// Whether the host is part of what is signed, so that a path is not enough.
    pub(crate) fn needs_origin(&self) -> bool {
        self.message.as_slice().iter().any(|part| matches!(part, Part::Url | Part::UrlUnescaped | Part::Origin))
    }

    /// Whether the method is part of what is signed, so that the caller has to give it.
    pub fn needs_method(&self) -> bool {
        self.message.as_slice().contains(&Part::Method)
    }

    /// Whether the body itself, byte for byte, is part of the message.
    pub(crate) fn signs_body(&self) -> bool {
        self.message.as_slice().contains(&Part::Body)
    }

    /// Whether a digest of the body is part of the message, or is to be compared with one.
    pub(crate) fn digests_body(&self) -> bool {
        self.message.as_slice().iter().any(|part| matches!(part, Part::Digest(_)))
            || self.elements().any(|element| matches!(element.value, Value::BodyDigest(_)))
    }

    /// All elements of all fields.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.fields.as_slice().iter().flat_map(|field| field.elements.as_slice())
    }

    /// The field that brings the time, and the format of the time.
    pub(crate) fn time(&self) -> Option<(&Field, TimeFormat)> {
        self.fields.as_slice().iter().find_map(|field| {
            field.elements.as_slice().iter().find_map(|element| match element.value {
                Value::Timestamp(format) => Some((field, format)),
                _ => None,
            })
        })
    }

    /// Whether the field is read only once the delivery is known to be authentic: a time within the signed body.
    pub(crate) fn is_deferred(&self, field: &Field) -> bool {
        self.places.get(usize::from(field.place)).is_some_and(|place| !place.is_claimed)
    }

    /// Whether a place is itself a part of the message, or the time that is one.
    pub(crate) fn signs(&self, place: u8) -> bool {
        let is_time = self.time().is_some_and(|(field, _)| field.place == place);
        self.message.as_slice().iter().any(|part| *part == Part::Place(place) || (is_time && *part == Part::Timestamp))
    }

    /// How far the delivery's time may be from now, in seconds; `None` if the scheme signs no time.
    pub fn tolerance(&self) -> Option<u64> {
        self.covers().timestamp.then(|| self.within.map_or(DEFAULT_TOLERANCE, u64::from))
    }

    /// Whether the body can be verified piece by piece as it arrives: not if a signature or a part of the message is
    /// taken out of it, nor if it is read as a form.
    pub fn streams(&self) -> bool {
        !self.message.as_slice().contains(&Part::Form)
            && !self.places.as_slice().iter().any(|place| match place.source {
                Source::Form => true,
                Source::Json => place.is_claimed,
                Source::Header | Source::Query => false,
            })
    }

    /// What a valid signature of this scheme protects.
    pub fn covers(&self) -> Covers {
        let message = self.message.as_slice();
        Covers {
            body: message.iter().any(|part| matches!(part, Part::Body | Part::Form)) || self.digests_body(),
            id: self.event_id.is_some(),
            // The parser takes no time that is not signed.
            timestamp: self.time().is_some(),
            url: message.iter().any(|part| matches!(part, Part::Url | Part::UrlUnescaped)),
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

    /// The place with this index; the parser gives no other.
    pub(crate) const fn place(&self, index: u8) -> Place {
        match self.places.get(index as usize) {
            Some(place) => place,
            None => Place::NOWHERE,
        }
    }

    /// The place as the line names it: `x-signature`, `query:signature`, `json:/id`.
    pub(crate) fn place_name(&self, index: u8) -> Subject {
        let place = self.place(index);
        let mut name = Subject::truncated(place.source.prefix().as_bytes());
        name.push(self.bytes(place.name));
        name
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
