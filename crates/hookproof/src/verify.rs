//! A scheme and its keys: what judges deliveries.

use crate::error::{Code, Error};
use crate::keyring::{Keyring, MAX_KEYS, ReadyKey};
use crate::mac::MacKey;
use crate::request::Request;
use crate::scheme::{Algorithm, Covers, Plan, Scheme};
use crate::session::Session;
use crate::stream::Stream;
use crate::url::{FORWARDED, PublicUrl, Url};
use crate::verdict::Verified;
use core::fmt;

/// How far a delivery's time may be from now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tolerance {
    /// As the scheme says; 300 seconds where it does not.
    #[default]
    Scheme,
    /// So many seconds, into the past and into the future.
    Seconds(u64),
    /// Any time: for replaying recorded deliveries. The time is still signed, and still in the verdict.
    Ignore,
}

/// What the caller may say about a verifier; the default is right for production.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// How far a delivery's time may be from now.
    pub tolerance: Tolerance,
    /// Take a secret that can call the provider's API, knowingly. Better: [`derive`](crate::derive) a verification key.
    pub allow_api_key: bool,
}

impl Options {
    /// These options with another tolerance.
    pub const fn tolerance(self, tolerance: Tolerance) -> Self {
        Options { tolerance, ..self }
    }

    /// These options with the caller's explicit word that the secret may be one that can call the provider's API.
    pub const fn allow_api_key(self) -> Self {
        Options { allow_api_key: true, ..self }
    }
}

/// A scheme and its keys, ready to judge deliveries. It owns all it needs, and is `Send` and `Sync`: make it once.
///
/// ```
/// use hookproof::{Code, Keyring, Options, Request, Verifier, scheme};
///
/// const ACME: hookproof::Scheme = scheme!("hmac-sha256 | x-acme-signature: sha256={hex} | {body}");
/// let verifier = Verifier::new(&ACME, &Keyring::single(b"It's a Secret to Everybody"), Options::default())?;
///
/// // the delivery of docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
/// let signature = b"sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// let mut request = Request { headers: &[("X-Acme-Signature", signature)], body: b"Hello, World!", ..Default::default() };
/// let now = 1_795_465_620;
/// let verified = verifier.verify(&request, now)?;
/// assert!(verified.covers().body);
///
/// request.body = b"Hello, world!";
/// assert_eq!(verifier.verify(&request, now).unwrap_err().code(), Code::SignatureMismatch);
/// # Ok::<(), hookproof::Error>(())
/// ```
pub struct Verifier {
    scheme: Scheme,
    pub(crate) plan: Plan,
    tolerance: Tolerance,
    public_url: PublicUrl,
    keys: [Option<ReadyKey>; MAX_KEYS],
}

impl Verifier {
    /// A verifier for deliveries of this scheme, signed with any of these keys.
    ///
    /// # Errors
    /// About a secret: `weak_secret` (empty or a placeholder), `api_key_as_secret`, `invalid_secret` (it does not decode
    /// as the scheme says). `no_active_key` for an empty keyring.
    pub fn new(scheme: &Scheme, keyring: &Keyring<'_>, options: Options) -> Result<Verifier, Error> {
        let mut keys = [const { None }; MAX_KEYS];
        for (slot, key) in keys.iter_mut().zip(keyring.keys()) {
            *slot = Some(ReadyKey::new(scheme, key, options).map_err(|error| error.of_key(key.id))?);
        }
        if keys.iter().all(Option::is_none) {
            return Err(Error::new(Code::NoActiveKey, "the keyring is empty"));
        }
        Ok(Verifier {
            scheme: *scheme,
            plan: Plan::of(scheme),
            tolerance: options.tolerance,
            public_url: PublicUrl::UNKNOWN,
            keys,
        })
    }

    /// The scheme.
    pub const fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// This verifier, for an endpoint that providers reach under this address: `https://hooks.example.com`, perhaps with
    /// a path. Where a scheme signs the URL, it is this, followed by the path and query of the request's URL, whatever
    /// host the request's URL names. At most 256 bytes.
    ///
    /// # Errors
    /// `missing_input` for what is no such URL.
    ///
    /// ```
    /// # use hookproof::{Keyring, Options, Request, Scheme, Verifier, sign};
    /// # let (square, secret) = (Scheme::find("square")?, b"the webhook's signature key");
    /// let verifier = Verifier::new(&square, &Keyring::single(secret), Options::default())?.with_base_url("https://hooks.example.com")?;
    /// # let public = Request { url: "https://hooks.example.com/square?shop=1", body: b"{}", ..Default::default() };
    /// # let signed = sign(&square, secret, &public, 0, Options::default())?;
    /// # let headers: Vec<_> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    /// // behind the proxy
    /// let request = Request { url: "http://10.0.0.7:3000/square?shop=1", headers: &headers, body: b"{}", ..Default::default() };
    /// assert!(verifier.verify(&request, 1_795_465_620)?.covers().url);
    /// # Ok::<(), hookproof::Error>(())
    /// ```
    pub fn with_base_url(self, base: &str) -> Result<Verifier, Error> {
        Ok(Verifier { public_url: self.public_url.with_base(base)?, ..self })
    }

    /// This verifier, for an endpoint behind a proxy that sets `X-Forwarded-Proto` and `X-Forwarded-Host`, and removes
    /// what a sender wrote there: where a scheme signs the URL, they say how it begins. A list in them is
    /// `malformed_header`. A [base URL](Verifier::with_base_url) needs no trust, and wins.
    pub fn trusting_forwarded(self) -> Verifier {
        Verifier { public_url: self.public_url.trusting_forwarded(), ..self }
    }

    /// The largest number of headers that a verifier reads, 10: the [scheme's](Scheme::MAX_HEADERS), and two of a
    /// trusted proxy.
    pub const MAX_HEADERS: usize = Scheme::MAX_HEADERS + FORWARDED.len();

    /// The names of all headers that the verifier reads, in lower case, each once: the [scheme's](Scheme::headers), then
    /// those of a trusted proxy.
    ///
    /// Where [`Scheme::names_headers`] is true, it also reads those that a request names.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        let is_new = |name: &&str| self.scheme.headers().all(|own| own != *name);
        let of_proxy = if self.public_url.trusts_forwarded() { FORWARDED.as_slice() } else { &[] };
        self.scheme.headers().chain(of_proxy.iter().copied().filter(is_new))
    }

    /// Whether the verifier reads a header of this name, in any case.
    pub fn reads(&self, header: &[u8]) -> bool {
        self.scheme.names_headers() || self.headers().any(|name| name.as_bytes().eq_ignore_ascii_case(header))
    }

    /// What is known of the delivery, if it is authentic and its time is within the tolerance of `now`,
    /// in Unix seconds.
    ///
    /// # Errors
    /// In this order: `no_active_key`; `missing_header`, `duplicate_header`, `malformed_header`, `malformed_timestamp`;
    /// `missing_input`, `malformed_body`; `signature_mismatch`; then, for an authentic delivery, `malformed_body` and
    /// `malformed_timestamp` where the time stands within the body, `timestamp_too_old` or `timestamp_too_new`.
    pub fn verify<'a>(&'a self, request: &Request<'_>, now: u64) -> Result<Verified<'a>, Error> {
        let mut session = Session::new();
        session.verify(self, request, now)?;
        Ok(Verified { verifier: self, known: session.into_known() })
    }

    /// A verdict in the making, for a body that arrives in pieces: the same verdict, in constant memory, however large
    /// the body is. The request's own body is not read. `now` is in Unix seconds.
    ///
    /// # Errors
    /// As for [`verify`](Verifier::verify), up to `missing_input`, which is also given for a scheme that has to see the
    /// body as a whole: see [`Scheme::streams`].
    ///
    /// ```
    /// # use hookproof::{Keyring, Options, Request, Scheme, Verifier};
    /// # let verifier = Verifier::new(&Scheme::find("github")?, &Keyring::single(b"It's a Secret to Everybody"), Options::default())?;
    /// let signature = b"sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    /// let head = Request { headers: &[("X-Hub-Signature-256", signature)], ..Default::default() };
    /// let mut stream = verifier.start(&head, 1_795_465_620)?;
    /// stream.update(b"Hello, ");
    /// stream.update(b"World!");
    /// assert!(stream.finish()?.covers().body);
    /// # Ok::<(), hookproof::Error>(())
    /// ```
    pub fn start<'a>(&'a self, head: &Request<'a>, now: u64) -> Result<Stream<'a>, Error> {
        Stream::new(self, *head, now)
    }

    /// The stream that was [paused](Stream::pause), for the same head.
    #[doc(hidden)]
    pub fn resume<'a>(&'a self, session: Session, head: &Request<'a>) -> Stream<'a> {
        Stream::resumed(self, *head, session)
    }

    /// All keys, by their index.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &ReadyKey> {
        self.keys.iter().map_while(Option::as_ref)
    }

    /// The keys that a MAC is computed with: the active ones, and the first, whose tag names the message even when it
    /// has run out.
    pub(crate) fn counting_keys(&self, now: u64) -> impl Iterator<Item = (u8, &ReadyKey)> {
        (0u8..).zip(self.keys()).filter(move |(index, key)| *index == 0 || key.is_active(now))
    }

    /// The key that answers a handshake: the one with this index, which signed it, or else the first active one.
    pub(crate) fn answering_key(&self, index: Option<usize>, now: u64) -> Option<&MacKey> {
        let mut keys = self.keys.iter().flatten();
        let key = match index {
            Some(index) => keys.nth(index),
            None => keys.find(|key| key.is_active(now)),
        };
        key.map(|key| &key.mac)
    }

    /// The id of the key with this index.
    #[doc(hidden)]
    pub fn key_id(&self, index: usize) -> &str {
        self.keys.get(index).and_then(Option::as_ref).map_or("", |key| key.id.as_str())
    }

    /// What a verdict says is protected.
    #[doc(hidden)]
    pub const fn covers(&self) -> Covers {
        self.plan.covers
    }

    /// Whether a message is signed: a token is the same in each delivery.
    pub(crate) fn has_replay_keys(&self) -> bool {
        self.scheme.algorithm != Algorithm::Token
    }

    /// The URL of a delivery, as the provider knows it.
    ///
    /// # Errors
    /// `missing_input`, `malformed_header`.
    pub(crate) fn url_of<'a>(&'a self, request: &Request<'a>) -> Result<Url<'a>, Error> {
        self.public_url.of(request, self.plan.needs_origin)
    }

    /// Now minus the delivery's time, in seconds, if that is within the tolerance.
    ///
    /// # Errors
    /// `timestamp_too_old`, `timestamp_too_new`.
    pub(crate) fn check_window(&self, time: u64, now: u64) -> Result<i64, Error> {
        let distance = now.abs_diff(time);
        let seconds = i64::try_from(distance).unwrap_or(i64::MAX);
        let (skew, code) =
            if now >= time { (seconds, Code::TimestampTooOld) } else { (-seconds, Code::TimestampTooNew) };
        let tolerance = match self.tolerance {
            Tolerance::Scheme => self.plan.tolerance,
            Tolerance::Seconds(seconds) => Some(seconds),
            Tolerance::Ignore => None,
        };
        match tolerance {
            Some(tolerance) if distance > tolerance => Err(Error::outside_window(code, skew)),
            _ => Ok(skew),
        }
    }
}

/// Names the scheme only: a verifier holds keys.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({:?})", self.scheme.as_str())
    }
}
