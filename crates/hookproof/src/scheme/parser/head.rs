//! The first segment of a line: the algorithm, the form of the secret, the options.

use super::super::cursor::Cursor;
use super::super::{Algorithm, Encoding, Hash, Place, Scheme};
use super::{attempt, place};
use crate::error::Error;

/// What the options name: where the event's id and its type stand, and the column of the option.
pub(super) struct Facts {
    pub(super) id: Option<(Place, usize)>,
    pub(super) kind: Option<(Place, usize)>,
}

/// `hmac-sha256(whsec_{base64}) within 600s id={webhook-id} type={json:/type}`.
pub(super) const fn read(scheme: &mut Scheme, cursor: &mut Cursor) -> Result<Facts, Error> {
    scheme.algorithm = attempt!(algorithm(cursor));
    if cursor.eat("(") {
        if matches!(scheme.algorithm, Algorithm::Token) {
            return cursor.error("a token is compared as it is configured: no form of the secret");
        }
        attempt!(secret(scheme, cursor));
    }
    let mut facts = Facts { id: None, kind: None };
    while !cursor.done() {
        let column = cursor.at + 2;
        if cursor.eat(" within ") {
            scheme.within = cursor.number();
            if scheme.within.is_none() || !cursor.eat("s") {
                return cursor.error("a number of seconds expected, like `within 600s`");
            }
        } else if cursor.eat(" id={") {
            if facts.id.is_some() {
                return Err(Error::scheme(column, "a second `id`"));
            }
            facts.id = Some((attempt!(place::braced(cursor)), column));
        } else if cursor.eat(" type={") {
            if facts.kind.is_some() {
                return Err(Error::scheme(column, "a second `type`"));
            }
            facts.kind = Some((attempt!(place::braced(cursor)), column));
        } else {
            return cursor.error("unknown option: `within 600s`, `id={json:/id}` or `type={json:/type}`, then ` | `");
        }
    }
    Ok(facts)
}

const fn algorithm(cursor: &mut Cursor) -> Result<Algorithm, Error> {
    // `slice::iter` is not usable in `const`.
    let mut rest = Algorithm::ALL;
    while let [algorithm, tail @ ..] = rest {
        if cursor.eat(algorithm.as_str()) {
            return Ok(*algorithm);
        }
        rest = tail;
    }
    cursor.error("unknown algorithm: hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512, sha1, sha256, sha512 or token")
}

/// `whsec_{base64})`, `{api-secret}&)`, `sha1({api-secret}))`: what follows the first parenthesis.
const fn secret(scheme: &mut Scheme, cursor: &mut Cursor) -> Result<(), Error> {
    scheme.secret.hash = if cursor.eat("sha1(") {
        Some(Hash::Sha1)
    } else if cursor.eat("sha256(") {
        Some(Hash::Sha256)
    } else {
        None
    };
    let start = cursor.at;
    cursor.skip_affix();
    scheme.secret.prefix = cursor.span_from(start);
    let form = *cursor;
    scheme.secret.can_call_api = cursor.eat("{api-secret");
    let is_plain = if scheme.secret.can_call_api { cursor.eat("}") } else { cursor.eat("{utf8}") };
    if !is_plain {
        scheme.secret.encoding = match cursor.eat(if scheme.secret.can_call_api { ":" } else { "{" }) {
            true => encoding(cursor),
            false => None,
        };
        if scheme.secret.encoding.is_none() {
            return form.error(
                "unknown form of the secret: {utf8}, {hex}, {base64}, {base64url}, {api-secret} or {api-secret:hex}",
            );
        }
    }
    let start = cursor.at;
    cursor.skip_affix();
    scheme.secret.suffix = cursor.span_from(start);
    if !cursor.eat(")") || (scheme.secret.hash.is_some() && !cursor.eat(")")) {
        return cursor.error("`)` expected");
    }
    Ok(())
}

/// `hex}`, `base64}`, `base64url}`.
const fn encoding(cursor: &mut Cursor) -> Option<Encoding> {
    let mut rest = Encoding::ALL.as_slice();
    while let [encoding, tail @ ..] = rest {
        if cursor.eat_word(encoding.as_str()) {
            return Some(*encoding);
        }
        rest = tail;
    }
    None
}
