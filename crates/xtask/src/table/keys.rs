//! `crates/hookproof/api-keys.toml`: how API keys begin. The guard's list and `docs/api-keys.md` come from it.

use super::row::Row;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fmt::Write;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ApiKeys {
    /// How webhook secrets begin that providers hand out: none of them may be taken for an API key.
    webhook_secrets: Vec<String>,
    keys: Vec<Shape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    prefix: String,
    owner: String,
    /// What whoever has such a key can do.
    allows: String,
    sources: Vec<String>,
    /// The day on which the sources were read: `2026-11-23`.
    checked: String,
}

pub(crate) fn read(path: &Path) -> Result<ApiKeys> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    toml::from_str(&text).with_context(|| path.display().to_string())
}

impl ApiKeys {
    /// One line a refusal: the prefix, and the reason.
    pub(crate) fn refusals(&self, rows: &[Row]) -> Vec<String> {
        let mut reasons = Vec::new();
        for (index, key) in self.keys.iter().enumerate() {
            let mut refuse = |reason: String| reasons.push(format!("api-keys.toml: `{}`: {reason}", key.prefix));
            if key.prefix.bytes().any(|byte| !byte.is_ascii_graphic()) {
                refuse("a prefix is printable ASCII without spaces".into());
            }
            // Four characters of base64 come by chance once in 16 million secrets; a full stop is in none.
            if key.prefix.len() < 4 && !key.prefix.contains('.') {
                refuse("too short: a webhook secret could begin like this by chance".into());
            }
            if [&key.owner, &key.allows].iter().any(|text| text.trim().is_empty()) {
                refuse("`owner` and `allows` say whose it is and what it can do".into());
            }
            if key.sources.iter().all(|source| source.trim().is_empty()) {
                refuse("no source".into());
            }
            if !is_day(&key.checked) {
                refuse(format!("`checked` is a day, such as 2026-11-23, and not `{}`", key.checked));
            }
            for (other, _) in self.keys.iter().zip(0..index) {
                if overlap(&other.prefix, &key.prefix) {
                    refuse(format!("`{}` says the same", other.prefix));
                }
            }
            for secret in &self.webhook_secrets {
                if overlap(secret, &key.prefix) {
                    refuse(format!("webhook secrets begin with `{secret}`"));
                }
            }
            for row in rows {
                let form = secret_form(&row.scheme);
                // There the secret is an API key, and refused as one on purpose.
                if form.contains("{api-secret") {
                    continue;
                }
                let prefix = form.split('{').next().unwrap_or_default();
                let prefix = prefix.rsplit('(').next().unwrap_or_default();
                if !prefix.is_empty() && overlap(prefix, &key.prefix) {
                    refuse(format!("the secrets of {} begin with `{prefix}`", row.name));
                }
                if row.vectors.iter().any(|vector| vector.secret.starts_with(&key.prefix)) {
                    refuse(format!("a published webhook secret of {} begins like this", row.name));
                }
            }
        }
        reasons
    }

    /// `crates/hookproof/src/keyring/shapes.rs`.
    pub(crate) fn rust(&self) -> String {
        let mut out = format!("// {}\n\n", super::MARK);
        out += "/// How keys and tokens begin that can call an API: `docs/api-keys.md` says whose they are.\n";
        out += "#[rustfmt::skip]\npub(super) const API_KEY_PREFIXES: &[&str] = &[\n";
        for key in &self.keys {
            out += &format!("    {:?},\n", key.prefix);
        }
        out + "];\n"
    }

    /// `docs/api-keys.md`.
    pub(crate) fn page(&self) -> Result<String> {
        let mut out = format!("<!-- {} -->\n\n# API keys\n\n", super::MARK);
        writeln!(
            out,
            "{} ways in which keys and tokens begin that can call an API. A secret that begins like one of them is refused
(`api_key_as_secret`): the signing secret of a webhook endpoint is another one, and a key that can call an API has no place where
only signatures are checked. No webhook secret of the [table](providers.md) begins like one of these, except where the provider signs
with an API key itself: there `derive` makes a verification key of it. `allow_api_key` takes the secret as it is.

| prefix | owner | what it can do | read in | checked |
| --- | --- | --- | --- | --- |",
            self.keys.len()
        )?;
        for Shape { prefix, owner, allows, sources, checked } in &self.keys {
            writeln!(out, "| `{prefix}` | {owner} | {allows} | {} | {checked} |", sources.join("; "))?;
        }
        Ok(out)
    }
}

fn overlap(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize, up_to: u32| {
        part.len() == digits && part.parse::<u32>().is_ok_and(|number| (1..=up_to).contains(&number))
    };
    matches!(parts.as_slice(), [year, month, day] if number(year, 4, 9999) && number(month, 2, 12) && number(day, 2, 31))
}

/// What stands in the parentheses behind the algorithm, or nothing.
fn secret_form(line: &str) -> &str {
    let algorithm = line.split(" | ").next().unwrap_or_default();
    let word = algorithm.split(' ').next().unwrap_or_default();
    word.split_once('(').map(|(_, form)| form).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const GOOD: &str = r#"
webhook-secrets = ["acmesec_"]

[[keys]]
prefix = "acme_live_"
owner = "Acme"
allows = "everything"
sources = ["https://acme.example/keys"]
checked = "2026-11-23"
"#;

    const ROW: &str = r#"
name = "Other"
category = "test"
scheme = "hmac-sha256(othersec_{base64}) | x-s: {hex} | {body}"
evidence = "docs"
docs = "https://other.example/"
sources = ["https://other.example/"]

[[vectors]]
source = "x"
secret = "othersec_AAAA"
headers = {}
body = ""
"#;

    /// The reasons against the good list, changed.
    fn reasons(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        let mut row: Row = toml::from_str(ROW).unwrap();
        row.name = "other".into();
        match toml::from_str::<ApiKeys>(&GOOD.replacen(from, to, 1)) {
            Ok(keys) => keys.refusals(&[row]).join("\n"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_sound_list_passes() {
        assert_eq!(reasons("", ""), "");
    }

    #[test]
    fn a_shape_is_owned_sourced_and_dated() {
        for (from, to, reason) in [
            ("owner = \"Acme\"", "owner = \"\"", "whose it is"),
            ("allows = \"everything\"", "allows = \" \"", "what it can do"),
            ("[\"https://acme.example/keys\"]", "[]", "no source"),
            ("2026-11-23", "2026-13-23", "is a day"),
            ("2026-11-23", "23.11.2026", "is a day"),
            ("acme_live_", "acme live", "printable ASCII"),
            ("acme_live_", "ac_", "too short"),
            ("owner", "colour", "unknown field"),
        ] {
            let reasons = reasons(from, to);
            assert!(reasons.contains(reason), "{to}: {reasons}");
        }
        assert_eq!(reasons("acme_live_", "AC."), "", "no base64 has a full stop");
    }

    #[test]
    fn a_shape_takes_no_webhook_secret_for_an_api_key() {
        for (prefix, reason) in [
            ("acmesec_", "webhook secrets begin with `acmesec_`"),
            ("acmesec_test_", "webhook secrets begin with `acmesec_`"),
            ("acme", "webhook secrets begin with `acmesec_`"),
            ("othersec_", "the secrets of other begin with `othersec_`"),
            ("othersec_AA", "a published webhook secret of other"),
        ] {
            let reasons = reasons("acme_live_", prefix);
            assert!(reasons.contains(reason), "{prefix}: {reasons}");
        }
    }

    #[test]
    fn no_shape_stands_twice() {
        let twice = GOOD.replace("webhook-secrets = [\"acmesec_\"]", "")
            + "\n"
            + "[[keys]]\nprefix = \"acme_\"\nowner = \"Acme\"\nallows = \"all\"\nsources = [\"x\"]\nchecked = \"2026-11-23\"\n";
        let keys: ApiKeys = toml::from_str(&format!("webhook-secrets = []\n{twice}")).unwrap();
        assert_eq!(keys.refusals(&[]), ["api-keys.toml: `acme_`: `acme_live_` says the same"]);
    }

    #[test]
    fn the_form_of_a_secret_is_read_from_the_line() {
        for (line, form) in [
            ("hmac-sha256 | x: {hex} | {body}", ""),
            ("hmac-sha256(whsec_{base64}) id={x-y} | x: {hex} | {body}", "whsec_{base64})"),
            ("hmac-sha1(sha1({api-secret})) | x: {hex} | {body}", "sha1({api-secret}))"),
            ("token | x: Bearer({token})", ""),
        ] {
            assert_eq!(secret_form(line), form);
        }
    }
}
