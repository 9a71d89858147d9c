//! Runs the code that the READMEs show, as a user would: pasted into a file of a project that has the packed package.

use crate::npm;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

const PAGES: [&str; 2] = ["README.md", "npm/README.md"];

/// Runs every block of JavaScript in the pages. A block fails if it exits with an error.
pub(crate) fn run(root: &Path) -> Result<()> {
    let dir = root.join("target/npm/readme");
    npm::install(&dir, &npm::pack(root)?, &[])?;
    let mut count = 0;
    for page in PAGES {
        let text = fs::read_to_string(root.join(page)).with_context(|| page.to_owned())?;
        for (number, block) in text.split("```js\n").skip(1).enumerate() {
            let code = block.split("```").next().unwrap_or_default();
            let file = dir.join("block.mjs");
            fs::write(&file, code)?;
            // What the pages tell a user to set.
            let secret = ("STRIPE_WEBHOOK_SECRET", "whsec_5f0aB6c1T9x2Zk8QmWv3Jr7Y");
            let mut node = Command::new("node");
            let output = node.arg(&file).env(secret.0, secret.1).output().context("node does not start")?;
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            ensure!(output.status.success(), "block {} of {page} fails:\n{code}\n{out}{err}", number + 1);
            count += 1;
        }
    }
    ensure!(count >= PAGES.len(), "only {count} blocks found: are the pages read at all?");
    println!("{count} passed, 0 failed");
    Ok(())
}
