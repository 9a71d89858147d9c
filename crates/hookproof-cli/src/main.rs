//! The `hookproof` command: it reads files, variables and arguments, and leaves every decision to the core.
#![forbid(unsafe_code)]

mod arguments;
mod derive;
mod failure;
mod handshake;
mod input;
mod schemes;
mod secret;
mod sign;
mod verify;

use arguments::{Arguments, Command};
use clap::Parser;
use std::io::{self, Write};
use std::process::ExitCode;
use zeroize::Zeroizing;

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Verify(arguments) => return verify::run(&arguments),
        Command::Handshake(arguments) => return handshake::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::Derive(arguments) => derive::run(&arguments),
        Command::Schemes(arguments) => schemes::run(&arguments).map(Zeroizing::new),
    };
    match done {
        Ok(text) => print(&text),
        Err(failure) => failure.report(),
    }
}

/// Writes the answer to standard output; a reader that has gone away (`| head`) is no failure of ours.
fn print(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("hookproof: standard output: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}
