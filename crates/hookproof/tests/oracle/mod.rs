//! A second implementation of the notation that shares no code with the core: it takes the line apart as text, fills in the
//! placeholders, and reads them back.
//!
//! Slow, on the heap, with the `hmac`, `base64`, `serde_json` and `form_urlencoded` crates: its only virtue is that it is
//! plainly right. The vectors are signed with it, and the property tests compare the core with it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: a wrong line is to end the test"
)]

mod form;
mod json;
mod key;
mod line;
mod message;
mod received;
pub(crate) mod sample;
pub(crate) mod tamper;
mod time;
mod verify;

pub(crate) use line::{Field, Line, Place};
pub(crate) use received::Received;
pub(crate) use verify::verify;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use message::Value;
use sha2::{Digest, Sha256};

/// What is written for `{key-id}`, which nobody checks.
const KEY_ID: &str = "app_7f31";

/// The code of a delivery that cannot be read, or is not authentic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Wrong(pub(crate) &'static str);

/// What is sent.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Delivery {
    pub(crate) method: String,
    pub(crate) url: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The headers that `{header-names}` names, if not all that the delivery has.
    pub(crate) listed: Vec<String>,
}

/// The delivery as it is sent: signature, token and time are where the line says, in headers, URL and body.
pub(crate) fn signed(line: &str, secret: &str, delivery: &Delivery, timestamp: &str) -> Delivery {
    let tag = tag(line, secret, delivery, timestamp);
    let line = Line::new(line);
    let mut sent = prepared(&line, delivery, timestamp);
    for field in line.fields.iter().filter(|field| field.signs()) {
        let value = field.template.fill(KEY_ID, |placeholder| match placeholder {
            "hex" => hex(&tag),
            "base64" => STANDARD.encode(&tag),
            "base64url" => URL_SAFE_NO_PAD.encode(&tag),
            "token" => secret.to_string(),
            "token:base64" => STANDARD.encode(secret),
            other => sent.filled(&line, other, timestamp),
        });
        sent.put(field.place, &value);
    }
    sent
}

/// The header lines that sign the delivery, in the order of the scheme's line.
pub(crate) fn sign(line: &str, secret: &str, delivery: &Delivery, timestamp: &str) -> Vec<(String, String)> {
    let sent = signed(line, secret, delivery, timestamp);
    let value = |name: &str| sent.headers.iter().find(|(other, _)| other == name).unwrap().1.clone();
    Line::new(line).headers().map(|(name, _)| (name.to_string(), value(name))).collect()
}

/// The tag of the delivery's message; for a token, its SHA-256.
pub(crate) fn tag(line: &str, secret: &str, delivery: &Delivery, timestamp: &str) -> Vec<u8> {
    let line = Line::new(line);
    if line.is_token() {
        return Sha256::digest(secret).to_vec();
    }
    let sent = prepared(&line, delivery, timestamp);
    let key = key::bytes(&line, secret).unwrap();
    let names = line.fields.iter().any(|field| field.has("header-names")).then(|| sent.header_names(&line));
    let message = message(&line, &sent.received(), timestamp.as_bytes(), names.as_deref(), &key);
    let message = message.unwrap_or_else(|wrong| panic!("{wrong:?}: {} of {sent:?}", line.message));
    key::tag(line.algorithm, &key, &message)
}

/// The replay key, in hex: the SHA-256 of the tag. A token has none.
pub(crate) fn replay_key(line: &str, secret: &str, delivery: &Delivery, timestamp: &str) -> Option<String> {
    if line.starts_with("token") {
        return None;
    }
    Some(hex(&Sha256::digest(tag(line, secret, delivery, timestamp))))
}

/// The delivery with all of its line in place but the signature.
pub(crate) fn unsigned(line: &str, delivery: &Delivery, timestamp: &str) -> Delivery {
    let line = Line::new(line);
    let mut sent = prepared(&line, delivery, timestamp);
    sent.headers.retain(|(name, _)| line.template(name).is_none());
    sent
}

/// The value of the event's id or type, where the delivery has one that a verdict can tell.
pub(crate) fn told(place: Place<'_>, delivery: &Delivery) -> Option<String> {
    let value = delivery.received().value(place).ok()??;
    String::from_utf8(value).ok().filter(|value| (1..=256).contains(&value.len()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The delivery with all of the line's fields in their places but those with a signature. A digest of the body is made of
/// the body as it is sent, so what stands in the body comes first.
fn prepared(line: &Line<'_>, delivery: &Delivery, timestamp: &str) -> Delivery {
    let mut sent = delivery.clone();
    for field in &line.fields {
        if let Place::Header(name) = field.place {
            sent.put(Place::Header(name), ""); // so that the headers come in the order of the line
        }
    }
    let (in_body, outside): (Vec<_>, Vec<_>) = line.fields.iter().partition(|field| field.place.is_in_body());
    for field in in_body.into_iter().chain(outside).filter(|field| !field.signs()) {
        let value = field.template.fill(KEY_ID, |placeholder| sent.filled(line, placeholder, timestamp));
        sent.put(field.place, &value);
    }
    sent
}

/// The bytes that are signed.
fn message(
    line: &Line<'_>,
    received: &Received<'_>,
    timestamp: &[u8],
    names: Option<&str>,
    key: &[u8],
) -> Result<Vec<u8>, Wrong> {
    let listed = || split_names(names.unwrap());
    let value = |part: &str| -> Value {
        Ok(Some(match part {
            "body" => received.body.to_vec(),
            "form" => form::sorted(received.body),
            "timestamp" => timestamp.to_vec(),
            "url" => received.url.as_bytes().to_vec(),
            "url:unescaped" => received::unescaped(received.url).into_bytes(),
            "origin" => received::origin(received.url)?.as_bytes().to_vec(),
            "path" => received::path(received.url).into_bytes(),
            "target" => received::target(received.url).into_bytes(),
            "query" => received::query(received.url).as_bytes().to_vec(),
            "method" => received.method.as_bytes().to_vec(),
            "secret" => key.to_vec(),
            "header-names" => names.unwrap().as_bytes().to_vec(),
            "header-values" => joined(received, &listed(), b'.', |_, value| value.to_vec())?,
            "header-lines" => joined(received, &listed(), b';', |name, value| {
                [name.to_ascii_lowercase().as_bytes(), b":", value].concat()
            })?,
            digest if digest.starts_with("sha256:") => body_digest(digest, received.body),
            _ => return received.value(Place::of_part(part).unwrap_or_else(|| panic!("{{{part}}} in a message"))),
        }))
    };
    message::render(&line.pieces(), &value)
}

/// `{sha256:...}` of the body.
fn body_digest(placeholder: &str, body: &[u8]) -> Vec<u8> {
    let digest = Sha256::digest(body).to_vec();
    match placeholder {
        "sha256:hex" => hex(&digest).into_bytes(),
        "sha256:base64" => base64(&digest).into_bytes(),
        "sha256:base64url" => URL_SAFE_NO_PAD.encode(&digest).into_bytes(),
        "sha256:raw" => digest,
        other => panic!("{{{other}}} is no digest of the body"),
    }
}

/// The names of a list of headers.
fn split_names(list: &str) -> Vec<&str> {
    list.split([' ', ',']).filter(|name| !name.is_empty()).collect()
}

fn joined(
    received: &Received<'_>,
    names: &[&str],
    between: u8,
    text: impl Fn(&str, &[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, Wrong> {
    let mut all = Vec::new();
    for name in names {
        let value = received.header(name)?.ok_or(Wrong("missing_header"))?;
        all.push(text(name, value));
    }
    Ok(all.join(&between))
}

impl Delivery {
    /// The delivery as it comes in.
    pub(crate) fn received(&self) -> Received<'_> {
        Received {
            method: &self.method,
            url: &self.url,
            headers: self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect(),
            body: &self.body,
        }
    }

    /// Writes the value to its place: instead of what is there, or as the last.
    pub(crate) fn put(&mut self, place: Place<'_>, value: &str) {
        match place {
            Place::Header(name) => match self.headers.iter_mut().find(|(other, _)| other == name) {
                Some((_, old)) => *old = value.into(),
                None => self.headers.push((name.into(), value.into())),
            },
            Place::Query(name) => {
                let query = form::set(received::query(&self.url), name, value);
                let start = self.url.split(['?', '#']).next().unwrap();
                let fragment = self.url.find('#').map_or("", |at| &self.url[at..]);
                self.url = format!("{start}?{query}{fragment}");
            }
            Place::Form(name) => self.body = form::set(&self.text(), name, value).into_bytes(),
            Place::Json(pointer) => {
                // A number stays a number, and a new one is one; where a string stands there is a string again.
                let old = json::find(&self.body, pointer, json::Star::Each).unwrap_or_default();
                let was_string = old.first().is_some_and(|old| old.starts_with('"'));
                let is_number = value.parse::<u64>().is_ok_and(|number| number.to_string() == value);
                let value = if is_number && !was_string { value.to_string() } else { json::quoted(value) };
                self.put_json(pointer, &value);
            }
        }
    }

    /// Writes the text of a JSON value to its place in the body.
    pub(crate) fn put_json(&mut self, pointer: &str, value: &str) {
        self.body = json::set(&self.text(), pointer, value).into_bytes();
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap_or_default()
    }

    /// What stands for a placeholder that is not the signature.
    fn filled(&self, line: &Line<'_>, placeholder: &str, timestamp: &str) -> String {
        match placeholder {
            "header-names" => self.header_names(line),
            time if time.starts_with("timestamp") => timestamp.to_string(),
            digest => String::from_utf8(body_digest(digest, &self.body)).unwrap(),
        }
    }

    /// The list of the headers that are signed.
    fn header_names(&self, line: &Line<'_>) -> String {
        let mut names = self.listed.clone();
        if names.is_empty() {
            let is_field = |name: &str| line.template(name).is_some();
            names.extend(self.headers.iter().map(|(name, _)| name.clone()).filter(|name| !is_field(name)));
            // Where the message has no time of its own, it is signed as one of the headers.
            if let (false, Some((Field { place: Place::Header(name), .. }, _))) =
                (line.has_part("timestamp"), line.time_field())
            {
                names.push((*name).to_string());
            }
            names.sort();
        }
        // In a list a comma would be the list's own, or look like a second header.
        let comma = line.fields.iter().any(|field| field.has("header-names") && field.template.separator.is_none());
        names.join(if comma { "," } else { " " })
    }
}
