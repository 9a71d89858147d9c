//! The generated pages: `docs/providers.md` and `docs/errors.md`.

use super::absent::Absent;
use super::row::{Evidence, Row};
use super::rust::unwrapped;
use anyhow::Result;
use hookproof::Code;
use std::fmt::Write;

pub(crate) fn providers(rows: &[Row], absent: &Absent) -> Result<String> {
    let mut out = format!("<!-- {} -->\n\n# Providers\n\n", super::MARK);
    writeln!(
        out,
        "{} providers. Give the name to `Scheme::find`, `hookproof verify --scheme` or `hookproof_verifier_new`; in JavaScript each is a
constant of `hookproof/providers`, in Rust one of `hookproof::providers`. A provider that is not here is one line of text away: write
the line yourself. At the end: those that [sign nothing](#these-sign-nothing), and those that are
[not in the table](#not-in-the-table), and why.

- **covers**: what a valid signature protects. What is not named, anyone may have changed.
- **tolerance**: how far the signed time may be from now, unless you say otherwise; none where no time is signed.
- **evidence**: `sdk`, read in an official SDK or in the sender's source; `docs`, read in the provider's documentation;
  *unconfirmed*, read in other people's code only.
",
        rows.len()
    )?;
    out += "| provider | name | algorithm | scheme | covers | tolerance | evidence | docs |\n";
    out += "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for row in rows {
        let scheme = row.parsed()?;
        let tolerance = scheme.tolerance().map_or("none".into(), |seconds| format!("{seconds} s"));
        let evidence = if row.evidence == Evidence::Secondary { "*unconfirmed*" } else { row.evidence.as_str() };
        writeln!(
            out,
            "| [{}](#{}) | `{}` | {} | `{}` | {} | {tolerance} | {evidence} | [page]({}) |",
            row.title,
            row.name,
            row.name,
            scheme.algorithm().as_str(),
            row.scheme.replace('|', "\\|"),
            row.covers()?,
            row.docs,
        )?;
    }
    for row in rows {
        write!(out, "\n## {}\n\n{}\n\n", row.name, facts(row)?)?;
        let texts =
            [("", Some(&row.notes)), ("Handshake: ", row.handshake.as_ref()), ("Retries: ", row.retries.as_ref())];
        for (label, text) in texts {
            if let Some(text) = text {
                writeln!(out, "{label}{}\n", escaped(&unwrapped(text)))?;
            }
        }
        writeln!(out, "Read in:")?;
        for source in &row.sources {
            writeln!(out, "- {}", escaped(source))?;
        }
    }
    Ok(out + &absent.sections()?)
}

/// What the line of a row says beyond the table: `Event id: json:/id. The secret ...`
fn facts(row: &Row) -> Result<String> {
    let scheme = row.parsed()?;
    let mut facts = vec![format!("{}: {}.", row.title, scheme.algorithm().as_str())];
    facts.push(format!("Covers {}.", row.covers()?));
    if let Some(seconds) = scheme.tolerance() {
        facts.push(format!("Tolerance: {seconds} s."));
    }
    for (label, name) in [("Event id", "id"), ("Event type", "type")] {
        if let Some(source) = row.option(name) {
            facts.push(format!("{label}: `{source}`."));
        }
    }
    if scheme.signs_with_api_secret() {
        facts.push("The secret can also call the provider's API: use a verification key.".into());
    }
    facts.push(format!("Evidence: {}.", row.evidence.as_str()));
    Ok(facts.join(" "))
}

/// The notes are plain text: nothing in them is Markdown.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '_' | '<' | '`' | '[' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

pub(crate) fn errors() -> String {
    let mut out = format!("<!-- {} -->\n\n# Errors\n\n", super::MARK);
    out += "The same numbers and codes in every language; neither ever changes its meaning. Answer the sender with the status and
nothing else: the code and the message are for your log. Neither holds a secret, a signature or the body.

| number | code | HTTP status | when |
| ---: | --- | ---: | --- |
";
    for code in Code::ALL {
        out += &format!("| {} | `{code}` | {} | {} |\n", code.number(), code.http_status(), code.description());
    }
    out
}
