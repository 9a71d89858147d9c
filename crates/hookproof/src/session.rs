//! One delivery on its way to a verdict, and the only place that says yes.
//!
//! A session owns what it has read. Of the request nothing is borrowed between two calls: whoever makes them, the body in one
//! piece, in many, or hashed by the host, gives the same request again.

use crate::error::{Code, Error};
use crate::facts::Watch;
use crate::field::Claims;
use crate::judge::Judge;
use crate::keyring::{MAX_KEYS, ReadyKey};
use crate::mac::{BodyDigest, Hasher, digest_in};
use crate::message::{Message, Piece, Side};
use crate::request::Request;
use crate::scheme::Source;
use crate::url::Url;
use crate::values::{Values, malformed};
use crate::verdict::Known;
use crate::verify::Verifier;

/// For layers only: what [`Verifier::verify`] and [`Stream`](crate::Stream) are made of. Each call has to be given the verifier
/// and the request that the delivery began with; with others there is no verdict.
#[doc(hidden)]
pub struct Session {
    now: u64,
    claims: Claims,
    /// By the index of the key.
    macs: [Option<Hasher>; MAX_KEYS],
    /// The keys that count, a bit each.
    counting: u16,
    digest: BodyDigest,
    watch: Option<Watch<'static>>,
    known: Known,
    state: State,
}

/// How far a session is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is no delivery, or it was refused.
    Idle,
    /// All but the body and the signature was found to be in order.
    Begun,
    Authentic,
}

/// What stands in a request where the scheme reads.
struct Head<'r> {
    method: &'r str,
    url: Url<'r>,
    values: Values<'r>,
}

impl Default for Session {
    fn default() -> Session {
        Session::new()
    }
}

impl Session {
    /// A session without a delivery.
    pub const fn new() -> Session {
        Session {
            now: 0,
            claims: Claims::new(),
            macs: [const { None }; MAX_KEYS],
            counting: 0,
            digest: BodyDigest::NONE,
            watch: None,
            known: Known::NOTHING,
            state: State::Idle,
        }
    }

    /// What is known of the delivery, once it is found to be authentic.
    pub const fn known(&self) -> Option<&Known> {
        if matches!(self.state, State::Authentic) { Some(&self.known) } else { None }
    }

    /// See [`Verified::replay_key`](crate::Verified::replay_key).
    pub fn replay_key(&mut self, verifier: &Verifier) -> Option<[u8; 32]> {
        if self.known().is_none() || !verifier.has_replay_keys() {
            return None;
        }
        let [hasher, ..] = &mut self.macs;
        let hasher = hasher.get_or_insert_with(|| Hasher::IDLE);
        digest_in(hasher, self.known.replay_tag.as_bytes()).first_chunk().copied()
    }

    /// What is known of the delivery, if it is authentic.
    pub(crate) fn into_known(self) -> Known {
        self.known
    }

    /// Verifies a delivery whose body is there.
    ///
    /// # Errors
    /// See [`Verifier::verify`].
    pub fn verify(&mut self, verifier: &Verifier, request: &Request<'_>, now: u64) -> Result<(), Error> {
        let mut head = Head::NONE;
        self.read(verifier, request, now, &mut head)?;
        self.start_macs(verifier);
        self.feed(verifier, &head, Side::BeforeBody, request.body, &[0; 32]);
        self.update_macs(verifier, request.body);
        let digest = self.digest.finish();
        self.feed(verifier, &head, Side::AfterBody, request.body, &digest);
        self.conclude(verifier, request, &digest, Some(request.body))
    }

    /// Begins a delivery whose body comes in pieces.
    ///
    /// # Errors
    /// See [`Verifier::start`].
    pub fn begin(&mut self, verifier: &Verifier, head: &Request<'_>, now: u64) -> Result<(), Error> {
        let mut found = Head::NONE;
        self.read_without_body(verifier, head, now, &mut found)?;
        self.start_macs(verifier);
        self.watch = Watch::new(verifier.scheme()).map(Watch::pause);
        self.feed(verifier, &found, Side::BeforeBody, &[], &[0; 32]);
        Ok(())
    }

    /// Takes the next piece of the body.
    pub fn update(&mut self, verifier: &Verifier, piece: &[u8]) {
        self.update_macs(verifier, piece);
        self.watch = self.watch.take().map(|watch| {
            let mut watch = watch.resume(verifier.scheme());
            watch.update(piece);
            watch.pause()
        });
    }

    /// The end of the body, which came in pieces.
    ///
    /// # Errors
    /// See [`Stream::finish`](crate::Stream::finish).
    pub fn finish(&mut self, verifier: &Verifier, head: &Request<'_>) -> Result<(), Error> {
        let digest = self.digest.finish();
        if verifier.plan.ends_in_head {
            // Read once more: a reference would have to be kept, or a copy made of what is rarely needed.
            let mut found = Head::NONE;
            found.read(verifier, head, &mut Claims::new())?;
            self.feed(verifier, &found, Side::AfterBody, &[], &digest);
        } else {
            self.feed(verifier, &Head::NONE, Side::AfterBody, &[], &digest);
        }
        self.conclude(verifier, head, &digest, None)
    }

    /// The indices of the keys that count at `now`, a bit each; calls the sink with what is signed before the body, and
    /// with what is signed behind it (then it says `true`).
    ///
    /// # Errors
    /// As for [`begin`](Session::begin).
    pub fn begin_on_host(
        &mut self,
        verifier: &Verifier,
        head: &Request<'_>,
        now: u64,
        sink: &mut dyn FnMut(bool, &[u8]),
    ) -> Result<u16, Error> {
        if verifier.scheme().host_digest_len().is_none() {
            return Err(Error::new(Code::MissingInput, "the whole body: the host cannot hash it for this scheme"));
        }
        let mut found = Head::NONE;
        self.read_without_body(verifier, head, now, &mut found)?;
        let message = found.message(verifier, &self.claims);
        for (side, is_behind) in [(Side::BeforeBody, false), (Side::AfterBody, true)] {
            message.feed(side, &[], &[0; 32], &mut |piece| {
                if let Piece::Bytes(bytes) = piece {
                    sink(is_behind, bytes);
                }
            });
        }
        Ok(verifier.counting_keys(now).fold(0, |set, (index, _)| set | 1 << index))
    }

    /// The end of a delivery whose body the host has hashed: the digests of the inner hashes of the counting keys, in the
    /// order of their indices. The body is read for facts only, once it is known to be authentic: it may be left out where
    /// there are none in it.
    ///
    /// # Errors
    /// As for [`verify`](Session::verify).
    pub fn finish_on_host(&mut self, verifier: &Verifier, request: &Request<'_>, digests: &[u8]) -> Result<(), Error> {
        let mut digests = digests.chunks(verifier.scheme().host_digest_len().unwrap_or_default().max(1));
        let mut judge = Judge::new();
        for (index, key) in verifier.counting_keys(self.now) {
            let [hasher, ..] = &mut self.macs;
            let hasher = hasher.get_or_insert_with(|| Hasher::IDLE);
            let tag = key.mac.outer(hasher, digests.next().unwrap_or_default());
            judge.weigh(index, key.is_active(self.now), tag, &self.claims);
            if index == 0 {
                self.known.replay_tag.set(tag);
            }
        }
        self.say(verifier, request, &mut judge, &[0; 32], Some(request.body))
    }

    /// Forgets the delivery before, and reads what the next one says beside its body; or in it, where that is part of what is
    /// claimed.
    fn read<'r>(
        &mut self,
        verifier: &'r Verifier,
        request: &Request<'r>,
        now: u64,
        head: &mut Head<'r>,
    ) -> Result<(), Error> {
        self.state = State::Idle;
        self.now = now;
        self.claims.clear();
        self.counting = 0;
        self.digest.begin(verifier.plan.digests_body);
        self.watch = None;
        self.known.facts.clear();
        if !verifier.keys().any(|key| key.is_active(now)) {
            return Err(Error::new(Code::NoActiveKey, ""));
        }
        head.read(verifier, request, &mut self.claims)?;
        if verifier.plan.checks_message {
            head.message(verifier, &self.claims).check()?;
        }
        if verifier.plan.has_head_facts {
            self.known.facts.read_head(verifier.scheme(), &head.url, &head.values);
        }
        self.state = State::Begun;
        Ok(())
    }

    fn read_without_body<'r>(
        &mut self,
        verifier: &'r Verifier,
        head: &Request<'r>,
        now: u64,
        found: &mut Head<'r>,
    ) -> Result<(), Error> {
        if !verifier.plan.streams {
            self.state = State::Idle;
            return Err(Error::new(Code::MissingInput, "the whole body: this scheme reads values out of it"));
        }
        self.read(verifier, head, now, found)
    }

    fn start_macs(&mut self, verifier: &Verifier) {
        for (index, key) in verifier.counting_keys(self.now) {
            if let Some(mac) = self.macs.get_mut(usize::from(index)) {
                key.mac.start(mac.get_or_insert_with(|| Hasher::IDLE));
                self.counting |= 1 << index;
            }
        }
    }

    fn update_macs(&mut self, verifier: &Verifier, piece: &[u8]) {
        if verifier.plan.signs_body {
            feed_all(&mut self.macs, self.counting, verifier, Piece::Bytes(piece));
        }
        self.digest.update(piece);
    }

    fn feed(&mut self, verifier: &Verifier, head: &Head<'_>, side: Side, body: &[u8], digest: &[u8; 32]) {
        let Session { claims, macs, counting, .. } = self;
        let message = head.message(verifier, claims);
        message.feed(side, body, digest, &mut |piece| feed_all(macs, *counting, verifier, piece));
    }

    /// Compares the tags that were computed here.
    fn conclude(
        &mut self,
        verifier: &Verifier,
        request: &Request<'_>,
        digest: &[u8; 32],
        body: Option<&[u8]>,
    ) -> Result<(), Error> {
        let mut judge = Judge::new();
        for ((index, key), mac) in (0u8..).zip(verifier.keys()).zip(&mut self.macs) {
            if let (Some(mac), true) = (mac, self.counting & 1 << index != 0) {
                let tag = key.mac.finish(mac);
                judge.weigh(index, key.is_active(self.now), tag, &self.claims);
                if index == 0 {
                    self.known.replay_tag.set(tag);
                }
            }
        }
        self.say(verifier, request, &mut judge, digest, body)
    }

    /// The verdict: the only place that says yes. The body is `None` where it came in pieces.
    fn say(
        &mut self,
        verifier: &Verifier,
        request: &Request<'_>,
        judge: &mut Judge,
        digest: &[u8; 32],
        body: Option<&[u8]>,
    ) -> Result<(), Error> {
        if core::mem::replace(&mut self.state, State::Idle) != State::Begun {
            return Err(Error::new(Code::MissingInput, "a delivery whose head was read, and found to be in order"));
        }
        let Some(key_index) = judge.outcome(self.claims.body_digest.as_ref(), digest) else {
            let mismatch = Error::new(Code::SignatureMismatch, "");
            return Err(if verifier.plan.needs_url {
                mismatch.with_url(verifier.url_of(request)?.describe())
            } else {
                mismatch
            });
        };
        let watch = self.watch.take();
        if verifier.plan.has_body_facts {
            match (body, watch) {
                (Some(body), _) => self.known.facts.read_body(verifier.scheme(), body),
                (None, Some(watch)) => watch.resume(verifier.scheme()).finish(&mut self.known.facts),
                (None, None) => {}
            }
            self.read_deferred_time(verifier)?;
        }
        self.known.timestamp = None;
        self.known.skew = None;
        if let Some((_, time)) = self.claims.timestamp {
            self.known.timestamp = Some(time);
            self.known.skew = Some(verifier.check_window(time, self.now)?);
        }
        self.known.key_index = key_index;
        self.state = State::Authentic;
        Ok(())
    }

    /// A time within the signed body: without it, the delivery could be a replay.
    fn read_deferred_time(&mut self, verifier: &Verifier) -> Result<(), Error> {
        let scheme = verifier.scheme();
        let Some((field, _)) = scheme.time().filter(|(field, _)| scheme.is_deferred(field)) else { return Ok(()) };
        match self.known.facts.time() {
            Some(time) => self.claims.read_time(scheme, field, time),
            None => Err(malformed(scheme, field.place, "it is missing")),
        }
    }
}

/// Takes the next piece of the message into each MAC.
fn feed_all(macs: &mut [Option<Hasher>; MAX_KEYS], counting: u16, verifier: &Verifier, piece: Piece<'_>) {
    for ((index, mac), ReadyKey { mac: key, .. }) in macs.iter_mut().enumerate().zip(verifier.keys()) {
        if let (Some(mac), true) = (mac, counting & 1 << index != 0) {
            key.feed(mac, piece);
        }
    }
}

impl<'r> Head<'r> {
    const NONE: Head<'r> = Head { method: "", url: Url::NONE, values: Values::new() };

    /// Reads the headers, the URL, and the body where it holds something that is claimed.
    fn read(&mut self, verifier: &'r Verifier, request: &Request<'r>, claims: &mut Claims) -> Result<(), Error> {
        let (scheme, plan, head) = (verifier.scheme(), &verifier.plan, self);
        head.method = request.method;
        head.values.find_headers(scheme, request, |_| true)?;
        claims.read_head(scheme, request, &mut head.values, Source::Header)?;
        if plan.names_headers {
            claims.check_listed(scheme, &head.values)?;
        }
        if plan.needs_url {
            head.url = verifier.url_of(request)?;
            head.values.find_parameters(scheme, &head.url, |_| true)?;
            claims.read_head(scheme, request, &mut head.values, Source::Query)?;
        }
        if !plan.streams {
            head.values.find_body(scheme, request.body, |_| true)?;
            claims.read_body(scheme, &head.values, request.body)?;
        }
        Ok(())
    }

    fn message<'m>(&'m self, verifier: &'m Verifier, claims: &'m Claims) -> Message<'m, 'r> {
        let Head { method, url, values } = self;
        Message { scheme: verifier.scheme(), method, url, values, timestamp: claims.timestamp_text() }
    }
}
