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

/// A run of parts: the body comes between the two, in as many pieces as it arrives in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    BeforeBody,
    AfterBody,
}

impl<'m, 'r> Message<'m, 'r> {
    pub(crate) fn new(
        scheme: &'m Scheme,
        request: &'m Request<'r>,
        headers: &'m HeaderValues<'r>,
        timestamp: &'m [u8],
    ) -> Self {
        Message { scheme, request, headers, timestamp }
    }

    /// Whether all is there that the message is made of.
    ///
    /// # Errors
    /// `missing_input` if the scheme signs the URL or method and the caller gave none; `malformed_body` if it reads
    /// the body as a form and the body is none.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for part in self.scheme.message.as_slice() {
            match part {
                Part::Url | Part::Path if self.request.url.is_empty() => {
                    return Err(Error::new(Code::MissingInput, "the URL"));
                }
                Part::Method if self.request.method.is_empty() => {
                    return Err(Error::new(Code::MissingInput, "the method"));
                }
                Part::Form => form::check(self.request.body)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Calls the sink with each piece of the message, in order, the request's body among them.
    pub(crate) fn feed_all(&self, sink: &mut dyn FnMut(&[u8])) {
        self.feed(Side::BeforeBody, sink);
        if self.scheme.signs_body() {
            sink(self.request.body);
        }
        self.feed(Side::AfterBody, sink);
    }

    /// Calls the sink with each piece of one side of the message, in order. Without `{body}` all of it is before the body.
    pub(crate) fn feed(&self, wanted: Side, sink: &mut dyn FnMut(&[u8])) {
        let mut side = Side::BeforeBody;
        for part in self.scheme.message.as_slice() {
            if *part == Part::Body {
                side = Side::AfterBody;
            } else if side == wanted {
                self.feed_part(*part, sink);
            }
        }
    }

    fn feed_part(&self, part: Part, sink: &mut dyn FnMut(&[u8])) {
        match part {
            Part::Literal(span) => sink(self.scheme.bytes(span)),
            Part::Byte(byte) => sink(&[byte]),
            Part::Body => {}
            Part::Timestamp => sink(self.timestamp),
            Part::Url => sink(self.request.url.as_bytes()),
            Part::Path => sink(path(self.request.url)),
            Part::Method => sink(self.request.method.as_bytes()),
            Part::Form => form::feed(self.request.body, sink),
            Part::Header(index) => sink(self.headers.get(index)),
        }
    }
}

/// The path of a URL, or of what a request line holds: as it was sent, without query and fragment; `/` if there is none.
fn path(url: &str) -> &[u8] {
    let url = url.as_bytes();
    let host = match url {
        [b'/', ..] => None,
        _ => url.windows(3).position(|bytes| bytes == b"://").map(|at| at + 3),
    };
    let after_host = match host.and_then(|at| url.get(at..)) {
        None => url,
        Some(rest) => {
            let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#'));
            end.and_then(|at| rest.get(at..)).unwrap_or_default()
        }
    };
    match after_host.split(|byte| matches!(byte, b'?' | b'#')).next() {
        None | Some([]) => b"/",
        Some(path) => path,
    }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn the_path_is_what_was_sent() {
        for (url, expected) in [
            ("https://example.com/a%2Fb/c?x=/1#y", "/a%2Fb/c"),
            ("https://example.com", "/"),
            ("https://example.com?x=/1", "/"),
            ("https://example.com#/x", "/"),
            ("https://user@example.com:8443//a/", "//a/"),
            ("/hooks/1?next=https://example.com/x", "/hooks/1"),
            ("/", "/"),
        ] {
            assert_eq!(path(url), expected.as_bytes(), "{url}");
        }
    }
}
