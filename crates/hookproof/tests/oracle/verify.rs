//! Reading a delivery back: what the line's places say, and whether it is authentic. The clock is not looked at.

use super::line::{Element, Template};
use super::{Line, Received, Wrong, body_digest, key, message, split_names};
use sha2::{Digest, Sha256};

/// What the fields of a delivery claim.
#[derive(Default)]
struct Claims {
    signatures: Vec<Vec<u8>>,
    timestamp: Option<Vec<u8>>,
    names: Option<String>,
}

/// Whether the delivery is authentic under the secret, whenever it was sent.
///
/// # Errors
/// A code. Where a delivery has several faults, the core may name another of them.
pub(crate) fn verify(line: &str, secret: &str, received: &Received<'_>) -> Result<(), Wrong> {
    let line = Line::new(line);
    let mut claims = Claims::default();
    let missing = |in_body: bool| Wrong(if in_body { "malformed_body" } else { "missing_header" });
    let mut tokens = Vec::new();
    for field in &line.fields {
        let one = |place| Ok(received.value(place)?.into_iter().collect());
        let values: Vec<Vec<u8>> = if line.is_token() { received.values(field.place) } else { one(field.place) }?;
        let in_body = field.place.is_in_body();
        if values.is_empty() {
            return Err(missing(in_body));
        }
        for value in values {
            let code = if in_body { "malformed_body" } else { "malformed_header" };
            read(&field.template, &value, received.body, &mut claims, code)?;
            if line.is_token() {
                tokens.push(std::mem::take(&mut claims.signatures));
            }
        }
    }
    if line.is_token() {
        let tag = Sha256::digest(secret).to_vec();
        let all = tokens.iter().all(|candidates| candidates.contains(&tag));
        return if all { Ok(()) } else { Err(Wrong("signature_mismatch")) };
    }
    for (place, optional) in line.sources() {
        if !optional && received.value(place)?.is_none() {
            return Err(missing(place.is_in_body()));
        }
    }
    listed_time(&line, &claims)?;
    let key = key::bytes(&line, secret)?;
    let time = claims.timestamp.unwrap_or_default();
    let tag = key::tag(line.algorithm, &key, &message(&line, received, &time, claims.names.as_deref(), &key)?);
    if claims.signatures.contains(&tag) { Ok(()) } else { Err(Wrong("signature_mismatch")) }
}

/// A time in a header that only the list can sign has to be in the list.
fn listed_time(line: &Line<'_>, claims: &Claims) -> Result<(), Wrong> {
    let (Some(names), Some((field, _))) = (&claims.names, line.time_field()) else { return Ok(()) };
    let super::Place::Header(header) = field.place else { return Ok(()) };
    let signed = line.has_part("timestamp")
        || line.has_part(header)
        || line.has_part(&format!("header:{header}"))
        || split_names(names).iter().any(|name| name.eq_ignore_ascii_case(header));
    if signed { Ok(()) } else { Err(Wrong("malformed_header")) }
}

/// Reads one value by its template.
fn read(
    template: &Template<'_>,
    value: &[u8],
    body: &[u8],
    claims: &mut Claims,
    code: &'static str,
) -> Result<(), Wrong> {
    let malformed = Wrong(code);
    let Some(separator) = template.separator else {
        let element = &template.elements[0];
        let text = inner(element, value).ok_or(malformed)?;
        return take(element, text, body, claims, malformed);
    };
    let mut counts = vec![0; template.elements.len()];
    for item in value.split(|byte| char::from(*byte) == separator) {
        let item = item.trim_ascii();
        let named = |(_, element): &(usize, &Element<'_>)| !element.prefix.is_empty() && inner(element, item).is_some();
        let bare = |(at, element): &(usize, &Element<'_>)| {
            let last = at + 1 == template.elements.len();
            element.prefix.is_empty() && inner(element, item).is_some() && (counts[*at] == 0 || (template.open && last))
        };
        let elements = || template.elements.iter().enumerate();
        let Some((at, element)) = elements().find(named).or_else(|| elements().find(bare)) else {
            if template.open {
                continue;
            }
            return Err(malformed);
        };
        counts[at] += 1;
        let repeats = template.open && at + 1 == template.elements.len();
        if counts[at] > if repeats { 32 } else { 1 } {
            return Err(malformed);
        }
        match take(element, inner(element, item).unwrap_or_default(), body, claims, malformed) {
            Err(wrong) if !repeats || wrong != malformed => return Err(wrong),
            _ => {}
        }
    }
    if counts.contains(&0) { Err(malformed) } else { Ok(()) }
}

/// What stands between prefix and suffix.
fn inner<'v>(element: &Element<'_>, item: &'v [u8]) -> Option<&'v [u8]> {
    let mut rest = item;
    let mut runs = element.prefix.split("{key-id}");
    rest = rest.strip_prefix(runs.next().unwrap_or_default().as_bytes())?;
    for run in runs {
        // The id ends where the next character of the prefix comes.
        let end = rest.iter().position(|byte| Some(byte) == run.as_bytes().first())?;
        if !(1..=256).contains(&end) {
            return None;
        }
        rest = rest[end..].strip_prefix(run.as_bytes())?;
    }
    rest.strip_suffix(element.suffix.as_bytes())
}

fn take(element: &Element<'_>, text: &[u8], body: &[u8], claims: &mut Claims, malformed: Wrong) -> Result<(), Wrong> {
    match element.value {
        encoding @ ("hex" | "base64" | "base64url") => {
            claims.signatures.push(key::decode(encoding, text).filter(|bytes| !bytes.is_empty()).ok_or(malformed)?);
        }
        "token" => claims.signatures.push(Sha256::digest(text).to_vec()),
        "token:base64" => {
            claims.signatures.push(Sha256::digest(key::decode("base64", text).ok_or(malformed)?).to_vec());
        }
        "header-names" => {
            let names = String::from_utf8(text.to_vec()).map_err(|_| malformed)?;
            let list = split_names(&names);
            let twice = |at: usize| list[..at].iter().any(|other| other.eq_ignore_ascii_case(list[at]));
            if list.len() > 16 || (0..list.len()).any(twice) {
                return Err(malformed);
            }
            claims.names = Some(names);
        }
        digest if digest.starts_with("sha256:") => {
            let encoding = digest.trim_start_matches("sha256:");
            let claimed = key::decode(encoding, text).ok_or(malformed)?;
            if claimed != body_digest("sha256:raw", body) {
                return Err(Wrong("signature_mismatch"));
            }
        }
        _ => claims.timestamp = Some(text.to_vec()),
    }
    Ok(())
}
