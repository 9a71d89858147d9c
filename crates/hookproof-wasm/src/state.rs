//! What the module holds between the host's calls.

use crate::answer::Answer;
use crate::exchange::Exchange;
use crate::slots::Slots;
use crate::streams::Waiting;
use crate::text::Text;
use crate::{MISUSE, seconds};
use hookproof::{Code, Error, Handshake, Options, Scheme, Session, Tolerance, Verifier};

/// The largest number of bytes of a text for the host: signing makes four times a name of 80 bytes, a line feed, a
/// character that is a length, and a value of 1536 bytes. Errors, keys and the names of headers are shorter.
const MAX_ANSWER: usize = 4 * (80 + 1 + 4 + 1536);

fn options(allow_api_key: bool) -> Options {
    let options = Options::default();
    if allow_api_key { options.allow_api_key() } else { options }
}

/// The text becomes these lines.
fn write_lines<'l>(text: &mut Text<MAX_ANSWER>, lines: impl Iterator<Item = &'l str>) {
    text.clear();
    for line in lines {
        text.push(line);
        text.push("\n");
    }
}

/// The verifier that the host names, if it names one; `None` if there is none with the number.
fn named(verifiers: &Slots<Verifier>, number: Option<usize>) -> Option<Option<&Verifier>> {
    match number {
        None => Some(None),
        Some(number) => verifiers.get(number).map(Some),
    }
}

/// The names of the headers that a verifier reads, if there is one.
fn read_by(verifier: Option<&Verifier>) -> impl Iterator<Item = &str> {
    verifier.into_iter().flat_map(Verifier::headers)
}

/// The names of those that a handshake reads besides.
fn own_headers<'h>(handshake: &'h Handshake, verifier: Option<&'h Verifier>) -> impl Iterator<Item = &'h str> {
    handshake.headers().filter(move |name| !read_by(verifier).any(|known| known == *name))
}

pub(crate) struct State {
    pub(crate) exchange: Exchange,
    pub(crate) scheme: Option<Scheme>,
    handshake: Option<Handshake>,
    pub(crate) verifiers: Slots<Verifier>,
    pub(crate) streams: Slots<Waiting>,
    /// The verifier or stream that was made last.
    pub(crate) opened: usize,
    /// Where in the text begins what comes behind the body.
    pub(crate) behind: usize,
    /// The delivery that is being verified, or was last.
    pub(crate) session: Session,
    /// The serial number of the verifier of a delivery whose body the host hashes.
    pub(crate) begun: u64,
    pub(crate) answer: Answer,
    /// The last error.
    pub(crate) error: Option<Error>,
    pub(crate) text: Text<MAX_ANSWER>,
}

impl State {
    pub(crate) const fn new() -> Self {
        State {
            exchange: Exchange::new(),
            scheme: None,
            handshake: None,
            verifiers: Slots::new(),
            streams: Slots::new(),
            opened: 0,
            behind: 0,
            session: Session::new(),
            begun: 0,
            answer: Answer::NONE,
            error: None,
            text: Text::new(),
        }
    }

    pub(crate) fn fail(&mut self, error: Error) -> u32 {
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
                | u32::from(scheme.reads_body()) << 3
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
                write_lines(&mut self.text, verifier.headers());
                match self.verifiers.keep(verifier) {
                    Some(number) => {
                        self.opened = number;
                        0
                    }
                    None => MISUSE,
                }
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn close(&mut self, verifier: usize) {
        drop(self.verifiers.take(verifier));
    }

    pub(crate) fn verify(&mut self, verifier: usize, now: f64) -> u32 {
        self.error = None;
        let State { exchange, verifiers, session, error, .. } = self;
        let (Some(found), Some(now), false) = (verifiers.get(verifier), seconds(now), exchange.is_overrun()) else {
            return MISUSE;
        };
        let done = exchange.with_request(found, error, |request| session.verify(found, request, now));
        self.conclude(verifier, done)
    }

    /// The number of the last error.
    pub(crate) fn failed(&self) -> u32 {
        self.error.as_ref().map_or(MISUSE, |error| u32::from(error.code().number()))
    }

    /// What the session came to, for the host.
    pub(crate) fn conclude(&mut self, verifier: usize, done: Option<()>) -> u32 {
        let State { verifiers, session, answer, .. } = self;
        let (Some(()), Some(verifier)) = (done, verifiers.get(verifier)) else { return self.failed() };
        let replay_key = session.replay_key(verifier);
        let Some(known) = session.known() else { return MISUSE };
        answer.set(verifier, known, replay_key);
        0
    }

    pub(crate) fn sign(&mut self, timestamp: f64, allow_api_key: bool) -> u32 {
        self.error = None;
        let (Some(scheme), Some(timestamp), false) = (&self.scheme, seconds(timestamp), self.exchange.is_overrun())
        else {
            return MISUSE;
        };
        let secret = self.exchange.secret(0);
        let mut signed = None;
        self.exchange.with_headers(&mut scheme.headers(), scheme.names_headers(), &mut |request| {
            signed = Some(hookproof::sign(scheme, secret, request, timestamp, options(allow_api_key)));
        });
        match signed {
            Some(Ok(signed)) => {
                self.text.clear();
                for (name, value) in signed.headers().chain(signed.elsewhere()) {
                    self.text.push(name);
                    self.text.push("\n");
                    // A token in a body may hold any character, a line feed among them: its length is said, as a
                    // character, which needs no code that prints numbers.
                    let units = value.encode_utf16().count() as u32;
                    self.text.push(char::from_u32(units).unwrap_or_default().encode_utf8(&mut [0; 4]));
                    self.text.push(value);
                }
                if self.text.is_overrun() { MISUSE } else { 0 }
            }
            Some(Err(error)) => self.fail(error),
            None => MISUSE,
        }
    }

    pub(crate) fn derive(&mut self) -> u32 {
        self.error = None;
        let (Some(scheme), false) = (&self.scheme, self.exchange.is_overrun()) else { return MISUSE };
        match hookproof::derive(scheme, self.exchange.secret(0)) {
            Ok(key) => {
                self.text.clear();
                self.text.push(key.as_str());
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn parse_handshake(&mut self, len: usize, verifier: Option<usize>) -> u32 {
        self.error = None;
        let parsed = self.exchange.take_text(len).map(Handshake::parse);
        let (Some(parsed), Some(verifier)) = (parsed, named(&self.verifiers, verifier)) else { return MISUSE };
        match parsed {
            Ok(handshake) => {
                write_lines(&mut self.text, own_headers(&handshake, verifier));
                self.handshake = Some(handshake);
                0
            }
            Err(error) => self.fail(error),
        }
    }

    pub(crate) fn respond(&mut self, verifier: Option<usize>, now: f64) -> u32 {
        self.error = None;
        let (Some(handshake), Some(verifier), Some(now), false) =
            (&self.handshake, named(&self.verifiers, verifier), seconds(now), self.exchange.is_overrun())
        else {
            return MISUSE;
        };
        let Some(settings) = self.exchange.settings() else { return MISUSE };
        let names = read_by(verifier).chain(own_headers(handshake, verifier));
        let takes_all = verifier.is_some_and(|verifier| verifier.scheme().names_headers());
        let mut answered = None;
        self.exchange.with_headers(&mut { names }, takes_all, &mut |request| {
            answered = Some(match verifier {
                Some(verifier) => verifier.handshake(handshake, request, &settings, now),
                None => handshake.answer(request, &settings),
            });
        });
        match answered {
            Some(Ok(None)) => 0,
            Some(Ok(Some(answer))) => {
                // None of them holds a line feed.
                let headers = answer.headers().flat_map(|(name, value)| [name, value]);
                write_lines(&mut self.text, [answer.body()].into_iter().chain(headers).chain(answer.secret()));
                if self.text.is_overrun() { MISUSE } else { u32::from(answer.status()) }
            }
            Some(Err(error)) => self.fail(error),
            None => MISUSE,
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
        error.write_to(&mut |piece| self.text.push(piece));
        u32::from(error.code().http_status())
    }

    pub(crate) fn clear(&mut self) {
        self.exchange.clear();
        self.text.wipe();
        self.scheme = None;
        self.handshake = None;
    }
}
