//! `cargo xtask test`: every check of the repository, in order, until the first one that fails.

mod c;
mod runner;
mod steps;
mod traps;

use anyhow::{Context, Result, bail};
use runner::Closing;
use std::path::Path;
use std::time::Instant;
pub(crate) use steps::apt_install;
use steps::{STEPS, Step};

const HELP: &str = "\
cargo xtask test [--only STEP]... [--list]

  --only STEP  run this step only; may be given several times
  --list       name the steps, in their order
";

pub(crate) fn run(root: &Path, options: &[&str]) -> Result<()> {
    let mut chosen: Vec<&Step> = Vec::new();
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--only" => {
                let name = options.next().context("--only needs the name of a step")?;
                let step = STEPS.iter().find(|step| step.name == *name);
                chosen.push(step.with_context(|| format!("no step `{name}`: see `cargo xtask test --list`"))?);
            }
            "--list" => {
                STEPS.iter().for_each(|step| println!("{:<12} {}", step.name, step.what));
                return Ok(());
            }
            "--help" | "-h" => {
                print!("{HELP}");
                return Ok(());
            }
            other => bail!("unknown option `{other}`\n\n{HELP}"),
        }
    }
    if chosen.is_empty() {
        chosen = STEPS.iter().collect();
    }
    run_steps(root, &chosen)
}

fn run_steps(root: &Path, steps: &[&Step]) -> Result<()> {
    let mut closings = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!("\n=== {} ({} of {}): {}", step.name, index + 1, steps.len(), step.what);
        let start = Instant::now();
        let closing = (step.run)(root);
        let seconds = start.elapsed().as_secs_f32();
        match closing {
            Ok(closing) => closings.push((step.name, closing, seconds)),
            Err(error) => {
                summary(&closings);
                println!("{:<12} FAILED after {seconds:.1} s: {error:#}", step.name);
                println!("{} passed, 1 failed", closings.len());
                bail!("step `{0}` failed; run it alone with `cargo xtask test --only {0}`", step.name);
            }
        }
    }
    summary(&closings);
    println!("{} passed, 0 failed", closings.len());
    Ok(())
}

/// One line a step: what its runners said at their end.
fn summary(closings: &[(&str, Closing, f32)]) {
    println!("\n=== summary");
    for (name, closing, seconds) in closings {
        println!("{name:<12} {closing}, {seconds:.1} s");
    }
}
