//! Reading a place by the scheme's template: the candidate signatures, the timestamp, a digest of the body.

use crate::compare::{Tag, declassify, equal};
use crate::decode::decode;
use crate::error::{Code, Error};
use crate::json;
use crate::mac;
use crate::request::{MUCH_WHITE_SPACE, Request, header, trimmed};
use crate::scheme::{Element, Encoding, Field, Scheme, Source, Value};
use crate::text::{Subject, Text, position};
use crate::time;
use crate::values::{Item, Values, is_every, malformed};

/// The largest number of candidate signatures in a delivery.
const MAX_CANDIDATES: usize = 32;

/// The largest number of elements in a list, those among them that the scheme does not name.
const MAX_ELEMENTS: usize = 64;

/// The largest number of bytes of a token: that of a secret.
const MAX_TOKEN: usize = 1024;

/// The largest number of bytes of the id of a key in front of a signature.
const MAX_LINKED: usize = 256;

/// The largest number of bytes of what is decoded out of a URL or a body before it is read: several tokens.
const MAX_DECODED: usize = 4096;

/// What a delivery says of itself: nothing of it is known to be true yet.
pub(crate) struct Claims {
    candidates: [Tag; MAX_CANDIDATES],
    len: usize,
    /// Every candidate has to match: each element of a batch brings its own.
    pub(crate) every: bool,
    /// The timestamp as it was received, and in Unix seconds.
    pub(crate) timestamp: Option<(Text<48>, u64)>,
    /// The SHA-256 of the body, as the delivery gives it.
    pub(crate) body_digest: Option<Tag>,
}

impl Claims {
    /// No claims yet.
    pub(crate) const fn new() -> Self {
        Claims { candidates: [Tag::ZERO; MAX_CANDIDATES], len: 0, every: false, timestamp: None, body_digest: None }
    }

    /// Adds the claims of the headers, or of the URL's parameters.
    ///
    /// # Errors
    /// `malformed_header`, `malformed_timestamp`; about the headers that the request names: `missing_header`,
    /// `duplicate_header`.
    pub(crate) fn read_head<'r>(
        &mut self,
        scheme: &Scheme,
        request: &Request<'r>,
        values: &mut Values<'r>,
        source: Source,
    ) -> Result<(), Error> {
        for field in scheme.fields.as_slice().iter().filter(|field| scheme.place(field.place).source == source) {
            let reader = Reader { scheme, field };
            match values.get(field.place) {
                Item::Plain(text) => {
                    if let Some(names) = reader.read(text, self)? {
                        values.find_listed(names, scheme.place_name(field.place), |name| header(request, name))?;
                    }
                }
                item => reader.read_decoded(item, self)?,
            }
        }
        self.check_listed(scheme, values)
    }

    /// A time in a header that is only signed where the request names it.
    fn check_listed(&self, scheme: &Scheme, values: &Values<'_>) -> Result<(), Error> {
        let Some((field, _)) = scheme.time().filter(|_| scheme.names_headers()) else { return Ok(()) };
        let name = scheme.bytes(scheme.place(field.place).name);
        if scheme.signs(field.place) || values.value_of_listed(name).is_some() {
            return Ok(());
        }
        Err(Error::at(Code::MalformedHeader, scheme.place_name(field.place), "not among the headers that are signed"))
    }

    /// Adds the claims that the body brings.
    ///
    /// # Errors
    /// `malformed_body`, `malformed_timestamp`.
    pub(crate) fn read_body(&mut self, scheme: &Scheme, values: &Values<'_>, body: &[u8]) -> Result<(), Error> {
        for field in scheme.fields.as_slice().iter().filter(|field| !scheme.is_deferred(field)) {
            let place = scheme.place(field.place);
            let reader = Reader { scheme, field };
            if place.source.is_body() && is_every(scheme, field.place) {
                reader.read_every(body, scheme.bytes(place.name), self)?;
            } else if place.source.is_body() {
                reader.read_decoded(values.get(field.place), self)?;
            }
        }
        Ok(())
    }

    /// Reads the time at a place of its own: out of the body of a delivery that is authentic, or to sign it.
    ///
    /// # Errors
    /// `malformed_timestamp`.
    pub(crate) fn read_time(&mut self, scheme: &Scheme, field: &Field, text: &[u8]) -> Result<(), Error> {
        Reader { scheme, field }.read(text, self).map(drop)
    }

    /// The timestamp as it was received; empty if the scheme has none.
    pub(crate) fn timestamp_text(&self) -> &[u8] {
        self.timestamp.as_ref().map_or(&[], |(text, _)| text.as_bytes())
    }

    /// The candidate signatures: at least one.
    pub(crate) fn candidates(&self) -> &[Tag] {
        self.candidates.get(..self.len).unwrap_or_default()
    }

    fn push(&mut self, candidate: Tag) -> Option<()> {
        *self.candidates.get_mut(self.len)? = candidate;
        self.len += 1;
        Some(())
    }
}

struct Reader<'s> {
    scheme: &'s Scheme,
    field: &'s Field,
}

impl Reader<'_> {
    fn name(&self) -> Subject {
        self.scheme.place_name(self.field.place)
    }

    fn malformed(&self, reason: &'static str) -> Error {
        if self.scheme.place(self.field.place).source.is_body() {
            malformed(self.scheme, self.field.place, reason)
        } else {
            Error::at(Code::MalformedHeader, self.name(), reason)
        }
    }

    /// Reads what has to be decoded first.
    fn read_decoded(&self, item: Item<'_>, claims: &mut Claims) -> Result<(), Error> {
        let mut text = [0; MAX_DECODED];
        let text = item.decode(&mut text).ok_or_else(|| self.malformed("longer than 4 KiB"))?;
        self.read(text, claims).map(drop)
    }

    /// Reads the token of every element of a batch.
    fn read_every(&self, body: &[u8], pointer: &[u8], claims: &mut Claims) -> Result<(), Error> {
        let mut outcome = Ok(());
        claims.every = true;
        let read = json::each(body, pointer, &mut |scalar| {
            let item = Item::Json(scalar);
            if outcome.is_ok() {
                outcome = match item.is_absent() {
                    true => Err(self.malformed("an element without a token")),
                    false => self.read_decoded(item, claims),
                };
            }
            // Batches are large, and their tokens are one and the same: what equals the token before is not kept.
            if let [.., previous, last] = claims.candidates()
                && declassify(equal(previous, last))
            {
                claims.len -= 1;
            }
        });
        outcome?;
        read.map_err(|_| self.malformed("not JSON, or an element without a token"))
    }

    /// Reads a value by its template; returns the names of signed headers, where it brings them.
    fn read<'t>(&self, value: &'t [u8], claims: &mut Claims) -> Result<Option<&'t [u8]>, Error> {
        let elements = self.field.elements.as_slice();
        let Some(separator) = self.field.separator else {
            let Some(element) = elements.first() else { return Ok(None) };
            return self.take(element, value, claims);
        };

        let before = claims.len;
        let mut names = None;
        let mut seen = [0u8; 4];
        let (mut rest, mut elements_left) = (Some(value), MAX_ELEMENTS);
        while let Some(text) = rest {
            let (item, later) = match position(text, separator) {
                Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
                None => (text, None),
            };
            rest = later;
            let item = trimmed(item).ok_or_else(|| self.malformed(MUCH_WHITE_SPACE))?;
            elements_left = elements_left.checked_sub(1).ok_or_else(|| self.malformed("more than 64 elements"))?;
            // Where a comma is the separator, the two times show it, or an element that came twice.
            let joined = if separator == b' ' { item.ends_with(b",") } else { item.contains(&b',') };
            if joined {
                return Err(self.malformed("several headers joined into one"));
            }
            let Some((index, element)) = self.element_of(item, &seen) else {
                if self.field.open {
                    continue; // another version's signature, or something that came later: not ours to judge
                }
                return Err(self.malformed("an element that the scheme does not name"));
            };
            let count = seen.get_mut(index).ok_or_else(|| self.malformed("too many elements"))?;
            *count += 1;
            let repeats = self.field.open && index + 1 == elements.len();
            if *count > 1 && !repeats {
                return Err(self.malformed("an element that came twice"));
            }
            if usize::from(*count) > MAX_CANDIDATES {
                return Err(self.malformed("more than 32 signatures"));
            }
            match self.take(element, item, claims) {
                // In a list, junk beside a good signature does not take the good one down.
                Err(error) if repeats && matches!(error.code(), Code::MalformedHeader | Code::MalformedBody) => {}
                other => names = names.or(other?),
            }
        }
        if seen.iter().zip(elements).any(|(count, _)| *count == 0) {
            return Err(self.malformed("an element of the scheme is missing"));
        }
        if claims.len == before && elements.iter().any(|element| element.value.is_signature()) {
            return Err(self.malformed(NOT_A_SIGNATURE));
        }
        Ok(names)
    }

    /// The element that an item belongs to: by its prefix, else the next one without a prefix.
    fn element_of(&self, item: &[u8], seen: &[u8; 4]) -> Option<(usize, &Element)> {
        let elements = self.field.elements.as_slice();
        let by_prefix = elements
            .iter()
            .enumerate()
            .find(|(_, element)| !element.prefix.is_empty() && item.starts_with(self.scheme.bytes(element.prefix)));
        by_prefix.or_else(|| {
            elements.iter().enumerate().find(|(index, element)| {
                let last = index + 1 == elements.len();
                element.prefix.is_empty() && (seen.get(*index) == Some(&0) || (self.field.open && last))
            })
        })
    }

    /// Takes what an element brings; returns the names of signed headers, if it brings those.
    fn take<'t>(&self, element: &Element, item: &'t [u8], claims: &mut Claims) -> Result<Option<&'t [u8]>, Error> {
        let text =
            self.bare(element, item).ok_or_else(|| self.malformed("it does not begin or end as the scheme says"))?;
        let candidate = match element.value {
            Value::Timestamp(format) => {
                let seconds = (text.len() <= Text::<48>::CAPACITY).then(|| time::parse(format, text)).flatten();
                let seconds = seconds.ok_or_else(|| Error::at(Code::MalformedTimestamp, self.name(), ""))?;
                claims.timestamp = Some((Text::truncated(text), seconds));
                return Ok(None);
            }
            Value::HeaderNames => return Ok(Some(text)),
            Value::BodyDigest(encoding) => {
                let mut bytes = [0; 32];
                match decode(encoding, text, &mut bytes) {
                    Some(bytes) if bytes.len() == 32 => claims.body_digest = Some(Tag::new(bytes)),
                    _ => return Err(self.malformed("not a SHA-256 in the scheme's encoding")),
                }
                return Ok(None);
            }
            Value::Signature(encoding) => {
                let mut bytes = [0; Tag::MAX_LEN];
                match decode(encoding, text, &mut bytes) {
                    Some(bytes) if bytes.len() == self.scheme.algorithm.tag_len() => Tag::new(bytes),
                    _ => return Err(self.malformed(NOT_A_SIGNATURE)),
                }
            }
            Value::Token { .. } if text.len() > MAX_TOKEN.div_ceil(3) * 4 => {
                return Err(self.malformed("longer than a token can be"));
            }
            Value::Token { base64: false } => mac::digest(text),
            Value::Token { base64: true } => {
                let mut token = [0; MAX_TOKEN];
                match decode(Encoding::Base64, text, &mut token) {
                    Some(token) => mac::digest(token),
                    None => return Err(self.malformed("not base64")),
                }
            }
        };
        claims.push(candidate).ok_or_else(|| self.malformed("more than 32 signatures"))?;
        Ok(None)
    }

    /// What stands where the placeholder is.
    fn bare<'t>(&self, element: &Element, item: &'t [u8]) -> Option<&'t [u8]> {
        let mut text = item.strip_prefix(self.scheme.bytes(element.prefix))?;
        let link = self.scheme.bytes(element.link);
        if !link.is_empty() {
            // The id of a key has at least one byte, and is not looked at.
            let front = text.get(1..)?;
            let front = front.get(..MAX_LINKED).unwrap_or(front);
            let at = 1 + front.windows(link.len()).position(|bytes| bytes == link)?;
            text = text.get(at + link.len()..)?;
        }
        text.strip_suffix(self.scheme.bytes(element.suffix))
    }
}

const NOT_A_SIGNATURE: &str = "not a signature of the scheme's length and encoding";
