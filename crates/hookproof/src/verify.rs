//! The verdict: the order of the checks, and the only place that says yes.

use crate::compare::{Tag, declassify, equal};
use crate::error::{Code, Error};
use crate::field::Claims;
use crate::keyring::{Keyring, MAX_KEYS, ReadyKey};
use crate::mac;
use crate::message::Message;
use crate::request::{HeaderValues, Request};
use crate::scheme::{Algorithm, Covers, Scheme};
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
        if !self.keys.iter().flatten().any(|key| key.is_active(now)) {
            return Err(Error::new(Code::NoActiveKey, ""));
        }
        let headers = HeaderValues::find(&self.scheme, request)?;
        let claims = Claims::read(&self.scheme, &headers)?;
        let timestamp = claims.timestamp.map_or(&[][..], |(text, _)| text);
        let message = Message::new(&self.scheme, request, &headers, timestamp)?;

        let (key_index, replay_tag) = self.judge(&message, claims.candidates(), now)?;

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

    /// The index of the key that a candidate matches, and the tag under the first key.
    ///
    /// One MAC a key, however many candidates there are; every candidate is compared with every tag.
    fn judge(&self, message: &Message<'_, '_>, candidates: &[Tag], now: u64) -> Result<(usize, Zeroizing<Tag>), Error> {
        let mut found = Choice::from(0);
        let mut matching = 0u8;
        let mut replay_tag = Zeroizing::new(Tag::ZERO);
        for (index, key) in (0u8..).zip(self.keys.iter().flatten()) {
            // The first key's tag names the message even when the key has run out.
            if index > 0 && !key.is_active(now) {
                continue;
            }
            let mut tag = key.mac.tag(&|sink| message.feed(sink));
            if index == 0 {
                *replay_tag = tag;
            }
            let active = Choice::from(u8::from(key.is_active(now)));
            for candidate in candidates {
                let matches = equal(candidate, &tag) & active;
                matching.conditional_assign(&index, matches & !found);
                found |= matches;
            }
            tag.zeroize();
        }
        if declassify(found) {
            Ok((usize::from(matching), replay_tag))
        } else {
            Err(Error::new(Code::SignatureMismatch, ""))
        }
    }

    /// Now minus the delivery's time, in seconds, if that is within the tolerance.
    fn check_window(&self, time: u64, now: u64) -> Result<i64, Error> {
        let distance = i64::try_from(now.abs_diff(time)).unwrap_or(i64::MAX);
        let skew = if now >= time { distance } else { -distance };
        let tolerance = match self.tolerance {
            Tolerance::Scheme => self.scheme.tolerance(),
            Tolerance::Seconds(seconds) => Some(seconds),
            Tolerance::Ignore => None,
        };
        match tolerance {
            Some(seconds) if now.abs_diff(time) > seconds => {
                let code = if skew > 0 { Code::TimestampTooOld } else { Code::TimestampTooNew };
                Err(Error::outside_window(code, skew))
            }
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

/// The verdict on an authentic delivery: what the signature proves, and nothing else.
#[must_use]
pub struct Verified<'a> {
    key_index: usize,
    key_id: &'a str,
    timestamp: Option<u64>,
    skew: Option<i64>,
    replay_tag: Zeroizing<Tag>,
    algorithm: Algorithm,
    event_id: Option<&'a str>,
    covers: Covers,
}

impl<'a> Verified<'a> {
    /// The id of the key that matched.
    pub const fn key_id(&self) -> &'a str {
        self.key_id
    }

    /// The place of that key in the keyring, from 0.
    pub const fn key_index(&self) -> usize {
        self.key_index
    }

    /// The time that the provider signed, in Unix seconds; `None` if the scheme signs none.
    pub const fn timestamp(&self) -> Option<u64> {
        self.timestamp
    }

    /// Now minus that time, in seconds: positive for the past.
    pub const fn skew(&self) -> Option<i64> {
        self.skew
    }

    /// What the signature protects.
    pub const fn covers(&self) -> Covers {
        self.covers
    }

    /// The id of the event, if the scheme signs one: fit for finding duplicates, also across the provider's retries.
    pub const fn event_id(&self) -> Option<&'a str> {
        self.event_id
    }

    /// 32 bytes that are the same for the same signed message and no other; `None` if the scheme signs no message (a token).
    ///
    /// It is the SHA-256 of the message's MAC under the keyring's first key, whatever signature was received: another
    /// signature of the same message has the same replay key. It reveals neither signature nor key.
    pub fn replay_key(&self) -> Option<[u8; 32]> {
        if self.algorithm == Algorithm::Token {
            return None;
        }
        let tag = Zeroizing::new(self.replay_tag.to_bytes());
        mac::digest(tag.get(..self.algorithm.tag_len())?).to_bytes().first_chunk().copied()
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("key_id", &self.key_id)
            .field("timestamp", &self.timestamp)
            .field("skew", &self.skew)
            .field("event_id", &self.event_id)
            .field("covers", &self.covers)
            .finish_non_exhaustive()
    }
}
