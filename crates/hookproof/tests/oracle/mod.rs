//! A second signer that shares no code with the core: it takes the line apart as text and fills in the placeholders.
//!
//! Slow, on the heap, with the `hmac`, `base64` and `form_urlencoded` crates: its only virtue is that it is plainly right.
//! The vectors are signed with it, and the property tests compare the core with it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: a wrong line is to end the test"
)]

mod line;
pub(crate) mod tamper;
mod time;

pub(crate) use line::Line;
pub(crate) use time::rfc3339;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::collections::BTreeSet;

/// What is sent, before it is signed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delivery {
    pub(crate) method: String,
    pub(crate) url: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// The header lines that sign the delivery, in the order of the scheme's line.
pub(crate) fn sign(line: &str, secret: &str, delivery: &Delivery, timestamp: &str) -> Vec<(String, String)> {
    let parts = Line::new(line);
    let tag = tag(line, secret, delivery, timestamp);
    let fill = |placeholder: &str| match placeholder {
        "hex" => hex(&tag),
        "base64" => STANDARD.encode(&tag),
        "base64url" => URL_SAFE_NO_PAD.encode(&tag),
        "token" => secret.to_string(),
        "token:base64" => STANDARD.encode(secret),
        "timestamp" | "timestamp:ms" | "timestamp:rfc3339" => timestamp.to_string(),
        other => panic!("{{{other}}} in a header"),
    };
    let lines = parts.headers.iter().map(|(name, template)| {
        let template = template.strip_suffix("...").map_or(*template, |list| &list[..list.len() - 1]);
        let value = line::fill(template, |placeholder| fill(placeholder).into_bytes());
        ((*name).to_string(), String::from_utf8(value).unwrap())
    });
    lines.collect()
}

/// The tag of the delivery's message; for a token, its SHA-256.
pub(crate) fn tag(line: &str, secret: &str, delivery: &Delivery, timestamp: &str) -> Vec<u8> {
    let parts = Line::new(line);
    let key = key_bytes(&parts, secret);
    let message = line::fill(parts.message, |placeholder| match placeholder {
        "body" => delivery.body.clone(),
        "timestamp" => timestamp.as_bytes().to_vec(),
        "url" => delivery.url.as_bytes().to_vec(),
        "path" => path(&delivery.url).into_bytes(),
        "method" => delivery.method.as_bytes().to_vec(),
        "form" => form(&delivery.body),
        header => {
            let name = header.strip_prefix("header:").unwrap_or(header);
            let found = delivery.headers.iter().find(|(other, _)| other == name);
            found.unwrap_or_else(|| panic!("no header {name}")).1.as_bytes().to_vec()
        }
    });
    match parts.algorithm {
        "hmac-sha1" => mac::<Hmac<Sha1>>(&key, &message),
        "hmac-sha256" => mac::<Hmac<Sha256>>(&key, &message),
        "hmac-sha384" => mac::<Hmac<Sha384>>(&key, &message),
        "hmac-sha512" => mac::<Hmac<Sha512>>(&key, &message),
        "token" => Sha256::digest(secret).to_vec(),
        other => panic!("no algorithm {other}"),
    }
}

/// The replay key, in hex: the SHA-256 of the tag. A token has none.
pub(crate) fn replay_key(line: &str, secret: &str, delivery: &Delivery, timestamp: &str) -> Option<String> {
    if line.starts_with("token") {
        return None;
    }
    Some(hex(&Sha256::digest(tag(line, secret, delivery, timestamp))))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn key_bytes(parts: &Line, secret: &str) -> Vec<u8> {
    let (prefix, form) = parts.secret.split_once('{').unwrap_or(("", "utf8}"));
    let secret = secret.strip_prefix(prefix).unwrap_or(secret);
    match form {
        "utf8}" | "api-secret}" => secret.as_bytes().to_vec(),
        "base64}" => STANDARD.decode(secret).unwrap(),
        "base64url}" => URL_SAFE_NO_PAD.decode(secret).unwrap(),
        "hex}" => {
            let pairs = (0..secret.len() / 2).map(|i| &secret[2 * i..2 * i + 2]);
            pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
        }
        other => panic!("no form of a secret {other}"),
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// What follows the third slash of `https://host/path?query#fragment`.
fn path(url: &str) -> String {
    let rest = url.splitn(4, '/').nth(3).unwrap_or_default();
    format!("/{}", rest.split(['?', '#']).next().unwrap_or_default())
}

/// The fields of a form of UTF-8 text, sorted, each pair once, name and value joined.
fn form(body: &[u8]) -> Vec<u8> {
    let fields: BTreeSet<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    fields.into_iter().flat_map(|(name, value)| (name + &value).into_bytes()).collect()
}
