//! The verdict: the order of the checks, and the only place that says yes.

use crate::error::{Code, Error};
use crate::facts::Facts;
use crate::field::Claims;
use crate::judge::Judge;
use crate::keyring::{Keyring, MAX_KEYS, ReadyKey};
use crate::mac::{BodyDigest, MacKey};
use crate::message::Message;
use crate::request::Request;
use crate::scheme::{Scheme, Source};
use crate::stream::{Paused, Stream};
use crate::url::{FORWARDED, PublicUrl, Url};
use crate::values::Values;
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
        Ok(Verifier { scheme: *scheme, tolerance: options.tolerance, public_url: PublicUrl::UNKNOWN, keys })
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
    pub fn verify<'a>(&'a self, request: &Request<'a>, now: u64) -> Result<Verified<'a>, Error> {
        let mut delivery = Delivery::new();
        delivery.read_head(self, request, now)?;
        delivery.values.find_body(&self.scheme, request.body, |_| true)?;
        delivery.claims.read_body(&self.scheme, &delivery.values, request.body)?;
        let message = delivery.message(&self.scheme, request.method);
        message.check()?;

        let mut digest = BodyDigest::new(self.scheme.digests_body());
        digest.update(request.body);
        let digest = digest.finish();
        let mut judge = Judge::new();
        for (index, key) in self.counting_keys(now) {
            let tag = key.mac.tag(&|sink| message.feed_all(request.body, &digest, sink));
            judge.weigh(index, key.is_active(now), &tag, &delivery.claims);
        }
        let read_body = |facts: &mut Facts| facts.read_body(&self.scheme, request.body);
        self.conclude(&mut delivery, &mut judge, &digest, read_body, now)
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
        let delivery = self.read_streamed_head(head, now)?;
        Ok(Stream::new(self, head.method, delivery, now))
    }

    /// What a delivery says, before its body is there.
    pub(crate) fn read_streamed_head<'a>(&'a self, head: &Request<'a>, now: u64) -> Result<Delivery<'a>, Error> {
        if !self.scheme.streams() {
            return Err(Error::new(Code::MissingInput, "the whole body: this scheme reads values out of it"));
        }
        let mut delivery = Delivery::new();
        delivery.read_head(self, head, now)?;
        delivery.message(&self.scheme, head.method).check()?;
        Ok(delivery)
    }

    /// The stream that was [paused](Stream::pause), for the same head and the same `now`: it is read again.
    #[doc(hidden)]
    pub fn resume<'a>(&'a self, paused: Paused, head: &Request<'a>, now: u64) -> Result<Stream<'a>, Error> {
        let delivery = self.read_streamed_head(head, now)?;
        Ok(Stream::resumed(self, head.method, delivery, now, paused))
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

    /// The verdict: the only place that says yes. `read_body` adds the facts that stand in the body.
    pub(crate) fn conclude<'a>(
        &'a self,
        delivery: &mut Delivery<'a>,
        judge: &mut Judge,
        body_digest: &[u8; 32],
        read_body: impl FnOnce(&mut Facts),
        now: u64,
    ) -> Result<Verified<'a>, Error> {
        let Some(key_index) = judge.outcome(delivery.claims.body_digest, body_digest) else {
            let mismatch = Error::new(Code::SignatureMismatch, "");
            let shows_url = self.scheme.needs_url();
            return Err(if shows_url { mismatch.with_url(delivery.url.describe()) } else { mismatch });
        };
        let mut verified = Verified {
            key_index,
            key_id: self.keys.get(key_index).and_then(Option::as_ref).map_or("", |key| key.id.as_str()),
            timestamp: None,
            skew: None,
            replay_tag: judge.replay_tag(),
            algorithm: self.scheme.algorithm,
            facts: Facts::NONE,
            covers: self.scheme.covers(),
        };
        if self.scheme.has_facts() {
            read_body(&mut verified.facts);
            verified.facts.read_head(&self.scheme, &delivery.url, &delivery.values);
            self.read_deferred_time(&mut delivery.claims, verified.facts.time())?;
        }
        if let Some((_, time)) = delivery.claims.timestamp {
            verified.timestamp = Some(time);
            verified.skew = Some(self.check_window(time, now)?);
        }
        Ok(verified)
    }

    /// A time within the signed body: without it, the delivery could be a replay.
    fn read_deferred_time(&self, claims: &mut Claims, time: Option<&[u8]>) -> Result<(), Error> {
        let Some((field, _)) = self.scheme.time().filter(|(field, _)| self.scheme.is_deferred(field)) else {
            return Ok(());
        };
        match time {
            Some(time) => claims.read_time(&self.scheme, field, time),
            None => Err(crate::values::malformed(&self.scheme, field.place, "it is missing")),
        }
    }

    /// Now minus the delivery's time, in seconds, if that is within the tolerance.
    fn check_window(&self, time: u64, now: u64) -> Result<i64, Error> {
        let distance = now.abs_diff(time);
        let seconds = i64::try_from(distance).unwrap_or(i64::MAX);
        let (skew, code) =
            if now >= time { (seconds, Code::TimestampTooOld) } else { (-seconds, Code::TimestampTooNew) };
        let tolerance = match self.tolerance {
            Tolerance::Scheme => self.scheme.tolerance(),
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

/// What was received of a delivery, beside its body.
pub(crate) struct Delivery<'a> {
    pub(crate) url: Url<'a>,
    pub(crate) values: Values<'a>,
    pub(crate) claims: Claims,
}

impl<'a> Delivery<'a> {
    #[inline(always)]
    fn new() -> Self {
        Delivery { url: Url::NONE, values: Values::new(), claims: Claims::new() }
    }

    /// Reads the headers and the URL.
    fn read_head(&mut self, verifier: &'a Verifier, head: &Request<'a>, now: u64) -> Result<(), Error> {
        if !verifier.keys.iter().flatten().any(|key| key.is_active(now)) {
            return Err(Error::new(Code::NoActiveKey, ""));
        }
        let scheme = &verifier.scheme;
        self.values.find_headers(scheme, head, |_| true)?;
        self.claims.read_head(scheme, head, &mut self.values, Source::Header)?;
        if scheme.needs_url() {
            self.url = verifier.public_url.of(head, scheme.needs_origin())?;
            self.values.find_parameters(scheme, &self.url, |_| true)?;
            self.claims.read_head(scheme, head, &mut self.values, Source::Query)?;
        }
        Ok(())
    }

    pub(crate) fn message<'m>(&'m self, scheme: &'m Scheme, method: &'a str) -> Message<'m, 'a> {
        let Delivery { url, values, claims } = self;
        Message { scheme, method, url, values, timestamp: claims.timestamp_text() }
    }
}
