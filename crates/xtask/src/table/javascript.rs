//! The constants of the npm package: `hookproof/providers`, and the type of the error codes.

use super::row::{Evidence, Row, camel_case};
use anyhow::Result;
use hookproof::Code;
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

/// `npm/src/providers.d.ts`.
pub(crate) fn declarations(rows: &[Row]) -> Result<String> {
    let mut out = format!("// {}\n", super::MARK);
    for row in rows {
        write!(out, "\n{}\nexport declare const {}: string;\n", comment(row)?, camel_case(&row.name))?;
    }
    Ok(out)
}

/// `npm/src/codes.d.ts`.
pub(crate) fn codes() -> String {
    let mut out = format!("// {}\n\n", super::MARK);
    out +=
        "/** The reason of a rejection, the same word in every language: docs/errors.md says when each is given. */\n";
    out += "export type ErrorCode =";
    for code in Code::ALL {
        out += &format!("\n  | \"{code}\"");
    }
    out + ";\n"
}

fn comment(row: &Row) -> Result<String> {
    let evidence = match row.evidence {
        Evidence::Secondary => "unconfirmed (other people's code only)",
        sure => sure.as_str(),
    };
    let title = row.title.replace("*/", "* /");
    Ok(format!("/** {title}. Covers: {}. Evidence: {evidence}. {} */", row.covers()?, row.docs))
}
