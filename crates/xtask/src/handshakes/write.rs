//! What is generated from the table of handshakes.

use super::row::{Row, Vector};
use crate::table::{Evidence, MARK, Row as Provider, camel_case, constant, escaped, names, union, unwrapped};
use anyhow::{Result, ensure};
use hookproof::Handshake;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::fmt::Write;

/// The table as Rust: a list to search at run time, and a constant a provider that is parsed at compile time.
pub(super) fn rust(rows: &[Row]) -> Result<String> {
    let mut out = format!("// {MARK}\nuse crate::handshake::Handshake;\n\n");
    out += "/// Name and line of each handshake, sorted by name.\n";
    out += "#[rustfmt::skip]\npub(super) static LINES: &[(&str, &str)] = &[\n";
    for row in rows {
        writeln!(out, "    ({:?}, {:?}),", row.name, row.handshake)?;
    }
    out += "];\n";
    for row in rows {
        write!(
            out,
            "\n/// {}.{} <{}>\n#[rustfmt::skip]\npub const {}: Handshake = crate::handshake!({:?});\n",
            row.title,
            traits(row)?,
            row.docs,
            constant(&row.name),
            row.handshake,
        )?;
    }
    Ok(out)
}

/// ` Settings: verify-token. Unconfirmed: read in other people's code only.`
fn traits(row: &Row) -> Result<String> {
    let handshake = Handshake::parse(&row.handshake)?;
    let mut text = String::new();
    if !row.settings.is_empty() {
        let names: Vec<&str> = row.settings.keys().map(String::as_str).collect();
        write!(text, " Settings: {}.", names.join(", "))?;
    }
    if handshake.needs_verifier() {
        text += " Takes the secret.";
    }
    if handshake.brings_secret() {
        text += " Brings the secret.";
    }
    if row.evidence == Evidence::Secondary {
        text += " Unconfirmed: read in other people's code only.";
    }
    Ok(text)
}

/// `npm/src/handshakes.js`: a string a provider, so that bundlers drop those that are not used.
pub(super) fn javascript(rows: &[Row]) -> Result<String> {
    constants(rows, |row| Ok(format!("export const {} = {};", camel_case(&row.name), json!(row.handshake))))
}

/// `npm/src/handshakes.d.ts`: each constant with what it takes, and the union of their names.
pub(super) fn declarations(rows: &[Row]) -> Result<String> {
    let constants = constants(rows, |row| {
        let takes_secret = Handshake::parse(&row.handshake)?.needs_verifier();
        let settings = union(row.settings.keys().map(String::as_str));
        Ok(format!("export declare const {}: Handshake<{settings}, {takes_secret}>;", camel_case(&row.name)))
    })?;
    let import = format!("// {MARK}\n\nimport type {{ Handshake }} from \"./lines.js\";\n");
    Ok(constants.replacen(&format!("// {MARK}\n"), &import, 1) + &names("Handshake", "handshakes"))
}

fn constants(rows: &[Row], line: impl Fn(&Row) -> Result<String>) -> Result<String> {
    let mut out = format!("// {MARK}\n");
    for row in rows {
        let comment = format!("{}.{} {}", row.title, traits(row)?, row.docs).replace("*/", "* /");
        write!(out, "\n/** {comment} */\n{}\n", line(row)?)?;
    }
    Ok(out)
}

/// `docs/handshakes.md`.
pub(super) fn page(rows: &[Row]) -> Result<String> {
    let mut out = format!("<!-- {MARK} -->\n\n# Handshakes\n\n");
    writeln!(
        out,
        "{} providers that check, before they deliver, that the endpoint is the receiver's, and want a certain answer. Give the name to
`Handshake::find` or `hookproof handshake --handshake`; in JavaScript each is a constant of `hookproof/handshakes`, in Rust one of
`hookproof::handshakes`. How the lines are read is said in [notation.md](notation.md#handshakes).

- **takes the secret**: the request is signed, or the answer is computed with the secret, so that a verifier answers it.
- **brings the secret**: the request brings the key of all deliveries to come. That is trust on first use: take it only while you are
  setting up a webhook at this very URL.
- A provider that sends a signed test delivery and wants any 2xx needs no line: verify it as every delivery.
",
        rows.len()
    )?;
    out += "| provider | name | handshake | secret | settings | evidence |\n| --- | --- | --- | --- | --- | --- |\n";
    for row in rows {
        let handshake = Handshake::parse(&row.handshake)?;
        let secret = match (handshake.needs_verifier(), handshake.brings_secret()) {
            (true, _) => "takes it",
            (_, true) => "brings it",
            _ => "",
        };
        let settings: Vec<String> =
            row.settings.iter().map(|(name, text)| format!("`{name}`: {}", escaped(text))).collect();
        let evidence = if row.evidence == Evidence::Secondary { "*unconfirmed*" } else { row.evidence.as_str() };
        writeln!(
            out,
            "| [{}]({}) | `{}` | `{}` | {secret} | {} | {evidence} |",
            row.title,
            row.docs,
            row.name,
            row.handshake.replace('|', "\\|"),
            settings.join("; "),
        )?;
    }
    out += LEFT_OUT;
    out += "\n## Traps\n\n";
    for row in rows.iter().filter(|row| !row.notes.trim().is_empty()) {
        writeln!(out, "- **{}**: {}", row.title, escaped(&unwrapped(&row.notes)))?;
    }
    out += "\n## Read in\n\n";
    for row in rows {
        writeln!(out, "- **{}**: {}", row.title, escaped(&row.sources.join("; ")))?;
    }
    Ok(out)
}

const LEFT_OUT: &str = "
## Not here

- **Amazon SNS, Ramp, SmartThings (newer apps)**: nothing is answered; a URL has to be fetched, or a call made, by the receiver.
- **Discord**: a signed PING that is answered with a JSON object; the signature is Ed25519, which this build does not verify.
- **WeChat**: the request is signed with SHA-1 over three values in the order of their sorting, which no line says.
- **Lark with an encrypt key**: the request is encrypted.
- **Bandwidth**: wants a 401 with `WWW-Authenticate` before it sends its credentials: an answer to every request, not to one.
- **Dropbox Sign, WorkOS Actions**: every delivery wants a certain or a signed answer: no handshake.
- **Agora, Canva, Cronofy, Favro, Figma, Fivetran, Intercom, LINE, Terraform, Viber, Xero**: a delivery like any other (with Canva and
  Xero also some that are wrongly signed), which wants the status that the verdict gives.
";

const COMMENT: &[&str] = &[
    MARK,
    "Handshakes and the answer that every implementation and binding has to give. One case is one line.",
    "handshake: the line. scheme, secret: of the verifier; absent: the handshake is answered without one.",
    "settings: name and value. method, url, headers, body: the request. now: the clock, in Unix seconds.",
    "expect: `ok`, `none` where the request is no handshake, or the error's code.",
    "For `ok`: status, answer_headers, body of the answer (answer_body), and the secret that it brought (answer_secret).",
    "A field that is not named here is an error in the runner.",
];

/// `tests/vectors/handshakes.json`: an object a line.
pub(super) fn vectors(rows: &[Row], providers: &[Provider]) -> Result<String> {
    let mut cases = Vec::new();
    for row in rows {
        for (index, vector) in row.vectors.iter().enumerate() {
            let name = format!("{}, {}: {}", row.name, index + 1, vector.source);
            cases.push(case(row, vector, providers, &name, "ok"));
            if index > 0 {
                continue;
            }
            let other = Vector { method: "PATCH".into(), ..vector.clone() };
            cases.push(case(row, &other, providers, &format!("{}, another method", row.name), "none"));
            for setting in vector.settings.keys() {
                let mut other = vector.clone();
                other.settings.remove(setting);
                let name = format!("{}, without {setting}", row.name);
                cases.push(case(row, &other, providers, &name, "missing_input"));
                other.settings.insert(setting.clone(), String::new());
                let name = format!("{}, with an empty {setting}", row.name);
                cases.push(case(row, &other, providers, &name, "missing_input"));
            }
            if row.handshake.starts_with("signed ") {
                // One byte more of what is signed: the body, or the last parameter of the URL.
                let mut other = vector.clone();
                if other.body.is_empty() {
                    other.url.push('0');
                } else {
                    other.body.push(' ');
                }
                let name = format!("{}, not signed so", row.name);
                cases.push(case(row, &other, providers, &name, "signature_mismatch"));
            }
            if row.handshake.contains("}={verify-token}") {
                let mut other = vector.clone();
                other.settings.insert("verify-token".into(), "another token".into());
                let name = format!("{}, another verify token", row.name);
                cases.push(case(row, &other, providers, &name, "signature_mismatch"));
            }
        }
    }
    let mut names = HashSet::new();
    for case in &cases {
        ensure!(names.insert(case["name"].to_string()), "two cases have the name {}", case["name"]);
    }
    let lines: Vec<String> = cases.iter().map(|case| format!("    {case}")).collect();
    let comment: Vec<String> = COMMENT.iter().map(|line| format!("    {}", json!(line))).collect();
    Ok(format!(
        "{{\n  \"_comment\": [\n{}\n  ],\n  \"cases\": [\n{}\n  ]\n}}\n",
        comment.join(",\n"),
        lines.join(",\n")
    ))
}

fn case(row: &Row, vector: &Vector, providers: &[Provider], name: &str, expect: &str) -> Value {
    let mut case = Map::new();
    let mut put = |key: &str, value: Value| case.insert(key.into(), value);
    put("name", json!(name));
    put("handshake", json!(row.handshake));
    if let Some(secret) = &vector.secret {
        put("scheme", json!(row.scheme(vector, providers)));
        put("secret", json!(secret));
    }
    put("settings", json!(vector.settings));
    put("method", json!(vector.method));
    put("url", json!(vector.url));
    put("headers", json!(vector.headers));
    put("body", json!(vector.body));
    put("now", json!(vector.now));
    put("expect", json!(expect));
    if expect == "ok" {
        put("status", json!(vector.answer.status));
        put("answer_headers", json!(vector.answer.headers));
        put("answer_body", json!(vector.answer.body));
        put("answer_secret", json!(vector.answer.secret));
    }
    Value::Object(case)
}
