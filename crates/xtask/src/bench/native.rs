//! `cargo xtask bench native`: the C library beside OpenSSL, and the crate beside ring and webhook-verify. The programs are
//! in `tests/bench/native`; here they are built, and their tables written.

use crate::sdk::run as finished;
use crate::test::apt_install;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCES: &str = "tests/bench/native";
const OUT: &str = "target/bench-native";
const REPORT: &str = "docs/benchmarks-native.md";

/// What ours may be of theirs at most.
const GOALS: &[(&str, usize, f64)] = &[
    (HMAC, 256, 0.35),
    (HMAC, 1024, 0.5),
    (HMAC, 16_384, 1.0),
    (HMAC, 65_536, 1.0),
    (RING, 256, 1.3),
    (RING, 4096, 1.03),
    (RING, 16_384, 1.03),
    (RING, 65_536, 1.03),
    (WEBHOOK_VERIFY, 256, 0.67),
];

// As the programs print them.
const HMAC: &str = "OpenSSL HMAC()";
const RING: &str = "ring, HMAC alone, key kept";
const WEBHOOK_VERIFY: &str = "webhook-verify";

/// A peer at a size, as a program prints it.
struct Cell {
    peer: String,
    size: usize,
    ratio: f64,
    ours: f64,
    theirs: f64,
}

/// Measures, prints the tables, and writes them unless it is only to be shown that everything can be measured.
pub(crate) fn run(root: &Path, quick: bool) -> Result<()> {
    let rounds = if quick { "2" } else { "200" };
    let mut report = format!(
        "<!-- Written by `cargo xtask bench native`. -->\n# What a verification costs in C and in Rust\n\n`cargo xtask bench native`, {}, {}. Ours is the whole \
         verification of a delivery of Stripe with a kept verifier, the event's id and type out of its body among what it finds; what the HMAC of a library is beside \
         is no more than the MAC of the same bytes. Ratios (ours over theirs) are medians of one run, in turns; the times are of that machine. A goal is what \
         ours may be of theirs at most.\n",
        version("rustc")?,
        version("openssl").unwrap_or_else(|_| "OpenSSL".into()),
    );
    for (title, program) in [("C", c_program(root)?), ("Rust", rust_program(root)?)] {
        let output =
            Command::new(&program).arg(rounds).output().with_context(|| format!("{program:?} does not start"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{program:?} cannot measure:\n{said}");
        let cells = String::from_utf8(output.stdout)?.lines().map(cell).collect::<Result<Vec<_>>>()?;
        ensure!(!cells.is_empty(), "{program:?} has measured nothing");
        write!(report, "\n## {title}\n\n{}", table(&cells)?)?;
    }
    print!("{report}");
    if quick {
        println!("\nbench native: everything can be measured; the numbers of --quick mean nothing");
    } else {
        fs::write(root.join(REPORT), report)?;
        println!("\nwritten to {REPORT}");
    }
    Ok(())
}

fn c_program(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--quiet", "--release", "--package", "hookproof-c"];
    finished(Command::new(cargo).args(arguments).current_dir(root))?;
    let out = root.join(OUT);
    fs::create_dir_all(&out)?;
    let program = out.join("openssl");
    let compile = || {
        Command::new("cc")
            .args(["-O2", "-Wall", "-Wextra", "-Werror", "-I", "bindings/c/include"])
            .arg(format!("{SOURCES}/openssl.c"))
            .args(["target/release/libhookproof.a", "-lcrypto", "-o"])
            .arg(&program)
            .current_dir(root)
            .output()
    };
    // OpenSSL's headers are a package of their own.
    let mut compiled = compile()?;
    if !compiled.status.success() && apt_install(&["libssl-dev"]) {
        compiled = compile()?;
    }
    ensure!(compiled.status.success(), "cc failed:\n{}", String::from_utf8_lossy(&compiled.stderr));
    Ok(program)
}

fn rust_program(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    finished(
        Command::new(cargo)
            .args(["build", "--quiet", "--release", "--locked", "--target-dir"])
            .arg(root.join(OUT))
            .current_dir(root.join(SOURCES)),
    )?;
    Ok(root.join(OUT).join("release/hookproof-bench-native"))
}

fn version(program: &str) -> Result<String> {
    let flag = if program == "openssl" { "version" } else { "--version" };
    let said = String::from_utf8(Command::new(program).arg(flag).output()?.stdout)?;
    Ok(said.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
}

/// Peer, size, ratio, our and their nanoseconds, with tabs between them.
fn cell(line: &str) -> Result<Cell> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [peer, size, ratio, ours, theirs] = fields.as_slice() else { anyhow::bail!("not a cell: {line}") };
    Ok(Cell {
        peer: (*peer).into(),
        size: size.parse()?,
        ratio: ratio.parse()?,
        ours: ours.parse()?,
        theirs: theirs.parse()?,
    })
}

fn table(cells: &[Cell]) -> Result<String> {
    let mut peers: BTreeMap<&str, Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        peers.entry(&cell.peer).or_default().push(cell);
    }
    let mut table = String::from(
        "| beside | body | ours / theirs | goal | ours, ns | theirs, ns |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for (peer, cells) in peers {
        for Cell { size, ratio, ours, theirs, .. } in cells {
            let goal = GOALS.iter().find(|(name, at, _)| *name == peer && at == size).map(|(_, _, goal)| *goal);
            let goal = match goal {
                Some(goal) if *ratio > goal => format!("{goal} **missed**"),
                Some(goal) => goal.to_string(),
                None => String::new(),
            };
            writeln!(table, "| {peer} | {size} B | {ratio:.2} | {goal} | {ours:.0} | {theirs:.0} |")?;
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::{HMAC, cell, table};

    #[test]
    fn a_goal_that_is_missed_is_said() {
        let cells = ["OpenSSL HMAC()\t256\t0.340\t400\t1200", "OpenSSL HMAC()\t1024\t0.510\t800\t1600"];
        let table = table(&cells.map(|line| cell(line).unwrap())).unwrap();
        assert!(table.contains(&format!("| {HMAC} | 256 B | 0.34 | 0.35 | 400 | 1200 |")), "{table}");
        assert!(table.contains(&format!("| {HMAC} | 1024 B | 0.51 | 0.5 **missed** | 800 | 1600 |")), "{table}");
        assert!(cell("nothing measured").is_err());
    }
}
