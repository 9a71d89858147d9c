//! What a handshake's line is made of, once it is parsed.

use crate::scheme::{Algorithm, Encoding, Source, Span};

/// A place in the request.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) source: Source,
    /// The name behind the colon.
    pub(super) name: Span,
    /// The whole: `query:hub.mode`.
    pub(super) label: Span,
}

#[derive(Clone, Copy)]
pub(super) struct Condition {
    /// The index of a place.
    pub(super) place: u8,
    pub(super) test: Test,
}

/// What has to be true of a place's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    /// It is there.
    Present,
    /// It is these bytes of the line.
    Literal(Span),
    /// It is the setting with this name: a token that the receiver chose.
    Setting(Span),
    /// It is 20 to 32 digits of lower-case hex.
    Hex,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerForm {
    StatusOnly,
    /// The pieces are the value of the header with this name.
    Header(Span),
    Text,
    Json,
}

/// A part of the answer's body, or of its header.
#[derive(Clone, Copy)]
pub(super) enum Piece {
    Literal(Span),
    Value(Operand),
    Digest {
        hash: Hash,
        encoding: Encoding,
        /// The first of the operands, and their number.
        first: u8,
        count: u8,
    },
}

#[derive(Clone, Copy)]
pub(super) enum Operand {
    /// The index of a place.
    Place(u8),
    /// The name of a setting.
    Setting(Span),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    /// The MAC of the verifier's key.
    Mac(Algorithm),
}
