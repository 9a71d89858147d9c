//! The verdict: the order of the checks, and the only place that says yes.

use crate::compare::{Tag, declassify, equal};
use crate::error::{Code, Error};
use crate::field::Claims;
use crate::keyring::{Keyring, MAX_KEYS, ReadyKey};
use crate::mac::Running;
use crate::message::{Message, Side};
use crate::request::{HeaderValues, Request};
use crate::scheme::Scheme;
use crate::verdict::Verified;
use core::fmt;
use subtle::{Choice, ConditionallySelectable};
use zeroize::{Zeroize, Zeroizing};

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
        Ok(Verifier { scheme: *scheme, tolerance: options.tolerance, keys })
    }

    /// The scheme.
    pub const fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// What is known of the delivery, if it is authentic and its time is within the tolerance of `now`,
    /// in Unix seconds.
    ///
    /// # Errors
    /// In this order: `no_active_key`; `missing_header`, `duplicate_header`, `malformed_header`, `malformed_timestamp`;
    /// `missing_input`, `malformed_body`; `signature_mismatch`; then, for an authentic delivery, `timestamp_too_old` or
    /// `timestamp_too_new`.
    pub fn verify<'a>(&'a self, request: &Request<'a>, now: u64) -> Result<Verified<'a>, Error> {
        let mut claims = Claims::new();
        let headers = self.read_head(request, now, &mut claims)?;
        let message = Message::new(&self.scheme, request, &headers, claims.timestamp_text());
        let mut judge = Judge::new();
        for (index, key) in self.counting_keys(now) {
            let tag = key.mac.tag(&|sink| message.feed_all(sink));
            judge.weigh(index, key.is_active(now), tag, claims.candidates());
        }
        self.conclude(&headers, &claims, judge, now)
    }

    /// A verdict in the making, for a body that arrives in pieces: the same verdict, in constant memory, however large
    /// the body is. The request's own body is not read. `now` is in Unix seconds.
    ///
    /// # Errors
    /// As for [`verify`](Verifier::verify), up to `missing_input`, which is also given for a scheme that has to see the
    /// body as a whole (`{form}`: see [`Scheme::streams`]).
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
        if !self.scheme.streams() {
            return Err(Error::new(Code::MissingInput, "the whole body: this scheme reads it as a form"));
        }
        let mut claims = Claims::new();
        let headers = self.read_head(head, now, &mut claims)?;
        let mut stream = Stream { verifier: self, head: *head, headers, claims, now, macs: [const { None }; MAX_KEYS] };
        for (index, key) in self.counting_keys(now) {
            if let Some(mac) = stream.macs.get_mut(usize::from(index)) {
                *mac = Some(key.mac.start());
            }
        }
        stream.feed(Side::BeforeBody);
        Ok(stream)
    }

    /// What the headers bring, if all is there that the message is made of.
    fn read_head<'a>(&self, head: &Request<'a>, now: u64, claims: &mut Claims<'a>) -> Result<HeaderValues<'a>, Error> {
        if !self.keys.iter().flatten().any(|key| key.is_active(now)) {
            return Err(Error::new(Code::NoActiveKey, ""));
        }
        let headers = HeaderValues::find(&self.scheme, head)?;
        claims.read(&self.scheme, &headers)?;
        Message::new(&self.scheme, head, &headers, claims.timestamp_text()).check()?;
        Ok(headers)
    }

    /// The keys that a MAC is computed with: the active ones, and the first, whose tag names the message even when it
    /// has run out.
    fn counting_keys(&self, now: u64) -> impl Iterator<Item = (u8, &ReadyKey)> {
        (0u8..)
            .zip(self.keys.iter().map_while(Option::as_ref))
            .filter(move |(index, key)| *index == 0 || key.is_active(now))
    }

    /// The verdict: the only place that says yes.
    fn conclude<'a>(
        &'a self,
        headers: &HeaderValues<'a>,
        claims: &Claims<'a>,
        judge: Judge,
        now: u64,
    ) -> Result<Verified<'a>, Error> {
        let (key_index, replay_tag) = judge.outcome()?;
        let mut verified = Verified {
            key_index,
            key_id: self.keys.get(key_index).and_then(Option::as_ref).map_or("", |key| key.id.as_str()),
            timestamp: None,
            skew: None,
            replay_tag,
            algorithm: self.scheme.algorithm,
            event_id: self.scheme.event_id.and_then(|index| core::str::from_utf8(headers.get(index)).ok()),
            covers: self.scheme.covers(),
        };
        if let Some((_, time)) = claims.timestamp {
            verified.timestamp = Some(time);
            verified.skew = Some(self.check_window(time, now)?);
        }
        Ok(verified)
    }

    /// Now minus the delivery's time, in seconds, if that is within the tolerance.
    fn check_window(&self, time: u64, now: u64) -> Result<i64, Error> {
        let distance = now.abs_diff(time);
        let seconds = i64::try_from(distance).unwrap_or(i64::MAX);
        let skew = if now >= time { seconds } else { -seconds };
        let tolerance = match self.tolerance {
            Tolerance::Scheme => self.scheme.tolerance(),
            Tolerance::Seconds(seconds) => Some(seconds),
            Tolerance::Ignore => None,
        };
        match tolerance {
            Some(tolerance) if distance > tolerance => {
                let code = if skew > 0 { Code::TimestampTooOld } else { Code::TimestampTooNew };
                Err(Error::outside_window(code, skew))
            }
            _ => Ok(skew),
        }
    }
}

/// The comparison of the tags of all keys with all candidates. Nothing it knows is public before the outcome.
struct Judge {
    found: Choice,
    matching: u8,
    replay_tag: Zeroizing<Tag>,
}

impl Judge {
    fn new() -> Self {
        Judge { found: Choice::from(0), matching: 0, replay_tag: Zeroizing::new(Tag::ZERO) }
    }

    /// Compares the tag of one key with every candidate, whatever came before: no early end on a match or a mismatch.
    fn weigh(&mut self, index: u8, active: bool, mut tag: Tag, candidates: &[Tag]) {
        if index == 0 {
            *self.replay_tag = tag;
        }
        let active = Choice::from(u8::from(active));
        for candidate in candidates {
            let matches = equal(candidate, &tag) & active;
            self.matching.conditional_assign(&index, matches & !self.found);
            self.found |= matches;
        }
        tag.zeroize();
    }

    /// The index of the first key that a candidate matched, and the tag under the first key of all.
    fn outcome(self) -> Result<(usize, Zeroizing<Tag>), Error> {
        if declassify(self.found) {
            Ok((usize::from(self.matching), self.replay_tag))
        } else {
            Err(Error::new(Code::SignatureMismatch, ""))
        }
    }
}

/// Names the scheme only: a verifier holds keys.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({:?})", self.scheme.as_str())
    }
}

/// A delivery whose body is arriving; made by [`Verifier::start`].
#[must_use = "there is no verdict before `finish`"]
pub struct Stream<'a> {
    verifier: &'a Verifier,
    head: Request<'a>,
    headers: HeaderValues<'a>,
    claims: Claims<'a>,
    now: u64,
    /// By the index of the key; `None` for a key that does not count.
    macs: [Option<Running>; MAX_KEYS],
}

impl<'a> Stream<'a> {
    /// Takes the next piece of the body, of any length.
    pub fn update(&mut self, piece: &[u8]) {
        if self.verifier.scheme.signs_body() {
            self.macs.iter_mut().flatten().for_each(|mac| mac.update(piece));
        }
    }

    /// The verdict, once the body is complete.
    ///
    /// # Errors
    /// `signature_mismatch`; for an authentic delivery, `timestamp_too_old` or `timestamp_too_new`.
    pub fn finish(mut self) -> Result<Verified<'a>, Error> {
        self.feed(Side::AfterBody);
        let mut judge = Judge::new();
        for (index, key) in self.verifier.counting_keys(self.now) {
            if let Some(mac) = self.macs.get_mut(usize::from(index)).and_then(Option::take) {
                judge.weigh(index, key.is_active(self.now), mac.finish(), self.claims.candidates());
            }
        }
        self.verifier.conclude(&self.headers, &self.claims, judge, self.now)
    }

    fn feed(&mut self, side: Side) {
        let Stream { verifier, head, headers, claims, macs, .. } = self;
        Message::new(&verifier.scheme, head, headers, claims.timestamp_text())
            .feed(side, &mut |piece| macs.iter_mut().flatten().for_each(|mac| mac.update(piece)));
    }
}

/// Names the scheme only.
impl fmt::Debug for Stream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stream({:?})", self.verifier.scheme.as_str())
    }
}
