//! Deliveries whose message is hashed by the host: an engine of WebAssembly has no instructions for hashes, and what it
//! runs in often has a library that uses them.
//!
//! The host computes the inner hash of HMAC and nothing else. What it is fed, the keys, the outer hash, the comparison and
//! the verdict stay here. For layers only: a wrong digest is a wrong signature, never a right one.

use crate::error::{Code, Error};
use crate::facts::Facts;
use crate::judge::Judge;
use crate::keyring::inner_block;
use crate::mac::InnerBlock;
use crate::message::{Piece, Side};
use crate::request::Request;
use crate::scheme::{Hash, Scheme};
use crate::verdict::Verified;
use crate::verify::{Delivery, Verifier};

/// The first block of a key's inner hash: what the host's hash takes in first.
#[doc(hidden)]
pub struct HostBlock(InnerBlock);

impl HostBlock {
    /// The block that this secret makes; `None` if the scheme is none whose message the host can hash, or if the secret is
    /// a verification key, which has no such block.
    ///
    /// # Errors
    /// As for a verifier.
    pub fn new(scheme: &Scheme, secret: &[u8]) -> Result<Option<HostBlock>, Error> {
        let Some(hash) = scheme.host_hash() else { return Ok(None) };
        Ok(inner_block(scheme, hash, secret)?.map(HostBlock))
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Scheme {
    /// The number of bytes of the digests that the host computes for this scheme; `None` if it can't.
    #[doc(hidden)]
    pub fn host_digest_len(&self) -> Option<usize> {
        self.host_hash().map(Hash::len)
    }

    /// Whether something of the body is read once the delivery is known to be authentic.
    #[doc(hidden)]
    pub fn reads_body(&self) -> bool {
        self.places.as_slice().iter().any(|place| place.source.is_body())
    }

    /// The body has to be a part of the message as it is, and nothing of it is read before the signature is checked.
    fn host_hash(&self) -> Option<Hash> {
        self.algorithm.hmac().filter(|_| self.streams() && self.signs_body() && !self.digests_body())
    }
}

impl Verifier {
    /// The indices of the keys that count at `now`, a bit each; calls the sink with what is signed before the body, and
    /// with what is signed behind it (then it says `true`).
    ///
    /// # Errors
    /// As for [`start`](Verifier::start).
    #[doc(hidden)]
    pub fn around_body(&self, head: &Request<'_>, now: u64, sink: &mut dyn FnMut(bool, &[u8])) -> Result<u16, Error> {
        let delivery = self.read_host_head(head, now)?;
        let message = delivery.message(self.scheme(), head.method);
        for (side, is_behind) in [(Side::BeforeBody, false), (Side::AfterBody, true)] {
            message.feed(side, &[], &[0; 32], &mut |piece| {
                if let Piece::Bytes(bytes) = piece {
                    sink(is_behind, bytes);
                }
            });
        }
        Ok(self.counting_keys(now).fold(0, |set, (index, _)| set | 1 << index))
    }

    /// The verdict, from the digests of the inner hashes of the counting keys, in the order of their indices. The body is
    /// read for facts only, once it is known to be authentic: it may be left out where there are none in it.
    ///
    /// # Errors
    /// As for [`verify`](Verifier::verify).
    #[doc(hidden)]
    pub fn verify_hashed<'a>(&'a self, request: &Request<'a>, digests: &[u8], now: u64) -> Result<Verified<'a>, Error> {
        let mut delivery = self.read_host_head(request, now)?;
        let mut digests = digests.chunks(self.scheme().host_digest_len().unwrap_or_default().max(1));
        let mut judge = Judge::new();
        for (index, key) in self.counting_keys(now) {
            let tag = key.mac.outer(digests.next().unwrap_or_default());
            judge.weigh(index, key.is_active(now), &tag, &delivery.claims);
        }
        let read_body = |facts: &mut Facts| facts.read_body(self.scheme(), request.body);
        self.conclude(&mut delivery, &mut judge, &[0; 32], read_body, now)
    }

    fn read_host_head<'a>(&'a self, head: &Request<'a>, now: u64) -> Result<Delivery<'a>, Error> {
        if self.scheme().host_digest_len().is_none() {
            return Err(Error::new(Code::MissingInput, "the whole body: the host cannot hash it for this scheme"));
        }
        self.read_streamed_head(head, now)
    }
}
