//! `cargo xtask demo`: genuine and forged deliveries to a real edge runtime, and its verdicts as a table.

mod deliveries;
mod worker;

use crate::{npm, table};
use anyhow::{Result, ensure};
use std::io::IsTerminal;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use worker::{Answer, Delivery, Worker};

/// Builds, packs and installs the package, starts workerd, sends the deliveries. Fails if one verdict is not as expected.
pub(crate) fn run(root: &Path) -> Result<()> {
    let paint = Paint::new();
    let began = Instant::now();
    println!(
        "building the wasm module and the npm package, and packing it (minutes on a first run, seconds after that) ..."
    );
    let tarball = npm::pack(root)?;
    let dir = root.join("target/npm/demo");
    println!("installing the packed package ...");
    npm::install(&dir, &tarball)?;

    let rows = table::rows(root)?;
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs());
    // The worker's endpoints are the same wherever it listens; the deliveries are not, since some sign the URL.
    let parts = deliveries::all(&rows, now()?, "http://127.0.0.1")?;
    let hooks = parts
        .iter()
        .flat_map(|(_, deliveries)| deliveries)
        .map(|delivery| (delivery.hook.name.as_str(), &delivery.hook));
    let worker = Worker::start(root, &dir, &hooks.collect())?;
    let parts = deliveries::all(&rows, now()?, &worker.origin)?;
    println!("workerd listens on {}; npm/examples/worker.mjs is in it", worker.origin);
    let (mut count, mut wrong) = (0, Vec::new());
    for (title, deliveries) in &parts {
        println!("\n{} ({})", paint.bold(title), deliveries.len());
        // A line each where there are few; for a whole table, the names in columns, and lines for what went wrong.
        let brief = deliveries.len() > 40;
        let mut column = 0;
        for delivery in deliveries {
            let answer = worker.send(delivery)?;
            count += 1;
            let problem = problem(delivery, &answer);
            if brief && problem.is_none() {
                print!("  {} {:<24}", paint.green("✓"), short(delivery.provider.as_str(), 24));
                column = (column + 1) % 4;
                if column == 0 {
                    println!();
                }
                continue;
            }
            if column > 0 {
                println!();
                column = 0;
            }
            println!("{}", line(delivery, &answer, problem.is_none(), &paint));
            if let Some(problem) = problem {
                println!("      {}", paint.red(&problem));
                wrong.push(delivery.title.as_str());
            }
        }
        if column > 0 {
            println!();
        }
    }
    println!(
        "\n{count} deliveries, {} as expected, {} not, {:.1} s",
        count - wrong.len(),
        wrong.len(),
        began.elapsed().as_secs_f32()
    );
    ensure!(wrong.is_empty(), "not as expected: {}", wrong.join(", "));
    Ok(())
}

/// What is wrong with an answer, in a sentence.
fn problem(delivery: &Delivery, answer: &Answer) -> Option<String> {
    let message = answer.message.as_deref().unwrap_or("no message");
    let got = answer.code.as_deref().unwrap_or("accepted");
    match delivery.expected {
        Ok(()) if answer.ok && answer.status == 200 => None,
        Ok(()) => Some(format!("it is genuine, and was rejected: {got} ({}): {message}", answer.status)),
        Err(code) if got == code.as_str() && !answer.ok && answer.status == code.http_status() => None,
        Err(code) if answer.ok => Some(format!("it is forged or misconfigured, and was accepted; expected {code}")),
        Err(code) => {
            Some(format!("expected {code} ({}), got {got} ({}): {message}", code.http_status(), answer.status))
        }
    }
}

fn line(delivery: &Delivery, answer: &Answer, good: bool, paint: &Paint) -> String {
    let mark = if good { paint.green("✓") } else { paint.red("✗") };
    let title = short(&delivery.title, 38);
    let verdict = if answer.ok {
        let covers = answer.covers.iter().filter(|(_, covered)| **covered).map(|(name, _)| name.as_str());
        let covers = covers.collect::<Vec<_>>().join(", ");
        let covers = if covers.is_empty() { "nothing: a shared token" } else { &covers };
        let age = answer.skew.map_or(String::new(), |skew| format!("{skew} s"));
        let replay_key = answer.replay_key.as_deref().and_then(|key| key.get(..8)).unwrap_or("-");
        format!("accepted  {age:>4}  {replay_key:<8}  covers {covers}")
    } else {
        format!("rejected  {}  {}", answer.status, answer.code.as_deref().unwrap_or("?"))
    };
    format!("  {mark} {title:<38} {verdict}")
}

/// The text, cut to this number of characters.
fn short(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// Colours, where a person reads.
struct Paint {
    on: bool,
}

impl Paint {
    fn new() -> Self {
        Paint { on: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() }
    }

    fn paint(&self, code: u8, text: &str) -> String {
        if self.on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.paint(1, text)
    }

    fn green(&self, text: &str) -> String {
        self.paint(32, text)
    }

    fn red(&self, text: &str) -> String {
        self.paint(31, text)
    }
}
