//! The table of handshakes: `crates/hookproof/handshakes/*.toml`, one file a provider; what makes one unfit, and what is
//! generated from them.

mod refuse;
mod row;
mod write;

pub(crate) use row::Row;

use crate::table::Row as Provider;
use anyhow::{Result, bail};
use std::path::Path;

/// The rows, all of them sound.
pub(crate) fn rows(root: &Path, providers: &[Provider]) -> Result<Vec<Row>> {
    let rows = row::read_all(&root.join("crates/hookproof/handshakes"))?;
    let reasons = refuse::all(&rows, providers);
    if !reasons.is_empty() {
        bail!("refused:\n{}", reasons.join("\n"));
    }
    Ok(rows)
}

/// The name and text of each generated file.
pub(crate) fn files(rows: &[Row], providers: &[Provider]) -> Result<Vec<(&'static str, String)>> {
    Ok(vec![
        ("crates/hookproof/src/handshakes/table.rs", write::rust(rows)?),
        ("npm/src/handshakes.js", write::javascript(rows)?),
        ("npm/src/handshakes.d.ts", write::declarations(rows)?),
        ("docs/handshakes.md", write::page(rows)?),
        ("tests/vectors/handshakes.json", write::vectors(rows, providers)?),
    ])
}
