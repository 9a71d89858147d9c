//! The parser of handshake lines: one pass with a cursor, usable in `const`, an error for every line that could be misread
//! or that would answer what must not be answered.

use super::parts::{AnswerForm, Condition, Hash, Operand, Piece, Place, Test};
use super::{Handshake, MAX_LINE, MAX_PLACES};
use crate::error::Error;
use crate::scheme::cursor::{Cursor, equals};
use crate::scheme::{Algorithm, Encoding, Source, Span};
use crate::text::List;

/// The largest number of bytes of a name.
const MAX_NAME: usize = 64;

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
pub(super) const fn parse(line: &[u8]) -> Result<Handshake, Error> {
    if line.len() > MAX_LINE {
        return Err(Error::scheme(MAX_LINE + 1, "longer than 512 bytes"));
    }
    let mut handshake = Handshake {
        line: [0; MAX_LINE],
        len: line.len() as u16,
        signed: false,
        method: Span::EMPTY,
        places: List::new(Place { source: Source::Header, name: Span::EMPTY, label: Span::EMPTY }),
        conditions: List::new(Condition { place: 0, test: Test::Present }),
        secret: None,
        status: 0,
        form: AnswerForm::StatusOnly,
        pieces: List::new(Piece::Literal(Span::EMPTY)),
        operands: List::new(Operand::Place(0)),
    };
    let mut i = 0;
    while i < line.len() {
        if line[i] < b' ' || line[i] > b'~' {
            return Err(Error::scheme(i + 1, "only printable ASCII characters"));
        }
        handshake.line[i] = line[i];
        i += 1;
    }
    let mut cursor = Cursor { line, at: 0, end: line.len() };
    attempt!(request(&mut handshake, &mut cursor));
    attempt!(answer(&mut handshake, &mut cursor));
    match check(&handshake, line) {
        None => Ok(handshake),
        Some(reason) => Err(Error::scheme(line.len(), reason)),
    }
}

/// `signed POST {json:/type}=url_verification => `
const fn request(handshake: &mut Handshake, cursor: &mut Cursor) -> Result<(), Error> {
    handshake.signed = cursor.eat("signed ");
    let start = cursor.at;
    let bare = if cursor.eat("GET") || cursor.eat("HEAD") {
        true
    } else if cursor.eat("POST") || cursor.eat("OPTIONS") {
        false
    } else {
        return cursor.error("a method expected: GET, HEAD, POST or OPTIONS");
    };
    handshake.method = cursor.span_from(start);
    while !cursor.eat(" => ") {
        if !cursor.eat(" ") {
            return cursor.error("a space and a condition expected, or ` => `");
        }
        attempt!(condition(handshake, cursor));
    }
    if !bare && handshake.conditions.len() == 0 {
        return cursor.error("a condition expected, or every delivery would be a handshake");
    }
    Ok(())
}

/// `{query:hub.mode}=subscribe`, `{query:hub.verify_token}={verify-token}`, `secret={header:x-hook-secret}`
const fn condition(handshake: &mut Handshake, cursor: &mut Cursor) -> Result<(), Error> {
    let start = *cursor;
    let is_secret = cursor.eat("secret=");
    if !cursor.eat("{") {
        return cursor.error("a place of the request expected, like {query:challenge}");
    }
    let place = match attempt!(operand(handshake, cursor)) {
        Operand::Place(place) => place,
        Operand::Setting(_) => return start.error("a place of the request expected, like {query:challenge}"),
    };
    if !cursor.eat("}") {
        return cursor.error("`}` expected");
    }
    let mut test = Test::Present;
    if is_secret {
        if handshake.secret.is_some() {
            return start.error("a second secret");
        }
        handshake.secret = Some(place);
    } else if cursor.eat("={hex}") {
        test = Test::Hex;
    } else if cursor.eat("={") {
        let name = attempt!(setting(cursor));
        if !cursor.eat("}") {
            return cursor.error("`}` expected");
        }
        test = Test::Setting(name);
    } else if cursor.eat("=\"") {
        let start = cursor.at;
        while !matches!(cursor.peek(), None | Some(b'"')) {
            cursor.at += 1;
        }
        test = Test::Literal(cursor.span_from(start));
        if !cursor.eat("\"") {
            return cursor.error("`\"` expected");
        }
    } else if cursor.eat("=") {
        let start = cursor.at;
        while !matches!(cursor.peek(), None | Some(b' ' | b'{' | b'}' | b'"')) {
            cursor.at += 1;
        }
        test = Test::Literal(cursor.span_from(start));
    }
    if let Test::Literal(Span { start, end }) = test
        && start == end
    {
        return cursor.error("a value expected");
    }
    if !handshake.conditions.push(Condition { place, test }) {
        return start.error("more than 8 conditions");
    }
    Ok(())
}

/// `query:challenge` or `verify-token`
const fn operand(handshake: &mut Handshake, cursor: &mut Cursor) -> Result<Operand, Error> {
    let start = cursor.at;
    let source = if cursor.eat("query:") {
        Source::Query
    } else if cursor.eat("form:") {
        Source::Form
    } else if cursor.eat("json:") {
        Source::Json
    } else if cursor.eat("header:") {
        Source::Header
    } else {
        return Ok(Operand::Setting(attempt!(setting(cursor))));
    };
    let name = attempt!(name(source, cursor));
    let label = cursor.span_from(start);
    let mut i = 0;
    while let Some(known) = handshake.places.get(i) {
        if equals(cursor.line, label, cursor.line, known.label) {
            return Ok(Operand::Place(i as u8));
        }
        i += 1;
    }
    if !handshake.places.push(Place { source, name, label }) {
        return cursor.error("more than 8 places of the request");
    }
    Ok(Operand::Place(i as u8))
}

/// The name of a header in lower case, of a parameter or a field, or a JSON pointer (RFC 6901).
const fn name(source: Source, cursor: &mut Cursor) -> Result<Span, Error> {
    let start = cursor.at;
    while let Some(byte) = cursor.peek() {
        let fits = match source {
            Source::Header => matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'),
            Source::Query | Source::Form => {
                matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'[' | b']')
            }
            Source::Json => {
                if byte == b'~' && !matches!(cursor.peek_at(1), Some(b'0' | b'1')) {
                    return cursor.error("`~0` or `~1` expected in a JSON pointer");
                }
                !matches!(byte, b' ' | b'{' | b'}' | b'(' | b')' | b'*' | b'"')
            }
        };
        if !fits {
            break;
        }
        cursor.at += 1;
    }
    let span = cursor.span_from(start);
    if cursor.at == start {
        return cursor.error("a name expected");
    }
    if cursor.at - start > MAX_NAME {
        return cursor.error("a name has at most 64 bytes");
    }
    let first = Cursor { line: cursor.line, at: start, end: cursor.end };
    if matches!(source, Source::Json) && !matches!(first.peek(), Some(b'/')) {
        return first.error("a JSON pointer begins with `/`");
    }
    Ok(span)
}

/// The name of a setting: `verify-token`.
const fn setting(cursor: &mut Cursor) -> Result<Span, Error> {
    let start = cursor.at;
    while let Some(b'a'..=b'z' | b'0'..=b'9' | b'-') = cursor.peek() {
        cursor.at += 1;
    }
    if cursor.at == start {
        return cursor.error("{query:...}, {form:...}, {json:/...}, {header:...} or the name of a setting expected");
    }
    if cursor.at - start > MAX_NAME {
        return cursor.error("a name has at most 64 bytes");
    }
    Ok(cursor.span_from(start))
}

/// `200`, `200 text/plain {query:challenge}`, `200 x-hook-secret: {header:x-hook-secret}`
const fn answer(handshake: &mut Handshake, cursor: &mut Cursor) -> Result<(), Error> {
    let start = *cursor;
    handshake.status = match cursor.number() {
        Some(status @ 200..=299) => status as u16,
        _ => return start.error("a status expected, 200 to 299"),
    };
    if cursor.done() {
        return Ok(());
    }
    if !cursor.eat(" ") {
        return cursor.error("a space expected behind the status");
    }
    handshake.form = if cursor.eat("text/plain ") {
        AnswerForm::Text
    } else if cursor.eat("application/json ") {
        AnswerForm::Json
    } else {
        let name = attempt!(name(Source::Header, cursor));
        if !cursor.eat(": ") {
            return cursor.error("`text/plain `, `application/json ` or `header-name: ` expected");
        }
        AnswerForm::Header(name)
    };
    if cursor.done() {
        return cursor.error("a value expected");
    }
    pieces(handshake, cursor)
}

/// Literals and placeholders. A `{` before a small letter opens a placeholder; any other is itself, as JSON has it.
const fn pieces(handshake: &mut Handshake, cursor: &mut Cursor) -> Result<(), Error> {
    let json = matches!(handshake.form, AnswerForm::Json);
    let mut in_string = false;
    while !cursor.done() {
        let start = *cursor;
        let piece = if opens(cursor) {
            if json && !in_string {
                return cursor.error("a value stands within the quotes of a JSON string");
            }
            attempt!(placeholder(handshake, cursor))
        } else {
            while let Some(byte) = cursor.peek() {
                if opens(cursor) {
                    break;
                }
                match byte {
                    b'"' if json => in_string = !in_string,
                    b'\\' => return cursor.error("no escapes: a value is escaped where it is put in"),
                    _ => {}
                }
                cursor.at += 1;
            }
            Piece::Literal(cursor.span_from(start.at))
        };
        if !handshake.pieces.push(piece) {
            return start.error("more than 16 parts in the answer");
        }
    }
    if in_string {
        return cursor.error("`\"` expected at the end of a JSON string");
    }
    Ok(())
}

const fn opens(cursor: &Cursor) -> bool {
    matches!((cursor.peek(), cursor.peek_at(1)), (Some(b'{'), Some(b'a'..=b'z')))
}

/// `{query:challenge}`, `{public-key}`, `{hmac-sha256:hex(query:challenge)}`
const fn placeholder(handshake: &mut Handshake, cursor: &mut Cursor) -> Result<Piece, Error> {
    cursor.at += 1;
    let hash = if cursor.eat("sha256:") {
        Some(Hash::Sha256)
    } else if cursor.eat("hmac-sha1:") {
        Some(Hash::Mac(Algorithm::HmacSha1))
    } else if cursor.eat("hmac-sha256:") {
        Some(Hash::Mac(Algorithm::HmacSha256))
    } else if cursor.eat("hmac-sha384:") {
        Some(Hash::Mac(Algorithm::HmacSha384))
    } else if cursor.eat("hmac-sha512:") {
        Some(Hash::Mac(Algorithm::HmacSha512))
    } else {
        None
    };
    let piece = match hash {
        Some(hash) => attempt!(digest(handshake, cursor, hash)),
        None => Piece::Value(attempt!(operand(handshake, cursor))),
    };
    if !cursor.eat("}") {
        return cursor.error("`}` expected");
    }
    Ok(piece)
}

/// `hex(query:challenge_code verify-token endpoint-url)`, behind the hash.
const fn digest(handshake: &mut Handshake, cursor: &mut Cursor, hash: Hash) -> Result<Piece, Error> {
    let encoding = if cursor.eat("hex(") {
        Encoding::Hex
    } else if cursor.eat("base64(") {
        Encoding::Base64
    } else if cursor.eat("base64url(") {
        Encoding::Base64Url
    } else {
        return cursor.error("`hex(`, `base64(` or `base64url(` expected");
    };
    let first = handshake.operands.len() as u8;
    let mut count = 0;
    loop {
        let operand = attempt!(operand(handshake, cursor));
        if !handshake.operands.push(operand) {
            return cursor.error("more than 8 values in digests");
        }
        count += 1;
        if cursor.eat(")") {
            return Ok(Piece::Digest { hash, encoding, first, count });
        }
        if !cursor.eat(" ") {
            return cursor.error("a space or `)` expected");
        }
    }
}

/// What only the whole line shows: the reason against it.
const fn check(handshake: &Handshake, line: &[u8]) -> Option<&'static str> {
    let has_body = matches!(handshake.form, AnswerForm::Text | AnswerForm::Json);
    let bytes = Cursor { line, at: handshake.method.start as usize, end: line.len() };
    if has_body && (handshake.status == 204 || matches!(bytes.peek(), Some(b'H'))) {
        return Some("no body goes with HEAD, or with status 204");
    }
    if handshake.signed && handshake.secret.is_some() {
        return Some("a signed request brings no secret: there is one already");
    }
    let mut i = 0;
    while let Some(condition) = handshake.conditions.get(i) {
        let mut j = 0;
        while let Some(piece) = handshake.pieces.get(j) {
            if let (Test::Setting(tested), Piece::Value(Operand::Setting(told))) = (condition.test, piece)
                && equals(line, tested, line, told)
            {
                return Some("what the request has to know is not told in the answer");
            }
            j += 1;
        }
        i += 1;
    }
    const _: () = assert!(MAX_PLACES <= u8::MAX as usize && MAX_LINE <= u16::MAX as usize);
    None
}
