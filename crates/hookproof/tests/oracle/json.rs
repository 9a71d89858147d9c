//! Values of a JSON text by their pointers (RFC 6901, and `*` for every element of an array), as they are written.
//!
//! `serde_json` finds where each value begins and ends; nothing is parsed into numbers, and no text is written anew.

use super::Wrong;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

const MALFORMED: Wrong = Wrong("malformed_body");

/// What a `*` stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Star {
    /// The one element of the array.
    One,
    /// Each element: all of them have to lead to a value.
    Each,
}

/// What the pointer leads to: the value's text, one for each element under `*`.
///
/// # Errors
/// `malformed_body` if the text is not JSON, or a key on the way comes twice.
pub(crate) fn find(body: &[u8], pointer: &str, star: Star) -> Result<Vec<String>, Wrong> {
    let text = widened(body);
    let value: &RawValue = serde_json::from_str(&text).map_err(|_| MALFORMED)?;
    let mut found = Vec::new();
    descend(value.get(), &segments(pointer), star, &mut found)?;
    Ok(found)
}

/// The bytes of a scalar: a string decoded, anything else as it is written; `None` for `null`.
///
/// # Errors
/// `malformed_body` for an object or an array, and for half of a surrogate pair.
pub(crate) fn scalar(text: &str) -> Result<Option<Vec<u8>>, Wrong> {
    match text.chars().next() {
        Some('"') => unescaped(&text[1..text.len() - 1]).map(Some),
        Some('{' | '[') => Err(MALFORMED),
        Some('n') => Ok(None),
        _ => Ok(Some(narrowed(text))),
    }
}

/// The text with the value at the pointer put in place of what is there, and objects and arrays made on the way.
pub(crate) fn set(text: &str, pointer: &str, value: &str) -> String {
    set_at(text, &segments(pointer), value)
}

fn set_at(text: &str, pointer: &[String], value: &str) -> String {
    let Some((first, rest)) = pointer.split_first() else { return value.into() };
    let is_index = first == "*" || first.bytes().all(|byte| byte.is_ascii_digit());
    if serde_json::from_str::<&RawValue>(text).is_err() || !text.trim_start().starts_with(['{', '[']) {
        return set_at(if is_index { "[]" } else { "{}" }, pointer, value);
    }
    let children = children(text);
    let mut out = text.to_string();
    let chosen = children.iter().filter(|(name, _)| first == "*" || name == first);
    for (_, child) in chosen.clone().rev() {
        let start = child.as_ptr() as usize - text.as_ptr() as usize;
        out.replace_range(start..start + child.len(), &set_at(child, rest, value));
    }
    if chosen.count() == 0 {
        let key = if text.trim_start().starts_with('[') { String::new() } else { quoted(first) + ":" };
        let comma = if children.is_empty() { "" } else { "," };
        let end = out.trim_end().len() - 1;
        out.insert_str(end, &format!("{comma}{key}{}", set_at("", rest, value)));
    }
    out
}

/// The text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn descend(text: &str, pointer: &[String], star: Star, found: &mut Vec<String>) -> Result<(), Wrong> {
    let Some((first, rest)) = pointer.split_first() else {
        found.push(text.into());
        return Ok(());
    };
    let is_array = text.starts_with('[');
    let is_every = first == "*";
    if !(is_array || text.starts_with('{') && !is_every) {
        return Ok(());
    }
    let children = children(text);
    let chosen: Vec<&str> =
        children.iter().filter(|(name, _)| is_every || name == first).map(|(_, child)| *child).collect();
    if chosen.len() > 1 && (!is_every || star == Star::One) {
        return Err(MALFORMED);
    }
    chosen.iter().try_for_each(|child| {
        let before = found.len();
        descend(child, rest, star, found)?;
        if is_every && star == Star::Each && found.len() == before { Err(MALFORMED) } else { Ok(()) }
    })
}

/// The members of an object with their names, or the elements of an array with their numbers; else nothing.
fn children(text: &str) -> Vec<(String, &str)> {
    if text.trim_start().starts_with('[') {
        let elements: Vec<&RawValue> = serde_json::from_str(text).unwrap();
        return elements.iter().enumerate().map(|(at, element)| (at.to_string(), element.get())).collect();
    }
    let Members(members) = serde_json::from_str(text).unwrap_or(Members(Vec::new()));
    members.into_iter().map(|(name, value)| (name, value.get())).collect()
}

/// The members of an object in their order; a name that came twice is here twice.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(All).map(Members)
    }
}

fn segments(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect()
}

/// A character for each byte: text that is not UTF-8 somewhere is JSON all the same.
fn widened(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn narrowed(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(character).unwrap()).collect()
}

/// The bytes behind the escapes of a string that is known to be JSON.
fn unescaped(text: &str) -> Result<Vec<u8>, Wrong> {
    let mut bytes = Vec::new();
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (unit, len) = match first {
            '\\' if rest[1..].starts_with('u') => (u16::from_str_radix(&rest[2..6], 16).ok(), 6),
            '\\' => (None, 2),
            _ => (None, first.len_utf8()),
        };
        units.extend(unit);
        if unit.is_none() {
            encode(&mut units, &mut bytes)?;
            bytes.push(match &rest[..len] {
                "\\b" => 8,
                "\\f" => 12,
                "\\n" => b'\n',
                "\\r" => b'\r',
                "\\t" => b'\t',
                other => u8::try_from(other.chars().next_back().unwrap()).unwrap(),
            });
        }
        rest = &rest[len..];
    }
    encode(&mut units, &mut bytes)?;
    Ok(bytes)
}

/// Adds the UTF-8 of a run of `\u` escapes.
fn encode(units: &mut Vec<u16>, bytes: &mut Vec<u8>) -> Result<(), Wrong> {
    bytes.extend(String::from_utf16(units).map_err(|_| MALFORMED)?.bytes());
    units.clear();
    Ok(())
}
