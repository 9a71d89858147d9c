//! Bodies that come in pieces: what was written of the request is kept beside the core's session.

use crate::exchange::Exchange;
use crate::state::State;
use crate::{MISUSE, seconds};
use hookproof::Session;

/// A delivery between two pieces of its body.
pub(crate) struct Waiting {
    head: Exchange,
    verifier: usize,
    /// The verifier's place may be another one's by now.
    serial: u64,
    session: Session,
}

impl State {
    pub(crate) fn start(&mut self, verifier: usize, now: f64) -> u32 {
        self.error = None;
        let (Some(found), Some(now), false) = (self.verifiers.get(verifier), seconds(now), self.exchange.is_overrun())
        else {
            return MISUSE;
        };
        let mut session = Session::new();
        if self.exchange.with_request(found, &mut self.error, |head| session.begin(found, head, now)).is_none() {
            return self.failed();
        }
        let (head, serial) = (self.exchange.detach(), self.verifiers.serial(verifier));
        match self.streams.keep(Waiting { head, verifier, serial, session }) {
            Some(number) => {
                self.opened = number;
                0
            }
            None => MISUSE,
        }
    }

    pub(crate) fn update(&mut self, stream: usize, len: usize) -> u32 {
        self.error = None;
        let State { exchange, streams, verifiers, .. } = self;
        let (Some(piece), Some(waiting)) = (exchange.take_bytes(len), streams.get_mut(stream)) else { return MISUSE };
        let Some(verifier) = verifiers.get_same(waiting.verifier, waiting.serial) else { return MISUSE };
        waiting.session.update(verifier, piece);
        0
    }

    pub(crate) fn finish(&mut self, stream: usize) -> u32 {
        self.error = None;
        let Some(Waiting { head, verifier, serial, session }) = self.streams.take(stream) else { return MISUSE };
        self.session = session;
        let State { verifiers, session, error, .. } = self;
        let Some(found) = verifiers.get_same(verifier, serial) else { return MISUSE };
        let done = head.with_request(found, error, |head| session.finish(found, head));
        self.conclude(verifier, done)
    }

    pub(crate) fn abandon(&mut self, stream: usize) {
        drop(self.streams.take(stream));
    }
}
