//! Changing one bit at a time: all that is signed has to be missed by it.
//!
//! A change may pass only where it leaves the signed message and the signature as they are: hex in another case, an element
//! of a list that the scheme skips, the part of a body that no pointer of the line leads to. Whether it does, the oracle's
//! own reading of the changed delivery says; where the line signs the body, URL or method as they are, nothing may pass.

use super::{Line, Place, Received, verify};

/// A delivery that is authentic, with what it was signed with.
pub(crate) struct Genuine<'g> {
    pub(crate) line: &'g str,
    pub(crate) secret: &'g str,
    pub(crate) received: Received<'g>,
}

impl<'g> Genuine<'g> {
    /// The first change of one bit that the check lets pass although it must not: of the secret, the body, a header, the
    /// URL or the method.
    pub(crate) fn undetected(&self, mut passes: impl FnMut(&[u8], &Received<'_>) -> bool) -> Option<String> {
        let Genuine { line, secret, received } = self;
        if let Err(wrong) = verify(line, secret, received) {
            return Some(format!("nothing at all, and by the oracle's reading it is {}, before anything was", wrong.0));
        }
        let secret_bytes = secret.as_bytes();
        undetected_secret(line, secret_bytes, |secret| passes(secret, received))
            .map(|place| format!("{place} of the secret"))
            .or_else(|| self.body(|received| passes(secret_bytes, received)))
            .or_else(|| self.headers(|received| passes(secret_bytes, received)))
            .or_else(|| self.url_and_method(|received| passes(secret_bytes, received)))
    }

    fn body(&self, mut passes: impl FnMut(&Received<'_>) -> bool) -> Option<String> {
        let line = Line::new(self.line);
        let (whole, form) = (line.covers_body(), line.has_part("form"));
        let body = self.received.body;
        if !whole && !form && !line.places().iter().any(Place::is_in_body) {
            return None;
        }
        // In a form, the digits of `%2B` are hex. All else of it is signed, field by field.
        let escaped = |at: usize, back: usize| at.checked_sub(back).and_then(|at| body.get(at)) == Some(&b'%');
        let place = undetected(body, |at, changed| {
            let received = Received { body: changed, ..self.received.clone() };
            let case = form && (escaped(at, 1) || escaped(at, 2)) && is_case(body, changed, at);
            passes(&received) && (whole || (form && !case) || !self.is_authentic(&received))
        });
        place.map(|place| format!("{place} of the body"))
    }

    fn headers(&self, mut passes: impl FnMut(&Received<'_>) -> bool) -> Option<String> {
        let line = Line::new(self.line);
        let read = |name: &str| line.has_value("header-names") || line.places().contains(&Place::Header(name));
        self.received.headers.iter().enumerate().find_map(|(index, (name, value))| {
            if !read(&name.to_ascii_lowercase()) {
                return None;
            }
            let place = undetected(value, |_, changed| {
                let mut received = self.received.clone();
                received.headers[index].1 = changed;
                passes(&received) && !self.is_authentic(&received)
            });
            place.map(|place| format!("{place} of the header {name}"))
        })
    }

    fn url_and_method(&self, mut passes: impl FnMut(&Received<'_>) -> bool) -> Option<String> {
        let line = Line::new(self.line);
        let parts = ["url", "url:unescaped", "origin", "path", "target", "query"];
        let reads_url = parts.iter().any(|part| line.has_part(part))
            || line.places().iter().any(|place| matches!(place, Place::Query(_)));
        let read = |text: &'g str, is_read: bool| if is_read { text } else { "" };
        let url = undetected_text(read(self.received.url, reads_url), |url| {
            let received = Received { url, ..self.received.clone() };
            passes(&received) && (line.has_part("url") || !self.is_authentic(&received))
        });
        let mut method = || {
            undetected_text(read(self.received.method, line.has_part("method")), |method| {
                passes(&Received { method, ..self.received.clone() })
            })
        };
        url.map(|place| format!("{place} of the URL"))
            .or_else(|| method().map(|place| format!("{place} of the method")))
    }

    fn is_authentic(&self, received: &Received<'_>) -> bool {
        verify(self.line, self.secret, received).is_ok()
    }
}

/// The same for a secret: only hex may be in another case.
pub(crate) fn undetected_secret(line: &str, secret: &[u8], mut passes: impl FnMut(&[u8]) -> bool) -> Option<String> {
    let hex = Line::new(line).secret_form().encoding == "hex";
    undetected(secret, |at, changed| passes(changed) && !(hex && is_case(secret, changed, at)))
}

/// What is no text cannot be handed to a verifier: such changes are left out.
fn undetected_text(text: &str, mut is_undetected: impl FnMut(&str) -> bool) -> Option<String> {
    undetected(text.as_bytes(), |_, changed| std::str::from_utf8(changed).is_ok_and(&mut is_undetected))
}

/// The first place for which `is_undetected` says so, of the place and the changed bytes.
fn undetected(bytes: &[u8], mut is_undetected: impl FnMut(usize, &[u8]) -> bool) -> Option<String> {
    let mut changed = bytes.to_vec();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            changed[at] ^= 1 << bit;
            if is_undetected(at, &changed) {
                return Some(format!("bit {bit} of byte {at}"));
            }
            changed[at] = bytes[at];
        }
    }
    None
}

/// Whether the byte is a hex digit, and the same in another case.
fn is_case(bytes: &[u8], changed: &[u8], at: usize) -> bool {
    bytes[at].is_ascii_hexdigit() && bytes[at].eq_ignore_ascii_case(&changed[at])
}
