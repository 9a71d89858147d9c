//! A delivery whose body arrives in pieces.

use crate::error::Error;
use crate::facts::Watch;
use crate::judge::Judge;
use crate::keyring::MAX_KEYS;
use crate::mac::{BodyDigest, Hasher, Running};
use crate::message::{Piece, Side};
use crate::verdict::Verified;
use crate::verify::{Delivery, Verifier};
use core::fmt;

/// A delivery whose body is arriving; made by [`Verifier::start`].
#[must_use = "there is no verdict before `finish`"]
pub struct Stream<'a> {
    verifier: &'a Verifier,
    method: &'a str,
    delivery: Delivery<'a>,
    now: u64,
    /// By the index of the key; `None` for a key that does not count.
    macs: [Option<Running<'a>>; MAX_KEYS],
    digest: BodyDigest,
    watch: Watch<'a>,
}

impl<'a> Stream<'a> {
    pub(crate) fn new(verifier: &'a Verifier, method: &'a str, delivery: Delivery<'a>, now: u64) -> Self {
        let scheme = verifier.scheme();
        let digest = BodyDigest::new(scheme.digests_body());
        let macs = [const { None }; MAX_KEYS];
        let mut stream = Stream { verifier, method, delivery, now, macs, digest, watch: Watch::new(scheme) };
        for (index, key) in verifier.counting_keys(now) {
            if let Some(mac) = stream.macs.get_mut(usize::from(index)) {
                *mac = Some(key.mac.start());
            }
        }
        stream.feed(Side::BeforeBody, &[0; 32]);
        stream
    }

    /// What this stream has seen of the body, without the references to the request: for layers that cannot hold those
    /// from one piece of the body to the next. See [`Verifier::resume`].
    #[doc(hidden)]
    pub fn pause(self) -> Paused {
        let Stream { macs, digest, watch, .. } = self;
        Paused { macs: macs.map(|mac| mac.map(Running::pause)), digest, watch: watch.pause() }
    }

    /// The stream that was paused, for the delivery whose head was read again.
    pub(crate) fn resumed(
        verifier: &'a Verifier,
        method: &'a str,
        delivery: Delivery<'a>,
        now: u64,
        paused: Paused,
    ) -> Self {
        let Paused { macs: hashers, digest, watch } = paused;
        let mut macs = [const { None }; MAX_KEYS];
        for ((mac, hasher), key) in macs.iter_mut().zip(hashers).zip(verifier.keys()) {
            *mac = hasher.map(|hasher| key.mac.resume(hasher));
        }
        Stream { verifier, method, delivery, now, macs, digest, watch: watch.resume(verifier.scheme()) }
    }

    /// Takes the next piece of the body, of any length.
    pub fn update(&mut self, piece: &[u8]) {
        if self.verifier.scheme().signs_body() {
            self.macs.iter_mut().flatten().for_each(|mac| mac.update(Piece::Bytes(piece)));
        }
        self.digest.update(piece);
        self.watch.update(piece);
    }

    /// The verdict, once the body is complete.
    ///
    /// # Errors
    /// `signature_mismatch`; for an authentic delivery, `malformed_body` and `malformed_timestamp` where the time stands
    /// within the body, `timestamp_too_old` or `timestamp_too_new`.
    pub fn finish(mut self) -> Result<Verified<'a>, Error> {
        let digest = core::mem::replace(&mut self.digest, BodyDigest::new(false)).finish();
        self.feed(Side::AfterBody, &digest);
        let Stream { verifier, mut delivery, now, mut macs, watch, .. } = self;
        let mut judge = Judge::new();
        for (index, key) in verifier.counting_keys(now) {
            if let Some(Some(mac)) = macs.get_mut(usize::from(index)) {
                judge.weigh(index, key.is_active(now), &mac.finish(), &delivery.claims);
            }
        }
        verifier.conclude(&mut delivery, &mut judge, &digest, |facts| watch.finish(facts), now)
    }

    fn feed(&mut self, side: Side, digest: &[u8; 32]) {
        let Stream { verifier, method, delivery, macs, .. } = self;
        let message = delivery.message(verifier.scheme(), method);
        message.feed(side, &[], digest, &mut |piece| macs.iter_mut().flatten().for_each(|mac| mac.update(piece)));
    }
}

/// A stream between two pieces of the body: all of it but the request.
#[doc(hidden)]
pub struct Paused {
    macs: [Option<Hasher>; MAX_KEYS],
    digest: BodyDigest,
    watch: Watch<'static>,
}

/// Names the scheme only.
impl fmt::Debug for Stream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stream({:?})", self.verifier.scheme().as_str())
    }
}
