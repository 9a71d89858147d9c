//! Random input: the scanner against `serde_json`, against the model, and against itself when the text comes in pieces.

use super::super::*;
use super::model::{Tree, pointer, segments, tree};
use super::std::string::String;
use super::std::vec::Vec;
use super::std::{format, vec};
use proptest::collection::vec as some;
use proptest::prelude::*;
use serde::de::IgnoredAny;

/// What a scan says of each pointer, with copies of the texts.
type Found = Vec<Option<(Kind, Vec<u8>)>>;

/// The index of the pointer, and the scalar.
type Streamed = (usize, Kind, Vec<u8>);

fn owned(scalar: Scalar<'_>) -> (Kind, Vec<u8>) {
    (scalar.kind, scalar.raw.to_vec())
}

fn of_tree(tree: &Tree) -> (Kind, Vec<u8>) {
    let kind = match tree {
        Tree::Text(_) => Kind::String,
        scalar => match scalar.raw() {
            "null" => Kind::Null,
            "true" | "false" => Kind::Bool,
            _ => Kind::Number,
        },
    };
    (kind, tree.raw().as_bytes().to_vec())
}

fn strictly(body: &[u8], pointers: &[&[u8]]) -> Result<Found, Malformed> {
    let mut out = vec![None; pointers.len()];
    find_all(body, pointers, &mut out)?;
    Ok(out.into_iter().map(|scalar| scalar.map(owned)).collect())
}

fn leniently(body: &[u8], pointers: &[&[u8]]) -> Found {
    let mut out = vec![None; pointers.len()];
    first(body, pointers, &mut out);
    out.into_iter().map(|scalar| scalar.map(owned)).collect()
}

fn of_each(body: &[u8], pointer: &[u8]) -> Result<Vec<(Kind, Vec<u8>)>, Malformed> {
    let mut all = vec![];
    each(body, pointer, &mut |scalar| all.push(owned(scalar)))?;
    Ok(all)
}

/// A scalar that is being read from a stream: its raw text, and what became of decoding it on the way.
struct Reading {
    kind: Kind,
    raw: Vec<u8>,
    decoder: Decoder,
    decoded: Vec<u8>,
    good: bool,
}

impl Reading {
    fn read(&mut self, piece: &[u8]) {
        assert!(!piece.is_empty());
        self.raw.extend_from_slice(piece);
        self.good &= self.decoder.update(piece, &mut |piece| self.decoded.extend_from_slice(piece)).is_some();
    }

    /// Whether the pieces, decoded one by one, are what the whole is.
    fn check(&self) {
        let mut whole = vec![];
        let good = Scalar { kind: Kind::String, raw: &self.raw }.decode(&mut |piece| whole.extend_from_slice(piece));
        assert_eq!(self.good && self.decoder.finish().is_some(), good.is_some());
        assert!(good.is_none() || self.decoded == whole);
    }
}

/// The outcome for a text in pieces that end at these places, and the scalars that were found.
fn in_pieces(body: &[u8], cuts: &[usize], pointers: &[&[u8]], mode: Mode) -> (Result<(), Malformed>, Vec<Streamed>) {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (body.len() + 1)).chain([0, body.len()]).collect();
    cuts.sort_unstable();
    let mut open = [const { None::<Reading> }; MAX_POINTERS];
    let mut found = vec![];
    let mut sink = |index: usize, event: Event<'_>| match event {
        Event::Begin(kind) => {
            let decoder = Decoder::default();
            let before = open[index].replace(Reading { kind, raw: vec![], decoder, decoded: vec![], good: true });
            assert!(before.is_none());
        }
        Event::Raw(piece) => open[index].as_mut().unwrap().read(piece),
        Event::End => {
            let scalar = open[index].take().unwrap();
            scalar.check();
            found.push((index, scalar.kind, scalar.raw));
        }
    };
    let mut scanner = Scanner::with_mode(pointers, mode);
    for piece in cuts.windows(2) {
        scanner.update(&body[piece[0]..piece[1]], &mut sink);
    }
    let outcome = scanner.finish(&mut sink);
    (outcome, found)
}

/// JSON, and what is nearly JSON.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    // What makes a difference to the grammar, rather than just any byte.
    const TOKENS: &[&str] = &[
        "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "0", "1", "-", "+", ".", "e", "E", "true", "null",
        "\"a\"", "\"a\":", "\\u", "\\ud83d", "\\n", "t", "u", "\0", "\u{1f}", "\u{7f}", "é", "/", "f",
    ];
    let token = || proptest::sample::select(TOKENS).prop_map(|token| token.as_bytes().to_vec());
    let splice = (any::<proptest::sample::Index>(), 0..4usize, prop_oneof![token(), some(any::<u8>(), 0..3)]);
    let spliced = (tree(), any::<u64>(), some(splice, 0..3)).prop_map(|(tree, spaces, splices)| {
        let mut body = tree.write(spaces).into_bytes();
        for (at, less, more) in splices {
            let at = at.index(body.len() + 1);
            let end = (at + less).min(body.len());
            body.splice(at..end, more);
        }
        body
    });
    prop_oneof![4 => spliced, 1 => some(token(), 0..12).prop_map(|tokens| tokens.concat()), 1 => some(any::<u8>(), 0..12)]
}

fn pointers() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    some(segments(), 0..=MAX_POINTERS)
}

fn as_bytes(pointers: &[String]) -> Vec<&[u8]> {
    pointers.iter().map(String::as_bytes).collect()
}

proptest! {
    // No file is written: what fails is printed, and belongs into a test of its own.
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// `IgnoredAny` looks at the grammar, and at nothing that this scanner leaves out either.
    #[test]
    fn serde_json_agrees_what_is_json(body in nearly_json()) {
        let expected = serde_json::from_slice::<IgnoredAny>(&body).is_ok();
        prop_assert_eq!(find_all(&body, &[], &mut []).is_ok(), expected, "{:?}", String::from_utf8_lossy(&body));
        // The same for an object that a pointer leads into.
        let around = [b"{\"x\":", &body[..], b"}"].concat();
        let expected = serde_json::from_slice::<IgnoredAny>(&around).is_ok();
        prop_assert_eq!(find_all(&around, &[b"/y"], &mut [None]).is_ok(), expected);
    }

    #[test]
    fn serde_json_agrees_where_one_byte_is_another(tree in tree(), spaces: u64, at: prop::sample::Index, byte in 0..0x80u8) {
        let mut body = tree.write(spaces).into_bytes();
        *at.get_mut(&mut body[..]) = byte;
        if body.is_ascii() {
            let expected = serde_json::from_slice::<IgnoredAny>(&body).is_ok();
            prop_assert_eq!(find_all(&body, &[], &mut []).is_ok(), expected, "{:?}", String::from_utf8_lossy(&body));
        }
    }

    #[test]
    fn serde_json_finds_the_same_values(tree in tree(), spaces: u64, segments in segments()) {
        let tree = tree.without_repetition();
        let body = tree.write(spaces);
        let segments: Vec<&str> = segments.into_iter().filter(|segment| *segment != "*").collect();
        let pointer = pointer(&segments);
        let document: serde_json::Value = serde_json::from_str(&body).unwrap();
        let expected = document.pointer(&pointer).filter(|value| !value.is_array() && !value.is_object());
        let mut out = [None];
        first(body.as_bytes(), &[pointer.as_bytes()], &mut out);
        prop_assert_eq!(out[0].is_some(), expected.is_some());
        if let (Some(scalar), Some(expected)) = (out[0], expected) {
            let mut text = vec![];
            scalar.decode(&mut |piece| text.extend_from_slice(piece)).unwrap();
            match expected.as_str() {
                Some(expected) => prop_assert_eq!((scalar.kind, text), (Kind::String, expected.as_bytes().to_vec())),
                None => prop_assert_eq!(&serde_json::from_slice::<serde_json::Value>(&text).unwrap(), expected),
            }
        }
    }

    #[test]
    fn the_model_finds_the_same(tree in tree(), spaces: u64, all in pointers()) {
        let body = tree.write(spaces);
        let written: Vec<String> = all.iter().map(|segments| pointer(segments)).collect();
        let written = as_bytes(&written);

        let expected: Found = all.iter().map(|segments| tree.first(segments).map(of_tree)).collect();
        prop_assert_eq!(leniently(body.as_bytes(), &written), expected, "{}", body);

        // All at once: as soon as one of them is malformed, the whole is.
        let expected: Result<Found, ()> = all.iter().map(|segments| Ok(tree.only(segments)?.map(of_tree))).collect();
        prop_assert_eq!(strictly(body.as_bytes(), &written).map_err(drop), expected, "{}", body);

        for (segments, written) in all.iter().zip(written) {
            let expected = tree.only(segments).map(|found| vec![found.map(of_tree)]);
            prop_assert_eq!(strictly(body.as_bytes(), &[written]).map_err(drop), expected, "{}", body);
            let expected = tree.each(segments).map(|found| found.into_iter().map(of_tree).collect::<Vec<_>>());
            prop_assert_eq!(of_each(body.as_bytes(), written).map_err(drop), expected, "{}", body);
        }
    }

    #[test]
    fn pieces_make_no_difference(body in nearly_json(), cuts in some(any::<usize>(), 0..6), all in pointers()) {
        let written: Vec<String> = all.iter().map(|segments| pointer(segments)).collect();
        let written = as_bytes(&written);
        let byte_by_byte: Vec<usize> = (0..body.len()).collect();
        for mode in [Mode::First, Mode::One, Mode::Each] {
            let whole = in_pieces(&body, &[], &written, mode);
            prop_assert_eq!(&in_pieces(&body, &cuts, &written, mode), &whole);
            prop_assert_eq!(&in_pieces(&body, &byte_by_byte, &written, mode), &whole);
        }
        // What a stream finds is what one call finds.
        let (_, found) = in_pieces(&body, &cuts, &written, Mode::First);
        for (index, scalar) in leniently(&body, &written).into_iter().enumerate() {
            let streamed = found.iter().find(|found| found.0 == index).map(|(_, kind, raw)| (*kind, raw.clone()));
            prop_assert_eq!(streamed, scalar);
        }
    }

    /// However many elements share the way, an index counts them one by one.
    #[test]
    fn indexes_count(lens in some(0..30usize, 1..4), wanted in some((0..4usize, 0..40usize), 1..=MAX_POINTERS)) {
        let arrays: Vec<String> =
            lens.iter().map(|len| format!("[{}]", (0..*len).map(|n| format!("{n}")).collect::<Vec<_>>().join(","))).collect();
        let body = format!("[{}]", arrays.join(","));
        let written: Vec<String> = wanted.iter().map(|(array, element)| format!("/{array}/{element}")).collect();
        let expected: Found = wanted
            .iter()
            .map(|(array, element)| {
                let there = lens.get(*array).is_some_and(|len| element < len);
                there.then(|| (Kind::Number, format!("{element}").into_bytes()))
            })
            .collect();
        prop_assert_eq!(strictly(body.as_bytes(), &as_bytes(&written)), Ok(expected));
    }
}
