//! What a policy on secrets would flag. Nothing here decides about a delivery.

use super::{Key, Keyring};
use subtle::ConstantTimeEq;

/// A key is old 90 days after the first second at which it counts.
const OLD_AFTER: u64 = 90 * 86_400;

/// A secret of fewer bytes, as configured, can be guessed.
const SHORTEST: usize = 16;

/// What there is to mend in a keyring, and in which key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding<'k> {
    /// The id of the key.
    pub key_id: &'k str,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What can be wrong with a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Flaw {
    /// It has counted for more than 90 days: rotate it.
    Old,
    /// Its secret has fewer than 16 bytes.
    Short,
    /// Another key of the keyring has the same secret: another environment's, perhaps.
    Shared,
    /// It will run out, and no other key counts then: deliveries will be rejected.
    NoSuccessor,
    /// It has run out: take it out of the configuration.
    Expired,
}

impl Flaw {
    /// The flaw as a word that logs and other languages use: `no_successor`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Flaw::Old => "old",
            Flaw::Short => "short",
            Flaw::Shared => "shared",
            Flaw::NoSuccessor => "no_successor",
            Flaw::Expired => "expired",
        }
    }

    const ALL: [Flaw; 5] = [Flaw::Old, Flaw::Short, Flaw::Shared, Flaw::NoSuccessor, Flaw::Expired];
}

impl<'k> Keyring<'k> {
    /// What there is to mend at the time `now`, in Unix seconds: key by key, in the order of the keyring.
    ///
    /// ```
    /// use hookproof::{Flaw, Key, Keyring};
    /// let mut keyring = Keyring::new();
    /// keyring.add(Key { id: "2026-07", secret: b"the secret of last summer", not_before: Some(1_782_864_000), not_after: None })?;
    /// let findings: Vec<_> = keyring.review(1_795_465_620).map(|finding| (finding.key_id, finding.flaw)).collect();
    /// assert_eq!(findings, [("2026-07", Flaw::Old)]);
    /// # Ok::<(), hookproof::Error>(())
    /// ```
    pub fn review(&self, now: u64) -> impl Iterator<Item = Finding<'k>> {
        self.keys().flat_map(move |key| {
            Flaw::ALL
                .into_iter()
                .filter(move |flaw| self.has(key, *flaw, now))
                .map(|flaw| Finding { key_id: key.id, flaw })
        })
    }

    fn has(&self, key: &Key<'k>, flaw: Flaw, now: u64) -> bool {
        let mut others = self.keys().filter(|other| other.id != key.id);
        let expired = key.not_after.is_some_and(|end| end < now);
        match flaw {
            Flaw::Old => !expired && key.not_before.is_some_and(|start| now.saturating_sub(start) > OLD_AFTER),
            Flaw::Short => key.secret.len() < SHORTEST,
            Flaw::Shared => others.any(|other| other.secret.ct_eq(key.secret).into()),
            Flaw::NoSuccessor => {
                !expired && key.not_after.is_some_and(|end| !others.any(|other| other.is_active(end.saturating_add(1))))
            }
            Flaw::Expired => expired,
        }
    }
}
