//! `cargo xtask COMMAND`: builds, generates and tests everything in the repository.

mod adapters;
mod bench;
mod demo;
mod fuzz;
mod handshakes;
mod npm;
mod python;
mod readme;
mod runtimes;
mod sdk;
mod table;
mod test;
mod vectors;
mod wasm;

/// Shared with the core's tests: the signer that knows nothing of the core.
#[path = "../../hookproof/tests/oracle/mod.rs"]
mod oracle;
/// Shared with the core's tests: the form of the vector file.
#[path = "../../hookproof/tests/vector_file/mod.rs"]
mod vector_file;

use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  demo                         send genuine and forged deliveries to a real edge runtime, and print its verdicts
  table [--check]              write everything that is generated from crates/hookproof/providers and handshakes;
                               --check: only list what is stale, and fail
  fuzz [TARGET] [--seconds N]  look for inputs for which a property of fuzz/ does not hold
  bench npm [--quick]          measure the npm package beside its peers, and write docs/benchmarks.md
  bench python [--quick]       measure the Python package beside its peers, and write docs/benchmarks-python.md
  test [--only STEP] [--list]  run every check of the repository, in order
  wasm                         build the WebAssembly module into npm/gen
  npm                          build the npm package and pack it: target/npm/hookproof.tgz
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    let root = root();
    match arguments {
        [] | ["--help" | "-h" | "help"] => {
            print!("{HELP}");
            Ok(())
        }
        ["table"] => table::write(&root),
        ["table", "--check"] => table::check(&root),
        ["test", options @ ..] => test::run(&root, options),
        ["fuzz", arguments @ ..] => fuzz::run(&root, arguments),
        ["bench", arguments @ ..] => bench::run(&root, arguments),
        ["demo"] => demo::run(&root),
        ["wasm"] => wasm::build(&root),
        ["npm"] => {
            println!("{}", npm::pack(&root)?.display());
            Ok(())
        }
        other => bail!("unknown command `{}`\n\n{HELP}", other.join(" ")),
    }
}

/// The repository's folder: two above this crate's.
fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root.pop();
    root
}
