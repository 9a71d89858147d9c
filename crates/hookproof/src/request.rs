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
        let value = value.trim_ascii();
        if value.is_empty() {
            return malformed("empty");
        }
        found = Some(value);
    }
    Ok(found)
}
