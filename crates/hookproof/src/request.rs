//! A delivery as it was received, and the headers of it that a scheme reads.

use crate::error::{Code, Error};
use crate::scheme::{Part, Scheme};

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
    /// The whole URL, as the provider knows it: behind a proxy, the public one. Empty: not given; only schemes that
    /// sign it need it.
    pub url: &'r str,
    /// The headers, in any order and case. A header that came twice is here twice.
    pub headers: &'r [(&'r str, &'r [u8])],
    /// The raw body.
    pub body: &'r [u8],
}

/// The largest number of bytes of a body that the layers around the core read where the caller names no limit: 25 MiB.
/// The core itself takes a body of any length.
pub const DEFAULT_BODY_LIMIT: usize = 25 * 1024 * 1024;

/// The largest number of bytes of a header's value, 8 KiB.
pub(crate) const MAX_HEADER: usize = 8 * 1024;

/// The values of the headers that a scheme reads, by the index of the name in the scheme.
pub(crate) struct HeaderValues<'r> {
    values: [Option<&'r [u8]>; Scheme::MAX_HEADERS],
}

impl<'r> HeaderValues<'r> {
    /// Each header that the scheme reads, once, without surrounding white space.
    ///
    /// # Errors
    /// `missing_header`, `duplicate_header`; `malformed_header` if a value is empty or longer than 8 KiB.
    pub(crate) fn find(scheme: &Scheme, request: &Request<'r>) -> Result<Self, Error> {
        Self::find_all(scheme, request, |_| true)
    }

    /// Like [`find`](HeaderValues::find), for a delivery that is yet to be signed: only the headers that are part of
    /// the message.
    pub(crate) fn find_signed(scheme: &Scheme, request: &Request<'r>) -> Result<Self, Error> {
        let parts = scheme.message.as_slice();
        Self::find_all(scheme, request, |index| parts.contains(&Part::Header(index)))
    }

    fn find_all(scheme: &Scheme, request: &Request<'r>, needed: impl Fn(u8) -> bool) -> Result<Self, Error> {
        let mut found = HeaderValues { values: [None; Scheme::MAX_HEADERS] };
        let names = scheme.names.as_slice();
        for (name, value) in request.headers {
            let name = name.as_bytes();
            for ((index, wanted), slot) in (0u8..).zip(names).zip(&mut found.values) {
                let wanted = scheme.bytes(*wanted);
                if !needed(index) || !wanted.eq_ignore_ascii_case(name) {
                    continue;
                }
                let malformed = |reason| Err(Error::header_named(Code::MalformedHeader, wanted, reason));
                if slot.is_some() {
                    return Err(Error::header_named(Code::DuplicateHeader, wanted, ""));
                }
                if value.len() > MAX_HEADER {
                    return malformed("longer than 8 KiB");
                }
                let value = value.trim_ascii();
                if value.is_empty() {
                    return malformed("empty");
                }
                *slot = Some(value);
            }
        }
        for (index, value) in (0u8..).zip(found.values.iter().take(names.len())) {
            if value.is_none() && needed(index) {
                return Err(Error::header_named(Code::MissingHeader, scheme.name(index), ""));
            }
        }
        Ok(found)
    }

    /// The value of the header with this index; empty beyond the scheme's names.
    pub(crate) fn get(&self, index: u8) -> &'r [u8] {
        self.values.get(usize::from(index)).copied().flatten().unwrap_or_default()
    }
}
