//! The URL as the provider knows it: what the caller gave, behind a configured base URL or a trusted proxy's headers.

use crate::error::{Code, Error};
use crate::request::{Request, header};
use crate::text::{Subject, Text};

/// What a verifier knows of its own address.
#[derive(Clone, Copy)]
pub(crate) struct PublicUrl {
    /// `https://hooks.example.com/base`, without a slash at its end; empty: not configured.
    base: Text<256>,
    trusts_forwarded: bool,
}

/// The header that holds the scheme of the URL as the sender knows it, and the one that holds the host.
pub(crate) const FORWARDED: [&str; 2] = ["x-forwarded-proto", "x-forwarded-host"];

impl PublicUrl {
    pub(crate) const UNKNOWN: PublicUrl = PublicUrl { base: Text::EMPTY, trusts_forwarded: false };

    /// # Errors
    /// `missing_input` unless it is `https://` or `http://` with a host, and perhaps a port and a path.
    pub(crate) fn with_base(self, base: &str) -> Result<Self, Error> {
        let refused = Err(Error::new(
            Code::MissingInput,
            "a base URL: http or https, a host, perhaps a path; no user, query or fragment; at most 256 bytes",
        ));
        let base = base.as_bytes();
        let Some((origin, path)) = split(base) else { return refused };
        let host = origin.strip_prefix(b"https://").or_else(|| origin.strip_prefix(b"http://")).unwrap_or_default();
        let is_plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(*byte, b'?' | b'#' | b'@');
        if host.is_empty() || base.len() > 256 || !base.iter().all(is_plain) {
            return refused;
        }
        let mut text = Text::truncated(origin);
        text.push(path.strip_suffix(b"/").unwrap_or(path));
        Ok(PublicUrl { base: text, ..self })
    }

    pub(crate) fn trusting_forwarded(self) -> Self {
        PublicUrl { trusts_forwarded: true, ..self }
    }

    pub(crate) fn trusts_forwarded(&self) -> bool {
        self.trusts_forwarded
    }

    /// The URL of a delivery.
    ///
    /// # Errors
    /// `missing_input` if there is none, or only a path where `needs_origin`; `duplicate_header` and `malformed_header`
    /// about a proxy's headers.
    pub(crate) fn of<'a>(&'a self, request: &Request<'a>, needs_origin: bool) -> Result<Url<'a>, Error> {
        let missing = |reason| Err(Error::new(Code::MissingInput, reason));
        let url = request.url.as_bytes();
        let (origin, rest) = match split(url) {
            Some((origin, rest)) => (Some(origin), rest),
            None if url.starts_with(b"/") => (None, url),
            None if url.is_empty() => return missing("the URL"),
            None => return missing("the URL: neither an absolute one nor a path"),
        };
        let mut public = Url { origin: [origin.unwrap_or_default(), b"", b""], base_path: b"", rest };
        if let Some((base, path)) = split(self.base.as_bytes()) {
            public.origin = [base, b"", b""];
            public.base_path = path;
            return Ok(public);
        }
        if self.trusts_forwarded
            && let (Some(proto), Some(host)) = (forwarded(request, 0)?, forwarded(request, 1)?)
        {
            public.origin = [proto, b"://", host];
            return Ok(public);
        }
        if origin.is_none() && needs_origin {
            return missing("the whole URL: give an absolute one, configure a base URL, or trust the proxy's headers");
        }
        Ok(public)
    }
}

/// A proxy's header: one value, not a list; what it says is a scheme or a host and nothing else.
fn forwarded<'r>(request: &Request<'r>, index: usize) -> Result<Option<&'r [u8]>, Error> {
    let name = FORWARDED.get(index).copied().unwrap_or_default();
    let Some(value) = header(request, name.as_bytes())? else { return Ok(None) };
    let is_fit = match index {
        0 => matches!(value, b"https" | b"http"),
        _ => value.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')),
    };
    if is_fit {
        Ok(Some(value))
    } else {
        Err(Error::header_named(Code::MalformedHeader, name.as_bytes(), "one host or scheme expected, of one proxy"))
    }
}

/// A URL in the pieces that it is made of.
#[derive(Clone, Copy)]
pub(crate) struct Url<'a> {
    origin: [&'a [u8]; 3],
    base_path: &'a [u8],
    /// What follows the host: path, query, fragment.
    rest: &'a [u8],
}

impl<'a> Url<'a> {
    pub(crate) const NONE: Url<'static> = Url { origin: [b"", b"", b""], base_path: b"", rest: b"" };

    pub(crate) fn whole(&self) -> impl Iterator<Item = &'a [u8]> {
        self.origin.into_iter().chain([self.base_path, self.rest])
    }

    pub(crate) fn origin(&self) -> impl Iterator<Item = &'a [u8]> {
        self.origin.into_iter()
    }

    /// As it was sent, without query and fragment; `/` if there is none.
    pub(crate) fn path(&self) -> impl Iterator<Item = &'a [u8]> {
        let path = until(self.rest, |byte| matches!(byte, b'?' | b'#'));
        let root: &[u8] = if path.is_empty() && self.base_path.is_empty() { b"/" } else { b"" };
        [self.base_path, path, root].into_iter()
    }

    /// As it was sent, without its question mark; `None` if there is none.
    pub(crate) fn query(&self) -> Option<&'a [u8]> {
        let before_fragment = until(self.rest, |byte| byte == b'#');
        let at = before_fragment.iter().position(|byte| *byte == b'?')?;
        before_fragment.get(at + 1..)
    }

    /// Origin and path: what a log may hold. A query may hold a secret, and so may what stands before an `@`.
    pub(crate) fn describe(&self) -> Subject {
        let mut text = Subject::EMPTY;
        let mut len = 0;
        let mut push = |piece: &[u8]| {
            len += piece.len();
            text.push(piece);
        };
        for (index, piece) in self.origin.into_iter().chain(self.path()).enumerate() {
            let host = piece.iter().rposition(|byte| *byte == b'@').and_then(|at| piece.get(at + 1..));
            match (index, host) {
                (0, Some(host)) => {
                    push(until(piece, |byte| byte == b'/'));
                    push(b"//");
                    push(host);
                }
                _ => push(piece),
            }
        }
        if len > text.as_bytes().len() {
            text.cut();
        }
        text
    }
}

/// The origin (`https://host:port`) and the rest of an absolute URL; `None` for all else.
fn split(url: &[u8]) -> Option<(&[u8], &[u8])> {
    let scheme =
        url.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')).count();
    let host = url.get(scheme..)?.strip_prefix(b"://")?;
    if scheme == 0 {
        return None;
    }
    let end = host.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(host.len());
    url.split_at_checked(scheme + 3 + end)
}

fn until(text: &[u8], ends: impl Fn(u8) -> bool) -> &[u8] {
    let end = text.iter().position(|byte| ends(*byte)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Calls the sink with the URL in which the escapes of `: / ? @ ! $ ' ( ) * , ;` are undone, and no others: HubSpot's rule.
pub(crate) fn feed_unescaped(piece: &[u8], sink: &mut dyn FnMut(&[u8])) {
    let (mut rest, mut plain) = (piece, 0);
    while let Some(at) = rest.get(plain..).and_then(|tail| tail.iter().position(|byte| *byte == b'%')) {
        let at = plain + at;
        let character = match rest.get(at + 1..at + 3) {
            Some([b'2', low]) => match low {
                b'1' => b'!',
                b'4' => b'$',
                b'7' => b'\'',
                b'8' => b'(',
                b'9' => b')',
                b'a' | b'A' => b'*',
                b'c' | b'C' => b',',
                b'f' | b'F' => b'/',
                _ => 0,
            },
            Some([b'3', b'a' | b'A']) => b':',
            Some([b'3', b'b' | b'B']) => b';',
            Some([b'3', b'f' | b'F']) => b'?',
            Some(b"40") => b'@',
            _ => 0,
        };
        if character == 0 {
            plain = at + 1;
            continue;
        }
        sink(rest.get(..at).unwrap_or_default());
        sink(&[character]);
        rest = rest.get(at + 3..).unwrap_or_default();
        plain = 0;
    }
    sink(rest);
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    fn text<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> String {
        String::from_utf8(pieces.collect::<Vec<_>>().concat()).unwrap()
    }

    #[test]
    fn the_parts_are_what_was_sent() {
        for (url, origin, path, query) in [
            ("https://example.com/a%2Fb/c?x=/1#y", "https://example.com", "/a%2Fb/c", Some("x=/1")),
            ("https://example.com", "https://example.com", "/", None),
            ("https://example.com?x=/1", "https://example.com", "/", Some("x=/1")),
            ("https://example.com#/x?y", "https://example.com", "/", None),
            ("https://user@example.com:8443//a/", "https://user@example.com:8443", "//a/", None),
            ("/hooks/1?next=https://example.com/x", "", "/hooks/1", Some("next=https://example.com/x")),
            ("/", "", "/", None),
            ("/?", "", "/", Some("")),
        ] {
            let request = Request { url, ..Default::default() };
            let parts = PublicUrl::UNKNOWN.of(&request, false).unwrap();
            assert_eq!(text(parts.whole()), url);
            assert_eq!(text(parts.origin()), origin, "{url}");
            assert_eq!(text(parts.path()), path, "{url}");
            assert_eq!(
                parts.query().map(|query| String::from_utf8(query.to_vec()).unwrap()).as_deref(),
                query,
                "{url}"
            );
        }
    }

    #[test]
    fn a_base_url_stands_before_the_target() {
        for (base, url, expected) in [
            ("https://api.example.com", "/hooks?x=1", "https://api.example.com/hooks?x=1"),
            ("https://api.example.com/", "http://10.0.0.7:3000/hooks?x=1", "https://api.example.com/hooks?x=1"),
            ("https://api.example.com:8443/v1/", "/hooks", "https://api.example.com:8443/v1/hooks"),
            ("https://api.example.com", "http://localhost", "https://api.example.com"),
        ] {
            let public = PublicUrl::UNKNOWN.with_base(base).unwrap();
            let request = Request { url, ..Default::default() };
            assert_eq!(text(public.of(&request, true).unwrap().whole()), expected);
        }
        for base in
            ["", "/hooks", "api.example.com", "ftp://x", "https://", "https://a@b", "https://a/?x", "https://a b"]
        {
            let refusal = PublicUrl::UNKNOWN.with_base(base).err().unwrap();
            assert_eq!(refusal.code(), Code::MissingInput, "{base}");
        }
    }

    #[test]
    fn a_log_sees_neither_query_nor_user() {
        let request = Request { url: "https://user:pa@ss@example.com/hooks/1?secret=2#3", ..Default::default() };
        let described = PublicUrl::UNKNOWN.of(&request, true).unwrap().describe();
        assert_eq!(described.as_str(), "https://example.com/hooks/1");
    }

    #[test]
    fn a_long_url_is_cut_at_a_character() {
        let url = std::format!("https://example.com/{}", "\u{20ac}".repeat(40));
        let described = PublicUrl::UNKNOWN.of(&Request { url: &url, ..Default::default() }, true).unwrap().describe();
        assert_eq!(described.as_str(), std::format!("https://example.com/{}...", "\u{20ac}".repeat(19)));
    }

    #[test]
    fn only_reserved_characters_are_unescaped() {
        let mut out = Vec::new();
        feed_unescaped(b"/a%2Fb%20c%3a%40%zz%2", &mut |piece| out.extend_from_slice(piece));
        assert_eq!(out, b"/a/b%20c:@%zz%2");
    }
}
