//! `crates/hookproof/src/providers/table.rs`.

use super::row::{Evidence, Row};
use anyhow::Result;
use std::fmt::Write;

/// The table as Rust: a list to search at run time, and a constant a provider that is parsed at compile time.
pub(crate) fn table(rows: &[Row]) -> Result<String> {
    let mut out = format!("// {}\n", super::MARK);
    out += "use super::{Evidence, Provider};\nuse crate::scheme::Scheme;\n\n";
    out += "/// All providers, sorted by name.\n";
    // Lines that do not fit its width keep rustfmt from formatting the list at all.
    out += "#[rustfmt::skip]\npub static ALL: &[Provider] = &[\n";
    for row in rows {
        writeln!(out, "    Provider {{")?;
        let texts = [("name", &row.name), ("title", &row.title), ("category", &row.category), ("scheme", &row.scheme)];
        for (field, text) in texts {
            writeln!(out, "        {field}: {text:?},")?;
        }
        let evidence = match row.evidence {
            Evidence::Sdk => "Sdk",
            Evidence::Docs => "Docs",
            Evidence::Secondary => "Secondary",
        };
        writeln!(out, "        evidence: Evidence::{evidence},")?;
        writeln!(out, "        docs: {:?},", row.docs)?;
        writeln!(out, "        notes: {:?},", unwrapped(&row.notes))?;
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
            row.constant(),
            row.scheme,
        )?;
    }
    Ok(out)
}

/// Text without its line breaks: they are those of the file it stands in.
pub(crate) fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
