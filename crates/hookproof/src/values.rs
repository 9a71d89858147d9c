//! What stands at the places that a scheme reads: found, not yet believed.

use crate::error::{Code, Error};
use crate::form;
use crate::json::{self, Scalar};
use crate::request::{Request, header};
use crate::scheme::{MAX_PLACES, Part, Place, Scheme, Source};
use crate::text::{List, Subject, copy};
use crate::url::Url;

/// The largest number of headers that a request may name as signed.
const MAX_LISTED: usize = 16;

/// What stands at a place, as it was received.
#[derive(Clone, Copy)]
pub(crate) enum Item<'r> {
    Absent,
    Plain(&'r [u8]),
    /// Percent-encoded.
    Encoded(&'r [u8]),
    Json(Scalar<'r>),
}

impl<'r> Item<'r> {
    /// Calls the sink with the value, decoded, in pieces. `None` if it does not decode.
    pub(crate) fn feed(&self, sink: &mut dyn FnMut(&[u8])) -> Option<()> {
        match self {
            Item::Absent => {}
            Item::Plain(text) => sink(text),
            Item::Encoded(text) => form::feed_decoded(text, sink),
            Item::Json(scalar) => scalar.decode(sink)?,
        }
        Some(())
    }

    /// The value, decoded, in `out`; `None` if it does not decode or does not fit.
    pub(crate) fn decode<'o>(&self, out: &'o mut [u8]) -> Option<&'o [u8]> {
        let mut len = 0;
        let mut fits = true;
        self.feed(&mut |piece| {
            match out.get_mut(len..).and_then(|free| free.get_mut(..piece.len())) {
                Some(free) => copy(free, piece),
                None => fits = false,
            }
            len += piece.len();
        })?;
        if fits { out.get(..len) } else { None }
    }

    /// Whether the value has more bytes as it was received.
    pub(crate) fn is_longer_than(&self, len: usize) -> bool {
        match self {
            Item::Absent => false,
            Item::Plain(text) | Item::Encoded(text) => text.len() > len,
            Item::Json(scalar) => scalar.raw.len() > len,
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Item::Absent | Item::Json(Scalar { kind: json::Kind::Null, .. }))
    }
}

/// The values of a delivery, by the index of the place in the scheme.
pub(crate) struct Values<'r> {
    items: [Item<'r>; MAX_PLACES],
    /// The headers that the request names as signed: names and values.
    listed: Option<List<(&'r [u8], &'r [u8]), MAX_LISTED>>,
    /// Their names as received.
    names: &'r [u8],
}

impl<'r> Values<'r> {
    pub(crate) const fn new() -> Self {
        Values { items: [Item::Absent; MAX_PLACES], listed: None, names: b"" }
    }

    pub(crate) fn get(&self, index: u8) -> Item<'r> {
        self.items.get(usize::from(index)).copied().unwrap_or(Item::Absent)
    }

    pub(crate) fn put(&mut self, index: u8, item: Item<'r>) {
        if let Some(slot) = self.items.get_mut(usize::from(index)) {
            *slot = item;
        }
    }

    /// Finds the headers: those for which `wanted` holds.
    ///
    /// # Errors
    /// `malformed_header` for more headers than a request may have that names the signed ones: before anything else, so
    /// that a layer may leave out those that are too many. `missing_header`, `duplicate_header`, `malformed_header`.
    pub(crate) fn find_headers(
        &mut self,
        scheme: &Scheme,
        request: &Request<'r>,
        wanted: impl Fn(u8) -> bool,
    ) -> Result<(), Error> {
        if request.headers.len() > Request::MAX_HEADERS && scheme.names_headers() {
            let reason = "more than 128 headers in a request that says which of them are signed";
            return Err(Error::new(Code::MalformedHeader, reason));
        }
        for (index, place) in places_in(scheme, Source::Header).filter(|(index, _)| wanted(*index)) {
            match header(request, scheme.bytes(place.name))? {
                Some(value) => self.put(index, Item::Plain(value)),
                None if place.is_required => return Err(Error::at(Code::MissingHeader, scheme.place_name(index), "")),
                None => {}
            }
        }
        Ok(())
    }

    /// Finds the parameters of the URL that the judgement takes: those for which `wanted` holds.
    ///
    /// # Errors
    /// `missing_header`, `malformed_header`.
    pub(crate) fn find_parameters(
        &mut self,
        scheme: &Scheme,
        url: &Url<'r>,
        wanted: impl Fn(u8) -> bool,
    ) -> Result<(), Error> {
        let Some(query) = url.query() else {
            let needed = places_in(scheme, Source::Query).find(|(index, place)| place.is_required && wanted(*index));
            return needed
                .map_or(Ok(()), |(index, _)| Err(Error::at(Code::MissingHeader, scheme.place_name(index), "")));
        };
        for (index, place) in places_in(scheme, Source::Query) {
            if !place.is_claimed || !wanted(index) {
                continue;
            }
            let malformed = |reason| Error::at(Code::MalformedHeader, scheme.place_name(index), reason);
            let value = form::value(query, scheme.bytes(place.name));
            match value.map_err(|_| malformed("it came more than once"))? {
                Some(value) if !form::is_encoded(value) => return Err(malformed("a `%` without two hex digits")),
                Some(value) if !value.is_empty() => self.put(index, Item::Encoded(value)),
                _ if place.is_required => return Err(Error::at(Code::MissingHeader, scheme.place_name(index), "")),
                _ => {}
            }
        }
        Ok(())
    }

    /// Finds what the judgement takes out of the body: those for which `wanted` holds.
    ///
    /// # Errors
    /// `malformed_body`.
    pub(crate) fn find_body(
        &mut self,
        scheme: &Scheme,
        body: &'r [u8],
        wanted: impl Fn(u8) -> bool,
    ) -> Result<(), Error> {
        if scheme.message.as_slice().contains(&Part::Form) {
            form::check(body)?;
        }
        let mut pointers = List::<(u8, &[u8]), MAX_PLACES>::new((0, b""));
        for (index, place) in (0u8..).zip(scheme.places.as_slice()) {
            let name = scheme.bytes(place.name);
            match place.source {
                _ if !place.is_claimed || !wanted(index) => {}
                // Every element's token is compared: there is no one value.
                Source::Json if is_every(scheme, index) => {}
                Source::Json => {
                    pointers.push((index, name));
                }
                Source::Form => {
                    form::check(body)?;
                    let twice = |_| malformed(scheme, index, "it came more than once");
                    match form::value(body, name).map_err(twice)? {
                        Some(value) => self.put(index, Item::Encoded(value)),
                        None if place.is_required => return Err(malformed(scheme, index, "it is missing")),
                        None => {}
                    }
                }
                Source::Header | Source::Query => {}
            }
        }
        if pointers.len() == 0 {
            return Ok(());
        }
        let mut paths = [b"".as_slice(); MAX_PLACES];
        let mut found = [None; MAX_PLACES];
        paths.iter_mut().zip(pointers.as_slice()).for_each(|(path, (_, pointer))| *path = pointer);
        let paths = paths.get(..pointers.len()).unwrap_or_default();
        let not_json = "not JSON, or a key that is read comes twice in it";
        json::find_all(body, paths, found.get_mut(..paths.len()).unwrap_or_default())
            .map_err(|_| Error::new(Code::MalformedBody, not_json))?;
        for ((index, _), scalar) in pointers.as_slice().iter().zip(found) {
            let item = scalar.map_or(Item::Absent, Item::Json);
            if item.is_absent() && scheme.place(*index).is_required {
                return Err(malformed(scheme, *index, "it is missing"));
            }
            // Seen here, so that nothing can go wrong when the message is fed.
            item.feed(&mut |_| {})
                .ok_or_else(|| malformed(scheme, *index, "an escape that stands for no character"))?;
            self.put(*index, item);
        }
        Ok(())
    }

    /// Finds the headers that the request names as signed, by name.
    ///
    /// # Errors
    /// `malformed_header` about the list of names; `missing_header` and `duplicate_header` about those it names.
    pub(crate) fn find_listed(
        &mut self,
        names: &'r [u8],
        list: Subject,
        value_of: impl Fn(&[u8]) -> Result<Option<&'r [u8]>, Error>,
    ) -> Result<(), Error> {
        self.names = names;
        self.listed = Some(List::new((b"", b"")));
        let malformed = |reason| Err(Error::at(Code::MalformedHeader, list, reason));
        for name in names.split(|byte| matches!(byte, b' ' | b',')).filter(|name| !name.is_empty()) {
            if self.value_of_listed(name).is_some() {
                return malformed("a header that is named twice");
            }
            let value = value_of(name)?.ok_or(Error::header_named(Code::MissingHeader, name, ""))?;
            if !self.listed.as_mut().is_some_and(|listed| listed.push((name, value))) {
                return malformed("more than 16 names");
            }
        }
        Ok(())
    }

    pub(crate) fn names(&self) -> &'r [u8] {
        self.names
    }

    pub(crate) fn listed(&self) -> &[(&'r [u8], &'r [u8])] {
        self.listed.as_ref().map_or(&[], List::as_slice)
    }

    /// The value of a header that the request names as signed.
    pub(crate) fn value_of_listed(&self, wanted: &[u8]) -> Option<&'r [u8]> {
        self.listed().iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
    }
}

fn places_in(scheme: &Scheme, source: Source) -> impl Iterator<Item = (u8, Place)> {
    (0u8..).zip(scheme.places.as_slice().iter().copied()).filter(move |(_, place)| place.source == source)
}

/// Whether the pointer stands for the tokens of several elements.
pub(crate) fn is_every(scheme: &Scheme, index: u8) -> bool {
    scheme.algorithm == crate::Algorithm::Token && scheme.bytes(scheme.place(index).name).contains(&b'*')
}

pub(crate) fn malformed(scheme: &Scheme, index: u8, reason: &'static str) -> Error {
    Error::at(Code::MalformedBody, scheme.place_name(index), reason)
}
