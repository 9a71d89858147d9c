//! What only the whole line shows: that everything a verdict relies on is signed.

use super::super::cursor::{Cursor, holds};
use super::super::{Algorithm, Part, Place, Scheme, Source, Value};
use super::{Counts, attempt, place};
use crate::error::Error;

pub(super) const fn line(scheme: &mut Scheme, line: &[u8], counts: &Counts) -> Result<(), Error> {
    let end = line.len();
    let plain = scheme.algorithm.plain().is_some();
    match (count(scheme, Kind::Secret), plain) {
        (0, true) => return Err(Error::scheme(end, "a plain digest has {secret} in its message")),
        (1.., false) => return Err(Error::scheme(end, "{secret} goes with the algorithms sha1, sha256 and sha512")),
        (2.., true) => return Err(Error::scheme(end, "{secret} stands in the message once")),
        _ => {}
    }
    if count(scheme, Kind::Body) > 1 {
        return Err(Error::scheme(end, "the body is signed once"));
    }
    let times = count(scheme, Kind::Time);
    match counts.time {
        None if times > 0 => return Err(Error::scheme(end, "no header brings the {timestamp} of the message")),
        None if scheme.within.is_some() => return Err(Error::scheme(1, "`within` goes with a {timestamp}")),
        Some((place, column)) if times == 0 && !is_signed(scheme, place, true) => {
            return Err(Error::scheme(
                column,
                "the timestamp is not part of the signed message: anyone could change it",
            ));
        }
        _ => {}
    }
    if let Some((place, column)) = counts.signature
        && is_signed(scheme, place, false)
    {
        return Err(Error::scheme(column, "the signature stands in what it signs"));
    }
    if let Some((place, column)) = counts.digest
        && (!is_signed(scheme, place, true) || scheme.place(place).source.is_body())
    {
        return Err(Error::scheme(column, "the digest of the body is not part of the signed message"));
    }
    let lists = count(scheme, Kind::HeaderList);
    match counts.names {
        Some((place, column)) if lists == 0 || !matches!(scheme.place(place).source, Source::Header) => {
            return Err(Error::scheme(column, "{header-names} goes with {header-values} or {header-lines}"));
        }
        None if lists > 0 => return Err(Error::scheme(end, "no header brings the {header-names} of the message")),
        _ => {}
    }
    attempt!(places(scheme, end));
    Ok(())
}

/// Says of each place with a template whether it is claimed: of a time in a body that is signed as it is, nothing is
/// read before the delivery is known to be authentic.
const fn places(scheme: &mut Scheme, end: usize) -> Result<(), Error> {
    let mut i = 0;
    while let Some(field) = scheme.fields.get(i) {
        let place = scheme.place(field.place);
        // Of what may stand in a body that is signed as it is, this leaves the time.
        let deferred = place.source.is_body()
            && count(scheme, Kind::Body) > 0
            && count(scheme, Kind::Time) == 0
            && !place.is_claimed;
        scheme.places.set(field.place as usize, Place { is_claimed: !deferred, ..place });
        i += 1;
    }
    let (mut json, mut form) = (false, false);
    let mut i = 0;
    while let Some(place) = scheme.places.get(i) {
        json |= matches!(place.source, Source::Json) && place.is_claimed;
        form |= matches!(place.source, Source::Form) && place.is_claimed;
        i += 1;
    }
    if json && (form || count(scheme, Kind::Form) > 0) {
        return Err(Error::scheme(end, "the body is read as JSON or as a form, not as both"));
    }
    Ok(())
}

/// The index of the place that an option names, if a signature protects what stands there.
pub(super) const fn fact(
    scheme: &mut Scheme,
    line: &[u8],
    named: Option<(Place, usize)>,
    refusal: &'static str,
) -> Result<Option<u8>, Error> {
    let Some((named, column)) = named else { return Ok(None) };
    if matches!(named.source, Source::Json) && holds(line, named.name, b'*') {
        return Err(Error::scheme(column, "a pointer with `*` names no one value"));
    }
    let cursor = Cursor { line, at: column.saturating_sub(1), end: line.len() };
    let index = attempt!(place::intern(scheme, &cursor, named));
    if is_signed(scheme, index, true) && !matches!(scheme.algorithm, Algorithm::Token) {
        Ok(Some(index))
    } else {
        Err(Error::scheme(column, refusal))
    }
}

/// Whether the signature protects what stands at a place; `in_list`: because the request names the header, too.
const fn is_signed(scheme: &Scheme, index: u8, in_list: bool) -> bool {
    let source = scheme.place(index).source;
    let mut i = 0;
    while let Some(part) = scheme.message.get(i) {
        let covers = match (part, source) {
            (Part::Place(other), _) => other == index,
            // Whether it is named is seen at run time.
            (Part::HeaderValues | Part::HeaderLines, Source::Header) => in_list,
            (part, Source::Query) => part.holds_query(),
            (part, Source::Form | Source::Json) => part.is_of_body(),
            _ => false,
        };
        if covers {
            return true;
        }
        i += 1;
    }
    // Through a digest of the body that is signed itself: a place that brings one is, or the line is refused.
    source.is_body() && brings_digest(scheme)
}

const fn brings_digest(scheme: &Scheme) -> bool {
    let mut i = 0;
    while let Some(field) = scheme.fields.get(i) {
        let mut at = 0;
        while let Some(element) = field.elements.get(at) {
            if matches!(element.value, Value::BodyDigest(_)) {
                return true;
            }
            at += 1;
        }
        i += 1;
    }
    false
}

#[derive(Clone, Copy)]
enum Kind {
    Secret,
    Body,
    Form,
    Time,
    HeaderList,
}

/// How many parts of a kind the message has.
const fn count(scheme: &Scheme, kind: Kind) -> usize {
    let (mut found, mut i) = (0, 0);
    while let Some(part) = scheme.message.get(i) {
        let counts = match kind {
            Kind::Secret => matches!(part, Part::Secret),
            Kind::Body => part.is_of_body(),
            Kind::Form => matches!(part, Part::Form),
            Kind::Time => matches!(part, Part::Timestamp),
            Kind::HeaderList => matches!(part, Part::HeaderValues | Part::HeaderLines),
        };
        if counts {
            found += 1;
        }
        i += 1;
    }
    found
}
