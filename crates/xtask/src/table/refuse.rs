//! What makes a row unfit for the table.

use super::row::{Published, Row};
use crate::oracle::tamper;
use crate::vectors::NOW;
use anyhow::{Context, Result, bail, ensure};
use hookproof::{Keyring, Options, Request, Scheme, Verifier};

/// One line a refusal: the file, and the reason.
pub(crate) fn all(rows: &[Row]) -> Vec<String> {
    let mut reasons = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let mut refuse = |reason: String| reasons.push(format!("{}.toml: {reason}", row.name));
        if !is_slug(&row.name) {
            refuse("the name of a file is lower-case words with hyphens between them, and begins with a letter".into());
        }
        for (key, value) in [("name", &row.title), ("category", &row.category)] {
            if value.trim().is_empty() {
                refuse(format!("`{key}` is empty"));
            }
        }
        if row.sources.iter().all(|source| source.trim().is_empty()) {
            refuse("no source: name where the way of signing was read".into());
        }
        if !row.docs.starts_with("https://") {
            refuse("no `docs`: the https address of the provider's own page".into());
        }
        if rows.iter().take(index).any(|other| other.title == row.title && other.scheme == row.scheme) {
            refuse("another file has the same name and scheme".into());
        }
        match Scheme::parse(&row.scheme) {
            Err(error) => refuse(point_at(&row.scheme, &error)),
            Ok(scheme) => {
                for (number, vector) in row.vectors.iter().enumerate() {
                    if let Err(error) = check_vector(&scheme, &row.scheme, vector) {
                        refuse(format!("vector {}: {error:#}", number + 1));
                    }
                }
            }
        }
    }
    reasons
}

fn is_slug(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split('-').all(|word| !word.is_empty())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// The reason, the line, and a mark under the column.
fn point_at(line: &str, error: &hookproof::Error) -> String {
    let column = error.column().unwrap_or(1);
    format!("the line does not parse: {}\n  {line}\n  {:>column$}", error.reason(), "^")
}

fn check_vector(scheme: &Scheme, line: &str, vector: &Published) -> Result<()> {
    ensure!(!vector.source.trim().is_empty(), "no source");
    let body = vector.body()?;
    let now = match vector.now {
        Some(now) => now,
        None if scheme.covers().timestamp => bail!("the scheme signs a time, and the vector has no `now`"),
        None => NOW,
    };
    let mut options = Options::default();
    if scheme.signs_with_api_secret() {
        options = options.allow_api_key();
    }
    let headers: Vec<(&str, &[u8])> =
        vector.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let request = Request {
        method: vector.method.as_deref().unwrap_or_default(),
        url: vector.url.as_deref().unwrap_or_default(),
        headers: &headers,
        body: &body,
    };
    let secret = vector.secret.as_bytes();
    let verifies = |secret: &[u8], request: &Request<'_>| {
        Verifier::new(scheme, &Keyring::single(secret), options)
            .and_then(|verifier| verifier.verify(request, now).map(drop))
    };
    verifies(secret, &request).context("it does not verify at its own time")?;

    if let Some(place) = tamper::undetected_secret(line, secret, |secret| verifies(secret, &request).is_ok()) {
        bail!("it still verifies with {place} of the secret changed");
    }
    let verifier = Verifier::new(scheme, &Keyring::single(secret), options)?;
    if scheme.covers().body {
        let changed = |body: &[u8]| verifier.verify(&Request { body, ..request }, now).is_ok();
        if let Some(place) = tamper::undetected_body(line, &body, changed) {
            bail!("it still verifies with {place} of the body changed");
        }
    }
    for (at, (name, value)) in headers.iter().enumerate() {
        let changed = |value: &[u8]| {
            let mut headers = headers.clone();
            if let Some(header) = headers.get_mut(at) {
                header.1 = value;
            }
            verifier.verify(&Request { headers: &headers, ..request }, now).is_ok()
        };
        if let Some(place) = tamper::undetected_header(line, name, value, changed) {
            bail!("it still verifies with {place} of the header {name} changed");
        }
    }
    Ok(())
}
