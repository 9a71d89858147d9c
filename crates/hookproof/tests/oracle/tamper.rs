//! Changing one bit at a time, and the few changes that are none: hex in another case, and the elements of a list that
//! the scheme skips.

use super::Line;
use std::ops::Range;

/// The first change of one bit that the check lets pass although it must not.
pub(crate) fn undetected_body(line: &str, body: &[u8], passes: impl FnMut(&[u8]) -> bool) -> Option<String> {
    let is_form = Line::new(line).message.contains("{form}");
    // In a form, the digits of `%2B` are hex.
    let hex = |at: usize| {
        let escaped = |back: usize| at.checked_sub(back).and_then(|at| body.get(at)) == Some(&b'%');
        is_form && (escaped(1) || escaped(2))
    };
    undetected(body, passes, |_| false, hex)
}

/// The same for a secret.
pub(crate) fn undetected_secret(line: &str, secret: &[u8], passes: impl FnMut(&[u8]) -> bool) -> Option<String> {
    let hex = Line::new(line).secret.contains("{hex}");
    undetected(secret, passes, |_| false, |_| hex)
}

/// The same for a header's value. A header that the scheme does not read may change.
pub(crate) fn undetected_header(
    line: &str,
    name: &str,
    value: &[u8],
    passes: impl FnMut(&[u8]) -> bool,
) -> Option<String> {
    let line = Line::new(line);
    let Some(template) = line.template(name) else {
        let reads = line.signed_headers().contains(&name);
        return if reads { undetected(value, passes, |_| false, |_| false) } else { None };
    };
    let mut hex = Vec::new();
    let mut skipped = Vec::new();
    // Elements without a prefix are told apart by their place; the last of them may repeat.
    let mut bare = elements(template).filter(|(prefix, _)| prefix.is_empty());
    let mut last_bare = None;
    for item in items(template, value) {
        let text = value.get(item.clone()).unwrap_or_default();
        let named = elements(template).find(|(prefix, _)| !prefix.is_empty() && text.starts_with(prefix.as_bytes()));
        let element = named.or_else(|| {
            last_bare = bare.next().or(last_bare);
            last_bare
        });
        match element {
            None => skipped.push(item),
            Some((prefix, "hex}")) => hex.push(item.start + prefix.len()..item.end),
            Some(_) => {}
        }
    }
    let within = |ranges: &[Range<usize>], at: usize| ranges.iter().any(|range| range.contains(&at));
    undetected(value, passes, |at| within(&skipped, at), |at| within(&hex, at))
}

fn undetected(
    bytes: &[u8],
    mut passes: impl FnMut(&[u8]) -> bool,
    skipped: impl Fn(usize) -> bool,
    hex: impl Fn(usize) -> bool,
) -> Option<String> {
    let mut changed = bytes.to_vec();
    for (at, byte) in bytes.iter().enumerate().filter(|(at, _)| !skipped(*at)) {
        for bit in 0..8 {
            let other = byte ^ (1 << bit);
            if hex(at) && byte.is_ascii_hexdigit() && byte.eq_ignore_ascii_case(&other) {
                continue;
            }
            changed.get_mut(at).map(|place| *place = other)?;
            if passes(&changed) {
                return Some(format!("bit {bit} of byte {at}"));
            }
        }
        changed.get_mut(at).map(|place| *place = *byte)?;
    }
    None
}

/// The character between the elements of a template, and the template without its end `,...`.
fn separator(template: &str) -> (Option<char>, &str) {
    if let Some(list) = template.strip_suffix("...") {
        let mut characters = list.chars();
        let separator = characters.next_back();
        return (separator, characters.as_str());
    }
    let after = template.split_once('}').and_then(|(_, rest)| rest.chars().next());
    (after, template)
}

/// Prefix and placeholder of each element; the placeholder as `hex}`.
fn elements(template: &str) -> impl Iterator<Item = (&str, &str)> {
    let (separator, template) = separator(template);
    template.split(move |c| Some(c) == separator).filter_map(|element| element.trim().split_once('{'))
}

/// The places of the value's elements, without white space around them.
fn items(template: &str, value: &[u8]) -> Vec<Range<usize>> {
    let Some(separator) = separator(template).0 else { return std::iter::once(0..value.len()).collect() };
    let mut start = 0;
    let mut items = Vec::new();
    for item in value.split(|byte| char::from(*byte) == separator) {
        let indent = item.len() - item.trim_ascii_start().len();
        items.push(start + indent..start + indent + item.trim_ascii().len());
        start += item.len() + 1;
    }
    items
}
