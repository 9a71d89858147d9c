//! `cargo xtask fuzz`: the properties of `fuzz/`, under libFuzzer.
//!
//! The flags are those that `cargo fuzz` passes, without a sanitizer: the core has no `unsafe`, and without one the stable
//! toolchain builds it. The fuzzer is C++ and comes with the crate `libfuzzer-sys`. The C ABI has its own target, in C, and
//! that is built with a sanitizer.

mod c_abi;

use anyhow::{Context, Result, bail, ensure};
use hookproof_fuzz::{header_forms, parser, verify};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const HELP: &str = "\
cargo xtask fuzz [TARGET] [--seconds N]

  TARGET       one of: parser, header_forms, verify, c_abi; all of them if none is named
  --seconds N  so long for each target, from another point each time, keeping what is found in target/fuzz/corpus;
               without it: a fixed number of runs from a fixed seed, the same each time
";

struct Target {
    name: &'static str,
    /// Inputs to begin with.
    seeds: fn() -> Vec<Vec<u8>>,
    /// What the fuzzer would not find by itself.
    words: &'static str,
    /// About 15 seconds.
    runs: u32,
    max_len: usize,
    built: Built,
}

/// What the target is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Built {
    Rust,
    C,
}

const TARGETS: &[Target] = &[
    Target {
        name: "parser",
        seeds: parser::seeds,
        words: "words.dict",
        runs: 200_000,
        max_len: 800,
        built: Built::Rust,
    },
    Target {
        name: "header_forms",
        seeds: header_forms::seeds,
        words: "pieces.dict",
        runs: 100_000,
        max_len: 120,
        built: Built::Rust,
    },
    Target {
        name: "verify",
        seeds: verify::seeds,
        words: "words.dict",
        runs: 60_000,
        max_len: 1500,
        built: Built::Rust,
    },
    Target { name: "c_abi", seeds: verify::seeds, words: "words.dict", runs: 40_000, max_len: 1500, built: Built::C },
];

/// A separate target directory: the flags below would rebuild everything else in the common one.
const OUT: &str = "target/fuzz";

#[derive(Clone, Copy)]
enum Length {
    /// The same number of runs from the same seed.
    Fixed,
    Seconds(u32),
}

pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let (names, length) = match arguments {
        ["--help" | "-h"] => {
            print!("{HELP}");
            return Ok(());
        }
        [names @ .., "--seconds", seconds] => {
            (names, Length::Seconds(seconds.parse().with_context(|| format!("no number of seconds: `{seconds}`"))?))
        }
        names => (names, Length::Fixed),
    };
    let chosen: Vec<&Target> = match names {
        [] => TARGETS.iter().collect(),
        [name] => vec![
            TARGETS
                .iter()
                .find(|target| target.name == *name)
                .with_context(|| format!("no target `{name}`\n\n{HELP}"))?,
        ],
        _ => bail!("one target, or none\n\n{HELP}"),
    };
    let programs = build(root)?;
    for target in chosen {
        let program = match target.built {
            Built::Rust => programs.join(target.name),
            Built::C => c_abi::build(root, &programs)?,
        };
        fuzz(root, &program, target, length)?;
    }
    Ok(())
}

/// Every target, so many runs each. Returns the number of targets.
pub(crate) fn run_all(root: &Path) -> Result<usize> {
    run(root, &[])?;
    Ok(TARGETS.len())
}

/// Builds the targets with counters at every branch; the folder of the programs.
fn build(root: &Path) -> Result<PathBuf> {
    let host = host(root)?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .env("RUSTFLAGS", flags())
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        // With a target named, build scripts (and what they need) are built without the flags.
        .args(["build", "--quiet", "--profile", "fuzz", "--target", &host, "--target-dir", OUT])
        .args(["--package", "hookproof-fuzz", "--bins", "--features", "libfuzzer"])
        .status()
        .context("cargo does not start")?;
    ensure!(status.success(), "the fuzz targets do not build: is there a C++ compiler?");
    Ok(root.join(OUT).join(host).join("fuzz"))
}

/// Counters at every branch.
fn flags() -> String {
    let coverage = COVERAGE.map(|option| format!("-Cllvm-args=-sanitizer-coverage-{option}"));
    format!("--cfg fuzzing -Cpasses=sancov-module {}", coverage.join(" "))
}

const COVERAGE: [&str; 5] = ["level=4", "inline-8bit-counters", "pc-table", "trace-compares", "prune-blocks=0"];

fn host(root: &Path) -> Result<String> {
    let version = Command::new("rustc").arg("-vV").current_dir(root).output()?;
    let version = String::from_utf8(version.stdout)?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.into())
}

fn fuzz(root: &Path, program: &Path, target: &Target, length: Length) -> Result<()> {
    let name = target.name;
    let folder = |kind: &str| root.join(OUT).join(kind).join(name);
    let (seeds, artifacts) = (folder("seeds"), folder("artifacts"));
    let corpus = match length {
        Length::Fixed => empty(folder("run"))?,
        Length::Seconds(_) => made(folder("corpus"))?,
    };
    empty(seeds.clone())?;
    for (number, seed) in (target.seeds)().into_iter().enumerate() {
        fs::write(seeds.join(format!("{number:04}")), seed)?;
    }
    made(artifacts.clone())?;
    let mut command = Command::new(program);
    command
        .args([corpus, seeds])
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(format!("-dict={}", root.join("fuzz").join(target.words).display()))
        .arg(format!("-max_len={}", target.max_len))
        .args(["-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1"]);
    match length {
        Length::Fixed => command.args([format!("-runs={}", target.runs), "-seed=1".into()]),
        Length::Seconds(seconds) => command.arg(format!("-max_total_time={seconds}")),
    };
    let output = command.current_dir(root).output().with_context(|| format!("{name} does not start"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let end: Vec<&str> = said.lines().rev().take(60).collect();
        end.iter().rev().for_each(|line| println!("{line}"));
        bail!(
            "{name}: a property does not hold. The input is in {}: mend the fault, and keep the input in fuzz/regressions/{name}",
            artifacts.display()
        );
    }
    let number = |before: &str| {
        said.lines().rev().find_map(|line| line.split_once(before)?.1.split_whitespace().next()?.parse::<u64>().ok())
    };
    let runs = number("number_of_executed_units:").with_context(|| format!("{name} does not say how often it ran"))?;
    // One that does not reach the core would hold for ever.
    let branches = number(" cov: ").unwrap_or_default();
    ensure!(branches > 500, "{name} has met only {branches} branches: are the counters built in?");
    println!("fuzz {name}: {runs} runs, {branches} branches met, no input for which a property does not hold");
    Ok(())
}

fn made(folder: PathBuf) -> Result<PathBuf> {
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn empty(folder: PathBuf) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    made(folder)
}
