//! `crates/hookproof/src/providers/table.rs`.

use super::absent::Unsigned;
use super::row::{Evidence, Row, constant};
use anyhow::Result;
use std::fmt::Write;

/// The table as Rust: a list to search at run time, and a constant a provider that is parsed at compile time.
pub(crate) fn table(rows: &[Row], unsigned: &[Unsigned]) -> Result<String> {
    let mut out = format!("// {}\n", super::MARK);
    out += "use super::{Evidence, Provider, Unsigned};\nuse crate::scheme::Scheme;\n\n";
    // Apart from the rest, which a linker then leaves out of a program that only verifies.
    out += "/// Name and line of each provider, sorted by name.\n";
    // Lines that do not fit its width keep rustfmt from formatting the list at all.
    out += "#[rustfmt::skip]\npub(super) static LINES: &[(&str, &str)] = &[\n";
    for row in rows {
        writeln!(out, "    ({:?}, {:?}),", row.name, row.scheme)?;
    }
    out += "];\n\n/// All providers, sorted by name.\n#[rustfmt::skip]\npub static ALL: &[Provider] = &[\n";
    for (index, row) in rows.iter().enumerate() {
        writeln!(out, "    Provider {{\n        name: LINES[{index}].0,\n        scheme: LINES[{index}].1,")?;
        for (field, text) in [("title", &row.title), ("category", &row.category)] {
            writeln!(out, "        {field}: {text:?},")?;
        }
        let evidence = match row.evidence {
            Evidence::Sdk => "Sdk",
            Evidence::Docs => "Docs",
            Evidence::Secondary => "Secondary",
        };
        writeln!(out, "        evidence: Evidence::{evidence},")?;
        writeln!(out, "        docs: {:?},", row.docs)?;
        writeln!(out, "        sources: &{:?},", row.sources)?;
        for (field, text) in [
            ("handshake", row.handshake.as_deref()),
            ("retries", row.retries.as_deref()),
            ("notes", Some(row.notes.as_str())),
        ] {
            writeln!(out, "        {field}: {:?},", unwrapped(text.unwrap_or_default()))?;
        }
        writeln!(out, "    }},")?;
    }
    out += "];\n\n/// Names of providers that sign nothing, sorted.\n";
    out += "#[rustfmt::skip]\npub(super) static UNSIGNED_NAMES: &[&str] = &[\n";
    for it in unsigned {
        writeln!(out, "    {:?},", it.name)?;
    }
    out += "];\n\n/// Providers that sign nothing, sorted by name.\n#[rustfmt::skip]\npub static UNSIGNED: &[Unsigned] = &[\n";
    for (index, it) in unsigned.iter().enumerate() {
        writeln!(out, "    Unsigned {{\n        name: UNSIGNED_NAMES[{index}],")?;
        for (field, text) in [("title", &it.title), ("docs", &it.docs), ("instead", &it.instead)] {
            writeln!(out, "        {field}: {text:?},")?;
        }
        writeln!(out, "    }},")?;
    }
    out += "];\n";
    for row in rows {
        let unconfirmed =
            if row.evidence == Evidence::Secondary { " Unconfirmed: read in other people's code only." } else { "" };
        write!(
            out,
            "\n/// {}: covers {}.{unconfirmed} <{}>\n#[rustfmt::skip]\npub const {}: Scheme = crate::scheme!({:?});\n",
            row.title,
            row.covers()?,
            row.docs,
            constant(&row.name),
            row.scheme,
        )?;
    }
    Ok(out)
}

/// Text without its line breaks: they are those of the file it stands in.
pub(crate) fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
