//! A handshake: how a provider checks, before it delivers, that the endpoint is the receiver's; one line of text, parsed
//! without allocation (in `const`, too), and answered by a pure call: request in, response out.
//!
//! The line is `METHOD conditions => STATUS answer`. [`parse`](Handshake::parse) turns it into the lists below; names and
//! literals stay in the line.

mod answer;
mod parser;
mod parts;
mod places;

pub use answer::Answer;

use crate::compare::{declassify, equal};
use crate::error::{Code, Error};
use crate::mac;
use crate::request::Request;
use crate::scheme::{Source, Span};
use crate::text::List;
use crate::verify::Verifier;
use core::fmt;
use parts::{AnswerForm, Condition, Hash, Operand, Piece, Place, Test};
use places::{MAX_VALUE, Values};

/// The largest number of bytes of a handshake's line, 512.
pub(crate) const MAX_LINE: usize = 512;

/// The largest number of places of a request that a handshake reads, 8.
pub(crate) const MAX_PLACES: usize = 8;

/// How a provider checks that an endpoint is the receiver's: one line of text, parsed.
///
/// ```
/// use hookproof::{Handshake, Request};
///
/// let handshake = Handshake::find("dropbox")?; // GET {query:challenge} => 200 text/plain {query:challenge}
/// let request = Request { method: "GET", url: "https://example.com/hook?challenge=Kx2Jz9", ..Default::default() };
/// let answer = handshake.answer(&request, &[])?.unwrap();
/// assert_eq!((answer.status(), answer.body()), (200, "Kx2Jz9"));
/// assert!(answer.headers().any(|header| header == ("content-type", "text/plain")));
///
/// // None: no handshake. Verify it as a delivery.
/// let request = Request { method: "POST", ..request };
/// assert!(handshake.answer(&request, &[])?.is_none());
/// # Ok::<(), hookproof::Error>(())
/// ```
///
/// A value that comes back is an attacker's to choose. It is sent as plain text or inside a JSON string, never sniffed
/// (`x-content-type-options: nosniff`), and as plain text it holds no character of markup. A value of which the endpoint
/// computes a MAC may hold letters, digits and `._~+/-` only: else the endpoint would sign deliveries for whoever asks.
#[derive(Clone, Copy)]
pub struct Handshake {
    line: [u8; MAX_LINE],
    len: u16,
    /// The request has to verify under the provider's scheme.
    signed: bool,
    method: Span,
    /// The places of the request that the line reads, each once.
    places: List<Place, MAX_PLACES>,
    conditions: List<Condition, MAX_PLACES>,
    /// The index of the place that brings the signing secret.
    secret: Option<u8>,
    status: u16,
    form: AnswerForm,
    /// What the answer's body, or its header, is made of.
    pieces: List<Piece, 16>,
    /// What the digests are made of, one list for all.
    operands: List<Operand, 8>,
}

impl Handshake {
    /// The largest number of headers that a handshake itself reads, 8.
    pub const MAX_HEADERS: usize = MAX_PLACES;

    /// The handshake that this line describes.
    ///
    /// # Errors
    /// `invalid_scheme`, with the column at which the line went wrong and the reason.
    pub const fn parse(line: &str) -> Result<Handshake, Error> {
        parser::parse(line.as_bytes())
    }

    /// The handshake of the provider with this name, or, if the text is a line (it has ` => `), the handshake of the line.
    ///
    /// # Errors
    /// `invalid_scheme` if no provider with a handshake has the name, or if the line does not parse.
    pub fn find(name_or_line: &str) -> Result<Handshake, Error> {
        if name_or_line.as_bytes().windows(4).any(|bytes| bytes == b" => ") {
            return Handshake::parse(name_or_line);
        }
        #[cfg(feature = "providers")]
        if let Some(line) = crate::handshakes::line(name_or_line) {
            return Handshake::parse(line);
        }
        Err(Error::scheme(0, "no provider with a handshake has this name, and a handshake's line has ` => `"))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        // The parser takes ASCII only.
        core::str::from_utf8(self.bytes(Span { start: 0, end: self.len })).unwrap_or_default()
    }

    /// The names of the headers that the handshake itself reads, in lower case, each once; a signed one also reads those
    /// of the scheme.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        let places = self.places.as_slice().iter().filter(|place| place.source == Source::Header);
        places.map(|place| core::str::from_utf8(self.bytes(place.name)).unwrap_or_default())
    }

    /// The names of the settings that the caller has to give: `verify-token`. A name may come several times.
    pub fn settings(&self) -> impl Iterator<Item = &str> {
        let conditions = self.conditions.as_slice().iter().filter_map(|condition| match condition.test {
            Test::Setting(name) => Some(name),
            _ => None,
        });
        let pieces = self.pieces.as_slice().iter().filter_map(|piece| match piece {
            Piece::Value(Operand::Setting(name)) => Some(*name),
            _ => None,
        });
        let operands = self.operands.as_slice().iter().filter_map(|operand| match operand {
            Operand::Setting(name) => Some(*name),
            Operand::Place(_) => None,
        });
        let names = conditions.chain(pieces).chain(operands);
        names.map(|name| core::str::from_utf8(self.bytes(name)).unwrap_or_default())
    }

    /// Whether it takes a verifier to answer ([`Verifier::handshake`]): the request is signed, or the answer is computed
    /// with the secret.
    pub fn needs_verifier(&self) -> bool {
        let computes = |piece: &Piece| matches!(piece, Piece::Digest { hash: Hash::Mac(_), .. });
        self.signed || self.pieces.as_slice().iter().any(computes)
    }

    /// Whether the request brings the secret that deliveries will be signed with: see [`Answer::secret`].
    pub const fn brings_secret(&self) -> bool {
        self.secret.is_some()
    }

    /// The answer to a handshake that takes no secret, or brings one; `None` if the request is no handshake: verify it as
    /// a delivery. `settings` are names and values: `[("verify-token", b"...")]`.
    ///
    /// # Errors
    /// `missing_input` if this handshake needs a verifier, or if the method, the URL or a setting that it reads is not
    /// given; `signature_mismatch` if a setting is compared and differs. About a value that is answered:
    /// `missing_header`, `malformed_header`, `malformed_body` where it is absent or may not come back; for any place of
    /// the line, `duplicate_header`, or `malformed_header` (a parameter) or `malformed_body` (a field) if it came twice.
    pub fn answer(&self, request: &Request<'_>, settings: &[(&str, &[u8])]) -> Result<Option<Answer>, Error> {
        if self.needs_verifier() {
            return Err(Error::new(Code::MissingInput, "a verifier: this handshake takes the secret"));
        }
        self.respond(request, settings, None)
    }

    fn respond(
        &self,
        request: &Request<'_>,
        settings: &[(&str, &[u8])],
        verifier: Option<(&Verifier, u64)>,
    ) -> Result<Option<Answer>, Error> {
        let Some(values) = self.recognise(request)? else { return Ok(None) };
        let mut key_index = None;
        if let (true, Some((verifier, now))) = (self.signed, verifier) {
            key_index = Some(verifier.verify(request, now)?.key_index());
        }
        self.compare_settings(&values, settings)?;
        answer::Writer { handshake: self, values: &values, settings, verifier, key_index }.write().map(Some)
    }

    /// The values of the handshake's places, if the request is one.
    fn recognise<'r>(&self, request: &Request<'r>) -> Result<Option<Values<'r>>, Error> {
        if request.method.is_empty() {
            return Err(Error::new(Code::MissingInput, "the method"));
        }
        if request.method.as_bytes() != self.bytes(self.method) {
            return Ok(None);
        }
        let mut values = Values::NONE;
        // The head first: most deliveries are told apart by it, or by their method, without a look into the body.
        values.read_head(self, request)?;
        if !self.conditions_hold(&values, false) || !values.read_body(self, request)? {
            return Ok(None);
        }
        Ok(self.conditions_hold(&values, true).then_some(values))
    }

    /// Whether the conditions on one side of the request hold, apart from settings.
    fn conditions_hold(&self, values: &Values<'_>, in_body: bool) -> bool {
        self.conditions.as_slice().iter().all(|condition| {
            let Some(place) = self.places.get(usize::from(condition.place)) else { return false };
            if place.source.is_body() != in_body {
                return true;
            }
            let mut buffer = [0; MAX_VALUE];
            match condition.test {
                Test::Present | Test::Setting(_) => values.is_present(condition.place),
                Test::Literal(literal) => {
                    values.get(condition.place, &mut buffer).is_some_and(|value| value == self.bytes(literal))
                }
                Test::Hex => values.get(condition.place, &mut buffer).is_some_and(is_hex),
            }
        })
    }

    /// Whether the request knows the settings that it has to know.
    ///
    /// # Errors
    /// `missing_input` for a setting that is not given, `signature_mismatch` for a value that differs from it.
    fn compare_settings(&self, values: &Values<'_>, settings: &[(&str, &[u8])]) -> Result<(), Error> {
        for condition in self.conditions.as_slice() {
            let Test::Setting(name) = condition.test else { continue };
            let wanted = mac::digest(self.setting(name, settings)?);
            let mut buffer = [0; MAX_VALUE];
            let value = values.get(condition.place, &mut buffer).map(mac::digest);
            // Digests, so that lengths do not show either.
            if !value.is_some_and(|value| declassify(equal(&value, &wanted))) {
                return Err(Error::new(
                    Code::SignatureMismatch,
                    "a value that has to be the receiver's own is another",
                ));
            }
        }
        Ok(())
    }

    /// The value of a setting.
    ///
    /// # Errors
    /// `missing_input` if it is absent or empty: an unset variable must not match an empty parameter.
    fn setting<'s>(&self, name: Span, settings: &[(&str, &'s [u8])]) -> Result<&'s [u8], Error> {
        let name = self.bytes(name);
        match settings.iter().find(|(known, _)| known.as_bytes() == name) {
            Some((_, value)) if !value.is_empty() => Ok(value),
            _ => Err(Error::new(Code::MissingInput, "a setting of the handshake, its verify token for example")),
        }
    }

    /// The bytes of the line at a place; empty beyond its end.
    fn bytes(&self, span: Span) -> &[u8] {
        self.line.get(usize::from(span.start)..usize::from(span.end)).unwrap_or_default()
    }

    /// `query:hub.mode`, of the place with this index; of a header, its name.
    fn label(&self, place: u8) -> &[u8] {
        let label = |place: Place| self.bytes(if place.source == Source::Header { place.name } else { place.label });
        self.places.get(usize::from(place)).map_or(&[], label)
    }

    fn source(&self, place: u8) -> Source {
        self.places.get(usize::from(place)).map_or(Source::Header, |place| place.source)
    }

    /// The error about a value that is absent (`missing_header`) or not as it may be (`malformed_header`); in the body,
    /// `malformed_body` for either.
    fn unfit(&self, place: u8, code: Code, reason: &'static str) -> Error {
        match self.source(place) {
            Source::Header | Source::Query => Error::header_named(code, self.label(place), reason),
            Source::Form | Source::Json => Error::header_named(Code::MalformedBody, self.label(place), reason),
        }
    }
}

impl Verifier {
    /// The answer to the provider's check that the endpoint is the receiver's; `None` if the request is no handshake:
    /// [`verify`](Verifier::verify) it. `settings` are names and values, `[("verify-token", b"...")]`; `now` is in Unix
    /// seconds.
    ///
    /// What is computed with the secret is computed with the key that signed the request, and if it is not signed, with
    /// the first active one. A handshake that [brings the secret](Handshake::brings_secret) is none here, where the
    /// secret is known already: [`Handshake::answer`] answers it.
    ///
    /// # Errors
    /// As for [`Handshake::answer`]; for a signed handshake, as for [`verify`](Verifier::verify);
    /// `unsupported_algorithm` if the scheme's algorithm is another than the handshake's; `no_active_key`.
    ///
    /// ```
    /// use hookproof::{Handshake, Keyring, Options, Request, Scheme, Verifier};
    /// let options = Options::default().allow_api_key();
    /// let verifier = Verifier::new(&Scheme::find("twitter")?, &Keyring::single(b"the consumer secret"), options)?;
    /// let request = Request { method: "GET", url: "/hook?crc_token=Zm9vYmFy", ..Default::default() };
    /// let answer = verifier.handshake(&Handshake::find("twitter")?, &request, &[], 1_795_465_620)?.unwrap();
    /// assert_eq!(answer.body(), r#"{"response_token":"sha256=lEMNFWJSWDqpyzITmWg0Mb//hGzMobKd1b+e7s3KeAc="}"#);
    /// # Ok::<(), hookproof::Error>(())
    /// ```
    pub fn handshake(
        &self,
        handshake: &Handshake,
        request: &Request<'_>,
        settings: &[(&str, &[u8])],
        now: u64,
    ) -> Result<Option<Answer>, Error> {
        if handshake.brings_secret() {
            return Ok(None);
        }
        handshake.respond(request, settings, Some((self, now)))
    }
}

/// 20 to 32 digits of lower-case hex: a challenge that is no delivery's message (Braintree signs base64, which such a
/// text would be, too; what it decodes to is not XML).
fn is_hex(value: &[u8]) -> bool {
    (20..=32).contains(&value.len()) && value.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handshake({:?})", self.as_str())
    }
}

/// A [`Handshake`] from a line that is checked at compile time: a line that does not parse is a compile error.
///
/// ```
/// const ACME: hookproof::Handshake = hookproof::handshake!("GET {query:challenge} => 200 text/plain {query:challenge}");
/// ```
/// ```compile_fail
/// const TYPO: hookproof::Handshake = hookproof::handshake!("GET {query:challenge} => 200 text/plain {querry:challenge}");
/// ```
#[macro_export]
macro_rules! handshake {
    ($line:expr) => {
        const {
            match $crate::Handshake::parse($line) {
                Ok(handshake) => handshake,
                Err(error) => panic!("{}", error.reason()),
            }
        }
    };
}
