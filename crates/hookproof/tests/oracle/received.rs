//! A delivery as it came in, and what stands at the places of it.

use super::message::Value;
use super::{Place, Wrong, form, json};

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
    pub(crate) fn value(&self, place: Place<'_>) -> Value {
        let mut values = self.values(place)?;
        if values.len() > 1 {
            return Err(Wrong("malformed_body")); // only `*` gives several
        }
        Ok(values.pop())
    }

    /// Every value at the place: several only for a pointer with `*`.
    ///
    /// # Errors
    /// The code for a value that comes twice, or that is none.
    pub(crate) fn values(&self, place: Place<'_>) -> Result<Vec<Vec<u8>>, Wrong> {
        match place {
            Place::Header(name) => Ok(self.header(name)?.into_iter().map(<[u8]>::to_vec).collect()),
            Place::Query(name) => only(form::values(query(self.url).as_bytes(), name), "malformed_header"),
            Place::Form(name) => only(form::values(self.body, name), "malformed_body"),
            Place::Json(pointer) => {
                let texts = json::find(self.body, pointer)?;
                let scalars: Vec<Option<Vec<u8>>> =
                    texts.iter().map(|text| json::scalar(text)).collect::<Result<_, _>>()?;
                let several = pointer.split('/').any(|segment| segment == "*");
                if several && scalars.contains(&None) {
                    return Err(Wrong("malformed_body"));
                }
                Ok(scalars.into_iter().flatten().collect())
            }
        }
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

fn only(values: Option<Vec<Vec<u8>>>, code: &'static str) -> Result<Vec<Vec<u8>>, Wrong> {
    values.filter(|values| values.len() <= 1).ok_or(Wrong(code))
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

pub(crate) fn path(url: &str) -> String {
    target(url).split('?').next().unwrap().into()
}

/// What stands between the first `?` and the fragment.
pub(crate) fn query(url: &str) -> &str {
    url.split('#').next().unwrap().split_once('?').map_or("", |(_, query)| query)
}
