//! What makes a row unfit for the table of handshakes.

use super::row::{Row, Vector};
use crate::table::{Row as Provider, is_slug, point_at};
use anyhow::{Context, Result, bail, ensure};
use hookproof::Handshake;
use std::collections::BTreeSet;

/// One line a refusal: the file, and the reason.
pub(crate) fn all(rows: &[Row], providers: &[Provider]) -> Vec<String> {
    let mut reasons = Vec::new();
    for row in rows {
        if let Err(error) = check(row, providers) {
            reasons.push(format!("handshakes/{}.toml: {error:#}", row.name));
        }
    }
    reasons
}

fn check(row: &Row, providers: &[Provider]) -> Result<()> {
    ensure!(is_slug(&row.name), "the name of a file is lower-case words with hyphens between them");
    ensure!(!row.title.trim().is_empty(), "`name` is empty");
    ensure!(row.docs.starts_with("https://"), "no `docs`: the https address of the provider's own page");
    ensure!(row.sources.iter().any(|source| !source.trim().is_empty()), "no source: name where it was read");
    let handshake = match Handshake::parse(&row.handshake) {
        Ok(handshake) => handshake,
        Err(error) => bail!("{}", point_at(&row.handshake, &error)),
    };
    let named: BTreeSet<&str> = handshake.settings().collect();
    let described: BTreeSet<&str> = row.settings.keys().map(String::as_str).collect();
    ensure!(named == described, "`settings` describes {described:?}, the line has {named:?}");
    ensure!(!row.vectors.is_empty(), "no vector: a handshake and its answer");
    for (index, vector) in row.vectors.iter().enumerate() {
        check_vector(row, &handshake, vector, providers).with_context(|| format!("vector {}", index + 1))?;
    }
    Ok(())
}

fn check_vector(row: &Row, handshake: &Handshake, vector: &Vector, providers: &[Provider]) -> Result<()> {
    ensure!(!vector.source.trim().is_empty(), "no source");
    let scheme = row.scheme(vector, providers);
    let answer = vector.run(handshake, scheme)?;
    let expected = Some(vector.answer.clone());
    ensure!(answer == expected, "the answer differs\n  expected {expected:?}\n  came     {answer:?}");
    if row.handshake.contains(" application/json ") {
        serde_json::from_str::<serde_json::Value>(&vector.answer.body).context("the answer is not JSON")?;
    }
    ensure!(handshake.needs_verifier() == vector.secret.is_some(), "a `secret` goes with a handshake that takes one");

    // What it depends on must matter: the answer is another one, or none.
    let matters = |what: &str, changed: &Vector| match changed.run(handshake, scheme) {
        Ok(answer) if answer == expected => bail!("it is answered alike with {what} changed"),
        _ => Ok(()),
    };
    matters("the method", &Vector { method: "PATCH".into(), ..vector.clone() })?;
    for name in vector.settings.keys() {
        let mut changed = vector.clone();
        changed.settings.insert(name.clone(), "something else".into());
        matters(name, &changed)?;
        changed.settings.remove(name);
        ensure!(changed.run(handshake, scheme).is_err(), "it is answered without the setting {name}");
    }
    if let Some(secret) = &vector.secret {
        // One hex digit, so that an encoded secret still decodes.
        let last = if secret.ends_with('1') { "2" } else { "1" };
        let changed = secret.get(..secret.len().saturating_sub(1)).unwrap_or_default().to_string() + last;
        matters("the secret", &Vector { secret: Some(changed), ..vector.clone() })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const GOOD: &str = r#"
name = "Acme"
handshake = 'GET {query:token}={verify-token} => 200 application/json {"challenge":"{query:challenge}"}'
evidence = "docs"
docs = "https://acme.example/webhooks"
sources = ["https://acme.example/webhooks"]
settings = { verify-token = "the token" }

[[vectors]]
source = "written by hand"
settings = { verify-token = "tok-1" }
method = "GET"
url = "/hook?token=tok-1&challenge=abc"

[vectors.answer]
status = 200
headers = { content-type = "application/json", x-content-type-options = "nosniff" }
body = '{"challenge":"abc"}'
"#;

    fn reason(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        match toml::from_str::<Row>(&GOOD.replacen(from, to, 1)) {
            Ok(row) => all(&[Row { name: "acme".into(), ..row }], &[]).join("\n"),
            Err(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn a_sound_row_passes() {
        assert_eq!(reason("Acme", "Acme"), "");
    }

    #[test]
    fn an_unsound_row_is_refused() {
        for (from, to, expected) in [
            ("docs = \"https:", "docs = \"http:", "no `docs`"),
            ("sources = [\"https://acme.example/webhooks\"]", "sources = []", "no source"),
            ("{query:token}=", "{querry:token}=", "handshakes/acme.toml"),
            ("settings = { verify-token = \"the token\" }", "", "`settings` describes {}"),
            ("challenge=abc", "challenge=abd", "the answer differs"),
            ("status = 200\n", "status = 201\n", "the answer differs"),
            ("token=tok-1", "token=tok-2", "vector 1"),
            ("method = \"GET\"", "method = \"POST\"", "the answer differs"),
            ("source = \"written by hand\"", "source = \"\"", "no source"),
            ("method = \"GET\"", "secret = \"abc\"\nmethod = \"GET\"", "needs a `scheme`"),
            ("body = '", "boddy = '", "unknown field"),
        ] {
            let reason = reason(from, to);
            assert!(reason.contains(expected), "{from} -> {to}: {reason}");
        }
        let without = &GOOD[..GOOD.find("[[vectors]]").unwrap()];
        let row = Row { name: "acme".into(), ..toml::from_str(without).unwrap() };
        assert!(all(&[row], &[]).join("").contains("no vector"));
    }
}
