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
        let State { exchange, verifiers, text, behind, .. } = self;
        let (Some(verifier), Some(now), false) = (verifiers.get(verifier), seconds(now), exchange.is_overrun()) else {
            return MISUSE;
        };
        text.clear();
        *behind = 0;
        let keys = exchange.with_request(verifier.headers(), verifier.scheme().names_headers(), |head| {
            verifier.around_body(head, now, &mut |is_behind, piece| {
                text.push_bytes(piece);
                if !is_behind {
                    *behind = text.len();
                }
            })
        });
        match keys {
            Ok(_) if text.is_overrun() => 0,
            Ok(keys) => u32::from(keys) << 8,
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn verify_hashed(&mut self, verifier: usize, now: f64) -> u32 {
        self.error = None;
        let State { exchange, verifiers, answer, .. } = self;
        let (Some(verifier), Some(now), false) = (verifiers.get(verifier), seconds(now), exchange.is_overrun()) else {
            return MISUSE;
        };
        let done = exchange.with_request(verifier.headers(), verifier.scheme().names_headers(), |request| {
            verifier.verify_hashed(request, exchange.digests(), now).map(|verified| answer.set(&verified))
        });
        done.map_or_else(|error| self.fail(error), |()| 0)
    }
}
