//! Reading a header by the scheme's template: the candidate signatures and the timestamp.

use crate::compare::Tag;
use crate::decode::decode;
use crate::error::{Code, Error};
use crate::mac;
use crate::request::HeaderValues;
use crate::scheme::{Element, Encoding, Field, Scheme, Value};
use crate::time;

/// The largest number of candidate signatures in a delivery.
const MAX_CANDIDATES: usize = 32;

/// The largest number of bytes of a token behind base64: that of a secret.
const MAX_TOKEN: usize = 1024;

/// What the headers of a delivery say: nothing of it is known to be true yet.
pub(crate) struct Claims<'r> {
    candidates: [Tag; MAX_CANDIDATES],
    len: usize,
    /// The timestamp as it was received, and in Unix seconds.
    pub(crate) timestamp: Option<(&'r [u8], u64)>,
}

impl<'r> Claims<'r> {
    /// No claims yet.
    pub(crate) const fn new() -> Self {
        Claims { candidates: [Tag::ZERO; MAX_CANDIDATES], len: 0, timestamp: None }
    }

    /// Adds the claims of all headers that the scheme has a template for.
    ///
    /// # Errors
    /// `malformed_header`, `malformed_timestamp`.
    pub(crate) fn read(&mut self, scheme: &Scheme, headers: &HeaderValues<'r>) -> Result<(), Error> {
        for field in scheme.fields.as_slice() {
            Reader { scheme, field, name: scheme.name(field.name) }.read(headers.get(field.name), self)?;
        }
        Ok(())
    }

    /// The timestamp as it was received; empty if the scheme has none.
    pub(crate) fn timestamp_text(&self) -> &'r [u8] {
        self.timestamp.map_or(&[], |(text, _)| text)
    }

    /// The candidate signatures: at least one.
    pub(crate) fn candidates(&self) -> &[Tag] {
        self.candidates.get(..self.len).unwrap_or_default()
    }
}

struct Reader<'s> {
    scheme: &'s Scheme,
    field: &'s Field,
    name: &'s [u8],
}

impl Reader<'_> {
    fn malformed(&self, reason: &'static str) -> Error {
        Error::header_named(Code::MalformedHeader, self.name, reason)
    }

    fn read<'r>(&self, value: &'r [u8], claims: &mut Claims<'r>) -> Result<(), Error> {
        let elements = self.field.elements.as_slice();
        let Some(separator) = self.field.separator else {
            let Some(element) = elements.first() else { return Ok(()) };
            let text = value
                .strip_prefix(self.scheme.bytes(element.prefix))
                .ok_or_else(|| self.malformed("it does not begin as the scheme says"))?;
            return self.take(element, text, claims);
        };

        let mut seen = [0u8; 4];
        for item in value.split(|byte| *byte == separator) {
            let item = item.trim_ascii();
            let joined = match separator {
                b',' => false, // then the two times, or an element twice, show it
                b' ' => item.ends_with(b","),
                _ => item.contains(&b','),
            };
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
            let text = item.strip_prefix(self.scheme.bytes(element.prefix)).unwrap_or_default();
            match self.take(element, text, claims) {
                // In a list, junk beside a good signature does not take the good one down.
                Err(error) if repeats && error.code() == Code::MalformedHeader => {}
                other => other?,
            }
        }
        if seen.iter().zip(elements).any(|(count, _)| *count == 0) {
            return Err(self.malformed("an element of the scheme is missing"));
        }
        let signs = elements.iter().any(|element| !matches!(element.value, Value::Timestamp(_)));
        if signs && claims.len == 0 {
            return Err(self.malformed(NOT_A_SIGNATURE));
        }
        Ok(())
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

    fn take<'r>(&self, element: &Element, text: &'r [u8], claims: &mut Claims<'r>) -> Result<(), Error> {
        let candidate = match element.value {
            Value::Timestamp(format) => {
                let seconds = time::parse(format, text)
                    .ok_or_else(|| Error::header_named(Code::MalformedTimestamp, self.name, ""))?;
                claims.timestamp = Some((text, seconds));
                return Ok(());
            }
            Value::Signature(encoding) => {
                let mut bytes = [0; Tag::MAX_LEN];
                match decode(encoding, text, &mut bytes) {
                    Some(bytes) if bytes.len() == self.scheme.algorithm.tag_len() => Tag::new(bytes),
                    _ => return Err(self.malformed(NOT_A_SIGNATURE)),
                }
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
        let slot = claims.candidates.get_mut(claims.len).ok_or_else(|| self.malformed("more than 32 signatures"))?;
        *slot = candidate;
        claims.len += 1;
        Ok(())
    }
}

const NOT_A_SIGNATURE: &str = "not a signature of the scheme's length and encoding";
