//! Reading a place by the scheme's template: the candidate signatures, the timestamp, a digest of the body.

use crate::compare::{Tag, declassify};
use crate::decode::decode;
use crate::error::{Code, Error};
use crate::json;
use crate::mac;
use crate::request::{MUCH_WHITE_SPACE, Request, header, trimmed};
use crate::scheme::{Element, Encoding, Field, Scheme, Source, Value};
use crate::text::{Subject, Text, behind, copy, position};
use crate::time;
use crate::values::{Item, Values, is_every, malformed};
use crate::written::{self, Written};

/// The largest number of candidate signatures in a delivery.
const MAX_CANDIDATES: usize = 32;

/// The largest number of elements in a list, those among them that the scheme does not name: 32 signatures
/// beside a time and one more.
const MAX_ELEMENTS: usize = 34;

/// The largest number of bytes of a token: that of a secret.
const MAX_TOKEN: usize = 1024;

/// The largest number of bytes of the id of a key in front of a signature.
const MAX_LINKED: usize = 256;

/// The largest number of bytes of what is decoded out of a URL or a body before it is read: several tokens.
const MAX_DECODED: usize = 4096;

/// What a delivery says of itself: nothing of it is known to be true yet.
pub(crate) struct Claims {
    /// The places that are in use are at the front. The others are not filled: that would be 4 KiB for each delivery.
    candidates: [Option<Written>; MAX_CANDIDATES],
    len: usize,
    /// How the candidates are written; `None` for tokens.
    pub(crate) encoding: Option<Encoding>,
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
        Claims {
            candidates: [const { None }; MAX_CANDIDATES],
            len: 0,
            encoding: None,
            every: false,
            timestamp: None,
            body_digest: None,
        }
    }

    /// Forgets all claims.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
        self.encoding = None;
        self.every = false;
        self.timestamp = None;
        self.body_digest = None;
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
        Ok(())
    }

    /// A time in a header that is only signed where the request names it.
    ///
    /// # Errors
    /// `malformed_header` where it does not.
    pub(crate) fn check_listed(&self, scheme: &Scheme, values: &Values<'_>) -> Result<(), Error> {
        let Some((field, _)) = scheme.time() else { return Ok(()) };
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
    pub(crate) fn candidates(&self) -> impl Iterator<Item = &Written> {
        self.candidates.iter().take(self.len).flatten()
    }

    /// Adds a candidate; `None` if there is no room.
    fn push(&mut self, candidate: &[u8]) -> Option<()> {
        copy(self.candidates.get_mut(self.len)?.insert(written::NOTHING), candidate);
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

    fn error(&self, flaw: Flaw) -> Error {
        match flaw {
            Flaw::Malformed(reason) => self.malformed(reason),
            Flaw::Timestamp => Error::at(Code::MalformedTimestamp, self.name(), ""),
        }
    }

    /// Reads a value; returns the names of signed headers, where it brings them.
    fn read<'t>(&self, value: &'t [u8], claims: &mut Claims) -> Result<Option<&'t [u8]>, Error> {
        let elements = self.field.elements.as_slice();
        let names = match (self.field.separator, elements) {
            (Some(separator), _) => self.read_list(separator, value, claims),
            (None, [element, ..]) => match behind(value, self.scheme.bytes(element.prefix)) {
                Some(text) => self.take(element, text, claims),
                None => Err(Flaw::Malformed(MISFIT)),
            },
            (None, []) => Ok(None),
        };
        names.map_err(|flaw| self.error(flaw))
    }

    /// Reads what has to be decoded first.
    fn read_decoded(&self, item: Item<'_>, claims: &mut Claims) -> Result<(), Error> {
        let mut text = [0; MAX_DECODED];
        let text = if item.is_longer_than(text.len()) { None } else { item.decode(&mut text) };
        let text = text.ok_or_else(|| self.malformed("longer than 4 KiB"))?;
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
            if let Some([Some(previous), Some(last)]) = claims.candidates.get(claims.len.saturating_sub(2)..claims.len)
                && declassify(written::equal(previous, last))
            {
                claims.len -= 1;
            }
        });
        outcome?;
        read.map_err(|_| self.malformed("not JSON, or an element without a token"))
    }

    /// Reads the elements between separators.
    fn read_list<'t>(&self, separator: u8, value: &'t [u8], claims: &mut Claims) -> Result<Option<&'t [u8]>, Flaw> {
        let elements = self.field.elements.as_slice();
        // Tried first, since it may be there 32 times. No two elements begin alike.
        let repeated = elements.last().filter(|element| self.field.open && !element.prefix.is_empty());
        let repeated = repeated.map(|element| (elements.len() - 1, element, self.scheme.bytes(element.prefix)));
        // Where a comma is the separator, the two times show that several headers were joined, or an element that came twice;
        // next to a space, a comma at the end of an item does, and else any comma.
        let joined = if separator == b' ' { separator } else { b',' };
        let before = claims.len;
        let mut names = None;
        let mut seen = [0u8; 4];
        let (mut rest, mut elements_left) = (Some(value), MAX_ELEMENTS);
        while let Some(text) = rest {
            let end =
                if joined == separator { position(text, [separator]) } else { position(text, [separator, joined]) };
            let (item, later) = end.and_then(|at| text.split_at_checked(at)).unwrap_or((text, &[]));
            rest = later.split_first().map(|(_, later)| later);
            let item = trimmed(item).ok_or(Flaw::Malformed(MUCH_WHITE_SPACE))?;
            elements_left = elements_left.checked_sub(1).ok_or(Flaw::Malformed("more than 34 elements"))?;
            if later.first().is_some_and(|end| *end != separator) || (joined == b' ' && item.ends_with(b",")) {
                return Err(Flaw::Malformed("several headers joined into one"));
            }
            let found = repeated.and_then(|(index, element, prefix)| Some((index, element, behind(item, prefix)?)));
            let Some((index, element, text)) = found.or_else(|| self.element_of(item, &seen)) else {
                if self.field.open {
                    continue; // another version's signature, or something that came later: not ours to judge
                }
                return Err(Flaw::Malformed("an element that the scheme does not name"));
            };
            let count = seen.get_mut(index).ok_or(Flaw::Malformed("too many elements"))?;
            *count += 1;
            let repeats = self.field.open && index + 1 == elements.len();
            if *count > 1 && !repeats {
                return Err(Flaw::Malformed("an element that came twice"));
            }
            if usize::from(*count) > MAX_CANDIDATES {
                return Err(Flaw::Malformed("more than 32 signatures"));
            }
            match self.take(element, text, claims) {
                // In a list, junk beside a good signature does not take the good one down.
                Err(Flaw::Malformed(_)) if repeats => {}
                other => names = names.or(other?),
            }
        }
        if seen.iter().zip(elements).any(|(count, _)| *count == 0) {
            return Err(Flaw::Malformed("an element of the scheme is missing"));
        }
        if claims.len == before && elements.iter().any(|element| element.value.is_signature()) {
            return Err(Flaw::Malformed(NOT_A_SIGNATURE));
        }
        Ok(names)
    }

    /// The element that an item belongs to, by its prefix, else the next one without a prefix; and what is behind that.
    fn element_of<'t>(&self, item: &'t [u8], seen: &[u8; 4]) -> Option<(usize, &Element, &'t [u8])> {
        let elements = self.field.elements.as_slice();
        let by_prefix = elements.iter().enumerate().find_map(|(index, element)| {
            let text = behind(item, self.scheme.bytes(element.prefix))?;
            (!element.prefix.is_empty()).then_some((index, element, text))
        });
        by_prefix.or_else(|| {
            let without = elements.iter().enumerate().find(|(index, element)| {
                let last = index + 1 == elements.len();
                element.prefix.is_empty() && (seen.get(*index) == Some(&0) || (self.field.open && last))
            });
            without.map(|(index, element)| (index, element, item))
        })
    }

    /// Takes what an element brings, behind its prefix; returns the names of signed headers, if it brings those.
    fn take<'t>(&self, element: &Element, text: &'t [u8], claims: &mut Claims) -> Result<Option<&'t [u8]>, Flaw> {
        let text = self.bare(element, text).ok_or(Flaw::Malformed(MISFIT))?;
        let candidate = match element.value {
            Value::Timestamp(format) => {
                let seconds = (text.len() <= Text::<48>::CAPACITY).then(|| time::parse(format, text)).flatten();
                let seconds = seconds.ok_or(Flaw::Timestamp)?;
                claims.timestamp = Some((Text::truncated(text), seconds));
                return Ok(None);
            }
            Value::HeaderNames => return Ok(Some(text)),
            Value::BodyDigest(encoding) => {
                let mut bytes = [0; 32];
                match decode(encoding, text, &mut bytes) {
                    Some(bytes) if bytes.len() == 32 => claims.body_digest = Some(Tag::new(bytes)),
                    _ => return Err(Flaw::Malformed("not a SHA-256 in the scheme's encoding")),
                }
                return Ok(None);
            }
            Value::Signature(encoding) => {
                // One that decodes shows that signatures have come. What does not decode behind it is no signature's text.
                let bare = encoding.bare(text, self.scheme.algorithm.tag_len());
                let bare =
                    bare.filter(|bare| claims.len > 0 || decode(encoding, bare, &mut [0; Tag::MAX_LEN]).is_some());
                claims.encoding = Some(encoding);
                return bare.and_then(|bare| claims.push(bare)).map(|()| None).ok_or(Flaw::Malformed(NOT_A_SIGNATURE));
            }
            Value::Token { .. } if text.len() > MAX_TOKEN.div_ceil(3) * 4 => {
                return Err(Flaw::Malformed("longer than a token can be"));
            }
            Value::Token { base64: false } => mac::digest(text),
            Value::Token { base64: true } => {
                let mut token = [0; MAX_TOKEN];
                match decode(Encoding::Base64, text, &mut token) {
                    Some(token) => mac::digest(token),
                    None => return Err(Flaw::Malformed("not base64")),
                }
            }
        };
        claims.push(candidate.as_bytes()).ok_or(Flaw::Malformed("more than 32 signatures"))?;
        Ok(None)
    }

    /// What stands where the placeholder is.
    fn bare<'t>(&self, element: &Element, mut text: &'t [u8]) -> Option<&'t [u8]> {
        let link = self.scheme.bytes(element.link);
        if !link.is_empty() {
            // The id of a key has at least one byte, and is not looked at.
            let front = text.get(1..)?;
            let front = front.get(..MAX_LINKED).unwrap_or(front);
            let at = match link {
                [end] => position(front, [*end]),
                _ => front.windows(link.len()).position(|bytes| bytes == link),
            };
            let at = 1 + at?;
            text = text.get(at + link.len()..)?;
        }
        if element.suffix.is_empty() { Some(text) } else { text.strip_suffix(self.scheme.bytes(element.suffix)) }
    }
}

/// What is wrong with a value: an error is large, and 32 elements may be wrong that are then passed over.
enum Flaw {
    Malformed(&'static str),
    Timestamp,
}

const MISFIT: &str = "it does not begin or end as the scheme says";
const NOT_A_SIGNATURE: &str = "not a signature of the scheme's length and encoding";
