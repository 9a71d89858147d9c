//! The message that is signed: the parts of the scheme, fed to the MAC piece by piece, without a copy.

use crate::decode::encode;
use crate::error::{Code, Error};
use crate::form;
use crate::scheme::{DigestForm, Part, Scheme, Source, Span};
use crate::url::{Url, feed_unescaped};
use crate::values::{Values, malformed};

/// A piece of a message, for the key that is fed with it.
#[derive(Clone, Copy)]
pub(crate) enum Piece<'p> {
    Bytes(&'p [u8]),
    /// The key itself, in a plain digest.
    Secret,
}

/// What takes the pieces of a message, in order.
pub(crate) type Sink<'s> = dyn FnMut(Piece<'_>) + 's;

/// The parts of one delivery's message.
pub(crate) struct Message<'m, 'r> {
    pub(crate) scheme: &'m Scheme,
    pub(crate) method: &'r str,
    pub(crate) url: &'m Url<'r>,
    pub(crate) values: &'m Values<'r>,
    /// As it was received.
    pub(crate) timestamp: &'m [u8],
}

/// A run of parts: the body, or its digest, comes between the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    BeforeBody,
    AfterBody,
}

impl Message<'_, '_> {
    /// Whether all is there that the message is made of, but the body.
    ///
    /// # Errors
    /// `missing_input` if the scheme signs the method and the caller gave none; `malformed_header` or `malformed_body`
    /// for a value of an optional group that could be read as its end.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.scheme.needs_method() && self.method.is_empty() {
            return Err(Error::new(Code::MissingInput, "the method"));
        }
        let mut in_group = false;
        for pair in self.scheme.message.as_slice().windows(2) {
            let [part, next] = pair else { continue };
            in_group = matches!((part, next), (Part::Open, _)) || (in_group && *part != Part::Close);
            let (true, Part::Place(index)) = (in_group, *part) else { continue };
            let end = match *next {
                Part::Literal(span) => self.scheme.bytes(span).first().copied(),
                Part::Byte(byte) => Some(byte),
                _ => None,
            };
            let mut holds_end = false;
            self.values.get(index).feed(&mut |piece| holds_end |= end.is_some_and(|end| piece.contains(&end)));
            if holds_end {
                let reason = "it holds the character that ends it in the message";
                return Err(match self.scheme.place(index).source {
                    Source::Header | Source::Query => {
                        Error::at(Code::MalformedHeader, self.scheme.place_name(index), reason)
                    }
                    Source::Form | Source::Json => malformed(self.scheme, index, reason),
                });
            }
        }
        Ok(())
    }

    /// Calls the sink with each piece of the message, in order, the body among them.
    pub(crate) fn feed_all(&self, body: &[u8], digest: &[u8; 32], sink: &mut Sink<'_>) {
        self.feed(Side::BeforeBody, body, digest, sink);
        if self.scheme.signs_body() {
            sink(Piece::Bytes(body));
        }
        self.feed(Side::AfterBody, body, digest, sink);
    }

    /// Calls the sink with each piece of one side of the message, in order; the body's digest is the first of the side
    /// after it. Without a part for the body all of it is before the body.
    pub(crate) fn feed(&self, wanted: Side, body: &[u8], digest: &[u8; 32], sink: &mut Sink<'_>) {
        let mut side = Side::BeforeBody;
        let mut left_out = false;
        let parts = self.scheme.message.as_slice();
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Open => left_out = self.is_left_out(parts.get(at..).unwrap_or_default()),
                Part::Close => left_out = false,
                Part::Body => side = Side::AfterBody,
                Part::Digest(form) => {
                    side = Side::AfterBody;
                    if wanted == side {
                        feed_digest(*form, digest, sink);
                    }
                }
                _ if left_out || side != wanted => {}
                Part::Form => form::feed(body, &mut |piece| sink(Piece::Bytes(piece))),
                Part::Secret => sink(Piece::Secret),
                part => self.feed_part(*part, &mut |piece| sink(Piece::Bytes(piece))),
            }
        }
    }

    /// Whether a place of the optional group at the front of these parts is empty.
    fn is_left_out(&self, parts: &[Part]) -> bool {
        let group = parts.iter().take_while(|part| **part != Part::Close);
        group.into_iter().any(|part| matches!(part, Part::Place(index) if self.values.get(*index).is_absent()))
    }

    fn feed_part(&self, part: Part, sink: &mut dyn FnMut(&[u8])) {
        match part {
            Part::Literal(span) => sink(self.bytes(span)),
            Part::Byte(byte) => sink(&[byte]),
            Part::Timestamp => sink(self.timestamp),
            Part::Url => self.url.whole().for_each(sink),
            Part::UrlUnescaped => self.url.whole().for_each(|piece| feed_unescaped(piece, sink)),
            Part::Origin => self.url.origin().for_each(sink),
            Part::Path => self.url.path().for_each(sink),
            Part::Query => sink(self.url.query().unwrap_or_default()),
            Part::Target => {
                self.url.path().for_each(&mut *sink);
                if let Some(query) = self.url.query() {
                    sink(b"?");
                    sink(query);
                }
            }
            Part::Method => sink(self.method.as_bytes()),
            Part::Place(index) => {
                // That it decodes was seen when it was found.
                self.values.get(index).feed(sink);
            }
            Part::HeaderNames => sink(self.values.names()),
            Part::HeaderValues | Part::HeaderLines => self.feed_listed(part == Part::HeaderLines, sink),
            _ => {}
        }
    }

    fn feed_listed(&self, as_lines: bool, sink: &mut dyn FnMut(&[u8])) {
        for (index, (name, value)) in self.values.listed().iter().enumerate() {
            if index > 0 {
                sink(if as_lines { b";" } else { b"." });
            }
            if as_lines {
                name.iter().for_each(|byte| sink(&[byte.to_ascii_lowercase()]));
                sink(b":");
            }
            sink(value);
        }
    }

    fn bytes(&self, span: Span) -> &[u8] {
        self.scheme.bytes(span)
    }
}

fn feed_digest(form: DigestForm, digest: &[u8; 32], sink: &mut Sink<'_>) {
    let mut text = [0; 64];
    sink(Piece::Bytes(match form {
        DigestForm::Raw => digest,
        DigestForm::Text(encoding) => encode(encoding, digest, &mut text).unwrap_or_default(),
    }));
}
