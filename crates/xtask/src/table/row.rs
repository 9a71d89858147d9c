//! A row of the table: one file a provider, and its name is the provider's.

use anyhow::{Context, Result, bail};
use hookproof::{Options, Request, Scheme};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// The name of the file, without `.toml`.
    #[serde(skip)]
    pub(crate) name: String,
    /// The name for people.
    #[serde(rename = "name")]
    pub(crate) title: String,
    pub(crate) category: String,
    /// The line.
    pub(crate) scheme: String,
    pub(crate) evidence: Evidence,
    #[serde(default)]
    pub(crate) docs: String,
    #[serde(default)]
    pub(crate) sources: Vec<String>,
    /// How the provider checks that the endpoint is the receiver's.
    pub(crate) handshake: Option<String>,
    /// When and how often a failed delivery is repeated.
    pub(crate) retries: Option<String>,
    #[serde(default)]
    pub(crate) notes: String,
    #[serde(default)]
    pub(crate) vectors: Vec<Published>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Evidence {
    Sdk,
    Docs,
    Secondary,
}

/// A delivery that the provider, or its SDK, published.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Published {
    pub(crate) source: String,
    pub(crate) secret: String,
    pub(crate) method: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<String>,
    pub(crate) body_base64: Option<String>,
    pub(crate) now: Option<u64>,
}

impl Row {
    /// The parsed line. Rows that do not parse are refused before this is called.
    pub(crate) fn parsed(&self) -> Result<Scheme> {
        Scheme::parse(&self.scheme).with_context(|| format!("{}: the line does not parse", self.name))
    }

    /// Where an option of the line points, such as `json:/id` for `id`.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        let algorithm = self.scheme.split(" | ").next()?;
        let (_, rest) = algorithm.split_once(&format!(" {name}={{"))?;
        rest.split_once('}').map(|(source, _)| source)
    }

    /// What the signature covers, in words: `body, timestamp`.
    pub(crate) fn covers(&self) -> Result<String> {
        let covers = self.parsed()?.covers();
        let all = [(covers.body, "body"), (covers.id, "id"), (covers.timestamp, "timestamp"), (covers.url, "URL")];
        let mut words: Vec<String> =
            all.iter().filter(|(covered, _)| *covered).map(|(_, word)| (*word).into()).collect();
        words.extend(self.signed_values(covers.body, covers.url));
        Ok(if words.is_empty() { "nothing of the delivery".into() } else { words.join(", ") })
    }

    /// The single values of the body and of the URL that are signed, where the whole is not: `order_id of the body`.
    fn signed_values(&self, whole_body: bool, whole_url: bool) -> Vec<String> {
        let message = self.scheme.rsplit(" | ").next().unwrap_or_default();
        let is_token = self.scheme.starts_with("token ");
        let mut values = Vec::new();
        for part in message.split('{').skip(1).filter(|_| !is_token) {
            let part = part.split('}').next().unwrap_or_default();
            let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
            match part.split_once(':').unwrap_or((part, "")) {
                ("json" | "form", path) if !whole_body => values.push(format!("{} of the body", last(path))),
                ("query", name) if !whole_url && !name.is_empty() => values.push(format!("{name} of the query")),
                ("path" | "origin" | "target" | "query", "") if !whole_url => values.push(format!("{part} of the URL")),
                _ => (),
            }
        }
        values
    }
}

/// `STANDARD_WEBHOOKS`.
pub(crate) fn constant(name: &str) -> String {
    name.replace('-', "_").to_ascii_uppercase()
}

/// `standardWebhooks`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('-');
    let mut name = words.next().unwrap_or_default().to_string();
    for word in words {
        let (first, rest) = word.split_at(1);
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(rest);
    }
    name
}

impl Evidence {
    /// The word for it in tables.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Evidence::Sdk => "sdk",
            Evidence::Docs => "docs",
            Evidence::Secondary => "unconfirmed",
        }
    }
}

impl Published {
    /// The headers as a request takes them.
    pub(crate) fn header_list(&self) -> Vec<(&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
    }

    pub(crate) fn request<'r>(&'r self, headers: &'r [(&'r str, &'r [u8])], body: &'r [u8]) -> Request<'r> {
        let text = |field: &'r Option<String>| field.as_deref().unwrap_or_default();
        Request { method: text(&self.method), url: text(&self.url), headers, body }
    }

    /// What is published has the raw secret in it.
    pub(crate) fn options(scheme: &Scheme) -> Options {
        if scheme.signs_with_api_secret() { Options::default().allow_api_key() } else { Options::default() }
    }

    pub(crate) fn body(&self) -> Result<Vec<u8>> {
        use base64::Engine;
        match (&self.body, &self.body_base64) {
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(text)) => Ok(base64::engine::general_purpose::STANDARD.decode(text)?),
            _ => bail!("either `body` or `body-base64`"),
        }
    }
}

/// Whether it is lower-case words with hyphens between them, and begins with a letter.
pub(crate) fn is_slug(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split('-').all(|word| !word.is_empty())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// All rows of the folder, sorted by name.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<Row>> {
    read_folder(folder, |row: &mut Row, name| row.name = name)
}

/// What the files of a folder hold, sorted by their names, which are given to each.
pub(crate) fn read_folder<T: DeserializeOwned>(folder: &Path, give_name: impl Fn(&mut T, String)) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = file.strip_suffix(".toml") else {
            bail!("{}: only .toml files stand in this folder", path.display());
        };
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut row: T = toml::from_str(&text).with_context(|| path.display().to_string())?;
        give_name(&mut row, name.to_string());
        rows.push((name.to_string(), row));
    }
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn row(scheme: &str) -> Row {
        let row = "name = 'x'\ncategory = 'x'\nevidence = 'docs'\nscheme = ";
        toml::from_str(&format!("{row}'{scheme}'")).unwrap()
    }

    #[test]
    fn what_is_covered_in_part_is_named() {
        for (scheme, covers) in [
            ("token | x: {token}", "nothing of the delivery"),
            ("token | json:/value/*/clientState: {token}", "nothing of the delivery"),
            ("hmac-sha256 | x: {hex} | {body}", "body"),
            ("hmac-sha256 | x: {hex} | {url}{json:/a/order~1id}", "URL, order~1id of the body"),
            (
                "hmac-sha256 | x: {hex} | {path}{query:data.id}{form:token}",
                "path of the URL, data.id of the query, token of the body",
            ),
            ("hmac-sha256 | x: {hex} | date: {timestamp} | {timestamp}{json:/a}{body}", "body, timestamp"),
        ] {
            assert_eq!(row(scheme).covers().unwrap(), covers, "{scheme}");
        }
    }

    #[test]
    fn options_are_read_from_the_algorithm_alone() {
        let row = row("hmac-sha256 within 60s id={json:/id} type={x-type} | x: id={hex} | {x-type}{body}");
        assert_eq!(
            (row.option("id"), row.option("type"), row.option("within")),
            (Some("json:/id"), Some("x-type"), None)
        );
    }
}
