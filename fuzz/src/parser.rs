//! The parser of scheme lines, and its inverse.

use crate::lines::{JSON, LINES};
use hookproof::{Code, Options, Request, Scheme, providers, sign};

/// A line that parses says the same when it is printed and parsed again; the error of any other line points into the line.
///
/// # Panics
/// Where that does not hold.
pub fn check(data: &[u8]) {
    let Ok(line) = std::str::from_utf8(data) else { return };
    let found = Scheme::find(line);
    if line.contains(" | ") {
        let parsed = Scheme::parse(line);
        assert_eq!(found.as_ref().err(), parsed.as_ref().err(), "a line is found as it is parsed");
    }
    match Scheme::parse(line) {
        Ok(scheme) => accepted(&scheme, line),
        Err(error) => {
            assert_eq!(error.code(), Code::InvalidScheme);
            let column = error.column().expect("a line that does not parse has a column");
            assert!((1..=line.len() + 1).contains(&column), "column {column} of {}", line.len());
            assert!(!error.reason().is_empty() && error.to_string().contains(error.reason()));
        }
    }
}

fn accepted(scheme: &Scheme, line: &str) {
    assert_eq!(scheme.as_str(), line);
    assert!(line.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && line.trim() == line);

    let names: Vec<&str> = scheme.headers().collect();
    assert!(names.len() <= Scheme::MAX_HEADERS);
    for (index, name) in names.iter().enumerate() {
        assert!((1..=64).contains(&name.len()) && !names.iter().take(index).any(|other| other == name), "{names:?}");
        assert!(scheme.reads(name.as_bytes()) && scheme.reads(name.to_ascii_uppercase().as_bytes()));
    }
    assert_eq!(scheme.tolerance().is_some(), scheme.covers().timestamp);

    let printed = scheme.to_string();
    assert!(printed.len() <= line.len(), "printed longer than it was written: {printed}");
    let again = match Scheme::parse(&printed) {
        Ok(again) => again,
        Err(error) => panic!("{printed}: {error}"),
    };
    assert_eq!(again.to_string(), printed);
    assert_eq!(facts(&again), facts(scheme), "{printed}");
    assert_eq!(signed_headers(&again), signed_headers(scheme), "{printed}");
}

/// All that can be asked of a scheme.
fn facts(scheme: &Scheme) -> impl PartialEq + std::fmt::Debug {
    (
        scheme.algorithm(),
        scheme.headers().map(str::to_string).collect::<Vec<_>>(),
        scheme.covers(),
        scheme.streams(),
        (scheme.needs_url(), scheme.needs_method()),
        scheme.tolerance(),
        (scheme.signs_with_api_secret(), scheme.names_headers()),
    )
}

/// What it makes of two deliveries: two schemes with the same facts can still sign another message.
fn signed_headers(scheme: &Scheme) -> [Result<Vec<(String, String)>, Code>; 2] {
    let values: Vec<String> = (0..Scheme::MAX_HEADERS).map(|number| format!("value {number}")).collect();
    let headers: Vec<(&str, &[u8])> = scheme.headers().zip(values.iter().map(String::as_bytes)).collect();
    // Hex digits, and base64 of an even length: a secret of every form.
    let secret = b"00112233445566778899aabbccddeeff";
    [b"a=b&token=%20", JSON].map(|body| {
        let request = Request { method: "POST", url: "https://a.example/b?c=d", headers: &headers, body };
        let signed = sign(scheme, secret, &request, 1_795_465_620, Options::default().allow_api_key());
        let signed = signed.map_err(|error| error.code())?;
        Ok(signed
            .headers()
            .chain(signed.elsewhere())
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect())
    })
}

/// The line of each row of the table, and of each thing that few rows show.
pub fn seeds() -> Vec<Vec<u8>> {
    providers::ALL.iter().map(|provider| provider.scheme).chain(LINES.iter().copied()).map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_schemes() {
        for line in LINES {
            let scheme = Scheme::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(scheme.to_string(), *line);
        }
    }
}
