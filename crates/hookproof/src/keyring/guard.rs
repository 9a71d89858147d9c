//! What is refused as a secret before any use: placeholders, and keys that can call a provider's API.
//!
//! Nothing here branches on a byte of the secret: each question is put to all of it, and only the answer becomes public.
//! Lengths are public.

use super::shapes::API_KEY_PREFIXES;
use crate::compare::{declassify, within};
use crate::error::{Code, Error};
use crate::scheme::Scheme;
use subtle::{Choice, ConstantTimeEq};

/// What configuration systems leave behind where a secret is missing, and what examples show. Compared without regard to case.
const PLACEHOLDERS: &[&str] = &[
    "undefined",
    "null",
    "none",
    "nil",
    "nan",
    "true",
    "false",
    "[object object]",
    "changeme",
    "change_me",
    "change-me",
    "replaceme",
    "replace_me",
    "replace-me",
    "placeholder",
    "todo",
    "secret",
    "password",
    "webhook_secret_here",
    "your_secret",
    "your-secret",
    "your_secret_here",
    "your-secret-here",
    "your_webhook_secret",
    "your-webhook-secret",
    "your_webhook_secret_here",
    "your_signing_secret",
    "your-signing-secret",
];

/// # Errors
/// `weak_secret` for an empty secret and for a placeholder.
pub(super) fn refuse_placeholder(secret: &[u8]) -> Result<(), Error> {
    let weak = |reason| Err(Error::new(Code::WeakSecret, reason));
    let text = trimmed(secret);
    if text.is_empty() {
        return weak("empty: is the variable set that it comes from?");
    }
    if declassify(any(PLACEHOLDERS, |placeholder| same_but_for_case(text, placeholder.as_bytes()))) {
        return weak("a placeholder");
    }
    Ok(())
}

/// # Errors
/// `api_key_as_secret`.
pub(super) fn refuse_api_key(scheme: &Scheme, secret: &[u8]) -> Result<(), Error> {
    let refused = |reason| Err(Error::new(Code::ApiKeyAsSecret, reason));
    if declassify(any(API_KEY_PREFIXES, |prefix| begins_with(secret, prefix.as_bytes()))) {
        return refused("it has the shape of an API key; the signing secret of a webhook endpoint is another one");
    }
    if scheme.signs_with_api_secret() {
        return refused(
            "this provider signs with a secret that can also call its API; turn it into a verification key (`derive`), or allow it by name (`allow_api_key`)",
        );
    }
    Ok(())
}

/// The secret without a prefix, or `None` if it does not begin with it: that much becomes public.
pub(super) fn without_prefix<'s>(secret: &'s [u8], prefix: &[u8]) -> Option<&'s [u8]> {
    if declassify(begins_with(secret, prefix)) { secret.get(prefix.len()..) } else { None }
}

/// The secret without white space at its ends: how much of it there is becomes public, and in a good secret there is none.
pub(super) fn trimmed(mut secret: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = secret
        && declassify(is_white(*first))
    {
        secret = rest;
    }
    while let [rest @ .., last] = secret
        && declassify(is_white(*last))
    {
        secret = rest;
    }
    secret
}

/// The white space of ASCII, as `trim_ascii` has it.
fn is_white(byte: u8) -> Choice {
    any(b" \t\n\x0c\r", |white| byte.ct_eq(white))
}

/// Whether one of the items fits, all of them having been asked.
fn any<T>(items: &[T], fits: impl Fn(&T) -> Choice) -> Choice {
    items.iter().fold(Choice::from(0), |any, item| any | fits(item))
}

fn begins_with(secret: &[u8], prefix: &[u8]) -> Choice {
    secret.get(..prefix.len()).map_or(Choice::from(0), |front| front.ct_eq(prefix))
}

/// Whether the secret is this text, which is in lower case, in whatever case.
fn same_but_for_case(secret: &[u8], text: &[u8]) -> Choice {
    if secret.len() != text.len() {
        return Choice::from(0);
    }
    secret.iter().zip(text).fold(Choice::from(1), |same, (byte, expected)| {
        let lower = byte | (within(*byte, b'A', b'Z') & (b'a' - b'A'));
        same & lower.ct_eq(expected)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimmed_is_trim_ascii() {
        for byte in 0..=255u8 {
            for secret in [&[byte][..], &[byte, b'x'], &[b'x', byte], &[byte, b'x', byte, byte], &[b'x', byte, b'x']] {
                assert_eq!(trimmed(secret), secret.trim_ascii(), "{secret:?}");
            }
        }
    }

    #[test]
    fn same_but_for_case_is_eq_ignore_ascii_case() {
        for text in PLACEHOLDERS {
            assert_eq!(*text, text.to_ascii_lowercase(), "a placeholder is written in lower case");
            assert!(declassify(same_but_for_case(text.to_ascii_uppercase().as_bytes(), text.as_bytes())));
        }
        for byte in 0..=255u8 {
            for other in 0..=255u8 {
                let expected = byte.eq_ignore_ascii_case(&other.to_ascii_lowercase());
                assert_eq!(declassify(same_but_for_case(&[byte], &[other.to_ascii_lowercase()])), expected);
            }
        }
    }
}
