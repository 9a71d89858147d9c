//! JSON as a tree: random ones, how they may be written, and what stands at a pointer, said by recursion.

use super::std::string::{String, ToString};
use super::std::vec::Vec;
use super::std::{format, vec};
use proptest::collection::vec as some;
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// Written in its own way: a number, `true`, `false`, `null`.
    Plain(String),
    Text(Written),
    Array(Vec<Tree>),
    Object(Vec<(Written, Tree)>),
}

/// A string, and the text between its quotes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Written {
    pub(super) meant: String,
    pub(super) raw: String,
}

/// Few keys, so that pointers hit and keys come twice.
const KEYS: &[&str] = &["", "a", "ab", "abc", "id", "a/b", "~", "~1", "0", "1", "*", "é", "😀", "data.object"];

fn written(meant: String) -> impl Strategy<Value = Written> {
    some(0..6u8, meant.chars().count()).prop_map(move |ways| {
        let mut raw = String::new();
        for (char, way) in meant.chars().zip(ways) {
            let short = match char {
                '"' | '\\' | '/' => Some(char),
                '\u{8}' => Some('b'),
                '\u{c}' => Some('f'),
                '\n' => Some('n'),
                '\r' => Some('r'),
                '\t' => Some('t'),
                _ => None,
            };
            let must = char < ' ' || char == '"' || char == '\\';
            match short {
                Some(short) if way == 1 || (must && way > 1) => raw.extend(['\\', short]),
                _ if way == 0 || must => {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        raw += &if *unit % 2 == 0 { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
                    }
                }
                _ => raw.push(char),
            }
        }
        Written { meant: meant.clone(), raw }
    })
}

fn key() -> impl Strategy<Value = Written> {
    proptest::sample::select(KEYS).prop_flat_map(|key| written(key.to_string()))
}

fn scalar() -> impl Strategy<Value = Tree> {
    prop_oneof![
        "true|false|null|-?(0|[1-9][0-9]{0,4})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?".prop_map(Tree::Plain),
        any::<String>().prop_flat_map(written).prop_map(Tree::Text),
        "[ -~]{0,20}".prop_flat_map(written).prop_map(Tree::Text),
    ]
}

pub(super) fn tree() -> impl Strategy<Value = Tree> {
    scalar().prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            2 => some(inner.clone(), 0..5).prop_map(Tree::Array),
            3 => some((key(), inner), 0..6).prop_map(Tree::Object),
        ]
    })
}

/// A pointer's segments, as they are meant.
pub(super) fn segments() -> impl Strategy<Value = Vec<&'static str>> {
    let segment = prop_oneof![3 => proptest::sample::select(KEYS), 1 => proptest::sample::select(&["*", "0", "1", "2", "01", "-"][..])];
    some(segment, 0..4)
}

pub(super) fn pointer(segments: &[&str]) -> String {
    segments.iter().map(|segment| format!("/{}", segment.replace('~', "~0").replace('/', "~1"))).collect()
}

impl Tree {
    /// The text of the tree; `spaces` is put in, bit by bit, where white space may stand.
    pub(super) fn write(&self, spaces: u64) -> String {
        let mut out = String::new();
        let mut spaces = spaces;
        self.write_to(&mut out, &mut spaces);
        space(&mut out, &mut spaces);
        out
    }

    fn write_to(&self, out: &mut String, spaces: &mut u64) {
        space(out, spaces);
        match self {
            Tree::Plain(text) => *out += text,
            Tree::Text(text) => *out += &format!("\"{}\"", text.raw),
            Tree::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    *out += if index == 0 { "" } else { "," };
                    element.write_to(out, spaces);
                    space(out, spaces);
                }
                space(out, spaces);
                out.push(']');
            }
            Tree::Object(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    *out += if index == 0 { "" } else { "," };
                    space(out, spaces);
                    *out += &format!("\"{}\"", key.raw);
                    space(out, spaces);
                    out.push(':');
                    value.write_to(out, spaces);
                    space(out, spaces);
                }
                space(out, spaces);
                out.push('}');
            }
        }
    }

    /// Of a scalar: the text that it has in the document.
    pub(super) fn raw(&self) -> &str {
        match self {
            Tree::Plain(text) => text,
            Tree::Text(text) => &text.raw,
            _ => unreachable!("a container"),
        }
    }

    /// The tree with the first of equal keys only, so that every reader sees the same in it.
    pub(super) fn without_repetition(self) -> Tree {
        match self {
            Tree::Array(elements) => Tree::Array(elements.into_iter().map(Tree::without_repetition).collect()),
            Tree::Object(members) => {
                let mut kept: Vec<(Written, Tree)> = vec![];
                for (key, value) in members {
                    if kept.iter().all(|(other, _)| other.meant != key.meant) {
                        kept.push((key, value.without_repetition()));
                    }
                }
                Tree::Object(kept)
            }
            scalar => scalar,
        }
    }

    fn is_container(&self) -> bool {
        matches!(self, Tree::Array(_) | Tree::Object(_))
    }

    fn members<'t>(&'t self, key: &str) -> Vec<&'t Tree> {
        match self {
            Tree::Object(members) if key != "*" => {
                members.iter().filter(|(name, _)| name.meant == key).map(|(_, value)| value).collect()
            }
            _ => vec![],
        }
    }

    fn elements(&self, segment: &str) -> Vec<&Tree> {
        match self {
            Tree::Array(elements) if segment == "*" => elements.iter().collect(),
            Tree::Array(elements) => {
                let named = |index: &usize| index.to_string() == segment;
                (0..elements.len()).find(named).map(|index| &elements[index]).into_iter().collect()
            }
            _ => vec![],
        }
    }

    pub(super) fn first(&self, segments: &[&str]) -> Option<&Tree> {
        let Some((segment, rest)) = segments.split_first() else {
            return (!self.is_container()).then_some(self);
        };
        let member = self.members(segment).into_iter().next().and_then(|member| member.first(rest));
        member.or_else(|| self.elements(segment).into_iter().find_map(|element| element.first(rest)))
    }

    pub(super) fn only(&self, segments: &[&str]) -> Result<Option<&Tree>, ()> {
        let Some((segment, rest)) = segments.split_first() else {
            return if self.is_container() { Err(()) } else { Ok(Some(self)) };
        };
        let below: Vec<_> = self.members(segment).into_iter().chain(self.elements(segment)).collect();
        match below[..] {
            [] => Ok(None),
            [one] => one.only(rest),
            _ => Err(()),
        }
    }

    pub(super) fn each(&self, segments: &[&str]) -> Result<Vec<&Tree>, ()> {
        let Some((segment, rest)) = segments.split_first() else {
            return if self.is_container() { Err(()) } else { Ok(vec![self]) };
        };
        if let [_, _, ..] = self.members(segment)[..] {
            return Err(());
        }
        let below = self.members(segment).into_iter().chain(self.elements(segment));
        let found = below.map(|below| below.each(rest)).collect::<Result<Vec<_>, _>>()?;
        // No scalar below one of them, or no element at all.
        if found.is_empty() || found.iter().any(Vec::is_empty) { Err(()) } else { Ok(found.concat()) }
    }
}

fn space(out: &mut String, spaces: &mut u64) {
    for white in ["\t", "\r\n", " "] {
        *out += if *spaces & 7 == 0 { white } else { "" };
        *spaces = spaces.rotate_right(3);
    }
}
