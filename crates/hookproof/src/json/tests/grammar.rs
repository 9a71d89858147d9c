//! What is JSON and what is not, in the manner of the JSONTestSuite.

use super::super::*;
use super::{every, is_valid, lenient, std, strict};
use std::format;

#[test]
fn what_the_grammar_allows_is_accepted() {
    for body in [
        "null",
        " true\t\r\n",
        "false",
        "\"\"",
        "0",
        "-0",
        "-1",
        "1234567890",
        "0.5",
        "-0.0",
        "10.01",
        "1e5",
        "1E+5",
        "0e-0",
        "1.5e00",
        "1e999999",
        "[]",
        "{}",
        " [ ] ",
        " { } ",
        "[[],[[]],{}]",
        "[1 , 2\n,\t3]",
        "{\"a\":1}",
        "{ \"a\" : 1 , \"b\" : [ ] }",
        "{\"\":{\"\":\"\"}}",
        "{\"a\":1,\"a\":2}",
        r#""\"\\\/\b\f\n\r\t\u0000\uAbCd""#,
        r#""\ud800 alone, and \udc00""#,
        "\"\u{7f}\u{e9}\u{20ac}\u{1f600}\"",
        "\"exactly8\"",
        "\"more than eight bytes\"",
    ] {
        assert!(is_valid(body.as_bytes()), "{body}");
    }
    // Strings that nobody asks for may be anything but control characters.
    assert!(is_valid(b"[\"\xff\xfe\xc0\x80\"]"));
}

#[test]
fn what_the_grammar_does_not_allow_is_malformed() {
    for body in [
        "",
        " ",
        "\u{feff}1",
        "nul",
        "nulx",
        "nxll",
        "trux",
        "fxlse",
        "{a\":1}",
        "{\"a\":1,b\":2}",
        "nulll",
        "True",
        "truefalse",
        "true false",
        "1 2",
        "1,",
        "1,2",
        "1,\"a\":2",
        "1:2",
        "01",
        "-01",
        "-",
        "+1",
        ".5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "1e5.5",
        "1.2.3",
        "--1",
        "0x1",
        "NaN",
        "Infinity",
        "-Infinity",
        "1_000",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1}",
        "[1]]",
        "[1:2]",
        "[01]",
        "[-]",
        "[1.]",
        "{",
        "}",
        "{]",
        "{\"a\"",
        "{\"a\"}",
        "{\"a\":",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1]",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\",1}",
        "{\"a\"\"b\":1}",
        "{\"a\" \"b\"}",
        "{\"a\"::1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,,\"b\":2}",
        "{a:1}",
        "{1:1}",
        "{null:1}",
        "{\"a\":1}}",
        "{\"a\":1},",
        "'a'",
        "\"",
        "\"a",
        "\"\\",
        "\"\\\"",
        "\"\\a\"",
        "\"\\'\"",
        "\"\\x41\"",
        "\"\\U0041\"",
        "\"\\u\"",
        "\"\\u004\"",
        "\"\\u004g\"",
        "\"\\u 041\"",
        "\"\\u+041\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"a\0b\"",
        "\"eight by\u{1f}\"",
        "{\"a\u{1}\":1}",
        "{\"\\q\":1}",
        "[1]\0",
        "\u{a0}1",
        "\u{b}1",
        "\u{c}1",
        "/* */1",
        "1//",
        "#1",
    ] {
        assert!(!is_valid(body.as_bytes()), "{body:?}");
    }
    assert!(!is_valid(b"\xff"));
    assert!(!is_valid(b"[\xe9]"));
}

#[test]
fn every_byte_is_told_apart_wherever_it_stands_in_a_word() {
    for at in 0..24 {
        for byte in 0..=255u8 {
            let mut body = [b'a'; 26];
            body[0] = b'"';
            body[25] = b'"';
            body[at + 1] = byte;
            let expected = byte >= 0x20 && byte != b'"' && byte != b'\\';
            // `\a` is no escape, but `\"` at the end is one: the string does not end then, either.
            assert_eq!(is_valid(&body), expected, "{byte:#x} at {at}");
        }
    }
}

#[test]
fn no_more_than_64_levels() {
    let nested = |open: &str, close: &str, levels| open.repeat(levels) + "1" + &close.repeat(levels);
    for (open, close, pointer) in [("[", "]", "/0"), ("{\"a\":", "}", "/a")] {
        let deepest = nested(open, close, 64);
        assert_eq!(strict(&deepest, &pointer.repeat(64)), Ok(Some("1")));
        assert!(is_valid(deepest.as_bytes()));
        assert!(!is_valid(nested(open, close, 65).as_bytes()));
        assert_eq!(strict(&deepest, &pointer.repeat(63)), Err(Malformed));
        assert_eq!(strict(&deepest, &pointer.repeat(65)), Ok(None));
        // The innermost container is left, and the way out is found again.
        let around = format!("[{},{{\"b\":2}}]", nested(open, close, 63));
        assert_eq!(strict(&around, "/1/b"), Ok(Some("2")));
    }
    let bomb = "[".repeat(1_000_000);
    assert_eq!(lenient(&bomb, "/0"), None);
    assert_eq!(every(&bomb, &"/*".repeat(100)), Err(Malformed));
}
