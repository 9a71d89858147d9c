//! Hand-written cases of each rule: here what is found, in `grammar` what is JSON. What holds for any text is in `properties`, next to the readers it is held against.

mod grammar;
mod model;
mod properties;

use super::*;
extern crate std;
use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, vec};

/// What `find_all` says of one pointer: the scalar as it stands in the text, or nothing, or `Err`.
fn strict<'b>(body: &'b str, pointer: &str) -> Result<Option<&'b str>, Malformed> {
    let mut out = [None];
    find_all(body.as_bytes(), &[pointer.as_bytes()], &mut out)?;
    Ok(out[0].map(text))
}

fn lenient<'b>(body: &'b str, pointer: &str) -> Option<&'b str> {
    let mut out = [None];
    first(body.as_bytes(), &[pointer.as_bytes()], &mut out);
    out[0].map(text)
}

fn every<'b>(body: &'b str, pointer: &str) -> Result<Vec<&'b str>, Malformed> {
    let mut all = vec![];
    each(body.as_bytes(), pointer.as_bytes(), &mut |scalar| all.push(text(scalar)))?;
    Ok(all)
}

fn text(scalar: Scalar<'_>) -> &str {
    core::str::from_utf8(scalar.raw).unwrap()
}

fn is_valid(body: &[u8]) -> bool {
    find_all(body, &[], &mut []).is_ok()
}

fn decoded(kind: Kind, raw: &str) -> Option<String> {
    let mut out = vec![];
    Scalar { kind, raw: raw.as_bytes() }.decode(&mut |piece| out.extend_from_slice(piece))?;
    Some(String::from_utf8(out).unwrap())
}

#[test]
fn pointers_are_those_of_rfc_6901() {
    let body =
        r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"~1":9,"-":10}"#;
    for (pointer, expected) in [
        ("/foo/0", "bar"),
        ("/foo/1", "baz"),
        ("/", "0"),
        ("/a~1b", "1"),
        ("/c%d", "2"),
        ("/e^f", "3"),
        ("/g|h", "4"),
        ("/i\\j", "5"),
        ("/k\"l", "6"),
        ("/ ", "7"),
        ("/m~0n", "8"),
        ("/~01", "9"),
        ("/-", "10"),
    ] {
        assert_eq!(strict(body, pointer), Ok(Some(expected)), "{pointer}");
        assert_eq!(lenient(body, pointer), Some(expected), "{pointer}");
        assert_eq!(every(body, pointer), Ok(vec![expected]), "{pointer}");
    }
    for pointer in [
        "/fo",
        "/fooo",
        "/foo/2",
        "/foo/00",
        "/foo/01",
        "/foo/-",
        "/foo/+1",
        "/foo/",
        "/foo/0/0",
        "/foo/4294967296",
        "/x",
    ] {
        assert_eq!(strict(body, pointer), Ok(None), "{pointer}");
        assert_eq!(lenient(body, pointer), None, "{pointer}");
        assert_eq!(every(body, pointer), Err(Malformed), "{pointer}");
    }
    assert_eq!(strict("  \"root\" ", ""), Ok(Some("root")));
    assert_eq!(strict("-1.5e3", ""), Ok(Some("-1.5e3")));
    assert_eq!(strict("[1]", ""), Err(Malformed));
    assert_eq!(strict(body, "/foo"), Err(Malformed));
    assert_eq!(lenient(body, "/foo"), None);
}

#[test]
fn a_key_is_compared_decoded() {
    for body in [
        r#"{"id":1}"#,
        r#"{"\u0069d":1}"#,
        r#"{"\u0069\u0064":1}"#,
        r#"{"x":{"id":2},"id":1}"#,
        r#"{"ID":3,"i":{},"idd":4,"id":1}"#,
    ] {
        assert_eq!(strict(body, "/id"), Ok(Some("1")), "{body}");
    }
    assert_eq!(strict(r#"{"\ud83d\ude00\u20ac\u00e9\/\t":1}"#, "/😀€é~1\t"), Ok(Some("1")));
    assert_eq!(strict(r#"{"a\u002fb\u007e":1}"#, "/a~1b~0"), Ok(Some("1")));
    // Half a pair is not equal to anything, and does not disturb the next key.
    for half in [r"\ud83d", r"\ude00", r"\ud83d\ud83d\ude00", r"\ud83dx", r"\ud83d\n"] {
        let body = format!("{{\"a{half}\":1,\"{half}a\":2,\"a\":3}}");
        assert_eq!(strict(&body, "/a"), Ok(Some("3")), "{body}");
    }
    assert_eq!(strict(r#"{"\ud83dx\ude00":1}"#, "/x😀"), Ok(None));
}

#[test]
fn a_key_that_comes_twice_on_the_way_is_malformed() {
    for body in [
        r#"{"a":{"b":1,"b":1}}"#,
        r#"{"a":{"b":1,"\u0062":2}}"#,
        r#"{"a":{"\u0062":1,"b":2}}"#,
        r#"{"a":{"b":1},"a":{}}"#,
        r#"{"a":{"b":1},"a":null}"#,
        r#"{"a":0,"a":{"b":1}}"#,
        r#"{"a":{"b":1,"b":[]}}"#,
    ] {
        assert_eq!(strict(body, "/a/b"), Err(Malformed), "{body}");
        assert_eq!(every(body, "/a/b"), Err(Malformed), "{body}");
    }
    // Elsewhere it is nobody's business, and each object counts for itself.
    let body = r#"{"x":1,"x":2,"a":{"b":1,"c":1,"c":2},"y":{"a":{"b":2,"b":3}},"b":4}"#;
    assert_eq!(strict(body, "/a/b"), Ok(Some("1")));
    assert_eq!(every(r#"[{"a":1},{"a":2}]"#, "/*/a"), Ok(vec!["1", "2"]));
    assert_eq!(every(r#"[{"a":{"a":1}},{"a":{"a":2}}]"#, "/*/a/a"), Ok(vec!["1", "2"]));
    assert_eq!(every(r#"[{"a":1},{"a":2,"a":3}]"#, "/*/a"), Err(Malformed));
}

#[test]
fn leniently_the_first_of_two_equal_keys_counts() {
    assert_eq!(lenient(r#"{"id":1,"id":2}"#, "/id"), Some("1"));
    assert_eq!(lenient(r#"{"\u0069d":1,"id":2}"#, "/id"), Some("1"));
    assert_eq!(lenient(r#"{"id":{},"id":2}"#, "/id"), None);
    assert_eq!(lenient(r#"{"a":{},"a":{"id":2}}"#, "/a/id"), None);
    assert_eq!(lenient(r#"{"a":1,"a":{"id":2}}"#, "/a/id"), None);
    assert_eq!(lenient(r#"[{},{"id":1},{"id":2}]"#, "/*/id"), Some("1"));
    // What is malformed ends the search, and what was found before counts.
    assert_eq!(lenient(r#"{"id":1,"#, "/id"), Some("1"));
    assert_eq!(lenient(r#"{"id":1,]"#, "/x"), None);
    assert_eq!(lenient(r#"{"id":"1"#, "/id"), None);
    assert_eq!(lenient(r#"{"id":12"#, "/id"), None);
    assert_eq!(lenient("12", ""), Some("12"));
    assert_eq!(lenient(r#"{"id":1}]"#, "/id"), Some("1"));
}

#[test]
fn leniently_nothing_is_read_beyond_what_was_asked_for() {
    let (id, kind): (&[u8], &[u8]) = (b"/id", b"/type");
    let mut scanner = Scanner::new(&[id, kind]);
    let mut ends = 0;
    let mut sink = |_, event: Event<'_>| ends += usize::from(matches!(event, Event::End));
    scanner.update(b"{\"id\":1,\"type\":\"t\"", &mut sink);
    scanner.update(b"\0\0 anything", &mut sink);
    assert_eq!(scanner.finish(&mut sink), Ok(()));
    assert_eq!(ends, 2);
    // Before that, it is read.
    let mut scanner = Scanner::new(&[id, kind]);
    scanner.update(b"{\"id\":1,\0\"type\":\"t\"}", &mut |_, _| ());
    assert_eq!(scanner.finish(&mut |_, _| ()), Err(Malformed));
}

#[test]
fn nothing_is_told_of_what_comes_behind_an_error() {
    let id: &[u8] = b"/id";
    let mut scanner = Scanner::new(&[id]);
    let mut began = 0;
    scanner.update(b"{\"id\":\"a", &mut |_, event| began += usize::from(matches!(event, Event::Begin(Kind::String))));
    assert_eq!(began, 1);
    scanner.update(b"\n", &mut |_, _| panic!("a line feed in a string"));
    scanner.update(b"b\"", &mut |_, _| panic!("behind an error"));
    assert_eq!(scanner.finish(&mut |_, _| panic!("behind an error")), Err(Malformed));
}

#[test]
fn a_star_is_every_element() {
    assert_eq!(every(r#"{"v":[{"s":"a"},{"s":"b"},{"s":"c"}]}"#, "/v/*/s"), Ok(vec!["a", "b", "c"]));
    assert_eq!(every("[1,[2],3]", "/*"), Err(Malformed));
    assert_eq!(every("[1,\"2\",null]", "/*"), Ok(vec!["1", "2", "null"]));
    assert_eq!(every("[[1],[2,3]]", "/*/*"), Ok(vec!["1", "2", "3"]));
    for body in [
        r#"{"v":[]}"#,
        r#"{"v":[{"s":"a"},{}]}"#,
        r#"{"v":[{},{"s":"a"}]}"#,
        r#"{"v":[{"s":"a"},{"s":{}}]}"#,
        r#"{"v":[{"s":"a"},{"S":"a"}]}"#,
        r#"{"v":[{"s":"a"},"s"]}"#,
        r#"{"v":[{"s":"a"},[{"s":"a"}]]}"#,
        r#"{"v":[{"s":"a"},null]}"#,
        r#"{"v":{"s":"a"}}"#,
        r#"{"v":{"*":{"s":"a"}}}"#,
        r#"{"v":"s"}"#,
        r#"[{"s":"a"}]"#,
        r#"{"v":[{"s":"a"}]} x"#,
    ] {
        assert_eq!(every(body, "/v/*/s"), Err(Malformed), "{body}");
    }
    // An outer element without inner ones has none.
    for body in ["[[1],[]]", "[[],[1]]", "[[1],[],[1]]", "[[]]", "[]"] {
        assert_eq!(every(body, "/*/*"), Err(Malformed), "{body}");
    }
    // Where one is asked for, there has to be one element.
    assert_eq!(strict(r#"{"v":[{"s":"a"}]}"#, "/v/*/s"), Ok(Some("a")));
    assert_eq!(strict(r#"{"v":[{"t":"a"}]}"#, "/v/*/s"), Ok(None));
    assert_eq!(strict(r#"{"v":[]}"#, "/v/*/s"), Ok(None));
    for body in
        [r#"{"v":[{"s":"a"},{"s":"a"}]}"#, r#"{"v":[{"s":"a"},{}]}"#, r#"{"v":[{},{"s":"a"}]}"#, r#"{"v":[1,2]}"#]
    {
        assert_eq!(strict(body, "/v/*/s"), Err(Malformed), "{body}");
    }
}

#[test]
fn many_pointers_go_their_own_ways() {
    let body = br#"{"a":{"b":[1,{"c":true}],"b2":"x\u0041"},"d":null}"#;
    let pointers =
        ["/a/b/0", "/a/b/1/c", "/a/b2", "/d", "/a/b/*", "/e", "/a/b/0", "/a/b/2", "/d/x", "/a/b/1/d", "/*", "/a/b2/0"];
    let pointers = pointers.map(str::as_bytes);
    let mut out = [None; MAX_POINTERS];
    assert_eq!(find_all(body, &pointers, &mut out), Err(Malformed));
    assert_eq!(out, [None; MAX_POINTERS]);
    // A star is one wherever among the pointers it stands.
    assert_eq!(find_all(body, &pointers[2..5], &mut [None; 3]), Err(Malformed));
    let mut pointers = pointers;
    pointers[4] = b"/a/*/b";
    find_all(body, &pointers, &mut out).unwrap();
    let found = out.map(|scalar| scalar.map(|scalar| (scalar.kind, text(scalar))));
    assert_eq!(
        found[..4],
        [
            Some((Kind::Number, "1")),
            Some((Kind::Bool, "true")),
            Some((Kind::String, r"x\u0041")),
            Some((Kind::Null, "null"))
        ]
    );
    assert_eq!(found[6], found[0]);
    assert!([4, 5, 7, 8, 9, 10, 11].iter().all(|index| found[*index].is_none()));
    // Beyond the largest number there is nothing.
    let mut out = [None; MAX_POINTERS + 1];
    find_all(b"1", &[&b""[..]; MAX_POINTERS + 1], &mut out).unwrap();
    assert_eq!(out.iter().flatten().count(), MAX_POINTERS);
}

#[test]
fn strings_are_decoded() {
    for (raw, expected) in [
        ("", ""),
        ("plain", "plain"),
        (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r"\u0000\u007F\u0080\u07ff\u0800\uFFFF", "\0\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}"),
        (r"\ud800\udc00 \uDBFF\uDFFF", "\u{10000} \u{10ffff}"),
        (r"a\u00e9b\ud83d\ude00c", "aéb😀c"),
    ] {
        assert_eq!(decoded(Kind::String, raw).as_deref(), Some(expected), "{raw}");
    }
    for raw in [
        r"\ud800",
        r"\udc00",
        r"\ud800\ud800",
        r"\udfff",
        r"\udbff",
        r"\ud800x",
        r"\ud800x\udc00",
        r"\ud800\n",
        r"\udc00\ud800",
        r"\x",
        r"\u12",
        r"\u123x",
        r"a\",
    ] {
        assert_eq!(decoded(Kind::String, raw), None, "{raw}");
    }
    assert_eq!(decoded(Kind::Number, "-1.50e+3"), Some("-1.50e+3".to_string()));
    let mut bytes = vec![];
    Scalar { kind: Kind::String, raw: b"\xff\xfe" }.decode(&mut |piece| bytes.extend_from_slice(piece)).unwrap();
    assert_eq!(bytes, b"\xff\xfe");
}

#[test]
fn a_long_array_is_counted() {
    let body = format!("[{}\"last\"]", "0,".repeat(100_000));
    assert_eq!(strict(&body, "/100000"), Ok(Some("last")));
    assert_eq!(strict(&body, "/100001"), Ok(None));
    let nested = format!("[{body},[{body}],7]");
    let mut out = [None; 4];
    find_all(nested.as_bytes(), &[b"/2", b"/1/0/100000", b"/0/100000", b"/0/3"], &mut out).unwrap();
    assert_eq!(out.map(|scalar| text(scalar.unwrap())), ["7", "last", "last", "0"]);
}
