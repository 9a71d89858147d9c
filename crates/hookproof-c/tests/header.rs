//! The header's enum is the core's list of codes, number for number and name for name.
#![allow(clippy::expect_used)]

use hookproof::Code;

const HEADER: &str = include_str!("../../../bindings/c/include/hookproof.h");

/// Every `HOOKPROOF_NAME = number` of the header's first enum.
fn results() -> Vec<(String, u32)> {
    let (_, rest) = HEADER.split_once("enum {").expect("the enum of results");
    let (body, _) = rest.split_once("};").expect("its end");
    body.lines()
        .filter_map(|line| line.trim().strip_prefix("HOOKPROOF_")?.split_once(" = "))
        .map(|(name, rest)| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            (name.to_ascii_lowercase(), digits.parse().expect("a number"))
        })
        .collect()
}

#[test]
fn the_results_are_ok_then_the_cores_codes_then_the_librarys_own() {
    let mut expected = vec![("ok".to_owned(), 0)];
    expected.extend(Code::ALL.iter().map(|code| (code.as_str().to_owned(), u32::from(code.number()))));
    let found = results();
    let (of_core, own) = found.split_at_checked(expected.len()).expect("as many as the core has");
    assert_eq!(of_core, expected);
    assert_eq!(own.len(), 3);
    assert!(own.iter().all(|(_, number)| *number >= 100), "outside the core's range: {own:?}");
}

#[test]
fn the_header_stays_one_that_can_be_read() {
    assert!(HEADER.lines().count() < 330);
    assert!(HEADER.lines().all(|line| line.len() <= 120));
}
