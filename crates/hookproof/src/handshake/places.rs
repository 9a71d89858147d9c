//! What the request holds at the places that a handshake reads.

use super::{Handshake, MAX_PLACES};
use crate::error::{Code, Error};
use crate::form;
use crate::json::{self, Scalar};
use crate::request::{Request, header};
use crate::scheme::Source;
use crate::text::copy;
use crate::url::PublicUrl;

/// The largest number of bytes of a value that is compared or answered, 1 KiB.
pub(super) const MAX_VALUE: usize = 1024;

/// The largest number of bytes of a body that is looked into, 64 KiB: a larger one is a delivery.
const MAX_BODY: usize = 64 * 1024;

/// The values, by the index of the place in the handshake.
pub(super) struct Values<'r> {
    values: [Option<Value<'r>>; MAX_PLACES],
}

/// A value as it stands in the request.
#[derive(Clone, Copy)]
enum Value<'r> {
    Plain(&'r [u8]),
    /// Percent-encoded.
    Encoded(&'r [u8]),
    Json(Scalar<'r>),
}

impl<'r> Values<'r> {
    pub(super) const NONE: Values<'static> = Values { values: [None; MAX_PLACES] };

    /// Reads the places in headers and in the query.
    ///
    /// # Errors
    /// `duplicate_header`; `malformed_header` for a header longer than 8 KiB and a parameter that came twice;
    /// `missing_input` if the URL is not given.
    pub(super) fn read_head(&mut self, handshake: &Handshake, request: &Request<'r>) -> Result<(), Error> {
        for ((index, place), slot) in (0u8..).zip(handshake.places.as_slice()).zip(&mut self.values) {
            let name = handshake.bytes(place.name);
            match place.source {
                Source::Header => *slot = header(request, name)?.map(Value::Plain),
                Source::Query => {
                    let url = PublicUrl::UNKNOWN.of(request, false)?;
                    let value = form::value(url.query().unwrap_or_default(), name);
                    let twice = |_| handshake.unfit(index, Code::MalformedHeader, "it came more than once");
                    *slot = value.map_err(twice)?.map(Value::Encoded);
                }
                Source::Form | Source::Json => {}
            }
        }
        Ok(())
    }

    /// Reads the places in the body. `false` if the body is not of the kind that the handshake reads, and so no handshake:
    /// too large, not strictly JSON, no form.
    ///
    /// # Errors
    /// `malformed_body` for a field that came twice.
    pub(super) fn read_body(&mut self, handshake: &Handshake, request: &Request<'r>) -> Result<bool, Error> {
        let reads = |source| handshake.places.as_slice().iter().any(|place| place.source == source);
        let (reads_json, reads_form) = (reads(Source::Json), reads(Source::Form));
        if (reads_json || reads_form) && request.body.len() > MAX_BODY {
            return Ok(false);
        }
        if reads_form {
            // Text of another kind may hold what looks like a field: `&` in a string of a JSON object, say.
            if !request.body.iter().all(|byte| is_of_form(*byte)) {
                return Ok(false);
            }
            self.read_form(handshake, request.body)?;
        }
        Ok(!reads_json || self.read_json(handshake, request.body))
    }

    fn read_form(&mut self, handshake: &Handshake, body: &'r [u8]) -> Result<(), Error> {
        for ((index, place), slot) in (0u8..).zip(handshake.places.as_slice()).zip(&mut self.values) {
            if place.source != Source::Form {
                continue;
            }
            let twice = |_| handshake.unfit(index, Code::MalformedBody, "it came more than once");
            *slot = form::value(body, handshake.bytes(place.name)).map_err(twice)?.map(Value::Encoded);
        }
        Ok(())
    }

    /// `false` if the body is not strictly JSON, a key on the way came twice, or what stands at a place is no scalar.
    fn read_json(&mut self, handshake: &Handshake, body: &'r [u8]) -> bool {
        let places = || handshake.places.as_slice().iter().zip(0..).filter(|(place, _)| place.source == Source::Json);
        let mut pointers: [&[u8]; MAX_PLACES] = [&[]; MAX_PLACES];
        let mut scalars = [None; MAX_PLACES];
        let mut count = 0;
        for ((place, _), pointer) in places().zip(&mut pointers) {
            *pointer = handshake.bytes(place.name);
            count += 1;
        }
        let (Some(pointers), Some(found)) = (pointers.get(..count), scalars.get_mut(..count)) else { return false };
        if json::find_all(body, pointers, found).is_err() {
            return false;
        }
        for ((_, index), scalar) in places().zip(scalars) {
            if let (Some(slot), Some(scalar)) = (self.values.get_mut::<usize>(index), scalar) {
                *slot = Some(Value::Json(scalar)).filter(|_| scalar.kind != json::Kind::Null);
            }
        }
        true
    }

    pub(super) fn is_present(&self, place: u8) -> bool {
        self.values.get(usize::from(place)).is_some_and(Option::is_some)
    }

    /// The decoded value, written to the front of `out`; `None` if it is absent, longer than 1 KiB, or does not decode.
    pub(super) fn get<'o>(&self, place: u8, out: &'o mut [u8; MAX_VALUE]) -> Option<&'o [u8]> {
        let mut len = 0;
        match (*self.values.get(usize::from(place))?)? {
            Value::Plain(text) => {
                copy(out.get_mut(..text.len())?, text);
                len = text.len();
            }
            Value::Encoded(text) => {
                if !form::is_encoded(text) {
                    return None;
                }
                append(out, &mut len, |sink| {
                    form::feed_decoded(text, sink);
                    Some(())
                })?;
            }
            Value::Json(scalar) => append(out, &mut len, |sink| scalar.decode(sink))?,
        }
        out.get(..len)
    }
}

/// Writes what `feed` brings to the front of `out`; `None` if it does not fit, or is not whole.
fn append(
    out: &mut [u8; MAX_VALUE],
    len: &mut usize,
    feed: impl FnOnce(&mut dyn FnMut(&[u8])) -> Option<()>,
) -> Option<()> {
    let mut fits = true;
    feed(&mut |piece| match out.get_mut(*len..len.saturating_add(piece.len())) {
        Some(room) => {
            copy(room, piece);
            *len += piece.len();
        }
        None => fits = false,
    })?;
    fits.then_some(())
}

/// Whether a form-encoded body holds this byte: all others are percent-encoded.
fn is_of_form(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"*-._~+%&=[]".contains(&byte)
}
