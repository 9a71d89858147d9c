//! The npm package: built, packed, and installed as a user would.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the package is made of, beside the module.
const SOURCES: [&str; 7] = [
    "npm/src",
    "npm/gen",
    "npm/build.mjs",
    "npm/entries.mjs",
    "npm/package.json",
    "npm/README.md",
    "npm/package-lock.json",
];

/// Builds `npm/dist`: the tools, the module, the JavaScript. Does only what is not up to date.
pub(crate) fn build(root: &Path) -> Result<()> {
    tools(root)?;
    crate::wasm::build(root)?;
    let stamp = root.join("target/npm/dist.stamp");
    let dist = root.join("npm/dist");
    let sources = fingerprint(root)?;
    if dist.join("index.js").exists() && fs::read_to_string(&stamp).is_ok_and(|last| last == sources) {
        return Ok(());
    }
    run(Command::new("node").arg("build.mjs").current_dir(root.join("npm")))?;
    // build.mjs writes into npm/gen, too.
    write(&stamp, &fingerprint(root)?)
}

/// The packed tarball, as it would be published: in `target/npm`.
pub(crate) fn pack(root: &Path) -> Result<PathBuf> {
    build(root)?;
    let out = root.join("target/npm");
    let tarball = out.join("hookproof.tgz");
    let stamp = out.join("pack.stamp");
    let sources = fingerprint(root)?;
    if tarball.exists() && fs::read_to_string(&stamp).is_ok_and(|last| last == sources) {
        return Ok(tarball);
    }
    let fresh = out.join("fresh");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;
    run(npm().args(["pack", "--silent", "--pack-destination"]).arg(&fresh).current_dir(root.join("npm")))?;
    let packed = fs::read_dir(&fresh)?.next().context("npm pack made nothing")??.path();
    fs::rename(packed, &tarball)?;
    write(&stamp, &sources)?;
    Ok(tarball)
}

/// Makes `dir` a project that has the tarball installed.
pub(crate) fn install(dir: &Path, tarball: &Path) -> Result<()> {
    let stamp = dir.join("install.stamp");
    let mut hasher = DefaultHasher::new();
    fs::read(tarball)?.hash(&mut hasher);
    let wanted = hasher.finish().to_string();
    if dir.join("node_modules/hookproof").exists() && fs::read_to_string(&stamp).is_ok_and(|last| last == wanted) {
        return Ok(());
    }
    fs::create_dir_all(dir)?;
    fs::write(dir.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
    // An earlier tarball has the same name and version: npm would keep what it installed.
    for old in [dir.join("node_modules/hookproof"), dir.join("package-lock.json")] {
        if old.is_dir() {
            fs::remove_dir_all(old)?;
        } else if old.exists() {
            fs::remove_file(old)?;
        }
    }
    run(npm()
        .args(["install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"])
        .arg(tarball)
        .current_dir(dir))?;
    write(&stamp, &wanted)
}

/// Installs the build's own tools, in the versions of the lock file, where they are not.
fn tools(root: &Path) -> Result<()> {
    let npm_dir = root.join("npm");
    let stamp = npm_dir.join("node_modules/.hookproof.stamp");
    let lock = fs::read_to_string(npm_dir.join("package-lock.json"))?;
    if fs::read_to_string(&stamp).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    // Not `npm ci`: it refuses a lock file that was made where a tool's builds for other systems could not be had.
    // The tools are programs in their packages: no install script has to run.
    run(npm()
        .args(["install", "--no-save", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(npm_dir))?;
    write(&stamp, &lock)
}

fn npm() -> Command {
    Command::new("npm")
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} does not start", command.get_program().display()))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(file.parent().context("no folder")?)?;
    fs::write(file, text).with_context(|| format!("{}", file.display()))
}

/// A number for the contents of all sources.
fn fingerprint(root: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        hash_tree(&root.join(source), &mut hasher)?;
    }
    Ok(hasher.finish().to_string())
}

fn hash_tree(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.hash(hasher);
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            hash_tree(&entry.path(), hasher)?;
        }
    } else if path.exists() {
        fs::read(path)?.hash(hasher);
    }
    Ok(())
}
