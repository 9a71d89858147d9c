//! The steps for the C library. What they run is in `bindings/c`; here is what has to be installed for it.

use super::runner::{Closing, check, tests};
use super::steps::{apt_install, cargo, debian_package, rust_target};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// The only toolchain with Miri that is asked for: it changes from day to day.
const MIRI: &str = "nightly-2026-05-20";

/// The machines of `bindings/c/tests/foreign.sh`.
const FOREIGN: [&str; 2] = ["i686-unknown-linux-gnu", "s390x-unknown-linux-gnu"];

const EMULATORS: [&str; 5] =
    ["qemu-user", "gcc-i686-linux-gnu", "libc6-dev-i386-cross", "gcc-s390x-linux-gnu", "libc6-dev-s390x-cross"];

fn make(root: &Path, goals: &[&str]) -> Command {
    let mut make = Command::new("make");
    make.args(["--no-print-directory", "-C", "bindings/c"]).args(goals).current_dir(root);
    make
}

pub(super) fn library(root: &Path) -> Result<Closing> {
    // Where these cannot be had, the checks that need them say that they are skipped.
    debian_package("valgrind");
    debian_package("cmake");
    let for_server = ["pkg-config", "curl"].map(debian_package) == [true; 2] && installed(&["libmicrohttpd-dev"]);
    ensure!(
        for_server,
        "the example server needs libmicrohttpd, pkg-config and curl, and they cannot be installed here"
    );
    let rust = tests(&mut cargo(root, &["test", "--package", "hookproof-c"]))?;
    Ok(rust + tests(&mut make(root, &["check", "server"]))?)
}

pub(super) fn sanitized(root: &Path) -> Result<Closing> {
    tests(&mut make(root, &["sanitize"]))
}

pub(super) fn foreign(root: &Path) -> Result<Closing> {
    ensure!(installed(&EMULATORS), "QEMU or a compiler for another machine cannot be installed here");
    for machine in FOREIGN {
        rust_target(root, machine)?;
    }
    tests(&mut make(root, &["foreign"]))
}

pub(super) fn miri(root: &Path) -> Result<Closing> {
    let mut has_miri = Command::new("rustup");
    has_miri.args(["run", MIRI, "cargo", "miri", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !has_miri.status().is_ok_and(|status| status.success()) {
        println!("installing Miri: rustup toolchain install {MIRI}");
        let install = ["toolchain", "install", MIRI, "--profile", "minimal", "--component", "miri,rust-src"];
        check(Command::new("rustup").args(install)).with_context(|| format!("rustup cannot install {MIRI}"))?;
    }
    tests(
        Command::new("rustup")
            .args(["run", MIRI, "cargo", "miri", "test", "--quiet", "--package", "hookproof-c", "--lib"])
            .args(["--target-dir", "target/miri"])
            .env("MIRIFLAGS", "-Zmiri-strict-provenance -Zmiri-symbolic-alignment-check")
            .env_remove("RUSTFLAGS")
            .current_dir(root),
    )
}

/// Whether there are these Debian packages, which bring no program of their name; installed where they are not.
fn installed(packages: &[&str]) -> bool {
    let is_there = |package: &&str| {
        let status = Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]).output();
        status.is_ok_and(|output| output.stdout == b"installed")
    };
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_there(package)).collect();
    missing.is_empty() || apt_install(&[&["--no-install-recommends"], missing.as_slice()].concat())
}
