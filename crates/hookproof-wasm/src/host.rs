//! Messages that the host hashes: it has instructions for that, which WebAssembly has not.

use crate::state::State;
use crate::{MISUSE, seconds};
use hookproof::HostBlock;

impl State {
    pub(crate) fn host_block(&mut self, key: usize) -> usize {
        self.text.wipe();
        let Some(scheme) = self.scheme.as_ref().filter(|_| !self.exchange.is_overrun()) else { return 0 };
        match HostBlock::new(scheme, self.exchange.secret(key)) {
            Ok(Some(block)) => {
                self.text.push_bytes(block.as_bytes());
                scheme.host_digest_len().unwrap_or_default()
            }
            _ => 0,
        }
    }

    pub(crate) fn around_body(&mut self, verifier: usize, now: f64) -> u32 {
        self.error = None;
        let State { exchange, verifiers, session, text, behind, begun, error, .. } = self;
        *begun = verifiers.serial(verifier);
        let (Some(verifier), Some(now), false) = (verifiers.get(verifier), seconds(now), exchange.is_overrun()) else {
            return MISUSE;
        };
        text.clear();
        *behind = 0;
        let keys = exchange.with_request(verifier, error, |head| {
            session.begin_on_host(verifier, head, now, &mut |is_behind, piece| {
                text.push_bytes(piece);
                if !is_behind {
                    *behind = text.len();
                }
            })
        });
        match keys {
            Some(_) if text.is_overrun() => 0,
            Some(keys) => u32::from(keys) << 8,
            None => self.failed(),
        }
    }

    pub(crate) fn verify_hashed(&mut self, verifier: usize) -> u32 {
        self.error = None;
        let State { exchange, verifiers, session, begun, error, .. } = self;
        let (Some(found), false) = (verifiers.get_same(verifier, *begun), exchange.is_overrun()) else { return MISUSE };
        let done =
            exchange.with_request(found, error, |request| session.finish_on_host(found, request, exchange.digests()));
        self.conclude(verifier, done)
    }
}
