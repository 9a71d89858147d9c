//! The constants of the npm package: `hookproof/providers`, and the type of the error codes.

use super::row::{Evidence, Row, camel_case};
use anyhow::Result;
use hookproof::{Algorithm, Code};
use std::collections::BTreeSet;
use std::fmt::Write;

/// `npm/src/providers.js`: a string a provider, so that bundlers drop those that are not used.
pub(crate) fn constants(rows: &[Row]) -> Result<String> {
    let mut out = format!("// {}\n", super::MARK);
    for row in rows {
        write!(
            out,
            "\n{}\nexport const {} = {};\n",
            comment(row)?,
            camel_case(&row.name),
            serde_json::to_string(&row.scheme)?
        )?;
    }
    Ok(out)
}

/// `npm/src/providers.d.ts`: each constant with what its signature covers, and the union of their names.
pub(crate) fn declarations(rows: &[Row]) -> Result<String> {
    let mut out = format!("// {}\n\nimport type {{ Scheme }} from \"./lines.js\";\n", super::MARK);
    for row in rows {
        let covers = row.parsed()?.covers();
        let parts = [(covers.body, "body"), (covers.id, "id"), (covers.timestamp, "timestamp"), (covers.url, "url")];
        let covered = union(parts.iter().filter(|(covered, _)| *covered).map(|(_, part)| *part));
        let name = camel_case(&row.name);
        write!(out, "\n{}\nexport declare const {name}: Scheme<{covered}>;\n", comment(row)?)?;
    }
    out += &names("Provider", "providers");
    Ok(out)
}

/// The type of the names of a module's constants.
pub(crate) fn names(what: &str, module: &str) -> String {
    format!(
        "\n/** The name of a constant of this module. */\n\
         export type {what}Name = keyof typeof import(\"./{module}.js\");\n"
    )
}

/// `"a" | "b"`; `never` where there are none.
pub(crate) fn union<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let quoted: Vec<String> = texts.map(|text| format!("\"{text}\"")).collect();
    if quoted.is_empty() { "never".into() } else { quoted.join(" | ") }
}

/// `npm/src/codes.d.ts`.
pub(crate) fn codes() -> String {
    let codes = Code::ALL;
    let words = codes.iter().map(|code| format!("\"{code}\"")).collect();
    let numbers = codes.iter().map(|code| code.number().to_string()).collect();
    let statuses: BTreeSet<u16> = codes.iter().map(|code| code.http_status()).collect();
    let algorithms = Algorithm::ALL.iter().map(|algorithm| format!("\"{}\"", algorithm.as_str())).collect();
    let types: [(&str, &str, Vec<String>); 4] = [
        (
            "The reason of a rejection, the same word in every language: docs/errors.md says when each is given.",
            "ErrorCode",
            words,
        ),
        ("The same as a number.", "ErrorNumber", numbers),
        (
            "The HTTP status that a reason is answered with.",
            "ErrorStatus",
            statuses.iter().map(u16::to_string).collect(),
        ),
        ("The word that a scheme's line begins with.", "Algorithm", algorithms),
    ];
    let mut out = format!("// {}\n", super::MARK);
    for (comment, name, members) in types {
        out += &format!("\n/** {comment} */\nexport type {name} =\n  | {};\n", members.join("\n  | "));
    }
    out
}

fn comment(row: &Row) -> Result<String> {
    let evidence = match row.evidence {
        Evidence::Secondary => "unconfirmed (other people's code only)",
        sure => sure.as_str(),
    };
    let title = row.title.replace("*/", "* /");
    Ok(format!("/** {title}. Covers: {}. Evidence: {evidence}. {} */", row.covers()?, row.docs))
}
