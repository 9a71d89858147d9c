//! The algorithms, by the names that lines give them.

use super::notation::Hash;

/// How the tag is computed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-1 (RFC 2104). HMAC does not fall with SHA-1's collisions; providers that use it leave no choice.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-384.
    HmacSha384,
    /// HMAC with SHA-512.
    HmacSha512,
    /// A plain SHA-1 over a text that the secret is a part of. SHA-1 and SHA-2 can be extended behind their end:
    /// where the secret stands first, whoever has one signature can make another for a longer text.
    Sha1,
    /// A plain SHA-256 over a text that the secret is a part of: see [`Sha1`](Algorithm::Sha1).
    Sha256,
    /// A plain SHA-512 over a text that the secret is a part of: see [`Sha1`](Algorithm::Sha1).
    Sha512,
    /// The secret itself, in a header, in the URL or in the body: it authenticates the sender, and protects nothing
    /// of the delivery.
    Token,
}

impl Algorithm {
    /// All algorithms of this build.
    pub const ALL: &'static [Algorithm] = &[
        Algorithm::HmacSha1,
        Algorithm::HmacSha256,
        Algorithm::HmacSha384,
        Algorithm::HmacSha512,
        Algorithm::Sha1,
        Algorithm::Sha256,
        Algorithm::Sha512,
        Algorithm::Token,
    ];

    /// The algorithm as a scheme's line names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Algorithm::HmacSha1 => "hmac-sha1",
            Algorithm::HmacSha256 => "hmac-sha256",
            Algorithm::HmacSha384 => "hmac-sha384",
            Algorithm::HmacSha512 => "hmac-sha512",
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha512 => "sha512",
            Algorithm::Token => "token",
        }
    }

    /// The number of bytes of a tag; for a token, of the digest that stands for it.
    pub(crate) const fn tag_len(self) -> usize {
        match (self.hmac(), self.plain()) {
            (Some(hash), _) | (_, Some(hash)) => hash.len(),
            (None, None) => Hash::Sha256.len(),
        }
    }

    /// The hash of an HMAC; `None` for the others.
    pub(crate) const fn hmac(self) -> Option<Hash> {
        match self {
            Algorithm::HmacSha1 => Some(Hash::Sha1),
            Algorithm::HmacSha256 => Some(Hash::Sha256),
            Algorithm::HmacSha384 => Some(Hash::Sha384),
            Algorithm::HmacSha512 => Some(Hash::Sha512),
            _ => None,
        }
    }

    /// The hash of a plain digest, whose message holds the secret; `None` for the others.
    pub(crate) const fn plain(self) -> Option<Hash> {
        match self {
            Algorithm::Sha1 => Some(Hash::Sha1),
            Algorithm::Sha256 => Some(Hash::Sha256),
            Algorithm::Sha512 => Some(Hash::Sha512),
            _ => None,
        }
    }
}
