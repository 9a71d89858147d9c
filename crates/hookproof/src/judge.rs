//! The comparison of what was computed with what was received, in constant time.

use crate::compare::{Tag, declassify, equal, publish};
use crate::field::Claims;
use crate::written::Expected;
use subtle::{Choice, ConditionallySelectable};

/// The comparison of the tags of all keys with all candidates. Nothing it knows is public before the outcome.
pub(crate) struct Judge {
    found: Choice,
    matching: u8,
}

impl Judge {
    pub(crate) fn new() -> Self {
        Judge { found: Choice::from(0), matching: 0 }
    }

    /// Compares the tag of one key with every candidate, whatever came before: no early end on a match or a mismatch.
    pub(crate) fn weigh(&mut self, index: u8, active: bool, tag: &[u8], claims: &Claims) {
        let active = Choice::from(u8::from(active));
        let expected = Expected::new(claims.encoding, tag);
        let (mut any, mut all) = (Choice::from(0), Choice::from(1));
        for candidate in claims.candidates() {
            let matches = expected.is(candidate);
            any |= matches;
            all &= matches;
        }
        // Which of the two counts is the scheme's, and public.
        let matches = if claims.every { all & any } else { any } & active;
        self.matching.conditional_assign(&index, matches & !self.found);
        self.found |= matches;
    }

    /// The index of the first key that a candidate matched; `None` if there is none, or if the delivery gives another
    /// digest of its body than the one it has.
    pub(crate) fn outcome(&mut self, claimed: Option<&Tag>, body_digest: &[u8; 32]) -> Option<usize> {
        if let Some(claimed) = claimed {
            self.found &= equal(claimed, &Tag::new(body_digest));
        }
        if !declassify(self.found) {
            return None;
        }
        let mut matching = [self.matching];
        publish(&mut matching);
        let [matching] = matching;
        Some(usize::from(matching))
    }
}
