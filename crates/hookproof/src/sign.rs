//! Signing: the inverse of verification, for tests, simulators and senders.

use crate::compare::{Tag, publish};
use crate::decode::encode;
use crate::error::{Code, Error};
use crate::field::Claims;
use crate::keyring::{MAX_SECRET, mac_key};
use crate::mac::BodyDigest;
use crate::message::Message;
use crate::request::{Request, header};
use crate::scheme::{Algorithm, Element, Encoding, Field, Scheme, Source, Value};
use crate::text::{Subject, Text, copy};
use crate::time;
use crate::url::{PublicUrl, Url};
use crate::values::{Item, Values};
use crate::verify::Options;
use core::cmp::Ordering;
use zeroize::{Zeroize, Zeroizing};

/// The largest number of bytes of a value that signing makes: room for the longest token and its prefix.
const MAX_VALUE: usize = 1536;

/// What makes a delivery authentic: header lines, and, for schemes that have it elsewhere, values for the URL or the body.
///
/// They hold a signature, or the token itself: no `Debug`, and wiped when dropped.
pub struct Signed {
    lines: [Line; 4],
    len: usize,
}

#[derive(Clone, Copy)]
struct Line {
    name: Subject,
    source: Source,
    value: [u8; MAX_VALUE],
    len: usize,
}

impl Signed {
    /// Name and value of each header to add to the delivery, the names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.made(true)
    }

    /// Place and value of what the scheme wants elsewhere than in a header: `query:signature`, `form:token`,
    /// `json:/signature/signature`. It is decoded text: encode it as the place asks for, and put it there. Nothing of
    /// what was signed may change with it.
    pub fn elsewhere(&self) -> impl Iterator<Item = (&str, &str)> {
        self.made(false)
    }

    fn made(&self, in_headers: bool) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.lines.iter().take(self.len);
        lines.filter(move |line| (line.source == Source::Header) == in_headers).map(|line| {
            let value = core::str::from_utf8(line.text());
            (line.name.as_str(), value.unwrap_or_default())
        })
    }
}

impl Drop for Signed {
    fn drop(&mut self) {
        self.lines.iter_mut().for_each(|line| line.value.zeroize());
    }
}

/// The header lines that sign this delivery at `timestamp`, in Unix seconds.
///
/// Headers that are part of the signed message (`webhook-id`, say) have to be among the request's headers; those that
/// bring the signature and the time are made, and ignored if they are there. A time or a digest that the scheme has in
/// the URL or in the body, away from the signature, is not made: it has to be there already. For a scheme whose requests
/// name the headers that are signed, all headers of the request are.
///
/// # Errors
/// About the secret as for [`Verifier::new`](crate::Verifier::new); about the request as for
/// [`Verifier::verify`](crate::Verifier::verify); `malformed_timestamp` for a time that the format cannot hold.
///
/// ```
/// use hookproof::{Options, Request, Scheme, sign};
/// let request = Request { body: b"{}", ..Default::default() };
/// let signed = sign(&Scheme::find("github")?, b"It's a Secret to Everybody", &request, 1_795_465_620, Options::default())?;
/// let (name, value) = signed.headers().next().unwrap();
/// assert_eq!(name, "x-hub-signature-256");
/// assert!(value.starts_with("sha256="));
/// # Ok::<(), hookproof::Error>(())
/// ```
pub fn sign(
    scheme: &Scheme,
    secret: &[u8],
    request: &Request<'_>,
    timestamp: u64,
    options: Options,
) -> Result<Signed, Error> {
    let key = mac_key(scheme, secret, options)?;
    let public = PublicUrl::UNKNOWN;
    let url = if scheme.needs_url() { public.of(request, scheme.needs_origin())? } else { Url::NONE };
    let mut digest = BodyDigest::new(scheme.digests_body());
    digest.update(request.body);
    // A token is sent as it is: from here on it is public.
    let mut token = Zeroizing::new([0; MAX_SECRET]);
    if scheme.algorithm == Algorithm::Token {
        copy(token.as_mut_slice(), secret);
        publish(token.as_mut_slice());
    }
    let mut made = Made {
        scheme,
        token: token.get(..secret.len()).unwrap_or_default(),
        time: made_time(scheme, timestamp)?,
        digest: digest.finish(),
        names: Names::of(scheme, request),
        tag: Zeroizing::new(Tag::EMPTY),
    };

    // What is signed itself: a time, a digest of the body, the names of headers.
    let mut lines = [Line::EMPTY; 4];
    for (line, field) in lines.iter_mut().zip(scheme.fields.as_slice()) {
        if scheme.place(field.place).source == Source::Header && !brings_signature(field) {
            line.write_field(&made, field)?;
        }
    }
    let mut values = Values::new();
    let line_of = |index: u8| scheme.fields.as_slice().iter().zip(&lines).find(|(field, _)| field.place == index);
    values.find_headers(scheme, request, |index| line_of(index).is_none())?;
    let is_given = |index: u8| line_of(index).is_none_or(|(field, _)| !brings_signature(field));
    values.find_parameters(scheme, &url, is_given)?;
    values.find_body(scheme, request.body, is_given)?;
    for (field, line) in scheme.fields.as_slice().iter().zip(&lines).filter(|(_, line)| line.len > 0) {
        values.put(field.place, Item::Plain(line.text()));
    }
    if scheme.names_headers() {
        let list = Subject::truncated(b"header-names");
        values.find_listed(made.names.text(), list, |name| {
            match lines.iter().find(|line| line.name.as_bytes() == name) {
                Some(line) => Ok(Some(line.text())),
                None => header(request, name),
            }
        })?;
    }
    if let Some((field, _)) = scheme.time().filter(|(field, _)| !is_made(scheme, field) && !scheme.is_deferred(field)) {
        let mut text = [0; MAX_VALUE];
        let mut given = Claims::new();
        given.read_time(scheme, field, values.get(field.place).decode(&mut text).unwrap_or_default())?;
        made.time = Text::truncated(given.timestamp_text());
    }
    let message =
        Message { scheme, method: request.method, url: &url, values: &values, timestamp: made.time.as_bytes() };
    message.check()?;
    made.tag = key.tag(&|sink| message.feed_all(request.body, &made.digest, sink));

    let mut signed = Signed { lines: [Line::EMPTY; 4], len: 0 };
    for field in scheme.fields.as_slice() {
        if is_made(scheme, field)
            && let Some(line) = signed.lines.get_mut(signed.len)
        {
            line.write_field(&made, field)?;
            publish(&mut line.value);
            signed.len += 1;
        }
    }
    Ok(signed)
}

fn brings_signature(field: &Field) -> bool {
    field.elements.as_slice().iter().any(|element| element.value.is_signature())
}

/// Whether signing makes the value at the field's place; else it has to be there already.
fn is_made(scheme: &Scheme, field: &Field) -> bool {
    scheme.place(field.place).source == Source::Header || brings_signature(field)
}

fn made_time(scheme: &Scheme, timestamp: u64) -> Result<Text<48>, Error> {
    let mut buffer = [0; 32];
    let text = match scheme.time() {
        Some((field, format)) if is_made(scheme, field) => time::format(format, timestamp, &mut buffer)
            .ok_or(Error::new(Code::MalformedTimestamp, "beyond what the format can hold"))?,
        _ => &[],
    };
    Ok(Text::truncated(text))
}

/// What the elements of the templates are filled with.
struct Made<'s> {
    scheme: &'s Scheme,
    token: &'s [u8],
    time: Text<48>,
    digest: [u8; 32],
    names: Names,
    tag: Zeroizing<Tag>,
}

/// The names of the headers that are signed, where the request says so: all that the caller gives, and all that are made
/// but the signature's.
struct Names {
    text: [u8; MAX_VALUE],
    len: usize,
    separator: u8,
}

impl Names {
    fn of(scheme: &Scheme, request: &Request<'_>) -> Names {
        // A list within a list has the other separator.
        let in_list = scheme.fields.as_slice().iter().any(|field| {
            field.separator.is_some() && field.elements.as_slice().iter().any(|e| e.value == Value::HeaderNames)
        });
        let mut names = Names { text: [0; MAX_VALUE], len: 0, separator: if in_list { b' ' } else { b',' } };
        if !scheme.names_headers() {
            return names;
        }
        // In order: Contentful's verifier asks for it.
        let given = || request.headers.iter().map(|(name, _)| name.as_bytes()).filter(|name| !brings(scheme, name));
        let made = || scheme.fields.as_slice().iter().filter(|field| !brings_signature(field));
        let all = || given().chain(made().map(|field| scheme.bytes(scheme.place(field.place).name)));
        let mut last: &[u8] = b"";
        while let Some(next) = all().filter(|name| order(name, last).is_gt()).min_by(|a, b| order(a, b)) {
            names.push(next);
            last = next;
        }
        names
    }

    /// Adds a name, in lower case. Names that do not fit any more are not signed.
    fn push(&mut self, name: &[u8]) {
        let start = if self.len == 0 { 0 } else { self.len + 1 };
        let Some(free) = self.text.get_mut(start..start + name.len()) else { return };
        copy(free, name);
        free.make_ascii_lowercase();
        if let (true, Some(between)) = (start > 0, self.text.get_mut(self.len)) {
            *between = self.separator;
        }
        self.len = start + name.len();
    }

    fn text(&self) -> &[u8] {
        self.text.get(..self.len).unwrap_or_default()
    }
}

/// The order of two names of headers, whatever their case.
fn order(a: &[u8], b: &[u8]) -> Ordering {
    a.iter().map(u8::to_ascii_lowercase).cmp(b.iter().map(u8::to_ascii_lowercase))
}

/// Whether a field of the scheme is the header of this name.
fn brings(scheme: &Scheme, name: &[u8]) -> bool {
    scheme.fields.as_slice().iter().any(|field| {
        let place = scheme.place(field.place);
        place.source == Source::Header && scheme.bytes(place.name).eq_ignore_ascii_case(name)
    })
}

impl Line {
    const EMPTY: Line = Line { name: Subject::EMPTY, source: Source::Header, value: [0; MAX_VALUE], len: 0 };

    fn text(&self) -> &[u8] {
        self.value.get(..self.len).unwrap_or_default()
    }

    /// # Errors
    /// `invalid_secret` if it does not fit: only a token can be that long; or if no sender could put it there.
    fn write_field(&mut self, made: &Made<'_>, field: &Field) -> Result<(), Error> {
        self.name = made.scheme.place_name(field.place);
        self.source = made.scheme.place(field.place).source;
        if made.scheme.algorithm == Algorithm::Token && !self.can_hold(field, made.token) {
            return Err(Error::new(Code::InvalidSecret, "it cannot stand where the scheme has it"));
        }
        self.write_elements(made, field).ok_or(Error::new(Code::InvalidSecret, "too long for a header"))
    }

    /// Whether a token gets to the receiver in one piece: it is text, has no control character in a header, and in a list
    /// nothing that would end it. In base64 anything does.
    fn can_hold(&self, field: &Field, token: &[u8]) -> bool {
        let base64 = field.elements.as_slice().iter().any(|element| element.value == Value::Token { base64: true });
        let breaks = |byte: &u8| {
            (self.source == Source::Header && byte.is_ascii_control())
                || field.separator.is_some_and(|separator| *byte == separator || *byte == b',')
        };
        base64 || (core::str::from_utf8(token).is_ok() && !token.iter().any(breaks))
    }

    fn write_elements(&mut self, made: &Made<'_>, field: &Field) -> Option<()> {
        for (index, element) in field.elements.as_slice().iter().enumerate() {
            if index > 0 {
                self.write(&[field.separator?])?;
                if field.spaced {
                    self.write(b" ")?;
                }
            }
            self.write(made.scheme.bytes(element.prefix))?;
            if !element.link.is_empty() {
                // Nobody looks at it; the sender's own is not known here.
                self.write(b"0")?;
                self.write(made.scheme.bytes(element.link))?;
            }
            self.write_value(made, element)?;
            self.write(made.scheme.bytes(element.suffix))?;
        }
        Some(())
    }

    fn write_value(&mut self, made: &Made<'_>, element: &Element) -> Option<()> {
        match element.value {
            Value::Timestamp(_) => self.write(made.time.as_bytes()),
            Value::HeaderNames => self.write(made.names.text()),
            Value::BodyDigest(encoding) => self.write_encoded(encoding, &made.digest),
            Value::Token { base64: false } => self.write(made.token),
            Value::Token { base64: true } => self.write_encoded(Encoding::Base64, made.token),
            Value::Signature(encoding) => self.write_encoded(encoding, made.tag.as_bytes()),
        }
    }

    fn write_encoded(&mut self, encoding: Encoding, bytes: &[u8]) -> Option<()> {
        let rest = self.value.get_mut(self.len..)?;
        self.len += encode(encoding, bytes, rest)?.len();
        Some(())
    }

    fn write(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.len.checked_add(bytes.len())?;
        copy(self.value.get_mut(self.len..end)?, bytes);
        self.len = end;
        Some(())
    }
}
