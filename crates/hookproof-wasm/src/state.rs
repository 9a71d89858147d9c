//! What the module holds between the host's calls.

use crate::exchange::Exchange;
use crate::{MISUSE, seconds};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use hookproof::{Code, Error, Options, Scheme, Tolerance, Verified, Verifier};
use zeroize::Zeroize;

/// A text in the memory: of a verifier, or of the buffer.
#[derive(Clone, Copy, Default)]
pub(crate) struct Place {
    pub(crate) address: usize,
    pub(crate) len: usize,
}

impl Place {
    const NONE: Place = Place { address: 0, len: 0 };

    fn of(text: &str) -> Self {
        Place { address: text.as_ptr() as usize, len: text.len() }
    }
}

/// The verdict of the last delivery that was verified.
pub(crate) struct Answer {
    pub(crate) timestamp: f64,
    pub(crate) skew: f64,
    pub(crate) facts: u32,
    pub(crate) key_id: Place,
    pub(crate) event_id: Place,
    pub(crate) replay_key: Option<[u8; 32]>,
}

impl Answer {
    const NONE: Answer = Answer {
        timestamp: f64::NAN,
        skew: f64::NAN,
        facts: 0,
        key_id: Place::NONE,
        event_id: Place::NONE,
        replay_key: None,
    };

    fn of(verified: &Verified<'_>) -> Self {
        let covers = verified.covers();
        let bits = u32::from(covers.body)
            | u32::from(covers.id) << 1
            | u32::from(covers.timestamp) << 2
            | u32::from(covers.url) << 3;
        Answer {
            timestamp: verified.timestamp().map_or(f64::NAN, |seconds| seconds as f64),
            skew: verified.skew().map_or(f64::NAN, |seconds| seconds as f64),
            facts: bits | (verified.key_index() as u32) << 8,
            key_id: Place::of(verified.key_id()),
            event_id: verified.event_id().map_or(Place::NONE, Place::of),
            replay_key: verified.replay_key(),
        }
    }
}

fn options(allow_api_key: bool) -> Options {
    let options = Options::default();
    if allow_api_key { options.allow_api_key() } else { options }
}

pub(crate) struct State {
    pub(crate) exchange: Exchange,
    scheme: Option<Scheme>,
    /// A verifier keeps its place, and so its address, until it is closed.
    verifiers: Vec<Option<Box<Verifier>>>,
    vacant: Vec<usize>,
    pub(crate) opened: usize,
    pub(crate) answer: Answer,
    /// The last error.
    pub(crate) error: Option<Error>,
    pub(crate) text: String,
}

impl State {
    pub(crate) const fn new() -> Self {
        State {
            exchange: Exchange::new(),
            scheme: None,
            verifiers: Vec::new(),
            vacant: Vec::new(),
            opened: 0,
            answer: Answer::NONE,
            error: None,
            text: String::new(),
        }
    }

    fn fail(&mut self, error: Error) -> u32 {
        self.error = Some(error);
        u32::from(error.code().number())
    }

    pub(crate) fn parse(&mut self, len: usize) -> u32 {
        self.error = None;
        let Some(line) = self.exchange.take_text(len) else { return MISUSE };
        match Scheme::parse(line) {
            Ok(scheme) => {
                self.text.clear();
                for name in scheme.headers() {
                    self.text.push_str(name);
                    self.text.push('\n');
                }
                self.scheme = Some(scheme);
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn reads(&self) -> u32 {
        self.scheme.as_ref().map_or(0, |scheme| u32::from(scheme.needs_method()) | u32::from(scheme.needs_url()) << 1)
    }

    pub(crate) fn open(&mut self, tolerance: f64, allow_api_key: bool) -> u32 {
        self.error = None;
        let tolerance = match (tolerance, seconds(tolerance)) {
            (_, Some(seconds)) => Tolerance::Seconds(seconds),
            (number, None) if number.is_nan() => Tolerance::Scheme,
            (number, None) if number == f64::INFINITY => Tolerance::Ignore,
            _ => return MISUSE,
        };
        let (Some(scheme), false) = (&self.scheme, self.exchange.is_overrun()) else { return MISUSE };
        let made = self.exchange.keyring().and_then(|keyring| {
            Verifier::new(scheme, &keyring, options(allow_api_key).tolerance(tolerance)).map(Box::new)
        });
        match made {
            Ok(verifier) => {
                self.opened = self.vacant.pop().unwrap_or(self.verifiers.len());
                match self.verifiers.get_mut(self.opened) {
                    Some(place) => *place = Some(verifier),
                    None => self.verifiers.push(Some(verifier)),
                }
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn close(&mut self, verifier: usize) {
        if self.verifiers.get_mut(verifier).and_then(Option::take).is_some() {
            self.vacant.push(verifier);
        }
    }

    pub(crate) fn verify(&mut self, verifier: usize, now: f64) -> u32 {
        self.error = None;
        let (Some(Some(verifier)), Some(now), false) =
            (self.verifiers.get(verifier), seconds(now), self.exchange.is_overrun())
        else {
            return MISUSE;
        };
        let answer = self.exchange.with_request(verifier.scheme(), |request| {
            verifier.verify(request, now).map(|verified| Answer::of(&verified))
        });
        match answer {
            Ok(answer) => {
                self.answer = answer;
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn sign(&mut self, timestamp: f64, allow_api_key: bool) -> u32 {
        self.error = None;
        let (Some(scheme), Some(timestamp), false) = (&self.scheme, seconds(timestamp), self.exchange.is_overrun())
        else {
            return MISUSE;
        };
        let secret = self.exchange.secret();
        let signed = self.exchange.with_request(scheme, |request| {
            hookproof::sign(scheme, secret, request, timestamp, options(allow_api_key))
        });
        match signed {
            Ok(signed) => {
                self.text.clear();
                for (name, value) in signed.headers() {
                    for line in [name, value] {
                        self.text.push_str(line);
                        self.text.push('\n');
                    }
                }
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn derive(&mut self) -> u32 {
        self.error = None;
        let (Some(scheme), false) = (&self.scheme, self.exchange.is_overrun()) else { return MISUSE };
        match hookproof::derive(scheme, self.exchange.secret()) {
            Ok(key) => {
                self.text.clear();
                self.text.push_str(key.as_str());
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn body_too_large(&mut self) -> u32 {
        self.fail(Error::from(Code::BodyTooLarge))
    }

    pub(crate) fn explain(&mut self) -> u32 {
        self.text.clear();
        let Some(error) = &self.error else { return MISUSE };
        for line in [error.code().as_str(), error.header().unwrap_or_default()] {
            self.text.push_str(line);
            self.text.push('\n');
        }
        error.write_to(&mut |piece| self.text.push_str(piece));
        u32::from(error.code().http_status())
    }

    pub(crate) fn clear(&mut self) {
        self.exchange.clear();
        self.text.zeroize();
        self.scheme = None;
    }
}
