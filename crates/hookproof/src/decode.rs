//! Hex and base64, strictly: exact length, canonical form, and no branch or table look-up on the data,
//! since secrets are decoded here too (base16ct and base64ct are constant-time codecs).

use crate::scheme::Encoding;
use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding as _};

/// The decoded bytes, written to the front of `out`; `None` unless `text` is the canonical form of at most `out.len()` bytes.
///
/// Hex in either case; base64 with or without padding.
pub(crate) fn decode<'o>(encoding: Encoding, text: &[u8], out: &'o mut [u8]) -> Option<&'o [u8]> {
    let padded = text.ends_with(b"=");
    match encoding {
        Encoding::Hex => base16ct::mixed::decode(text, out).ok(),
        Encoding::Base64 if padded => Base64::decode(text, out).ok(),
        Encoding::Base64 => Base64Unpadded::decode(text, out).ok(),
        Encoding::Base64Url if padded => Base64Url::decode(text, out).ok(),
        Encoding::Base64Url => Base64UrlUnpadded::decode(text, out).ok(),
    }
}

/// The text of `bytes`, written to the front of `out`; `None` if it does not fit. Hex in lower case;
/// base64 with padding, base64url without, as the providers write them.
pub(crate) fn encode<'o>(encoding: Encoding, bytes: &[u8], out: &'o mut [u8]) -> Option<&'o str> {
    match encoding {
        Encoding::Hex => base16ct::lower::encode_str(bytes, out).ok(),
        Encoding::Base64 => Base64::encode(bytes, out).ok(),
        Encoding::Base64Url => Base64UrlUnpadded::encode(bytes, out).ok(),
    }
}
