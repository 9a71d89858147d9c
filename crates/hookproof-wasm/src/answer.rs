//! The verdict, laid out for the host to read.

use hookproof::{Known, Verifier};

/// What each number of an answer is.
#[derive(Clone, Copy)]
#[repr(usize)]
pub enum Fact {
    /// The time of the delivery, in unix seconds; NaN if the scheme has none.
    Timestamp,
    /// `now` minus the time of the delivery, in seconds; NaN if the scheme has none.
    Skew,
    /// What the signature covers: the body (1), the id (2), the time (4), the URL (8); and 256 times the index of the key.
    Covers,
    /// The address of the id of the key that matched.
    KeyId,
    /// The number of its bytes.
    KeyIdLen,
    /// The address of the id of the event.
    EventId,
    /// The number of its bytes; 0 if none is signed.
    EventIdLen,
    /// The address of the type of the event.
    EventType,
    /// The number of its bytes; 0 if none is signed.
    EventTypeLen,
    /// The address of the replay key, 64 digits of hex, or 0 if there is none.
    ReplayKey,
}

const FACTS: usize = Fact::ReplayKey as usize + 1;

/// The verdict of the last delivery that was verified.
pub(crate) struct Answer {
    numbers: [f64; FACTS],
    /// In hex, which costs the host more to write than to read.
    replay_key: [u8; 64],
}

impl Answer {
    pub(crate) const NONE: Answer = Answer { numbers: [0.0; FACTS], replay_key: [0; 64] };

    pub(crate) fn address(&self) -> usize {
        self.numbers.as_ptr() as usize
    }

    pub(crate) fn set(&mut self, verifier: &Verifier, known: &Known, replay_key: Option<[u8; 32]>) {
        let covers = verifier.covers();
        let bits = u32::from(covers.body)
            | u32::from(covers.id) << 1
            | u32::from(covers.timestamp) << 2
            | u32::from(covers.url) << 3;
        let bits = bits | (known.key_index() as u32) << 8;
        let digits = replay_key.iter().flatten().flat_map(|byte| [byte >> 4, byte & 15]);
        self.replay_key
            .iter_mut()
            .zip(digits)
            .for_each(|(place, digit)| *place = digit + if digit < 10 { b'0' } else { b'a' - 10 });
        // The id of a key stands in its verifier, which keeps its place until it is closed; the event's id and type stand in
        // the session, and that stays as it is until the next call.
        let key_id = verifier.key_id(known.key_index());
        let event_id = known.event_id().unwrap_or_default();
        let event_type = known.event_type().unwrap_or_default();
        self.numbers = [
            known.timestamp().map_or(f64::NAN, |seconds| seconds as f64),
            known.skew().map_or(f64::NAN, |seconds| seconds as f64),
            f64::from(bits),
            key_id.as_ptr() as usize as f64,
            key_id.len() as f64,
            event_id.as_ptr() as usize as f64,
            event_id.len() as f64,
            event_type.as_ptr() as usize as f64,
            event_type.len() as f64,
            replay_key.map_or(0.0, |_| self.replay_key.as_ptr() as usize as f64),
        ];
    }
}
