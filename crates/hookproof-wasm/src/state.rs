//! What the module holds between the host's calls.

use crate::exchange::Exchange;
use crate::{MISUSE, seconds};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use hookproof::{Code, Error, Options, Scheme, Tolerance, Verified, Verifier};
use zeroize::Zeroize;

/// A text in the memory of a verifier.
#[derive(Clone, Copy)]
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
    /// Copies: the core's go with its verdict. Empty where none is signed.
    pub(crate) event_id: String,
    pub(crate) event_type: String,
    pub(crate) replay_key: Option<[u8; 32]>,
}

impl Answer {
    const NONE: Answer = Answer {
        timestamp: f64::NAN,
        skew: f64::NAN,
        facts: 0,
        key_id: Place::NONE,
        event_id: String::new(),
        event_type: String::new(),
        replay_key: None,
    };

    fn set(&mut self, verified: &Verified<'_>) {
        let covers = verified.covers();
        let bits = u32::from(covers.body)
            | u32::from(covers.id) << 1
            | u32::from(covers.timestamp) << 2
            | u32::from(covers.url) << 3;
        self.timestamp = verified.timestamp().map_or(f64::NAN, |seconds| seconds as f64);
        self.skew = verified.skew().map_or(f64::NAN, |seconds| seconds as f64);
        self.facts = bits | (verified.key_index() as u32) << 8;
        self.key_id = Place::of(verified.key_id());
        for (copy, text) in [(&mut self.event_id, verified.event_id()), (&mut self.event_type, verified.event_type())] {
            copy.clear();
            copy.push_str(text.unwrap_or_default());
        }
        self.replay_key = verified.replay_key();
    }
}

fn options(allow_api_key: bool) -> Options {
    let options = Options::default();
    if allow_api_key { options.allow_api_key() } else { options }
}

/// The text becomes these lines.
fn write_lines<'l>(text: &mut String, lines: impl Iterator<Item = &'l str>) {
    text.clear();
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
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
                write_lines(&mut self.text, scheme.headers());
                self.scheme = Some(scheme);
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn reads(&self) -> u32 {
        self.scheme.as_ref().map_or(0, |scheme| {
            u32::from(scheme.needs_method())
                | u32::from(scheme.needs_url()) << 1
                | u32::from(scheme.names_headers()) << 2
        })
    }

    pub(crate) fn open(&mut self, tolerance: f64, allow_api_key: bool, trust_forwarded: bool) -> u32 {
        self.error = None;
        let tolerance = match (tolerance, seconds(tolerance)) {
            (_, Some(seconds)) => Tolerance::Seconds(seconds),
            (number, None) if number.is_nan() => Tolerance::Scheme,
            (number, None) if number == f64::INFINITY => Tolerance::Ignore,
            _ => return MISUSE,
        };
        let (Some(scheme), false) = (&self.scheme, self.exchange.is_overrun()) else { return MISUSE };
        let made = self.exchange.keyring().and_then(|keyring| {
            let verifier = Verifier::new(scheme, &keyring, options(allow_api_key).tolerance(tolerance))?;
            let verifier = if trust_forwarded { verifier.trusting_forwarded() } else { verifier };
            match self.exchange.base_url() {
                Some(base) => verifier.with_base_url(base),
                None => Ok(verifier),
            }
        });
        match made {
            Ok(verifier) => {
                let verifier = Box::new(verifier);
                write_lines(&mut self.text, verifier.headers());
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
        let answer = &mut self.answer;
        let done = self.exchange.with_request(verifier.headers(), verifier.scheme().names_headers(), |request| {
            verifier.verify(request, now).map(|verified| answer.set(&verified))
        });
        match done {
            Ok(()) => 0,
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
        let signed = self.exchange.with_request(scheme.headers(), scheme.names_headers(), |request| {
            hookproof::sign(scheme, secret, request, timestamp, options(allow_api_key))
        });
        match signed {
            Ok(signed) => {
                self.text.clear();
                for (name, value) in signed.headers().chain(signed.elsewhere()) {
                    self.text.push_str(name);
                    self.text.push('\n');
                    // A token in a body may hold any character, a line feed among them: its length is said, as a
                    // character, which needs no code that prints numbers.
                    let units = value.encode_utf16().count() as u32;
                    self.text.push(char::from_u32(units).unwrap_or_default());
                    self.text.push_str(value);
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
        let Some(error) = &self.error else {
            self.text.clear();
            return MISUSE;
        };
        // What the sender wrote does not make lines of its own.
        let subjects = [error.header(), error.url()]
            .map(|text| text.filter(|text| text.bytes().all(|byte| byte != b'\n')).unwrap_or_default());
        write_lines(&mut self.text, [error.code().as_str()].into_iter().chain(subjects));
        error.write_to(&mut |piece| self.text.push_str(piece));
        u32::from(error.code().http_status())
    }

    pub(crate) fn clear(&mut self) {
        self.exchange.clear();
        self.text.zeroize();
        self.scheme = None;
    }
}
