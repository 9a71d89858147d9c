//! `crates/hookproof/not-in-table.toml`: providers without a row, and why.

use super::docs::escaped;
use super::row::{Row, is_slug};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fmt::Write;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Absent {
    pub(crate) unsigned: Vec<Unsigned>,
    left_out: Vec<LeftOut>,
}

/// A provider that signs nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unsigned {
    pub(crate) name: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) docs: String,
    sources: Vec<String>,
    /// What to do, as nothing can be verified.
    pub(crate) instead: String,
}

/// A provider that signs in a way that no line says, or that could not be established.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    name: String,
    title: String,
    #[serde(default)]
    docs: String,
    reason: String,
}

/// What is read from the file, sorted by name.
pub(crate) fn read(path: &Path) -> Result<Absent> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut absent: Absent = toml::from_str(&text).with_context(|| path.display().to_string())?;
    absent.unsigned.sort_by(|a, b| a.name.cmp(&b.name));
    absent.left_out.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(absent)
}

impl Absent {
    /// One line a refusal: the name, and the reason.
    pub(crate) fn refusals(&self, rows: &[Row]) -> Vec<String> {
        let unsigned = self.unsigned.iter().map(|it| (&it.name, &it.title, &it.docs, &it.instead));
        let left_out = self.left_out.iter().map(|it| (&it.name, &it.title, &it.docs, &it.reason));
        let all: Vec<_> = unsigned.chain(left_out).collect();
        let mut reasons = Vec::new();
        for (index, (name, title, docs, why)) in all.iter().enumerate() {
            let mut refuse = |reason: &str| reasons.push(format!("not-in-table.toml: `{name}`: {reason}"));
            if !is_slug(name) {
                refuse("a name is lower-case words with hyphens between them, and begins with a letter");
            }
            if title.trim().is_empty() || why.trim().is_empty() {
                refuse("the title, or why it has no row, is empty");
            }
            if !docs.is_empty() && !docs.starts_with("https://") {
                refuse("`docs` is an https address");
            }
            if rows.iter().any(|row| row.name == **name) {
                refuse("it has a row");
            }
            if all.iter().take(index).any(|(other, ..)| other == name) {
                refuse("it stands twice");
            }
        }
        for it in &self.unsigned {
            if it.sources.iter().all(|source| source.trim().is_empty()) {
                reasons.push(format!("not-in-table.toml: `{}`: no source", it.name));
            }
        }
        reasons
    }

    /// The two sections of `docs/providers.md`.
    pub(crate) fn sections(&self) -> Result<String> {
        let mut out = String::from("\n# These sign nothing\n\n");
        out += "There is nothing to verify: `Scheme::find` and the command refuse these names (`invalid_scheme`).\n\n";
        out += "| provider | name | what to do instead | read in |\n| --- | --- | --- | --- |\n";
        for Unsigned { name, title, docs, sources, instead } in &self.unsigned {
            let title = linked(title, docs);
            writeln!(out, "| {title} | `{name}` | {} | {} |", cell(instead), escaped(&sources.join("; ")))?;
        }
        out += "\n# Not in the table\n\nProviders that were looked at and have no row yet, and why.\n\n";
        out += "| provider | why |\n| --- | --- |\n";
        for LeftOut { title, docs, reason, .. } in &self.left_out {
            writeln!(out, "| {} | {} |", linked(title, docs), cell(reason))?;
        }
        Ok(out)
    }
}

fn linked(title: &str, docs: &str) -> String {
    if docs.is_empty() { title.to_string() } else { format!("[{title}]({docs})") }
}

/// A text with code in it, as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const GOOD: &str = r#"
[[unsigned]]
name = "acme"
title = "Acme"
docs = "https://acme.example/"
sources = ["https://acme.example/"]
instead = "Fetch it."

[[left-out]]
name = "other"
title = "Other"
reason = "not established"
"#;

    fn reasons(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        let mut row: Row = toml::from_str(
            "name = 'Row'\ncategory = 'x'\nscheme = 'token | x: {token}'\nevidence = 'docs'\ndocs = 'https://x'\nsources = ['x']",
        )
        .unwrap();
        row.name = "row".into();
        match toml::from_str::<Absent>(&GOOD.replacen(from, to, 1)) {
            Ok(absent) => absent.refusals(&[row]).join("\n"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_not_in_the_table_has_a_name_and_a_reason() {
        assert_eq!(reasons("", ""), "");
        for (from, to, reason) in [
            ("\"acme\"", "\"Acme Inc\"", "a name is"),
            ("\"acme\"", "\"row\"", "it has a row"),
            ("\"other\"", "\"acme\"", "it stands twice"),
            ("\"Fetch it.\"", "\"\"", "why it has no row"),
            ("\"not established\"", "\" \"", "why it has no row"),
            ("docs = \"https:", "docs = \"http:", "https address"),
            ("sources = [\"https://acme.example/\"]", "sources = []", "no source"),
            ("reason", "raison", "unknown field"),
        ] {
            let reasons = reasons(from, to);
            assert!(reasons.contains(reason), "{to}: {reasons}");
        }
    }

    #[test]
    fn the_sections_name_every_provider() {
        let absent: Absent = toml::from_str(GOOD).unwrap();
        let sections = absent.sections().unwrap();
        assert!(sections.contains("| [Acme](https://acme.example/) | `acme` | Fetch it. |"), "{sections}");
        assert!(sections.contains("| Other | not established |"), "{sections}");
    }
}
