//! The frameworks that the npm package has adapters for: installed in the versions that `tests/adapters` pins, with the
//! packed package among them, and the tests that run its examples in them.

use crate::npm;
use crate::sdk::{copy, once, run};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The tests, ready to run in `target/adapters`.
pub(crate) fn tests(root: &Path) -> Result<Command> {
    let consumer = root.join("target/npm/consumer");
    npm::install(&consumer, &npm::pack(root)?)?;
    let dir = root.join("target/adapters");
    copy(&root.join("tests/adapters"), &dir)?;
    copy(&root.join("npm/examples"), &dir.join("examples"))?;
    once(&dir, &fs::read_to_string(dir.join("package-lock.json"))?, |dir| {
        // Not `npm ci`, and no install scripts: for the reasons, see npm.rs.
        let arguments = ["install", "--no-save", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"];
        run(Command::new("npm").args(arguments).arg("--prefer-offline").current_dir(dir))
    })?;
    let package = dir.join("node_modules/hookproof");
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    copy(&consumer.join("node_modules/hookproof"), &package)?;

    let mut files = Vec::new();
    for entry in fs::read_dir(&dir)? {
        let name = entry?.file_name().into_string().ok().context("no name")?;
        if name.ends_with(".test.mjs") {
            files.push(name);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "no tests in tests/adapters");
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=2"]).args(files).current_dir(dir);
    Ok(node)
}
