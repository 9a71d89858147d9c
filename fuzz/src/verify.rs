//! One delivery, judged whole and in pieces, as it was signed and with one byte changed.

mod input;

use crate::form;
use hookproof::{Algorithm, Code, Error, Keyring, Options, Request, Scheme, Tolerance, Verified, Verifier, sign};
use input::Input;
pub use input::seeds;

/// Whatever the scheme, the secret and the delivery are: the verdict is the same for a body in pieces; what is signed
/// verifies, within the tolerance; and no byte of what the scheme covers can be another.
///
/// # Panics
/// Where that does not hold.
pub fn check(data: &[u8]) {
    let Some(input) = Input::read(data) else { return };
    let Ok(scheme) = Scheme::parse(input.line) else { return };
    let options = Options::default().allow_api_key();
    let verifier = match Verifier::new(&scheme, &Keyring::single(input.secret), options) {
        Ok(verifier) => verifier,
        Err(error) => {
            let signed = sign(&scheme, input.secret, &input.request(), input.time, options);
            assert_eq!(signed.err(), Some(unnamed(error)), "a secret that cannot verify cannot sign");
            return;
        }
    };
    let received = input.request();
    same_in_pieces(&verifier, &received, input.now, &input.cuts);

    let Ok(signed) = sign(&scheme, input.secret, &received, input.time, options) else { return };
    let made: Vec<(&str, &[u8])> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    let is_made = |name: &str| made.iter().any(|(made, _)| made.eq_ignore_ascii_case(name));
    let others = received.headers.iter().copied().filter(|(name, _)| !is_made(name));
    let headers: Vec<(&str, &[u8])> = made.iter().copied().chain(others).collect();
    let mut url = received.url.to_string();
    let mut body = received.body.to_vec();
    for (place, value) in signed.elsewhere() {
        match place.split_once(':') {
            Some(("query", name)) if !url.contains('#') => {
                url.push_str(&format!("{}{name}={}", if url.contains('?') { '&' } else { '?' }, form::escaped(value)));
            }
            Some(("form", name)) => body.extend(format!("&{name}={}", form::escaped(value)).bytes()),
            _ => return, // into JSON, or a URL with a fragment
        }
    }
    let delivery = Request { headers: &headers, url: &url, body: &body, ..received };
    // A parameter or field that was there already is there twice now.
    let is_elsewhere = signed.elsewhere().next().is_some();
    if !is_elsewhere {
        genuine(&verifier, &delivery, &input);
    }
    same_in_pieces(&verifier, &delivery, input.now, &input.cuts);
    if verifier_of_any_time(&scheme, input.secret).verify(&delivery, input.now).is_ok() {
        changed(&scheme, &delivery, &input, made.len());
    }
}

fn verifier_of_any_time(scheme: &Scheme, secret: &[u8]) -> Verifier {
    let options = Options::default().allow_api_key().tolerance(Tolerance::Ignore);
    Verifier::new(scheme, &Keyring::single(secret), options).expect("as with the tolerance")
}

/// An error about a key names it where there is a keyring.
fn unnamed(error: Error) -> Error {
    let keyring_less = Error::from(error.code());
    assert_eq!(error.key_id(), Some("default"));
    keyring_less
}

/// What there is to compare of a verdict.
#[derive(PartialEq, Debug)]
struct Facts {
    time: (Option<u64>, Option<i64>),
    event: [Option<String>; 2],
    replay_key: Option<[u8; 32]>,
}

impl From<Verified<'_>> for Facts {
    fn from(verified: Verified<'_>) -> Self {
        assert_eq!((verified.key_id(), verified.key_index()), ("default", 0));
        assert_eq!(verified.timestamp().is_some(), verified.covers().timestamp);
        assert!(verified.event_id().is_none() || verified.covers().id);
        Facts {
            time: (verified.timestamp(), verified.skew()),
            event: [verified.event_id(), verified.event_type()].map(|text| text.map(Into::into)),
            replay_key: verified.replay_key(),
        }
    }
}

fn same_in_pieces(verifier: &Verifier, request: &Request<'_>, now: u64, cuts: &[u8]) {
    let whole = verifier.verify(request, now).map(Facts::from);
    let head = Request { body: b"what stands here is not read", ..*request };
    let stream = verifier.start(&head, now);
    if !verifier.scheme().streams() {
        assert_eq!(stream.err().map(|error| error.code()), Some(Code::MissingInput));
        return;
    }
    let pieces = stream.and_then(|mut stream| {
        let mut rest = request.body;
        for cut in cuts {
            let (piece, tail) = rest.split_at(usize::from(*cut).min(rest.len()));
            stream.update(piece);
            rest = tail;
        }
        stream.update(rest);
        stream.finish().map(Facts::from)
    });
    assert_eq!(pieces, whole, "in pieces and whole");
}

/// What was signed verifies when it should.
fn genuine(verifier: &Verifier, delivery: &Request<'_>, input: &Input<'_>) {
    let verdict = verifier.verify(delivery, input.now).map(Facts::from);
    if input.has_more_elsewhere() {
        return;
    }
    let Some(tolerance) = verifier.scheme().tolerance() else {
        let facts = verdict.expect("what was signed verifies");
        assert_eq!(facts.time, (None, None));
        return;
    };
    let distance = input.now.abs_diff(input.time);
    match verdict {
        Ok(facts) => {
            assert!(distance <= tolerance, "{distance} s from now, and accepted");
            let skew = input.now.wrapping_sub(input.time).cast_signed();
            assert_eq!(facts.time, (Some(input.time), Some(skew)));
        }
        Err(error) => {
            let late = if input.now > input.time { Code::TimestampTooOld } else { Code::TimestampTooNew };
            assert_eq!(error.code(), late, "what was signed verifies");
            assert!(distance > tolerance, "{distance} s from now, and refused");
        }
    }
}

/// A value without white space at its end, and then without padding.
fn unpadded(value: &[u8]) -> &[u8] {
    let mut rest = value.trim_ascii_end();
    while let [front @ .., b'='] = rest {
        rest = front;
    }
    rest
}

/// One byte changed in one place that the signature covers: refused. The first headers are those that were made.
fn changed(scheme: &Scheme, delivery: &Request<'_>, input: &Input<'_>, made: usize) {
    let verifier = verifier_of_any_time(scheme, input.secret);
    let refuses = |request: &Request<'_>, what: &str| {
        assert!(verifier.verify(request, input.time).is_err(), "accepted with another byte in {what}");
    };
    let line = scheme.as_str();

    let covers = scheme.covers();
    if covers.body
        && let Some((body, ..)) = input.flip(delivery.body)
    {
        let is_form = line.contains("{form}");
        if !is_form || form::joined(&body) != form::joined(delivery.body) {
            refuses(&Request { body: &body, ..*delivery }, "the body");
        }
    }
    // With some escapes undone, two URLs can be one.
    if covers.url
        && !line.contains("{url:unescaped}")
        && let Some((url, ..)) = input.flip(delivery.url.as_bytes())
        && let Ok(url) = std::str::from_utf8(&url)
    {
        refuses(&Request { url, ..*delivery }, "the URL");
    }
    if scheme.needs_method()
        && let Some((method, ..)) = input.flip(delivery.method.as_bytes())
        && let Ok(method) = std::str::from_utf8(&method)
    {
        refuses(&Request { method, ..*delivery }, "the method");
    }
    // Nobody looks at the id of a key; and of headers that the request names, those that were made are a part.
    if line.contains("{key-id}") {
        return;
    }
    let lists = scheme.names_headers();
    for (at, (name, value)) in delivery.headers.iter().enumerate().take(if lists { made } else { usize::MAX }) {
        let Some((other, from, to)) = input.flip(value) else { continue };
        // What says the same: a hex digit of another case, another kind of white space, white space in the place of
        // padding; in a list of names, any letter of another case, and the other separator.
        let case = from.eq_ignore_ascii_case(&to) && (from.is_ascii_hexdigit() || lists);
        let separates = |byte: u8| byte.is_ascii_whitespace() || (lists && byte == b',');
        let unpads = line.contains("{base64") && unpadded(&other) == unpadded(value);
        let same = (case && scheme.algorithm() != Algorithm::Token) || (separates(from) && separates(to)) || unpads;
        if scheme.reads(name.as_bytes()) && !same {
            let mut headers = delivery.headers.to_vec();
            headers.splice(at..=at, [(*name, other.as_slice())]);
            refuses(&Request { headers: &headers, ..*delivery }, name);
        }
    }
}
