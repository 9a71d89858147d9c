//! `application/x-www-form-urlencoded`: of a body, and of a URL's query.

use std::collections::BTreeSet;

/// The fields of a form of UTF-8 text, sorted, each pair once, name and value joined.
pub(crate) fn sorted(body: &[u8]) -> Vec<u8> {
    let fields: BTreeSet<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    fields.into_iter().flat_map(|(name, value)| (name + &value).into_bytes()).collect()
}

/// Each value of this name, decoded; `None` if one of them has a `%` without two digits.
pub(crate) fn values(form: &[u8], name: &str) -> Option<Vec<Vec<u8>>> {
    pairs(form).filter(|(other, _)| is(other, name)).map(|(_, value)| decoded(value)).collect()
}

/// The form with this value of the name: in place of the one that is there, or at the end.
pub(crate) fn set(form: &str, name: &str, value: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let field = format!("{}={}", encode(name), encode(value));
    let mut fields: Vec<&str> = form.split('&').filter(|field| !field.is_empty()).collect();
    match fields.iter().position(|other| pairs(other.as_bytes()).any(|(other, _)| is(other, name))) {
        Some(at) => fields[at] = &field,
        None => fields.push(&field),
    }
    fields.join("&")
}

fn is(encoded: &[u8], name: &str) -> bool {
    decoded(encoded).is_some_and(|decoded| decoded == name.as_bytes())
}

fn pairs(form: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    form.split(|byte| *byte == b'&').filter(|field| !field.is_empty()).map(|field| {
        let at = field.iter().position(|byte| *byte == b'=').unwrap_or(field.len());
        (&field[..at], field.get(at + 1..).unwrap_or_default())
    })
}

fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(*rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).unwrap()
            }
            other => *other,
        });
    }
    Some(bytes)
}
