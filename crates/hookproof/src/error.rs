//! What can go wrong: one list of codes, the same numbers and words in every language.

use crate::scheme::TimeFormat;
use crate::text::Subject;
use crate::time;
use core::fmt;

/// Builds [`Code`] and everything that is known about each code from one table, so that no second list exists.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal, $code:literal, $status:literal;)+) => {
        /// The reason of a rejection: a number and a word that never change meaning, in every language.
        ///
        /// ```
        /// use hookproof::Code;
        /// assert_eq!(Code::SignatureMismatch.as_str(), "signature_mismatch");
        /// assert_eq!(Code::SignatureMismatch.number(), 7);
        /// assert_eq!(Code::from_number(7), Some(Code::SignatureMismatch));
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Code {
            $($(#[doc = $doc])+ $name = $number,)+
        }

        impl Code {
            /// All codes, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The code as the word that logs and other languages use: `signature_mismatch`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)+ }
            }

            /// The HTTP status to answer the sender with. Send nothing else: the reason is for your own log.
            pub const fn http_status(self) -> u16 {
                match self { $(Code::$name => $status,)+ }
            }

            /// When the code is given, as one sentence.
            pub const fn description(self) -> &'static str {
                match self { $(Code::$name => const { concat!($($doc),+).trim_ascii() },)+ }
            }

            /// The code with this number, or `None` if there is none.
            pub const fn from_number(number: u8) -> Option<Code> {
                match number { $($number => Some(Code::$name),)+ _ => None }
            }
        }
    };
}

codes! {
    /// A header that the scheme reads is absent.
    MissingHeader = 1, "missing_header", 400;
    /// A header that the scheme reads came more than once.
    DuplicateHeader = 2, "duplicate_header", 400;
    /// A header that the scheme reads does not have the scheme's form.
    MalformedHeader = 3, "malformed_header", 400;
    /// The timestamp is not a time in the scheme's format.
    MalformedTimestamp = 4, "malformed_timestamp", 400;
    /// The delivery is authentic, but older than the tolerance allows.
    TimestampTooOld = 5, "timestamp_too_old", 401;
    /// The delivery is authentic, but further in the future than the tolerance allows.
    TimestampTooNew = 6, "timestamp_too_new", 401;
    /// No key and received signature match.
    SignatureMismatch = 7, "signature_mismatch", 401;
    /// The scheme reads the body (as a form, say), and the body is not of that kind.
    MalformedBody = 8, "malformed_body", 400;
    /// The body is larger than the caller's limit.
    BodyTooLarge = 9, "body_too_large", 413;
    /// The scheme signs the URL or the method, and the caller gave none.
    MissingInput = 10, "missing_input", 500;
    /// The scheme's line does not parse, or no provider has the name.
    InvalidScheme = 11, "invalid_scheme", 500;
    /// The secret does not decode as the scheme says, or the keyring is not usable.
    InvalidSecret = 12, "invalid_secret", 500;
    /// The secret is empty or a placeholder.
    WeakSecret = 13, "weak_secret", 500;
    /// The secret is, or has the shape of, a key that can call the provider's API.
    ApiKeyAsSecret = 14, "api_key_as_secret", 500;
    /// Every key of the keyring is outside its dates.
    NoActiveKey = 15, "no_active_key", 500;
    /// The algorithm is not in this build.
    UnsupportedAlgorithm = 16, "unsupported_algorithm", 500;
}

impl Code {
    /// The code as a number, 1 to 16; 0 stands for success wherever a number is returned.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a delivery was rejected, or why a verifier could not be made. It never holds a secret, a signature or the body.
///
/// Its text is for the log of the receiver; the sender gets [`Code::http_status`] and nothing else.
#[derive(Clone, Copy)]
pub struct Error {
    code: Code,
    reason: &'static str,
    /// The place in the delivery, the id of the key, or the URL that the error is about.
    subject: Subject,
    skew: Option<i64>,
    column: u16,
}

impl Error {
    pub(crate) const fn new(code: Code, reason: &'static str) -> Self {
        Error { code, reason, subject: Subject::EMPTY, skew: None, column: 0 }
    }

    pub(crate) const fn scheme(column: usize, reason: &'static str) -> Self {
        let mut error = Error::new(Code::InvalidScheme, reason);
        error.column = if column < u16::MAX as usize { column as u16 } else { u16::MAX };
        error
    }

    pub(crate) fn header_named(code: Code, name: &[u8], reason: &'static str) -> Self {
        Error { subject: Subject::truncated(name), ..Error::new(code, reason) }
    }

    pub(crate) const fn at(code: Code, place: Subject, reason: &'static str) -> Self {
        Error { subject: place, ..Error::new(code, reason) }
    }

    pub(crate) const fn outside_window(code: Code, skew: i64) -> Self {
        Error { skew: Some(skew), ..Error::new(code, "") }
    }

    /// The code: match on this.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// This error about a secret, with the id of its key.
    pub(crate) fn of_key(self, id: &str) -> Self {
        Error { subject: Subject::truncated(id.as_bytes()), ..self }
    }

    /// This mismatch, with the URL that was used.
    pub(crate) fn with_url(self, url: Subject) -> Self {
        Error { subject: url, ..self }
    }

    /// The name of the header that the error is about, in lower case, where it is about one; for a place in the URL or
    /// in the body, what a scheme's line calls it: `query:signature`, `json:/timestamp`.
    pub fn header(&self) -> Option<&str> {
        let is_about_one = matches!(
            self.code,
            Code::MissingHeader
                | Code::DuplicateHeader
                | Code::MalformedHeader
                | Code::MalformedTimestamp
                | Code::MalformedBody
        );
        Some(self.subject.as_str()).filter(|name| is_about_one && !name.is_empty())
    }

    /// For `signature_mismatch`, where the scheme signs something of the URL: the URL that was used, without its query
    /// and without a user in it, at most 80 bytes of it. Behind a proxy it is often not the one that the provider signed.
    pub fn url(&self) -> Option<&str> {
        Some(self.subject.as_str()).filter(|url| self.code == Code::SignatureMismatch && !url.is_empty())
    }

    /// The id of the key that the error is about, where a keyring was given and one of its secrets is not usable.
    pub fn key_id(&self) -> Option<&str> {
        let is_about_one = matches!(self.code, Code::InvalidSecret | Code::WeakSecret | Code::ApiKeyAsSecret);
        Some(self.subject.as_str()).filter(|id| is_about_one && !id.is_empty())
    }

    /// For `timestamp_too_old` and `timestamp_too_new`: now minus the delivery's time, in seconds
    /// (positive: the delivery is old; negative: it is from the future).
    pub const fn skew(&self) -> Option<i64> {
        self.skew
    }

    /// For `invalid_scheme`: the column of the scheme's line, counted from 1, at which it went wrong.
    pub const fn column(&self) -> Option<usize> {
        if self.column == 0 { None } else { Some(self.column as usize) }
    }

    /// The particular cause, in a few words without data from the request; empty where the code says it all.
    pub const fn reason(&self) -> &'static str {
        self.reason
    }
}

/// For the layers around the core, which read bodies under a limit: `Error::from(Code::BodyTooLarge)`.
impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Error::new(code, "")
    }
}

impl Error {
    /// Calls the sink with the pieces of the error's text: what [`Display`](fmt::Display) writes, without the weight of `core::fmt`.
    pub fn write_to(&self, sink: &mut dyn FnMut(&str)) {
        if let Some(header) = self.header() {
            let word = if header.as_bytes().contains(&b':') { "" } else { "header " };
            let colon = if self.code == Code::MalformedBody { ": " } else { " " };
            [word, header, colon].into_iter().for_each(&mut *sink);
        }
        if let Some(id) = self.key_id() {
            ["key ", id, ": "].into_iter().for_each(&mut *sink);
        }
        match self.skew {
            Some(skew) => {
                let side = if skew < 0 { " s in the future" } else { " s old" };
                sink("authentic, but ");
                write_number(skew.unsigned_abs(), sink);
                [side, ", outside the tolerance: a replay, a late retry, or a clock that is off"]
                    .into_iter()
                    .for_each(&mut *sink);
            }
            None => sink(self.code.finding()),
        }
        if let Some(column) = self.column() {
            sink(" at column ");
            write_number(column as u64, sink);
        }
        if let Some(url) = self.url() {
            ["; the URL used, without its query: ", url].into_iter().for_each(&mut *sink);
        }
        if !self.reason.is_empty() {
            [": ", self.reason].into_iter().for_each(sink);
        }
    }
}

fn write_number(number: u64, sink: &mut dyn FnMut(&str)) {
    let mut digits = [0; 32];
    let digits = time::format(TimeFormat::Seconds, number, &mut digits).unwrap_or_default();
    sink(core::str::from_utf8(digits).unwrap_or_default());
}

impl Code {
    /// What was found: the middle of an error's sentence.
    const fn finding(self) -> &'static str {
        match self {
            Code::MissingHeader => "is missing",
            Code::DuplicateHeader => "came more than once",
            Code::MalformedHeader => "does not have the scheme's form",
            Code::MalformedTimestamp => "does not hold a time in the scheme's format",
            Code::TimestampTooOld => "authentic, but older than the tolerance allows",
            Code::TimestampTooNew => "authentic, but further in the future than the tolerance allows",
            Code::SignatureMismatch => {
                "no key and signature match: another secret, or a body that was changed on its way (parsed and re-serialized, say)"
            }
            Code::MalformedBody => "the body is not what the scheme reads",
            Code::BodyTooLarge => "the body is larger than the limit",
            Code::MissingInput => "the scheme signs something that was not given",
            Code::InvalidScheme => "the scheme is not valid",
            Code::InvalidSecret => "the secret is not usable",
            Code::WeakSecret => "the secret is no secret",
            Code::ApiKeyAsSecret => "the secret can call the provider's API",
            Code::NoActiveKey => "every key is outside its dates",
            Code::UnsupportedAlgorithm => "the algorithm is not in this build",
        }
    }
}

/// One sentence: what was found, where, and the likely cause. The wording may change; the code does not.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut result = Ok(());
        self.write_to(&mut |piece| result = result.and_then(|()| f.write_str(piece)));
        result
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.code)
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
            && self.subject.as_str() == other.subject.as_str()
            && self.skew == other.skew
            && self.column == other.column
    }
}

impl Eq for Error {}

impl core::error::Error for Error {}
