//! What is refused as a secret before any use: placeholders, and keys that can call a provider's API.

use super::shapes::API_KEY_PREFIXES;
use crate::error::{Code, Error};
use crate::scheme::Scheme;

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
    let text = secret.trim_ascii();
    if text.is_empty() {
        return weak("empty: is the variable set that it comes from?");
    }
    if PLACEHOLDERS.iter().any(|placeholder| placeholder.as_bytes().eq_ignore_ascii_case(text)) {
        return weak("a placeholder");
    }
    Ok(())
}

/// # Errors
/// `api_key_as_secret`.
pub(super) fn refuse_api_key(scheme: &Scheme, secret: &[u8]) -> Result<(), Error> {
    let refused = |reason| Err(Error::new(Code::ApiKeyAsSecret, reason));
    if API_KEY_PREFIXES.iter().any(|prefix| secret.starts_with(prefix.as_bytes())) {
        return refused("it has the shape of an API key; the signing secret of a webhook endpoint is another one");
    }
    if scheme.signs_with_api_secret() {
        return refused(
            "this provider signs with a secret that can also call its API; turn it into a verification key (`derive`), or allow it by name (`allow_api_key`)",
        );
    }
    Ok(())
}
