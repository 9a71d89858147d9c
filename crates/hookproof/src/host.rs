//! Deliveries whose message is hashed by the host: an engine of WebAssembly has no instructions for hashes, and what it
//! runs in often has a library that uses them.
//!
//! The host computes the inner hash of HMAC and nothing else. What it is fed, the keys, the outer hash, the comparison and
//! the verdict stay here. For layers only: a wrong digest is a wrong signature, never a right one.

use crate::error::Error;
use crate::keyring::inner_block;
use crate::mac::InnerBlock;
use crate::scheme::{Hash, Scheme};

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
