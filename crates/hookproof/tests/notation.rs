//! What the pages say of the notation and the table is so.
#![allow(clippy::unwrap_used)]

use hookproof::Scheme;

#[test]
fn the_lines_in_the_docs_parse() {
    let mut count = 0;
    let docs = include_str!("../../../docs/notation.md");
    for block in docs.split("```scheme\n").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            Scheme::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            count += 1;
        }
    }
    assert!(count >= 6, "{count} lines: is the page read at all?");
}

#[test]
fn the_pages_name_the_number_of_providers() {
    let count = format!("{} providers", hookproof::providers::ALL.len());
    for (page, text) in
        [("README.md", include_str!("../../../README.md")), ("CHANGELOG.md", include_str!("../../../CHANGELOG.md"))]
    {
        assert!(text.contains(&count), "{page} does not say `{count}`");
    }
}
