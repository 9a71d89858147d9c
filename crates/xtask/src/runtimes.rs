//! The runtimes: installed in the versions that `tests/runtimes` pins, and the suite that each of them runs.

use crate::{npm, sdk};
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The suite, ready to run on every runtime, with the packed package.
pub(crate) fn command(root: &Path) -> Result<Command> {
    let tarball = npm::pack(root)?;
    let dir = root.join("target/runtimes");
    sdk::copy(&root.join("tests/runtimes"), &dir)?;
    sdk::once(&dir, &fs::read_to_string(dir.join("package-lock.json"))?, |dir| {
        // Not `npm ci`, and no install scripts: for the reasons, see npm.rs.
        let arguments = ["install", "--no-save", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"];
        sdk::run(Command::new("npm").args(arguments).arg("--prefer-offline").current_dir(dir))
    })?;
    npm::install(&dir.join("app"), &tarball)?;
    let mut node = Command::new("node");
    node.arg(dir.join("run.mjs"));
    Ok(node)
}
