//! Signing: the inverse of verification, for tests, simulators and senders.

use crate::compare::Tag;
use crate::decode::encode;
use crate::error::{Code, Error};
use crate::keyring::mac_key;
use crate::message::Message;
use crate::request::{HeaderValues, Request};
use crate::scheme::{Element, Encoding, Field, Scheme, Value};
use crate::text::Text;
use crate::time;
use crate::verify::Options;
use zeroize::{Zeroize, Zeroizing};

/// The largest number of bytes of a header that signing makes: room for the longest token and its prefix.
const MAX_VALUE: usize = 1536;

/// The header lines that make a delivery authentic.
///
/// They hold a signature, or the token itself: no `Debug`, and wiped when dropped.
pub struct Signed {
    lines: [Line; 4],
    len: usize,
}

#[derive(Clone, Copy)]
struct Line {
    name: Text,
    value: [u8; MAX_VALUE],
    len: usize,
}

impl Signed {
    /// Name and value of each header to add to the delivery, the names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().take(self.len).map(|line| {
            let value = line.value.get(..line.len).and_then(|value| core::str::from_utf8(value).ok());
            (line.name.as_str(), value.unwrap_or_default())
        })
    }
}

impl Drop for Signed {
    fn drop(&mut self) {
        self.lines.iter_mut().for_each(|line| line.value.zeroize());
    }
}

/// The header lines that sign this delivery at `timestamp`, in Unix seconds.
///
/// Headers that are part of the signed message (`webhook-id`, say) have to be among the request's headers; those that
/// bring the signature and the time are made, and ignored if they are there.
///
/// # Errors
/// About the secret as for [`Verifier::new`](crate::Verifier::new); about the request as for
/// [`Verifier::verify`](crate::Verifier::verify); `malformed_timestamp` for a time that the format cannot hold.
///
/// ```
/// use hookproof::{Options, Request, Scheme, sign};
/// let request = Request { body: b"{}", ..Default::default() };
/// let signed = sign(&Scheme::find("github")?, b"It's a Secret to Everybody", &request, 1_795_465_620, Options::default())?;
/// let (name, value) = signed.headers().next().unwrap();
/// assert_eq!(name, "x-hub-signature-256");
/// assert!(value.starts_with("sha256="));
/// # Ok::<(), hookproof::Error>(())
/// ```
pub fn sign(
    scheme: &Scheme,
    secret: &[u8],
    request: &Request<'_>,
    timestamp: u64,
    options: Options,
) -> Result<Signed, Error> {
    let key = mac_key(scheme, secret, options)?;
    let headers = HeaderValues::find_signed(scheme, request)?;
    let mut buffer = [0; 24];
    let mut time: &[u8] = &[];
    for element in scheme.fields.as_slice().iter().flat_map(|field| field.elements.as_slice()) {
        if let Value::Timestamp(format) = element.value {
            time = time::format(format, timestamp, &mut buffer)
                .ok_or(Error::new(Code::MalformedTimestamp, "beyond what the format can hold"))?;
            break;
        }
    }
    let message = Message::new(scheme, request, &headers, time);
    message.check()?;
    let tag = Zeroizing::new(key.tag(&|sink| message.feed_all(sink)));

    let mut signed = Signed { lines: [Line { name: Text::EMPTY, value: [0; MAX_VALUE], len: 0 }; 4], len: 0 };
    for (line, field) in signed.lines.iter_mut().zip(scheme.fields.as_slice()) {
        line.name = Text::truncated(scheme.name(field.name));
        let written = line.write_field(scheme, field, time, secret, &tag);
        written.ok_or(Error::new(Code::InvalidSecret, "too long for a header"))?;
        signed.len += 1;
    }
    Ok(signed)
}

impl Line {
    fn write_field(&mut self, scheme: &Scheme, field: &Field, time: &[u8], secret: &[u8], tag: &Tag) -> Option<()> {
        for (index, element) in field.elements.as_slice().iter().enumerate() {
            if index > 0 {
                self.write(&[field.separator?])?;
                if field.spaced {
                    self.write(b" ")?;
                }
            }
            self.write(scheme.bytes(element.prefix))?;
            self.write_value(scheme, element, time, secret, tag)?;
        }
        Some(())
    }

    fn write_value(&mut self, scheme: &Scheme, element: &Element, time: &[u8], secret: &[u8], tag: &Tag) -> Option<()> {
        match element.value {
            Value::Timestamp(_) => self.write(time),
            Value::Token { base64: false } => self.write(secret),
            Value::Token { base64: true } => {
                let rest = self.value.get_mut(self.len..)?;
                self.len += encode(Encoding::Base64, secret, rest)?.len();
                Some(())
            }
            Value::Signature(encoding) => {
                let tag = Zeroizing::new(tag.to_bytes());
                let tag = tag.get(..scheme.algorithm.tag_len())?;
                let rest = self.value.get_mut(self.len..)?;
                self.len += encode(encoding, tag, rest)?.len();
                Some(())
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.len.checked_add(bytes.len())?;
        self.value.get_mut(self.len..end)?.copy_from_slice(bytes);
        self.len = end;
        Some(())
    }
}
