//! Bodies that come in pieces. The core's stream refers to its request: between two pieces it is paused, and what was
//! written of the request is kept beside it.

use crate::exchange::Exchange;
use crate::state::State;
use crate::{MISUSE, seconds};
use hookproof::{Error, Paused, Request, Stream, Verifier};

/// A stream between two pieces.
pub(crate) struct Waiting {
    head: Exchange,
    verifier: usize,
    /// The verifier's place may be another one's by now.
    serial: u64,
    now: u64,
    /// `None` where a call was cut off.
    paused: Option<Paused>,
}

/// What `use_it` makes of the request without its body.
fn with_head<T>(verifier: &Verifier, head: &Exchange, use_it: impl FnOnce(&Request<'_>) -> T) -> T {
    head.with_request(verifier.headers(), verifier.scheme().names_headers(), use_it)
}

impl State {
    pub(crate) fn start(&mut self, verifier: usize, now: f64) -> u32 {
        self.error = None;
        let (Some(found), Some(now), false) = (self.verifiers.get(verifier), seconds(now), self.exchange.is_overrun())
        else {
            return MISUSE;
        };
        let started = with_head(found, &self.exchange, |head| found.start(head, now).map(Stream::pause));
        match started {
            Ok(paused) => {
                let (head, serial) = (self.exchange.detach(), self.verifiers.serial(verifier));
                let kept = self.streams.keep(Waiting { head, verifier, serial, now, paused: Some(paused) });
                self.opened = kept.unwrap_or(usize::MAX);
                if kept.is_some() { 0 } else { MISUSE }
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn update(&mut self, stream: usize, len: usize) -> u32 {
        self.error = None;
        let State { exchange, streams, verifiers, .. } = self;
        let (Some(piece), Some(waiting)) = (exchange.take_bytes(len), streams.get_mut(stream)) else { return MISUSE };
        let Some(verifier) = verifiers.get(waiting.verifier) else { return MISUSE };
        let Waiting { head, now, paused, .. } = waiting;
        let Some(before) = paused.take().filter(|_| verifiers.serial(waiting.verifier) == waiting.serial) else {
            return MISUSE;
        };
        let updated = with_head(verifier, head, |head| -> Result<Paused, Error> {
            let mut stream = verifier.resume(before, head, *now)?;
            stream.update(piece);
            Ok(stream.pause())
        });
        match updated {
            Ok(after) => {
                *paused = Some(after);
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn finish(&mut self, stream: usize) -> u32 {
        self.error = None;
        let Some(Waiting { head, verifier, serial, now, paused: Some(paused) }) = self.streams.take(stream) else {
            return MISUSE;
        };
        if self.verifiers.serial(verifier) != serial {
            return MISUSE;
        }
        let State { verifiers, answer, .. } = self;
        let Some(verifier) = verifiers.get(verifier) else { return MISUSE };
        let finished = with_head(verifier, &head, |head| {
            verifier.resume(paused, head, now)?.finish().map(|verified| answer.set(&verified))
        });
        finished.map_or_else(|error| self.fail(error), |()| 0)
    }

    pub(crate) fn abandon(&mut self, stream: usize) {
        drop(self.streams.take(stream));
    }
}
