//! The message that is signed: the parts of the scheme, fed to the MAC piece by piece, without a copy.

use crate::error::{Code, Error};
use crate::form;
use crate::request::{HeaderValues, Request};
use crate::scheme::{Part, Scheme};

/// The parts of one delivery's message.
pub(crate) struct Message<'m, 'r> {
    scheme: &'m Scheme,
    request: &'m Request<'r>,
    headers: &'m HeaderValues<'r>,
    /// As it was received.
    timestamp: &'m [u8],
}

impl<'m, 'r> Message<'m, 'r> {
    /// The message of this delivery.
    ///
    /// # Errors
    /// `missing_input` if the scheme signs the URL or method and the caller gave none; `malformed_body` if it reads
    /// the body as a form and the body is none.
    pub(crate) fn new(
        scheme: &'m Scheme,
        request: &'m Request<'r>,
        headers: &'m HeaderValues<'r>,
        timestamp: &'m [u8],
    ) -> Result<Self, Error> {
        for part in scheme.message.as_slice() {
            match part {
                Part::Url if request.url.is_empty() => return Err(Error::new(Code::MissingInput, "the URL")),
                Part::Method if request.method.is_empty() => return Err(Error::new(Code::MissingInput, "the method")),
                Part::Form => form::check(request.body)?,
                _ => {}
            }
        }
        Ok(Message { scheme, request, headers, timestamp })
    }

    /// Calls the sink with each piece of the message, in order.
    pub(crate) fn feed(&self, sink: &mut dyn FnMut(&[u8])) {
        for part in self.scheme.message.as_slice() {
            match part {
                Part::Literal(span) => sink(self.scheme.bytes(*span)),
                Part::Byte(byte) => sink(&[*byte]),
                Part::Body => sink(self.request.body),
                Part::Timestamp => sink(self.timestamp),
                Part::Url => sink(self.request.url.as_bytes()),
                Part::Method => sink(self.request.method.as_bytes()),
                Part::Form => form::feed(self.request.body, sink),
                Part::Header(index) => sink(self.headers.get(*index)),
            }
        }
    }
}
