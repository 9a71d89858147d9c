//! The target in C, `fuzz/c/c_abi.c`: the C library and its caller, both with counters at every branch and AddressSanitizer.

use super::{OUT, flags, host};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The program. The fuzzer in it is the one that the targets in Rust were built with, whose folder is given.
pub(super) fn build(root: &Path, programs: &Path) -> Result<PathBuf> {
    let host = host(root)?;
    let out = root.join(OUT).join("c");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        // The sanitizer's flag is unstable, which is no matter for what is not shipped.
        .envs([("RUSTC_BOOTSTRAP", "1"), ("RUSTFLAGS", &format!("{} -Zsanitizer=address", flags()))])
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .args(["rustc", "--quiet", "--profile", "fuzz", "--target", &host, "--package", "hookproof-c"])
        .args(["--crate-type", "staticlib", "--target-dir"])
        .arg(&out)
        .status()
        .context("cargo does not start")?;
    ensure!(status.success(), "the C library does not build with a sanitizer");

    let (object, program) = (out.join("c_abi.o"), out.join("c_abi"));
    let sanitizers = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    let compiled = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()))
        .current_dir(root)
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-Ibindings/c/include", "-c", "fuzz/c/c_abi.c", "-o"])
        .arg(&object)
        .args(sanitizers)
        .status()
        .context("there is no C compiler")?;
    ensure!(compiled.success(), "fuzz/c/c_abi.c does not compile");
    let linked = Command::new(env::var_os("CXX").unwrap_or_else(|| "c++".into()))
        .args(sanitizers)
        .arg(&object)
        .arg(out.join(&host).join("fuzz/libhookproof.a"))
        .arg(fuzzer(&programs.join("build"))?)
        .arg("-o")
        .arg(&program)
        .status()
        .context("there is no C++ compiler")?;
    ensure!(linked.success(), "fuzz/c/c_abi.c does not link: has the compiler its sanitizers?");
    Ok(program)
}

/// The fuzzer, as the build script of `libfuzzer-sys` left it: the newest, where there are several.
fn fuzzer(scripts: &Path) -> Result<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(scripts)? {
        let archive = entry?.path().join("out/libfuzzer.a");
        if let Ok(known) = archive.metadata() {
            found.push((known.modified()?, archive));
        }
    }
    let newest = found.into_iter().max().map(|(_, archive)| archive);
    newest.context("the build script of libfuzzer-sys has left no libfuzzer.a")
}
