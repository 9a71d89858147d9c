//! Starting a runner: its output is shown as it comes, and its closing lines are counted.

use anyhow::{Context, Result, ensure};
use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::Add;
use std::process::{Command, Stdio};

/// What the runners of a step said at their end.
#[derive(Clone, Copy, Default, Debug, PartialEq)]
pub(super) struct Closing {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Closing {
    fn read(&mut self, line: &str) {
        // cargo and wasm-bindgen-test: `test result: ok. 3 passed; 0 failed; 1 ignored; ...`
        if let Some(rest) = line.strip_prefix("test result: ") {
            self.passed += before(rest, " passed");
            self.failed += before(rest, " failed");
            self.skipped += before(rest, " ignored");
        }
        // node --test: `ℹ pass 3`; where it is no terminal, `# pass 3`.
        if let Some(rest) = line.strip_prefix("\u{2139} ").or_else(|| line.strip_prefix("# ")) {
            self.passed += after(rest, "pass ");
            self.failed += after(rest, "fail ");
            self.skipped += after(rest, "skipped ");
        }
        // the C tests: `9 tests, 1322 checks, 0 failed`
        if line.contains(" tests, ") && line.contains(" checks, ") && line.ends_with(" failed") {
            self.passed += before(line, " tests, ").saturating_sub(before(line, " failed"));
            self.failed += before(line, " failed");
        }
        // pytest: `1 failed, 96 passed, 2 skipped in 1.93s`
        if let Some((counts, time)) = line.rsplit_once(" in ")
            && time.starts_with(|first: char| first.is_ascii_digit())
        {
            for count in counts.split(", ") {
                match count.split_once(' ').map(|(number, word)| (number.parse::<usize>(), word)) {
                    Some((Ok(number), "passed")) => self.passed += number,
                    Some((Ok(number), "failed" | "error" | "errors")) => self.failed += number,
                    Some((Ok(number), "skipped")) => self.skipped += number,
                    _ => {}
                }
            }
        }
        // ours: `3 passed, 0 failed`, and `, 1 skipped` where some are
        let (ours, skipped) = match line.rsplit_once(", ") {
            Some((front, last)) if last.ends_with(" skipped") => (front, before(last, " skipped")),
            _ => (line, 0),
        };
        if !ours.starts_with("test result") && ours.ends_with(" failed") && ours.contains(" passed, ") {
            self.passed += before(ours, " passed");
            self.failed += before(ours, " failed");
            self.skipped += skipped;
        }
    }
}

/// The number in front of a word.
fn before(text: &str, word: &str) -> usize {
    let number = text.split_once(word).and_then(|(front, _)| front.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// The number behind a word, to the end.
fn after(text: &str, word: &str) -> usize {
    text.strip_prefix(word).and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}

impl Add for Closing {
    type Output = Closing;

    fn add(self, other: Closing) -> Closing {
        Closing {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl fmt::Display for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Closing::default() {
            return f.write_str("ok");
        }
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// Runs a check that has no tests to count.
pub(super) fn check(command: &mut Command) -> Result<Closing> {
    run(command)
}

/// Runs tests. None at all is a failure: a filter that matches nothing would pass for ever.
pub(super) fn tests(command: &mut Command) -> Result<Closing> {
    let closing = run(command)?;
    ensure!(closing.failed == 0, "{} failed", closing.failed);
    ensure!(closing.passed > 0, "no test ran: {command:?}");
    Ok(closing)
}

fn run(command: &mut Command) -> Result<Closing> {
    let program = command.get_program().display().to_string();
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("{program} does not start"))?;
    let output = child.stdout.take().context("no output")?;
    let mut closing = Closing::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        closing.read(line.trim());
    }
    let status = child.wait()?;
    ensure!(status.success(), "{program} ended with {status}");
    Ok(closing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted() {
        let mut closing = Closing::default();
        for line in [
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "\u{2139} pass 5",
            "\u{2139} fail 1",
            "# pass 7",
            "# skipped 2",
            "40 passed, 2 failed",
            "50 passed, 1 failed, 8 skipped",
            "9 tests, 1322 checks, 1 failed",
            "1 failed, 20 passed, 2 skipped in 1.93s",
            "20 passed, 1 error in 1.93s",
            "# duration_ms 7",
            "all passed, none failed",
        ] {
            closing.read(line);
        }
        assert_eq!(closing, Closing { passed: 162, failed: 7, skipped: 15 });
        assert_eq!(closing.to_string(), "162 passed, 7 failed, 15 skipped");
        assert_eq!(Closing::default().to_string(), "ok");
    }
}
