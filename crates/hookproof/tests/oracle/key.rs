//! The key behind a secret, and what is made with it.

use super::{Line, Wrong};
use base64::Engine;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The bytes of the key.
pub(crate) fn bytes(line: &Line<'_>, secret: &str) -> Result<Vec<u8>, Wrong> {
    let form = line.secret_form();
    let text = secret.strip_prefix(form.prefix).unwrap_or(secret);
    let key = match form.encoding {
        "utf8" => text.as_bytes().to_vec(),
        encoding => decode(encoding, text.as_bytes()).ok_or(Wrong("invalid_secret"))?,
    };
    let key = [&key, form.suffix.as_bytes()].concat();
    Ok(match form.hash {
        None => key,
        Some("sha1") => Sha1::digest(key).to_vec(),
        Some(_) => Sha256::digest(key).to_vec(),
    })
}

/// The MAC of the message; the digest, where the message holds the secret.
pub(crate) fn tag(algorithm: &str, key: &[u8], message: &[u8]) -> Vec<u8> {
    match algorithm {
        "hmac-sha1" => mac::<Hmac<Sha1>>(key, message),
        "hmac-sha256" => mac::<Hmac<Sha256>>(key, message),
        "hmac-sha384" => mac::<Hmac<Sha384>>(key, message),
        "hmac-sha512" => mac::<Hmac<Sha512>>(key, message),
        "sha1" => Sha1::digest(message).to_vec(),
        "sha256" => Sha256::digest(message).to_vec(),
        "sha512" => Sha512::digest(message).to_vec(),
        other => panic!("no algorithm {other}"),
    }
}

/// The bytes behind hex of either case, or base64 with or without its padding and without bits to spare.
pub(crate) fn decode(encoding: &str, text: &[u8]) -> Option<Vec<u8>> {
    match encoding {
        "hex" => {
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            let pair = |pair: &[u8]| Some(u8::try_from(digit(pair.first()?)? * 16 + digit(pair.get(1)?)?).unwrap());
            text.chunks(2).map(pair).collect()
        }
        "base64" => decode_base64(&STANDARD, text),
        "base64url" => decode_base64(&URL_SAFE, text),
        other => panic!("no encoding {other}"),
    }
}

fn decode_base64(alphabet: &Alphabet, text: &[u8]) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let is_whole = !text.ends_with(b"=") || text.len().is_multiple_of(4);
    GeneralPurpose::new(alphabet, config).decode(text).ok().filter(|_| is_whole)
}

fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
