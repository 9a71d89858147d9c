//! A delivery as it was received.

use crate::error::{Code, Error};

/// A delivery: the bytes as they came in, borrowed. Nothing is decoded, trimmed or serialized anew.
///
/// ```
/// let request = hookproof::Request {
///     headers: &[("x-hub-signature-256", b"sha256=...")],
///     body: br#"{"zen":"Keep it logically awesome."}"#,
///     ..Default::default()
/// };
/// ```
#[derive(Clone, Copy, Default)]
pub struct Request<'r> {
    /// The method as it was sent, `POST`. Empty: not given; only schemes that sign it need it.
    pub method: &'r str,
    /// The whole URL, as the provider knows it: behind a proxy, the public one; or, for a verifier that has a
    /// [base URL](crate::Verifier::with_base_url), the path and the query. Empty: not given; only schemes that read
    /// something of it need it.
    pub url: &'r str,
    /// The headers, in any order and case. A header that came twice is here twice.
    pub headers: &'r [(&'r str, &'r [u8])],
    /// The raw body.
    pub body: &'r [u8],
}

impl Request<'_> {
    /// The largest number of headers of a request that itself says which of them are signed, 128: see
    /// [`Scheme::names_headers`](crate::Scheme::names_headers). Other schemes take any number.
    pub const MAX_HEADERS: usize = 128;
}

/// The largest number of bytes of a body that the layers around the core read where the caller names no limit: 25 MiB.
/// The core itself takes a body of any length.
pub const DEFAULT_BODY_LIMIT: usize = 25 * 1024 * 1024;

/// The largest number of bytes of a header's value, 8 KiB.
pub(crate) const MAX_HEADER: usize = 8 * 1024;

/// The largest number of bytes of white space at each end: to skip 8 KiB of it would be work for nothing.
const MAX_WHITE_SPACE: usize = 64;

pub(crate) const MUCH_WHITE_SPACE: &str = "more than 64 bytes of white space in a row";

/// The text without white space at its ends; `None` if there is more than 64 bytes of it at one.
pub(crate) fn trimmed(text: &[u8]) -> Option<&[u8]> {
    let is_white = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
    if !is_white(text.first()) && !is_white(text.last()) {
        return Some(text);
    }
    let front = text.iter().take(MAX_WHITE_SPACE).take_while(|byte| byte.is_ascii_whitespace()).count();
    let text = text.get(front..)?;
    let back = text.iter().rev().take(MAX_WHITE_SPACE).take_while(|byte| byte.is_ascii_whitespace()).count();
    let text = text.get(..text.len() - back)?;
    (!is_white(text.first()) && !is_white(text.last())).then_some(text)
}

/// The value of the header with this name, in any case, without surrounding white space; `None` if it is not there.
///
/// # Errors
/// `duplicate_header`; `malformed_header` if the value is empty or longer than 8 KiB.
pub(crate) fn header<'r>(request: &Request<'r>, wanted: &[u8]) -> Result<Option<&'r [u8]>, Error> {
    let mut found = None;
    for (name, value) in request.headers {
        if !wanted.eq_ignore_ascii_case(name.as_bytes()) {
            continue;
        }
        let malformed = |reason| Err(Error::header_named(Code::MalformedHeader, wanted, reason));
        if found.is_some() {
            return Err(Error::header_named(Code::DuplicateHeader, wanted, ""));
        }
        if value.len() > MAX_HEADER {
            return malformed("longer than 8 KiB");
        }
        let Some(value) = trimmed(value) else {
            return malformed(MUCH_WHITE_SPACE);
        };
        if value.is_empty() {
            return malformed("empty");
        }
        found = Some(value);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::trimmed;

    #[test]
    fn trimmed_is_trim_ascii_up_to_64_bytes() {
        for front in 0..70 {
            for back in [0, 1, 63, 64, 65] {
                for inside in [&b"x"[..], b"x y", b""] {
                    let text = [&[b' '; 70][..front], inside, &[b'\t'; 70][..back]].concat();
                    let short = front <= 64 && back <= 64;
                    match trimmed(&text) {
                        Some(bare) => assert_eq!(bare, text.trim_ascii(), "{front} {back} {inside:?}"),
                        None => assert!(!short || inside.is_empty(), "{front} {back} {inside:?}"),
                    }
                    assert!(inside.is_empty() || trimmed(&text).is_some() == short, "{front} {back} {inside:?}");
                }
            }
        }
    }
}
