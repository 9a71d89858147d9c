//! The official SDKs: installed in the versions that `tests/sdk` pins, and the checks that ask them.

use crate::npm;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCES: &str = "tests/sdk";
const OUT: &str = "target/sdk";

/// The check in Node, ready to run: it asks the npm SDKs and the packed package.
pub(crate) fn node(root: &Path) -> Result<Command> {
    npm::install(&root.join("target/npm/consumer"), &npm::pack(root)?)?;
    let dir = root.join(OUT).join("node");
    copy(&root.join(SOURCES).join("node"), &dir)?;
    fs::copy(root.join(SOURCES).join("README.md"), root.join(OUT).join("README.md"))?;
    once(&dir, &fs::read_to_string(dir.join("package-lock.json"))?, |dir| {
        // What an install script would build, no check needs.
        let arguments = ["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional"];
        run(Command::new("npm").args(arguments).arg("--prefer-offline").current_dir(dir))
    })?;
    let mut node = Command::new("node");
    node.arg(dir.join("check.mjs"));
    Ok(node)
}

/// The check in Python, ready to run: it asks the PyPI SDKs and the command `hookproof`, which has to be built.
pub(crate) fn python(root: &Path) -> Result<Command> {
    let sources = root.join(SOURCES).join("python");
    let dir = root.join(OUT).join("python");
    let python = dir.join("bin/python");
    let requirements = sources.join("requirements.txt");
    once(&dir, &fs::read_to_string(&requirements)?, |dir| {
        if dir.exists() {
            fs::remove_dir_all(dir)?;
        }
        run(Command::new("python3").args(["-m", "venv"]).arg(dir))
            .context("Python 3 and its module venv (the Debian package python3-venv) are needed")?;
        // Wheels only: nothing is compiled, neither C nor the thousands of modules that no check imports.
        let arguments =
            ["-m", "pip", "install", "--quiet", "--no-compile", "--no-deps", "--only-binary", ":all:", "-r"];
        run(Command::new(&python).args(arguments).arg(&requirements))
    })?;
    let mut check = Command::new(&python);
    // -B: no compiled files beside the sources; -W: the SDKs' own warnings say nothing about hookproof.
    check.args(["-B", "-W", "ignore"]).arg(sources.join("check.py"));
    check.env("HOOKPROOF", root.join("target/debug/hookproof"));
    Ok(check)
}

/// Installs, unless the last install was of the same list.
pub(crate) fn once(dir: &Path, list: &str, install: impl Fn(&Path) -> Result<()>) -> Result<()> {
    let stamp = dir.join("install.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == list) {
        return Ok(());
    }
    println!("installing what is pinned there: {}", dir.display());
    install(dir)?;
    fs::write(&stamp, list).with_context(|| format!("{}", stamp.display()))
}

/// Copies the sources to where their packages are installed; what an earlier copy has left goes.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(to)? {
        let old = entry?.path();
        if old.extension().is_some_and(|extension| extension == "mjs" || extension == "ts") {
            fs::remove_file(old)?;
        }
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?.path();
        let name = entry.file_name().context("no name")?;
        let target: PathBuf = to.join(name);
        if entry.is_dir() {
            copy(&entry, &target)?;
        } else {
            fs::copy(&entry, &target)?;
        }
    }
    Ok(())
}

pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} does not start", command.get_program().display()))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
