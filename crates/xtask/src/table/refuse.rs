//! What makes a row unfit for the table.

use super::row::{Published, Row, is_slug};
use crate::oracle::Received;
use crate::oracle::tamper::Genuine;
use crate::vectors::NOW;
use anyhow::{Context, Result, bail, ensure};
use hookproof::{Keyring, Request, Scheme, Verifier};

/// One line a refusal: the file, and the reason.
pub(crate) fn all(rows: &[Row]) -> Vec<String> {
    let mut reasons = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let mut refuse = |reason: String| reasons.push(format!("{}.toml: {reason}", row.name));
        if !is_slug(&row.name) {
            refuse("the name of a file is lower-case words with hyphens between them, and begins with a letter".into());
        }
        for (key, value) in [("name", &row.title), ("category", &row.category)] {
            if value.trim().is_empty() {
                refuse(format!("`{key}` is empty"));
            }
        }
        if row.sources.iter().all(|source| source.trim().is_empty()) {
            refuse("no source: name where the way of signing was read".into());
        }
        if !row.docs.starts_with("https://") {
            refuse("no `docs`: the https address of the provider's own page".into());
        }
        if rows.iter().take(index).any(|other| other.title == row.title && other.scheme == row.scheme) {
            refuse("another file has the same name and scheme".into());
        }
        match Scheme::parse(&row.scheme) {
            Err(error) => refuse(point_at(&row.scheme, &error)),
            Ok(scheme) => {
                for (number, vector) in row.vectors.iter().enumerate() {
                    if let Err(error) = check_vector(&scheme, &row.scheme, vector) {
                        refuse(format!("vector {}: {error:#}", number + 1));
                    }
                }
            }
        }
    }
    reasons
}

/// The reason, the line, and a mark under the column.
pub(crate) fn point_at(line: &str, error: &hookproof::Error) -> String {
    let column = error.column().unwrap_or(1);
    format!("the line does not parse: {}\n  {line}\n  {:>column$}", error.reason(), "^")
}

fn check_vector(scheme: &Scheme, line: &str, vector: &Published) -> Result<()> {
    ensure!(!vector.source.trim().is_empty(), "no source");
    let body = vector.body()?;
    let now = match vector.now {
        Some(now) => now,
        None if scheme.covers().timestamp => bail!("the scheme signs a time, and the vector has no `now`"),
        None => NOW,
    };
    let options = Published::options(scheme);
    let headers = vector.header_list();
    let request = vector.request(&headers, &body);
    let secret = vector.secret.as_bytes();
    let verifies = |secret: &[u8], request: &Request<'_>| {
        Verifier::new(scheme, &Keyring::single(secret), options)
            .and_then(|verifier| verifier.verify(request, now).map(drop))
    };
    verifies(secret, &request).context("it does not verify at its own time")?;

    let genuine = Genuine { line, secret: &vector.secret, received: received(&request) };
    let passes = |secret: &[u8], received: &Received<'_>| {
        let Received { method, url, headers, body } = received;
        verifies(secret, &Request { method, url, headers, body }).is_ok()
    };
    match genuine.undetected(passes) {
        Some(place) => bail!("it still verifies with {place} changed"),
        None => Ok(()),
    }
}

fn received<'r>(request: &Request<'r>) -> Received<'r> {
    let Request { method, url, headers, body } = *request;
    Received { method, url, headers: headers.to_vec(), body }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const GOOD: &str = r#"
name = "Acme"
category = "test"
scheme = "hmac-sha256 | x-s: {hex} | {body}"
evidence = "docs"
docs = "https://acme.example/webhooks"
sources = ["https://acme.example/webhooks"]

[[vectors]]
source = "docs.github.com, validating webhook deliveries"
secret = "It's a Secret to Everybody"
headers = { x-s = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" }
body = "Hello, World!"
"#;

    fn row(name: &str, text: &str) -> Result<Row> {
        let mut row: Row = toml::from_str(text)?;
        row.name = name.into();
        Ok(row)
    }

    /// The one reason against a good row, changed.
    fn reason(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        match row("acme", &GOOD.replacen(from, to, 1)) {
            Ok(row) => all(&[row]).join("\n"),
            Err(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn a_sound_row_passes() {
        assert_eq!(all(&[row("acme", GOOD).unwrap()]), Vec::<String>::new());
    }

    #[test]
    fn a_row_needs_a_page_and_sources() {
        assert!(reason("docs = \"https://acme.example/webhooks\"\n", "").contains("no `docs`"));
        assert!(reason("docs = \"https:", "docs = \"http:").contains("no `docs`"));
        assert!(reason("sources = [\"https://acme.example/webhooks\"]\n", "").contains("no source"));
        assert!(reason("[\"https://acme.example/webhooks\"]", "[\" \"]").contains("no source"));
        assert!(
            reason("source = \"docs.github.com, validating webhook deliveries\"", "source = \"\"")
                .contains("vector 1: no source")
        );
    }

    #[test]
    fn words_that_are_not_known_are_refused() {
        assert!(reason("evidence = \"docs\"", "evidence = \"rumour\"").contains("unknown variant `rumour`"));
        assert!(reason("category", "colour = \"red\"\ncategory").contains("unknown field `colour`"));
        assert!(reason("body = ", "boddy = ").contains("unknown field `boddy`"));
    }

    #[test]
    fn a_line_that_does_not_parse_is_shown_with_its_column() {
        let reason = reason("{hex}", "{hax}");
        let lines: Vec<&str> = reason.lines().collect();
        assert!(
            lines.first().unwrap().starts_with("acme.toml: the line does not parse: a placeholder expected"),
            "{reason}"
        );
        assert_eq!(lines.get(1..), Some(["  hmac-sha256 | x-s: {hax} | {body}", "                     ^"].as_slice()));
    }

    #[test]
    fn a_vector_has_to_verify() {
        for (from, to) in [("Hello", "hello"), ("7571", "8571"), ("Everybody", "everybody"), ("x-s = ", "x-t = ")] {
            assert!(reason(from, to).contains("vector 1: it does not verify"), "{from}");
        }
        assert!(reason("body = \"Hello, World!\"", "").contains("either `body` or `body-base64`"));
        assert!(reason("| x-s: {hex} | {body}", "| x-s: t={timestamp},{hex} | {timestamp}{body}").contains("no `now`"));
    }

    #[test]
    fn a_vector_that_survives_a_change_is_refused() {
        // Of two equal fields of a form one counts for nothing, and a change can take it away.
        let secret = "test-secret-0123456789";
        let line = "hmac-sha256 | x-s: {hex} | {form}";
        let delivery = crate::oracle::Delivery { body: b"6&6".into(), ..Default::default() };
        let signature = crate::oracle::hex(&crate::oracle::tag(line, secret, &delivery, ""));
        let text = GOOD
            .replace("{body}", "{form}")
            .replace("Hello, World!", "6&6")
            .replace("It's a Secret to Everybody", secret)
            .replace("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", &signature);
        let reasons = all(&[row("acme", &text).unwrap()]).join("\n");
        assert!(reasons.contains("it still verifies with bit 4 of byte 0 of the body changed"), "{reasons}");
    }

    #[test]
    fn names_are_slugs_and_rows_differ() {
        for name in ["Acme", "acme_", "2acme", "acme--a", "-acme", "acme.com", ""] {
            assert!(all(&[row(name, GOOD).unwrap()]).join("").contains("the name of a file"), "{name}");
        }
        let twice = [row("acme", GOOD).unwrap(), row("acme-two", GOOD).unwrap()];
        assert_eq!(all(&twice), ["acme-two.toml: another file has the same name and scheme"]);
    }
}
