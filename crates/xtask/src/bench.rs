//! `cargo xtask bench`: the packages beside their peers, in the versions that `tests/bench` and `bindings/python/bench` pin.

pub(crate) mod native;

use crate::{npm, python, sdk};
use anyhow::{Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

const HELP: &str = "\
cargo xtask bench npm|python|native [--quick]

  npm      measure the packed npm package beside its peers, in Node, Deno, Bun and workerd: time of a call, size of a
           bundle, cost of the first verdict; print the tables, and write them to docs/benchmarks.md (some minutes)
  python   measure the Python package beside the standard library's HMAC and the PyPI libraries; print the tables, and write
           them to docs/benchmarks-python.md (a minute)
  native   measure the C library beside OpenSSL, and the Rust crate beside ring and webhook-verify; print the tables, and
           write them to docs/benchmarks-native.md (a minute)
  --quick  the same with a few rounds only, in less than a minute, and nothing is written: that everything is measurable,
           and that every candidate refuses a forged delivery. Its numbers mean nothing
";

pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let mut command = match arguments {
        ["--help" | "-h"] | ["npm" | "python" | "native", "--help" | "-h"] => {
            print!("{HELP}");
            return Ok(());
        }
        ["native"] => return native::run(root, false),
        ["native", "--quick"] => return native::run(root, true),
        ["npm"] => npm(root, false)?,
        ["npm", "--quick"] => npm(root, true)?,
        ["python"] => python::bench(root, false)?,
        ["python", "--quick"] => python::bench(root, true)?,
        other => bail!("bench does not know `{}`\n\n{HELP}", other.join(" ")),
    };
    let status = command.status()?;
    ensure!(status.success(), "not everything could be measured");
    Ok(())
}

/// The measurement of the npm package, ready to run in `target/bench`.
pub(crate) fn npm(root: &Path, quick: bool) -> Result<Command> {
    let consumer = root.join("target/npm/consumer");
    npm::install(&consumer, &npm::pack(root)?)?;
    let dir = root.join("target/bench");
    sdk::copy(&root.join("tests/bench"), &dir)?;
    sdk::once(&dir, &fs::read_to_string(dir.join("package-lock.json"))?, |dir| {
        // Not `npm ci`, and no install scripts: for the reasons, see npm.rs.
        let arguments = ["install", "--no-save", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"];
        sdk::run(Command::new("npm").args(arguments).arg("--prefer-offline").current_dir(dir))
    })?;
    let package = dir.join("node_modules/hookproof");
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    sdk::copy(&consumer.join("node_modules/hookproof"), &package)?;

    let mut node = Command::new("node");
    node.arg(dir.join("run.mjs"));
    if quick {
        node.arg("--quick");
    }
    Ok(node)
}
