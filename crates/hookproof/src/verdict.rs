//! What is known of an authentic delivery.

use crate::compare::Tag;
use crate::facts::Facts;
use crate::mac;
use crate::scheme::Covers;
use crate::verify::Verifier;
use core::fmt;
use zeroize::Zeroize;

/// What a session has found.
#[doc(hidden)]
pub struct Known {
    pub(crate) key_index: usize,
    pub(crate) timestamp: Option<u64>,
    pub(crate) skew: Option<i64>,
    /// The tag of the message under the keyring's first key.
    pub(crate) replay_tag: Tag,
    pub(crate) facts: Facts,
}

/// The tag is what a signature of this delivery would be.
impl Drop for Known {
    fn drop(&mut self) {
        self.replay_tag.zeroize();
    }
}

/// See [`Verified`].
impl Known {
    pub(crate) const NOTHING: Known =
        Known { key_index: 0, timestamp: None, skew: None, replay_tag: Tag::EMPTY, facts: Facts::NONE };

    pub const fn key_index(&self) -> usize {
        self.key_index
    }

    pub const fn timestamp(&self) -> Option<u64> {
        self.timestamp
    }

    pub const fn skew(&self) -> Option<i64> {
        self.skew
    }

    pub fn event_id(&self) -> Option<&str> {
        self.facts.event_id()
    }

    pub fn event_type(&self) -> Option<&str> {
        self.facts.event_type()
    }
}

/// The verdict on an authentic delivery: what the signature proves, and nothing else.
#[must_use]
pub struct Verified<'a> {
    pub(crate) verifier: &'a Verifier,
    pub(crate) known: Known,
}

impl<'a> Verified<'a> {
    /// The id of the key that matched.
    pub fn key_id(&self) -> &'a str {
        self.verifier.key_id(self.known.key_index)
    }

    /// The place of that key in the keyring, from 0.
    pub const fn key_index(&self) -> usize {
        self.known.key_index
    }

    /// The time that the provider signed, in Unix seconds; `None` if the scheme signs none.
    pub const fn timestamp(&self) -> Option<u64> {
        self.known.timestamp
    }

    /// Now minus that time, in seconds: positive for the past.
    pub const fn skew(&self) -> Option<i64> {
        self.known.skew
    }

    /// What the signature protects.
    pub const fn covers(&self) -> Covers {
        self.verifier.covers()
    }

    /// The id of the event, if the scheme signs one: fit for finding duplicates, also across the provider's retries.
    ///
    /// `None`, too, where this delivery brings none, or one of more than 256 bytes.
    pub fn event_id(&self) -> Option<&str> {
        self.known.event_id()
    }

    /// The type of the event, if the scheme signs one; `None`, too, where this delivery brings none, or one of more than
    /// 256 bytes.
    pub fn event_type(&self) -> Option<&str> {
        self.known.event_type()
    }

    /// 32 bytes that are the same for the same signed message and no other; `None` if the scheme signs no message (a token).
    ///
    /// It is the SHA-256 of the message's MAC under the keyring's first key, whatever signature was received: another
    /// signature of the same message has the same replay key. It reveals neither signature nor key.
    pub fn replay_key(&self) -> Option<[u8; 32]> {
        if !self.verifier.has_replay_keys() {
            return None;
        }
        mac::digest(self.known.replay_tag.as_bytes()).as_bytes().first_chunk().copied()
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("key_id", &self.key_id())
            .field("timestamp", &self.timestamp())
            .field("skew", &self.skew())
            .field("event_id", &self.event_id())
            .field("event_type", &self.event_type())
            .field("covers", &self.covers())
            .finish_non_exhaustive()
    }
}
