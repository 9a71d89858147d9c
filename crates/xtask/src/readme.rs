//! Runs the JavaScript that the README shows, as a user would: pasted into a file of a project that has the packed
//! package. Its Rust is run by `cargo test --doc`; the package's own README has its test in `npm/test/readme.test.mjs`.

use crate::npm;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What the first screen's code prints at its end: the forged body is found out.
const LAST_LINE: &str = "signature_mismatch 401";

/// Runs the README's first block of JavaScript, and looks at what it prints.
pub(crate) fn run(root: &Path) -> Result<()> {
    let dir = root.join("target/npm/readme");
    npm::install(&dir, &npm::pack(root)?)?;
    let text = fs::read_to_string(root.join("README.md")).context("README.md")?;
    let (_, rest) = text.split_once("```js\n").context("README.md shows no JavaScript")?;
    let (code, _) = rest.split_once("```").context("README.md: a block without an end")?;
    let file = dir.join("block.mjs");
    fs::write(&file, code)?;
    let output = Command::new("node").arg(&file).output().context("node does not start")?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "the README's code fails:\n{code}\n{out}{err}");
    ensure!(out.contains("keyId: 'default'"), "the README's code prints no verdict:\n{out}");
    ensure!(out.trim_end().ends_with(LAST_LINE), "the README's code does not end with `{LAST_LINE}`:\n{out}");
    println!("{}1 passed, 0 failed", out);
    Ok(())
}
