//! The last part of a line: what is signed.

use super::Wrong;

/// A run of the message.
pub(crate) enum Piece<'l> {
    Text(String),
    /// The name between the braces.
    Part(&'l str),
    /// Left out if one of its parts is absent.
    Group(Vec<Piece<'l>>),
}

/// The value of a part, `None` where it is absent.
pub(crate) type Value = Result<Option<Vec<u8>>, Wrong>;

pub(crate) fn pieces(message: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '{' => {
                let end = rest.find('}').unwrap();
                pieces.push(Piece::Part(&rest[1..end]));
                end + 1
            }
            '[' => {
                let end = end_of_group(rest);
                pieces.push(Piece::Group(self::pieces(&rest[1..end])));
                end + 1
            }
            '\\' => {
                let escaped = &rest[1..2];
                text(&mut pieces, if escaped == "n" { "\n" } else { escaped });
                2
            }
            _ => {
                text(&mut pieces, &rest[..1]);
                1
            }
        };
        rest = &rest[len..];
    }
    pieces
}

/// The first `]` that is not escaped.
fn end_of_group(text: &str) -> usize {
    let mut escaped = false;
    let is_end = |character: char| {
        let end = character == ']' && !escaped;
        escaped = character == '\\' && !escaped;
        end
    };
    text.find(is_end).unwrap()
}

fn text(pieces: &mut Vec<Piece<'_>>, more: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.push_str(more),
        _ => pieces.push(Piece::Text(more.into())),
    }
}

/// The names of all parts, and whether each stands in a group.
pub(crate) fn parts<'l>(pieces: &[Piece<'l>]) -> Vec<(&'l str, bool)> {
    let mut names = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Part(name) => names.push((*name, false)),
            Piece::Group(inner) => names.extend(parts(inner).into_iter().map(|(name, _)| (name, true))),
        }
    }
    names
}

/// The characters that a value in a group may not contain: those that follow a part there.
pub(crate) fn forbidden(pieces: &[Piece<'_>], part: &str) -> Vec<char> {
    let in_group = |group: &Vec<Piece<'_>>| {
        let pairs = group.windows(2).filter_map(|pair| match pair {
            [Piece::Part(name), Piece::Text(text)] if *name == part => text.chars().next(),
            _ => None,
        });
        pairs.collect::<Vec<char>>()
    };
    let groups = pieces.iter().filter_map(|piece| if let Piece::Group(group) = piece { Some(group) } else { None });
    groups.flat_map(in_group).collect()
}

/// The bytes of the message.
///
/// A part outside of a group has to be there: what its absence is called is up to the place, so `value` has to say it.
pub(crate) fn render(pieces: &[Piece<'_>], value: &dyn Fn(&str) -> Value) -> Result<Vec<u8>, Wrong> {
    let mut message = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => message.extend(text.bytes()),
            Piece::Part(name) => message.extend(value(name)?.ok_or_else(|| absent(name))?),
            Piece::Group(group) => message.extend(render_group(group, value)?),
        }
    }
    Ok(message)
}

fn render_group(group: &[Piece<'_>], value: &dyn Fn(&str) -> Value) -> Result<Vec<u8>, Wrong> {
    let mut message = Vec::new();
    let mut complete = true;
    for (at, piece) in group.iter().enumerate() {
        match piece {
            Piece::Text(text) => message.extend(text.bytes()),
            Piece::Part(name) => {
                let found = value(name)?;
                let next = match group.get(at + 1) {
                    Some(Piece::Text(text)) => text.bytes().next(),
                    _ => None,
                };
                if let (Some(found), Some(next)) = (&found, next)
                    && found.contains(&next)
                {
                    return Err(Wrong(if is_in_body(name) { "malformed_body" } else { "malformed_header" }));
                }
                complete &= found.is_some();
                message.extend(found.unwrap_or_default());
            }
            Piece::Group(_) => panic!("a group in a group"),
        }
    }
    if !complete {
        message.clear();
    }
    Ok(message)
}

fn is_in_body(name: &str) -> bool {
    name.starts_with("form:") || name.starts_with("json:")
}

fn absent(name: &str) -> Wrong {
    Wrong(if is_in_body(name) { "malformed_body" } else { "missing_header" })
}
