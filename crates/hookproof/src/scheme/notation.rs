//! What a scheme's line is made of.

use crate::text::List;

/// A stretch of the line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u16,
    pub(crate) end: u16,
}

impl Span {
    pub(crate) const EMPTY: Span = Span { start: 0, end: 0 };

    pub(crate) const fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// How the configured secret becomes key bytes.
#[derive(Clone, Copy)]
pub(crate) struct SecretForm {
    /// Taken off the secret where it is there: `whsec_`.
    pub(crate) prefix: Span,
    /// `None`: the bytes as they are.
    pub(crate) encoding: Option<Encoding>,
    /// Put behind the decoded bytes: `&`.
    pub(crate) suffix: Span,
    /// The key is the digest of all that.
    pub(crate) hash: Option<Hash>,
    pub(crate) can_call_api: bool,
}

/// How bytes are written as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Hex,
    Base64,
    Base64Url,
}

impl Encoding {
    pub(crate) const ALL: [Encoding; 3] = [Encoding::Hex, Encoding::Base64, Encoding::Base64Url];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Encoding::Hex => "hex",
            Encoding::Base64 => "base64",
            Encoding::Base64Url => "base64url",
        }
    }
}

/// A hash function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The number of bytes of a digest.
    pub(crate) const fn len(self) -> usize {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }
}

/// How a time is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TimeFormat {
    Seconds,
    Milliseconds,
    /// Told apart by their size.
    SecondsOrMilliseconds,
    Rfc3339,
    HttpDate,
}

impl TimeFormat {
    pub(crate) const ALL: [TimeFormat; 5] = [
        TimeFormat::Seconds,
        TimeFormat::Milliseconds,
        TimeFormat::SecondsOrMilliseconds,
        TimeFormat::Rfc3339,
        TimeFormat::HttpDate,
    ];

    /// The placeholder.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            TimeFormat::Seconds => "timestamp",
            TimeFormat::Milliseconds => "timestamp:ms",
            TimeFormat::SecondsOrMilliseconds => "timestamp:s-or-ms",
            TimeFormat::Rfc3339 => "timestamp:rfc3339",
            TimeFormat::HttpDate => "timestamp:http-date",
        }
    }
}

/// Where in a delivery something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) source: Source,
    /// The name of the header, of the parameter or of the field, or the pointer.
    pub(crate) name: Span,
    /// It is looked up before the signature is judged, since the judgement takes it. What is not claimed is only read
    /// out of a delivery that is authentic.
    pub(crate) is_claimed: bool,
    /// Without it there is no verdict: it does not only stand in an optional group of the message.
    pub(crate) is_required: bool,
}

impl Place {
    pub(crate) const NOWHERE: Place =
        Place { source: Source::Header, name: Span::EMPTY, is_claimed: false, is_required: false };
}

/// The part of a delivery that a place is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    Header,
    /// A parameter of the URL's query.
    Query,
    /// A field of a form-encoded body.
    Form,
    /// A scalar of a JSON body, by its pointer (RFC 6901).
    Json,
}

impl Source {
    /// What stands before the name in a line.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Source::Header => "",
            Source::Query => "query:",
            Source::Form => "form:",
            Source::Json => "json:",
        }
    }

    pub(crate) const fn is_body(self) -> bool {
        matches!(self, Source::Form | Source::Json)
    }
}

/// A place whose value has a template.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    /// The index in `Scheme::places`.
    pub(crate) place: u8,
    /// Between the elements; `None` if the value is one element.
    pub(crate) separator: Option<u8>,
    /// The sender writes a space behind each separator; the receiver does not insist.
    pub(crate) spaced: bool,
    /// The last element may repeat, and elements that the scheme does not name are skipped.
    pub(crate) open: bool,
    pub(crate) elements: List<Element, 4>,
}

/// One `prefix{placeholder}suffix` of a template; or, with the id of a key in it, `prefix{key-id}link{placeholder}suffix`.
#[derive(Clone, Copy)]
pub(crate) struct Element {
    pub(crate) prefix: Span,
    /// What ends the id of the key, which may be any text and is not looked at; empty if there is no id.
    pub(crate) link: Span,
    pub(crate) value: Value,
    pub(crate) suffix: Span,
}

impl Element {
    pub(crate) const NONE: Element =
        Element { prefix: Span::EMPTY, link: Span::EMPTY, value: Value::HeaderNames, suffix: Span::EMPTY };
}

/// What the placeholder of an element stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Signature(Encoding),
    /// The token itself, or its base64 (HTTP Basic).
    Token {
        base64: bool,
    },
    Timestamp(TimeFormat),
    /// The SHA-256 of the raw body.
    BodyDigest(Encoding),
    /// The names of the headers that this request signs.
    HeaderNames,
}

impl Value {
    pub(crate) const fn is_signature(self) -> bool {
        matches!(self, Value::Signature(_) | Value::Token { .. })
    }
}

/// How a digest of the body stands in a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DigestForm {
    Raw,
    Text(Encoding),
}

/// A part of the message that is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Literal(Span),
    /// An escaped character of the line: `\n`, `\{`, ...
    Byte(u8),
    Body,
    /// The fields of a form-encoded body, sorted by name, name and value joined.
    Form,
    /// The SHA-256 of the raw body.
    Digest(DigestForm),
    /// The timestamp as it was received, byte for byte.
    Timestamp,
    Url,
    /// The URL with the escapes of reserved characters undone (HubSpot's rule).
    UrlUnescaped,
    /// Scheme, host and port of the URL.
    Origin,
    /// The path of the URL as it was sent, without the query.
    Path,
    /// The query of the URL as it was sent, without the question mark.
    Query,
    /// Path and query of the URL, as they were sent.
    Target,
    Method,
    /// The key itself, in a plain digest.
    Secret,
    /// The names of the headers that this request signs, as received.
    HeaderNames,
    /// The values of those headers, a full stop between them.
    HeaderValues,
    /// `name:value` of those headers, a semicolon between them.
    HeaderLines,
    /// What stands at a place, decoded; by its index in `Scheme::places`.
    Place(u8),
    /// The parts up to the next `Close` are left out if one of their places is empty.
    Open,
    Close,
}

impl Part {
    /// The parts that a line writes as a word in braces, each with its word.
    pub(crate) const WORDS: [(&'static str, Part); 18] = [
        ("{body}", Part::Body),
        ("{form}", Part::Form),
        ("{sha256:hex}", Part::Digest(DigestForm::Text(Encoding::Hex))),
        ("{sha256:base64}", Part::Digest(DigestForm::Text(Encoding::Base64))),
        ("{sha256:base64url}", Part::Digest(DigestForm::Text(Encoding::Base64Url))),
        ("{sha256:raw}", Part::Digest(DigestForm::Raw)),
        ("{timestamp}", Part::Timestamp),
        ("{url}", Part::Url),
        ("{url:unescaped}", Part::UrlUnescaped),
        ("{origin}", Part::Origin),
        ("{path}", Part::Path),
        ("{query}", Part::Query),
        ("{target}", Part::Target),
        ("{method}", Part::Method),
        ("{secret}", Part::Secret),
        ("{header-names}", Part::HeaderNames),
        ("{header-values}", Part::HeaderValues),
        ("{header-lines}", Part::HeaderLines),
    ];

    /// Whether it is the body, or stands for all of it: such a part comes at most once.
    pub(crate) const fn is_of_body(self) -> bool {
        matches!(self, Part::Body | Part::Form | Part::Digest(_))
    }

    /// Whether it is made of the URL.
    pub(crate) const fn is_of_url(self) -> bool {
        matches!(self, Part::Url | Part::UrlUnescaped | Part::Origin | Part::Path | Part::Query | Part::Target)
    }

    /// Whether the query is in it.
    pub(crate) const fn holds_query(self) -> bool {
        matches!(self, Part::Url | Part::UrlUnescaped | Part::Query | Part::Target)
    }
}
