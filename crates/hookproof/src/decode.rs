//! Hex and base64, strictly: exact length, canonical form, and no branch or table look-up on the data,
//! since secrets are decoded here too (base16ct and base64ct are constant-time codecs).

use crate::scheme::Encoding;
use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding as _};

/// The decoded bytes, written to the front of `out`; `None` unless `text` is the canonical form of at most `out.len()` bytes.
///
/// Hex in either case; base64 with or without padding.
pub(crate) fn decode<'o>(encoding: Encoding, text: &[u8], out: &'o mut [u8]) -> Option<&'o [u8]> {
    match encoding {
        Encoding::Hex => base16ct::mixed::decode(text, out).ok(),
        Encoding::Base64 => Base64Unpadded::decode(without_padding(text), out).ok(),
        Encoding::Base64Url => Base64UrlUnpadded::decode(without_padding(text), out).ok(),
    }
}

/// The text without the `=` at its end, where there are as many as its length asks for; others stay, and do not decode.
fn without_padding(text: &[u8]) -> &[u8] {
    match text {
        [bare @ .., b'=', b'='] if bare.len() % 4 == 2 => bare,
        [bare @ .., b'='] if bare.len() % 4 == 3 => bare,
        _ => text,
    }
}

/// The text of `bytes`, written to the front of `out`; `None` if it does not fit. Hex in lower case;
/// base64 with padding, base64url without, as the providers write them.
pub(crate) fn encode<'o>(encoding: Encoding, bytes: &[u8], out: &'o mut [u8]) -> Option<&'o str> {
    match encoding {
        Encoding::Hex => base16ct::lower::encode_str(bytes, out).ok(),
        Encoding::Base64Url => Base64UrlUnpadded::encode(bytes, out).ok(),
        Encoding::Base64 => {
            let len = Base64Unpadded::encode(bytes, out).ok()?.len();
            let padded = len.next_multiple_of(4);
            out.get_mut(len..padded)?.fill(b'=');
            core::str::from_utf8(out.get(..padded)?).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(encoding: Encoding, text: &str) -> Option<([u8; 8], usize)> {
        let mut out = [0; 8];
        let len = decode(encoding, text.as_bytes(), &mut out)?.len();
        Some((out, len))
    }

    #[test]
    fn base64_with_or_without_padding_and_canonical() {
        // RFC 4648 section 10
        for (text, expected) in
            [("", ""), ("Zg==", "f"), ("Zg", "f"), ("Zm8=", "fo"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob")]
        {
            let (out, len) = bytes(Encoding::Base64, text).unwrap();
            assert_eq!(&out[..len], expected.as_bytes(), "{text}");
        }
        for text in [
            "Zg=",
            "Zm8==",
            "Zm9v=",
            "Z",
            "=",
            "==",
            "Zh==",
            "Zm9=",
            "Zm 9",
            "Zg==Zg==",
            "Zm9v\n",
            "Z-8=",
            "Zm9vYmFyYmFy",
        ] {
            assert!(bytes(Encoding::Base64, text).is_none(), "{text:?}");
        }
        assert!(bytes(Encoding::Base64Url, "_-8=").is_some() && bytes(Encoding::Base64Url, "/+8=").is_none());
    }

    #[test]
    fn encode_is_the_inverse_of_decode() {
        for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
            for len in 0..8 {
                let data = &[0xfb, 0xff, 0x00, 0x10, 0x83, 0x69, 0xa7, 0x3c][..len];
                let mut text = [0; 16];
                let text = encode(encoding, data, &mut text).unwrap();
                let (out, decoded) = bytes(encoding, text).unwrap();
                assert_eq!(&out[..decoded], data, "{encoding:?} {text}");
            }
        }
    }
}
