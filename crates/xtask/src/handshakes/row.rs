//! A row of the table of handshakes: one file a provider, and its name is the provider's.

use crate::table::{Evidence, Row as Provider, read_folder};
use anyhow::{Result, anyhow};
use hookproof::{Handshake, Keyring, Options, Request, Scheme, Verifier};
use serde::Deserialize;
use std::collections::BTreeMap;
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
    /// The line.
    pub(crate) handshake: String,
    pub(crate) evidence: Evidence,
    pub(crate) docs: String,
    pub(crate) sources: Vec<String>,
    /// What each setting of the line is.
    #[serde(default)]
    pub(crate) settings: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) notes: String,
    #[serde(default)]
    pub(crate) vectors: Vec<Vector>,
}

/// A handshake and its answer: published, or computed by something that is not the core.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vector {
    pub(crate) source: String,
    /// The verifier's scheme, where it is not the one of the provider with the same name.
    pub(crate) scheme: Option<String>,
    pub(crate) secret: Option<String>,
    #[serde(default)]
    pub(crate) settings: BTreeMap<String, String>,
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) url: String,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) now: u64,
    pub(crate) answer: Expected,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) body: String,
    pub(crate) secret: Option<String>,
}

impl Row {
    /// The line of the scheme that the vector's verifier has.
    pub(crate) fn scheme<'r>(&'r self, vector: &'r Vector, providers: &'r [Provider]) -> Option<&'r str> {
        let own = || providers.iter().find(|provider| provider.name == self.name).map(|row| row.scheme.as_str());
        vector.scheme.as_deref().or_else(own)
    }
}

impl Vector {
    /// What the core answers; `None` where it sees no handshake.
    pub(crate) fn run(&self, handshake: &Handshake, scheme: Option<&str>) -> Result<Option<Expected>> {
        let settings: Vec<(&str, &[u8])> =
            self.settings.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let headers: Vec<(&str, &[u8])> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let request = Request { method: &self.method, url: &self.url, headers: &headers, body: self.body.as_bytes() };
        let answer = match &self.secret {
            None => handshake.answer(&request, &settings)?,
            Some(secret) => {
                let line = scheme.ok_or_else(|| anyhow!("no provider has this name: the vector needs a `scheme`"))?;
                let options = Options::default().allow_api_key();
                Verifier::new(&Scheme::parse(line)?, &Keyring::single(secret.as_bytes()), options)?
                    .handshake(handshake, &request, &settings, self.now)?
            }
        };
        Ok(answer.map(|answer| Expected {
            status: answer.status(),
            headers: answer.headers().map(|(name, value)| (name.into(), value.into())).collect(),
            body: answer.body().into(),
            secret: answer.secret().map(Into::into),
        }))
    }
}

/// All rows of the folder, sorted by name.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<Row>> {
    read_folder(folder, |row: &mut Row, name| row.name = name)
}
