//! A delivery as it came in, and what stands at the places of it.

use super::json::{self, Star};
use super::message::Value;
use super::{Place, Wrong, form};

/// Borrowed bytes: nothing is decoded yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received<'r> {
    pub(crate) method: &'r str,
    pub(crate) url: &'r str,
    pub(crate) headers: Vec<(&'r str, &'r [u8])>,
    pub(crate) body: &'r [u8],
}

impl<'r> Received<'r> {
    /// The one value at the place; `None` if there is none.
    ///
    /// # Errors
    /// The code for a value that comes twice, or that is none.
    pub(crate) fn value(&self, place: Place<'_>) -> Value {
        match place {
            Place::Header(name) => Ok(self.header(name)?.map(<[u8]>::to_vec)),
            // A parameter without a value counts as absent.
            Place::Query(name) => {
                let value = only(form::values(query(self.url).as_bytes(), name), "malformed_header")?;
                Ok(value.filter(|value| !value.is_empty()))
            }
            Place::Form(name) => only(form::values(self.body, name), "malformed_body"),
            Place::Json(pointer) => match json::find(self.body, pointer, Star::One)?.first() {
                Some(text) => json::scalar(text),
                None => Ok(None),
            },
        }
    }

    /// The value of each element of a pointer with `*`; else the one value.
    ///
    /// # Errors
    /// As for one value; and if an element has none.
    pub(crate) fn values(&self, place: Place<'_>) -> Result<Vec<Vec<u8>>, Wrong> {
        let Place::Json(pointer) = place else { return Ok(self.value(place)?.into_iter().collect()) };
        let texts = json::find(self.body, pointer, Star::Each)?;
        texts.iter().map(|text| json::scalar(text)?.ok_or(Wrong("malformed_body"))).collect()
    }

    /// The header's value, without white space around it.
    pub(crate) fn header(&self, name: &str) -> Result<Option<&'r [u8]>, Wrong> {
        let mut found = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let Some((_, value)) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            return Err(Wrong("duplicate_header"));
        }
        if value.trim_ascii().is_empty() || value.len() > 8192 {
            return Err(Wrong("malformed_header"));
        }
        Ok(Some(value.trim_ascii()))
    }
}

fn only(values: Option<Vec<Vec<u8>>>, code: &'static str) -> Value {
    let mut values = values.filter(|values| values.len() <= 1).ok_or(Wrong(code))?;
    Ok(values.pop())
}

/// `https://host:port` of a URL.
pub(crate) fn origin(url: &str) -> Result<&str, Wrong> {
    let host = url.find("://").filter(|_| !url.starts_with('/')).ok_or(Wrong("missing_input"))? + 3;
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    Ok(&url[..end])
}

/// Path and query of a URL, as they were sent.
pub(crate) fn target(url: &str) -> String {
    let rest = &url[origin(url).unwrap_or_default().len()..];
    let rest = rest.split('#').next().unwrap();
    format!("{}{rest}", if rest.starts_with('/') { "" } else { "/" })
}

/// The URL with the escapes of `: / ? @ ! $ ' ( ) * , ;` undone.
pub(crate) fn unescaped(url: &str) -> String {
    ":/?@!$'()*,;".bytes().fold(url.to_string(), |url, byte| {
        let character = char::from(byte).to_string();
        url.replace(&format!("%{byte:02X}"), &character).replace(&format!("%{byte:02x}"), &character)
    })
}

pub(crate) fn path(url: &str) -> String {
    target(url).split('?').next().unwrap().into()
}

/// What stands between the first `?` and the fragment.
pub(crate) fn query(url: &str) -> &str {
    url.split('#').next().unwrap().split_once('?').map_or("", |(_, query)| query)
}
