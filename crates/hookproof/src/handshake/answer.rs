//! The answer to a handshake, and how it is written.

use super::Handshake;
use super::parts::{AnswerForm, Hash, Operand, Piece};
use super::places::{MAX_VALUE, Values};
use crate::compare::Tag;
use crate::decode::encode;
use crate::error::{Code, Error};
use crate::mac;
use crate::message::Piece as Bytes;
use crate::scheme::{Encoding, Span};
use crate::text::{Text, copy};
use crate::verify::Verifier;
use core::fmt;
use zeroize::{Zeroize, Zeroizing};

/// The largest number of bytes of an answer's body or header, 2 KiB.
const MAX_ANSWER: usize = 2048;

/// The largest number of bytes of a value that goes into a digest, and of a secret that a handshake brings, 512.
const MAX_OPERAND: usize = 512;

/// What to answer a handshake with: a status, headers and a body. Answer exactly this.
///
/// It may hold a secret: no `Debug` of more than the status, and wiped when dropped.
#[must_use = "the provider waits for it"]
pub struct Answer {
    status: u16,
    form: AnswerForm,
    /// The name of the header, where the answer is in one.
    name: Text<64>,
    value: Buffer<MAX_ANSWER>,
    secret: Buffer<MAX_OPERAND>,
}

impl Answer {
    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// Name and value of each header, the names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = match self.form {
            AnswerForm::StatusOnly => None,
            AnswerForm::Header(_) => Some((self.name.as_str(), self.value.as_str())),
            AnswerForm::Text => Some(("content-type", "text/plain")),
            AnswerForm::Json => Some(("content-type", "application/json")),
        };
        own.into_iter().chain([("x-content-type-options", "nosniff")])
    }

    /// The body; it may be empty.
    pub fn body(&self) -> &str {
        match self.form {
            AnswerForm::Text | AnswerForm::Json => self.value.as_str(),
            AnswerForm::StatusOnly | AnswerForm::Header(_) => "",
        }
    }

    /// The secret that deliveries will be signed with, where the handshake brings it: store it, and make the
    /// [`Verifier`](crate::Verifier) of it.
    ///
    /// This is trust on first use: nothing shows that the request comes from the provider, and whoever sends it chooses
    /// the secret that you will trust. Take it only while you are setting up a webhook at this very URL, and never in the
    /// place of one that you have.
    pub fn secret(&self) -> Option<&str> {
        Some(self.secret.as_str()).filter(|secret| !secret.is_empty())
    }
}

/// The status only.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Bytes that are owned without allocation, and wiped when dropped.
struct Buffer<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Buffer<N> {
    const EMPTY: Buffer<N> = Buffer { bytes: [0; N], len: 0 };

    /// # Errors
    /// `malformed_body` if there is no room.
    fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let end = self.len.saturating_add(bytes.len());
        let room = self.bytes.get_mut(self.len..end);
        copy(room.ok_or(Error::new(Code::MalformedBody, "its values are too long to be answered"))?, bytes);
        self.len = end;
        Ok(())
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The text; empty if it is not UTF-8, which the writer has refused.
    fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl<const N: usize> Drop for Buffer<N> {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// All that an answer is made of.
pub(super) struct Writer<'w, 'r> {
    pub(super) handshake: &'w Handshake,
    pub(super) values: &'w Values<'r>,
    pub(super) settings: &'w [(&'w str, &'w [u8])],
    pub(super) verifier: Option<(&'w Verifier, u64)>,
    /// The key that signed the request.
    pub(super) key_index: Option<usize>,
}

impl Writer<'_, '_> {
    pub(super) fn write(&self) -> Result<Answer, Error> {
        let handshake = self.handshake;
        let mut answer = Answer {
            status: handshake.status,
            form: handshake.form,
            name: Text::EMPTY,
            value: Buffer::EMPTY,
            secret: Buffer::EMPTY,
        };
        if let AnswerForm::Header(name) = handshake.form {
            answer.name = Text::truncated(handshake.bytes(name));
        }
        for piece in handshake.pieces.as_slice() {
            match piece {
                Piece::Literal(span) => answer.value.push(handshake.bytes(*span))?,
                Piece::Value(Operand::Place(place)) => self.echo(*place, &mut answer.value)?,
                Piece::Value(Operand::Setting(name)) => self.state(*name, &mut answer.value)?,
                Piece::Digest { hash, encoding, first, count } => {
                    self.digest(*hash, *encoding, *first, *count, &mut answer.value)?;
                }
            }
        }
        if core::str::from_utf8(answer.value.as_bytes()).is_err() {
            return Err(Error::new(Code::MalformedBody, "a value that is not UTF-8"));
        }
        if let Some(place) = handshake.secret {
            self.keep(place, &mut answer.secret)?;
        }
        Ok(answer)
    }

    /// A value of the request, for the front of `buffer`.
    ///
    /// # Errors
    /// `missing_header`, `malformed_header` or `malformed_body` if it is absent, empty, too long, or does not decode.
    fn value<'b>(&self, place: u8, buffer: &'b mut [u8; MAX_VALUE]) -> Result<&'b [u8], Error> {
        if !self.values.is_present(place) {
            return Err(self.handshake.unfit(place, Code::MissingHeader, "a value of the handshake is absent"));
        }
        match self.values.get(place, buffer) {
            Some(value) if !value.is_empty() => Ok(value),
            _ => Err(self.handshake.unfit(place, Code::MalformedHeader, "empty, longer than 1 KiB, or not decodable")),
        }
    }

    /// A value of the request, sent back. It is whatever the sender of the request likes: as plain text it may hold no
    /// character of markup or of a header's end, and in JSON it can't leave its string.
    fn echo(&self, place: u8, out: &mut Buffer<MAX_ANSWER>) -> Result<(), Error> {
        let mut buffer = [0; MAX_VALUE];
        let value = self.value(place, &mut buffer)?;
        if self.handshake.form == AnswerForm::Json {
            return push_escaped(value, out);
        }
        if !value.iter().all(|byte| is_inert(*byte)) {
            let reason = "only printable ASCII without < > \" ' & comes back as plain text";
            return Err(self.handshake.unfit(place, Code::MalformedHeader, reason));
        }
        out.push(value)
    }

    /// A setting of the receiver's own.
    fn state(&self, name: Span, out: &mut Buffer<MAX_ANSWER>) -> Result<(), Error> {
        let value = self.handshake.setting(name, self.settings)?;
        if self.handshake.form == AnswerForm::Json {
            return push_escaped(value, out);
        }
        if !value.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(Error::new(Code::MissingInput, "a setting of the handshake in printable ASCII"));
        }
        out.push(value)
    }

    /// The secret that the request brings.
    fn keep(&self, place: u8, out: &mut Buffer<MAX_OPERAND>) -> Result<(), Error> {
        let mut buffer = Zeroizing::new([0; MAX_VALUE]);
        let secret = self.value(place, &mut buffer)?;
        if secret.len() > MAX_OPERAND || !secret.iter().all(u8::is_ascii_graphic) {
            let reason = "a secret is at most 512 printable ASCII characters without a space";
            return Err(self.handshake.unfit(place, Code::MalformedHeader, reason));
        }
        out.push(secret)
    }

    /// The digest, or the MAC, of the operands, one after the other.
    fn digest(
        &self,
        hash: Hash,
        encoding: Encoding,
        first: u8,
        count: u8,
        out: &mut Buffer<MAX_ANSWER>,
    ) -> Result<(), Error> {
        let mut message = Buffer::<MAX_ANSWER>::EMPTY;
        let operands = self.handshake.operands.as_slice().iter().skip(usize::from(first)).take(usize::from(count));
        for operand in operands {
            match operand {
                Operand::Setting(name) => message.push(self.handshake.setting(*name, self.settings)?)?,
                Operand::Place(place) => {
                    let mut buffer = [0; MAX_VALUE];
                    let value = self.value(*place, &mut buffer)?;
                    if !is_token(value, self.handshake.signed) {
                        let reason = "only a token of at most 512 letters, digits and ._~+/- is computed with";
                        return Err(self.handshake.unfit(*place, Code::MalformedHeader, reason));
                    }
                    message.push(value)?;
                }
            }
        }
        let mut text = [0; 2 * Tag::MAX_LEN];
        let tag = match hash {
            Hash::Sha256 => Zeroizing::new(mac::digest(message.as_bytes())),
            Hash::Mac(algorithm) => {
                let (verifier, now) = self.verifier.ok_or(Error::new(Code::MissingInput, "a verifier"))?;
                if verifier.scheme().algorithm() != algorithm {
                    return Err(Error::new(Code::UnsupportedAlgorithm, "the scheme's is not that of the handshake"));
                }
                let key = verifier.answering_key(self.key_index, now).ok_or(Error::new(Code::NoActiveKey, ""))?;
                key.tag(&|sink| sink(Bytes::Bytes(message.as_bytes())))
            }
        };
        out.push(encode(encoding, tag.as_bytes(), &mut text).unwrap_or_default())
    }
}

/// Whether a byte may come back as plain text, or in a header.
fn is_inert(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !b"<>\"'&".contains(&byte)
}

/// Whether a value may go into a MAC under the secret that deliveries are signed with: it must not be able to be the
/// message of a delivery. That is a JSON object, a list of fields, or begins with a word and `=` or `:`; a token at most
/// ends with the `=` of base64. A signed request may also bring URLs.
fn is_token(value: &[u8], signed: bool) -> bool {
    let bare = value.strip_suffix(b"==").or_else(|| value.strip_suffix(b"=")).unwrap_or(value);
    !bare.is_empty()
        && value.len() <= MAX_OPERAND
        && bare.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._~+/-".contains(byte) || (signed && *byte == b':'))
}

/// The inside of a JSON string (RFC 8259): what ends it is escaped, and what a browser might take for markup.
fn push_escaped(value: &[u8], out: &mut Buffer<MAX_ANSWER>) -> Result<(), Error> {
    let mut rest = value;
    while !rest.is_empty() {
        let plain = rest.iter().position(|byte| is_escaped(*byte)).unwrap_or(rest.len());
        let (text, tail) = rest.split_at_checked(plain).unwrap_or((rest, &[]));
        out.push(text)?;
        rest = tail;
        if let [byte, tail @ ..] = tail {
            let mut hex = [0; 2];
            out.push(b"\\u00")?;
            out.push(encode(Encoding::Hex, &[*byte], &mut hex).unwrap_or_default())?;
            rest = tail;
        }
    }
    Ok(())
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || b"\"\\<>&'\x7f".contains(&byte)
}
