//! The parser of scheme lines: one pass with a cursor, usable in `const`, an error for every line that could be misread.

use super::cursor::{Cursor, equals};
use super::{Algorithm, Element, Encoding, Field, MAX_LINE, Part, Scheme, SecretForm, Span, TimeFormat, Value};
use crate::error::Error;
use crate::text::{List, Text};

/// `?` is not usable in `const`.
macro_rules! attempt {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}

#[expect(clippy::indexing_slicing, reason = "guarded by the loop's condition")]
pub(super) const fn parse(line: &[u8]) -> Result<Scheme, Error> {
    if line.len() > MAX_LINE {
        return Err(Error::scheme(MAX_LINE + 1, "longer than 512 bytes"));
    }
    let mut scheme = Scheme {
        line: [0; MAX_LINE],
        len: line.len() as u16,
        algorithm: Algorithm::Token,
        secret: SecretForm { prefix: Span::EMPTY, encoding: None, can_call_api: false },
        within: None,
        names: List::new(Span::EMPTY),
        fields: List::new(Field {
            name: 0,
            separator: None,
            spaced: false,
            open: false,
            elements: List::new(Element { prefix: Span::EMPTY, value: Value::Token { base64: false } }),
        }),
        message: List::new(Part::Body),
        event_id: None,
    };
    let mut i = 0;
    while i < line.len() {
        if line[i] < b' ' || line[i] > b'~' {
            return Err(Error::scheme(i + 1, "only printable ASCII characters (write \\n for a line feed)"));
        }
        scheme.line[i] = line[i];
        i += 1;
    }

    let mut rest = Cursor { line, at: 0, end: line.len() };
    match line {
        [b' ', ..] => return rest.error("a space at the beginning"),
        [.., b' '] => return Err(Error::scheme(line.len(), "a space at the end")),
        _ => {}
    }
    let mut head = rest.segment();
    let event_id = attempt!(algorithm(&mut scheme, &mut head));

    let mut signatures = 0u8;
    let mut time_column = 0;
    while !rest.done() {
        let mut segment = rest.segment();
        if rest.done() && !matches!(scheme.algorithm, Algorithm::Token) {
            if scheme.fields.len() == 0 {
                return segment.error("a header line and the message expected, with ` | ` between them");
            }
            attempt!(message(&mut scheme, &mut segment));
        } else {
            let column = segment.at + 1;
            let (signs, times) = attempt!(field(&mut scheme, &mut segment));
            signatures += signs;
            if times > 0 && (time_column != 0 || times > 1) {
                return Err(Error::scheme(column, "a second {timestamp}"));
            }
            if times > 0 {
                time_column = column;
            }
        }
    }

    if signatures != 1 {
        return rest.error("exactly one header brings the signature: {hex}, {base64}, {base64url} or {token}");
    }
    attempt!(check(&scheme, time_column, line.len()));
    if !event_id.is_empty() {
        scheme.event_id = match signed_header(&scheme, line, event_id) {
            None => return Err(Error::scheme(event_id.start as usize + 1, "the id is not part of the signed message")),
            index => index,
        };
    }
    Ok(scheme)
}

/// `hmac-sha256(whsec_{base64}) within 600s id={webhook-id}`; returns the name of the id's header.
const fn algorithm(scheme: &mut Scheme, cursor: &mut Cursor) -> Result<Span, Error> {
    scheme.algorithm = if cursor.eat("hmac-sha1") {
        Algorithm::HmacSha1
    } else if cursor.eat("hmac-sha256") {
        Algorithm::HmacSha256
    } else if cursor.eat("hmac-sha384") {
        Algorithm::HmacSha384
    } else if cursor.eat("hmac-sha512") {
        Algorithm::HmacSha512
    } else if cursor.eat("token") {
        Algorithm::Token
    } else {
        return cursor.error("unknown algorithm: hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512 or token");
    };
    if cursor.eat("(") {
        if matches!(scheme.algorithm, Algorithm::Token) {
            return cursor.error("a token is compared as it is configured: no form of the secret");
        }
        let start = cursor.at;
        while !matches!(cursor.peek(), None | Some(b'{' | b'}' | b'(' | b')' | b' ')) {
            cursor.at += 1;
        }
        scheme.secret.prefix = cursor.span_from(start);
        scheme.secret.encoding = if cursor.eat("{hex}") {
            Some(Encoding::Hex)
        } else if cursor.eat("{base64}") {
            Some(Encoding::Base64)
        } else if cursor.eat("{base64url}") {
            Some(Encoding::Base64Url)
        } else if cursor.eat("{utf8}") {
            None
        } else if cursor.eat("{api-secret}") {
            scheme.secret.can_call_api = true;
            None
        } else {
            return cursor.error("unknown form of the secret: {utf8}, {hex}, {base64}, {base64url} or {api-secret}");
        };
        if !cursor.eat(")") {
            return cursor.error("`)` expected");
        }
    }
    let mut event_id = Span::EMPTY;
    while !cursor.done() {
        if cursor.eat(" within ") {
            scheme.within = cursor.number();
            if scheme.within.is_none() || !cursor.eat("s") {
                return cursor.error("a number of seconds expected, like `within 600s`");
            }
        } else if cursor.eat(" id={") {
            event_id = attempt!(header_name(cursor));
            if !cursor.eat("}") {
                return cursor.error("`}` expected");
            }
        } else {
            return cursor.error("unknown option: `within 600s` or `id={header-name}`, then ` | `");
        }
    }
    Ok(event_id)
}

/// A header's name in lower case.
const fn header_name(cursor: &mut Cursor) -> Result<Span, Error> {
    let start = cursor.at;
    while let Some(b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_') = cursor.peek() {
        cursor.at += 1;
    }
    if cursor.at == start {
        return cursor.error("the name of a header expected, in lower case");
    }
    if cursor.at - start > Text::CAPACITY {
        return cursor.error("the name of a header has at most 64 bytes");
    }
    Ok(cursor.span_from(start))
}

/// The index of a header's name in the scheme's list; added if it is not there yet.
const fn intern(scheme: &mut Scheme, cursor: &Cursor, name: Span) -> Result<u8, Error> {
    let mut i = 0;
    while let Some(known) = scheme.names.get(i) {
        if equals(cursor.line, name, cursor.line, known) {
            return Ok(i as u8);
        }
        i += 1;
    }
    if !scheme.names.push(name) {
        return cursor.error("more than 8 headers");
    }
    Ok(i as u8)
}

/// `name: template`; returns how many signatures and how many timestamps the template brings.
const fn field(scheme: &mut Scheme, cursor: &mut Cursor) -> Result<(u8, u8), Error> {
    let start = *cursor;
    let name = attempt!(header_name(cursor));
    let name = attempt!(intern(scheme, cursor, name));
    if !cursor.eat(": ") {
        return cursor.error("`: ` expected after the name of the header");
    }
    let mut earlier = 0;
    while let Some(other) = scheme.fields.get(earlier) {
        if other.name == name {
            return start.error("this header has a template already");
        }
        earlier += 1;
    }
    let elements = List::new(Element { prefix: Span::EMPTY, value: Value::Token { base64: false } });
    let mut field = Field { name, separator: None, spaced: false, open: false, elements };
    let (mut signatures, mut times) = (0, 0);
    loop {
        let start = cursor.at;
        while !matches!(cursor.peek(), None | Some(b'{' | b'}')) {
            cursor.at += 1;
        }
        let prefix = cursor.span_from(start);
        let value = attempt!(placeholder(scheme, cursor));
        match value {
            Value::Timestamp(_) => times += 1,
            Value::Signature(_) | Value::Token { .. } => signatures += 1,
        }
        if !field.elements.push(Element { prefix, value }) {
            return cursor.error("more than 4 elements in a header");
        }
        if cursor.done() {
            break;
        }
        let separator = match cursor.peek() {
            Some(byte @ (b',' | b';' | b'&' | b' ')) => byte,
            _ => return cursor.error("`,`, `;`, `&` or a space expected between the elements of a header"),
        };
        let first = field.separator.is_none();
        match field.separator {
            Some(other) if other != separator => return cursor.error("one header, one separator"),
            _ => field.separator = Some(separator),
        }
        cursor.at += 1;
        if cursor.eat("...") {
            if !cursor.done() {
                return cursor.error("`...` stands at the end");
            }
            if matches!(value, Value::Timestamp(_)) {
                return cursor.error("`...` stands behind the signature: a time does not repeat");
            }
            field.open = true;
            break;
        }
        let spaced = cursor.eat(" ");
        if !first && spaced != field.spaced {
            return cursor.error("a space behind each separator of a header, or behind none");
        }
        field.spaced = spaced;
    }
    if !scheme.fields.push(field) {
        return cursor.error("more than 4 headers with a template");
    }
    Ok((signatures, times))
}

/// `{hex}`, `{base64}`, `{base64url}`, `{token}`, `{token:base64}`, `{timestamp}`, `{timestamp:ms}` or `{timestamp:rfc3339}`.
const fn placeholder(scheme: &Scheme, cursor: &mut Cursor) -> Result<Value, Error> {
    let token = matches!(scheme.algorithm, Algorithm::Token);
    let start = *cursor;
    let value = if cursor.eat("{hex}") {
        Value::Signature(Encoding::Hex)
    } else if cursor.eat("{base64}") {
        Value::Signature(Encoding::Base64)
    } else if cursor.eat("{base64url}") {
        Value::Signature(Encoding::Base64Url)
    } else if cursor.eat("{token}") {
        Value::Token { base64: false }
    } else if cursor.eat("{token:base64}") {
        Value::Token { base64: true }
    } else if cursor.eat("{timestamp}") {
        Value::Timestamp(TimeFormat::Seconds)
    } else if cursor.eat("{timestamp:ms}") {
        Value::Timestamp(TimeFormat::Milliseconds)
    } else if cursor.eat("{timestamp:rfc3339}") {
        Value::Timestamp(TimeFormat::Rfc3339)
    } else {
        return cursor.error("a placeholder expected: {hex}, {base64}, {base64url}, {token} or {timestamp}");
    };
    match value {
        Value::Token { .. } if !token => start.error("{token} goes with the algorithm `token`"),
        Value::Signature(_) if token => start.error("the algorithm `token` has {token} in its header"),
        Value::Timestamp(_) if token => start.error("a token signs no timestamp"),
        _ => Ok(value),
    }
}

/// What is signed: literals, escapes and placeholders.
const fn message(scheme: &mut Scheme, cursor: &mut Cursor) -> Result<(), Error> {
    while let Some(byte) = cursor.peek() {
        let start = *cursor;
        let part = match byte {
            b'}' => return cursor.error("`}` without `{` (write \\} for the character)"),
            b'\\' => {
                cursor.at += 1;
                let part = match cursor.peek() {
                    Some(b'n') => Part::Byte(b'\n'),
                    Some(byte @ (b'\\' | b'{' | b'}' | b'|')) => Part::Byte(byte),
                    _ => return cursor.error("unknown escape: \\n, \\\\, \\{, \\} or \\|"),
                };
                cursor.at += 1;
                part
            }
            b'{' if cursor.eat("{body}") => Part::Body,
            b'{' if cursor.eat("{timestamp}") => Part::Timestamp,
            b'{' if cursor.eat("{url}") => Part::Url,
            b'{' if cursor.eat("{path}") => Part::Path,
            b'{' if cursor.eat("{method}") => Part::Method,
            b'{' if cursor.eat("{form}") => Part::Form,
            b'{' => {
                let explicit = cursor.eat("{header:");
                if !explicit {
                    cursor.at += 1;
                }
                let name = attempt!(header_name(cursor));
                if !cursor.eat("}") {
                    return cursor.error("`}` expected");
                }
                // A name without a hyphen is more often a misspelt part than a header.
                if !explicit && !has_hyphen(cursor.line, name) {
                    return start.error(
                        "unknown part: {body}, {timestamp}, {url}, {path}, {method}, {form}, {header-name}, or {header:name} for a name without a hyphen",
                    );
                }
                Part::Header(attempt!(intern(scheme, cursor, name)))
            }
            _ => {
                while !matches!(cursor.peek(), None | Some(b'{' | b'}' | b'\\')) {
                    cursor.at += 1;
                }
                Part::Literal(cursor.span_from(start.at))
            }
        };
        if !scheme.message.push(part) {
            return start.error("more than 16 parts in the message");
        }
    }
    Ok(())
}

#[expect(clippy::indexing_slicing, reason = "guarded by the loop's condition")]
const fn has_hyphen(line: &[u8], name: Span) -> bool {
    let mut i = name.start as usize;
    while i < name.end as usize && i < line.len() {
        if line[i] == b'-' {
            return true;
        }
        i += 1;
    }
    false
}

/// What only the whole line shows.
const fn check(scheme: &Scheme, time_column: usize, len: usize) -> Result<(), Error> {
    let (mut bodies, mut times) = (0, 0);
    let mut i = 0;
    while let Some(part) = scheme.message.get(i) {
        match part {
            Part::Body | Part::Form => bodies += 1,
            Part::Timestamp => times += 1,
            _ => {}
        }
        i += 1;
    }
    if bodies > 1 {
        return Err(Error::scheme(len, "the body is signed once"));
    }
    if times == 0 && time_column > 0 {
        return Err(Error::scheme(
            time_column,
            "the timestamp is not part of the signed message: anyone could change it",
        ));
    }
    if times > 0 && time_column == 0 {
        return Err(Error::scheme(len, "no header brings the {timestamp} of the message"));
    }
    if times == 0 && scheme.within.is_some() {
        return Err(Error::scheme(1, "`within` goes with a {timestamp}"));
    }
    Ok(())
}

/// The index of a header that is part of the message.
const fn signed_header(scheme: &Scheme, line: &[u8], name: Span) -> Option<u8> {
    let mut i = 0;
    while let Some(part) = scheme.message.get(i) {
        if let Part::Header(index) = part
            && let Some(known) = scheme.names.get(index as usize)
            && equals(line, name, line, known)
        {
            return Some(index);
        }
        i += 1;
    }
    None
}
