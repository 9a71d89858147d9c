//! A delivery that is yet to be signed: the start of most cases.

use crate::oracle::{self, Delivery, Line, Place};
use crate::table::Row;
use crate::vector_file::Case;
use sha2::{Digest, Sha256};

/// The clock of all cases whose time is free: 2026-11-23T20:27:00Z.
pub(crate) const NOW: u64 = 1_795_465_620;

#[derive(Clone)]
pub(crate) struct Sketch {
    pub(crate) provider: Option<String>,
    pub(crate) scheme: String,
    pub(crate) secret: String,
    pub(crate) delivery: Delivery,
    /// The time as the sender writes it.
    pub(crate) timestamp: String,
    /// The same in Unix seconds, where it is a time at all.
    pub(crate) seconds: u64,
}

impl Sketch {
    /// A delivery of the provider: secret, id and body are the same whenever this runs.
    pub(crate) fn of(rows: &[Row], provider: &str) -> Sketch {
        let row = rows.iter().find(|row| row.name == provider);
        let row = row.unwrap_or_else(|| panic!("the vectors need the provider {provider}"));
        Sketch { provider: Some(row.name.clone()), ..Sketch::new(&row.name, &row.scheme) }
    }

    /// A delivery of a scheme that is nobody's.
    pub(crate) fn in_house(scheme: &str) -> Sketch {
        Sketch::new("in-house", scheme)
    }

    fn new(name: &str, scheme: &str) -> Sketch {
        let line = Line::new(scheme);
        let is_form = line.has_part("form") || line.places().iter().any(|place| matches!(place, Place::Form(_)));
        let body = if is_form {
            "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&SpeechResult=caf%C3%A9+%26+cr%C3%A8me"
                .to_string()
        } else {
            format!(
                r#"{{"id":"evt_0001","type":"invoice.paid","source":"{name}","amount":10.0,"note":"café & crème"}}"#
            )
        };
        let mut delivery = Delivery {
            method: "POST".into(),
            url: format!("https://hooks.example.com/{name}?tenant=42&b=1"),
            body: body.into_bytes(),
            ..Delivery::default()
        };
        if line.has_value("header-names") {
            delivery.put(Place::Header("x-event-id"), "evt_0001");
        }
        for (place, _) in line.sources() {
            fill(&mut delivery, place, &format!("msg_{name}_2KWPBgLlAfxdpx2AI54pPJ85f4W"));
        }
        for (place, value) in [(line.id, "evt_0001"), (line.kind, "invoice.paid")] {
            let Some(place) = place else { continue };
            if !line.sources().iter().any(|(other, _)| *other == place) {
                fill(&mut delivery, place, value);
            }
        }
        let kind = if is_form { "application/x-www-form-urlencoded" } else { "application/json" };
        delivery.headers.push(("content-type".into(), kind.into()));
        Sketch {
            provider: None,
            scheme: scheme.into(),
            secret: secret(&line, name),
            delivery,
            timestamp: line.timestamp(NOW),
            seconds: NOW,
        }
    }

    pub(crate) fn line(&self) -> Line<'_> {
        Line::new(&self.scheme)
    }

    /// The name of the header that brings the signature; as errors name it, where it is no header.
    pub(crate) fn signature_header(&self) -> String {
        self.line().signature().place.to_string()
    }

    /// The tolerance that the line names, or the default.
    pub(crate) fn tolerance(&self) -> i64 {
        let named = self.scheme.split_once(" within ").and_then(|(_, rest)| rest.split_once('s'));
        named.and_then(|(seconds, _)| seconds.parse().ok()).unwrap_or(300)
    }

    pub(crate) fn secret(mut self, secret: &str) -> Self {
        self.secret = secret.into();
        self
    }

    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        self.delivery.body = body.into();
        self
    }

    /// Signed with this text for a time.
    pub(crate) fn timestamp(mut self, text: &str) -> Self {
        self.timestamp = text.into();
        self
    }

    /// Sent at another time, in Unix seconds.
    pub(crate) fn at(mut self, seconds: u64) -> Self {
        self.timestamp = self.line().timestamp(seconds);
        self.seconds = seconds;
        self
    }

    /// The delivery with its signature.
    pub(crate) fn sent(&self) -> Delivery {
        oracle::signed(&self.scheme, &self.secret, &self.delivery, &self.timestamp)
    }

    /// All headers of the signed delivery.
    pub(crate) fn signed_headers(&self) -> Vec<(String, String)> {
        self.sent().headers
    }

    /// What stands where the signature is.
    pub(crate) fn signature(&self) -> String {
        let value = self.sent().received().value(self.line().signature().place);
        let value = value.ok().flatten().unwrap_or_else(|| panic!("{}: no signature", self.scheme));
        String::from_utf8_lossy(&value).into_owned()
    }

    /// The signed delivery, at the time it was signed: authentic, with all that a verdict says of it.
    pub(crate) fn case(&self, name: &str) -> Case {
        let line = self.line();
        let sent = self.sent();
        let is_timed = line.time_format().is_some();
        let case = Case {
            provider: self.provider.clone(),
            scheme: self.scheme.clone(),
            secret: Some(self.secret.clone()),
            method: Some(sent.method.clone()),
            url: Some(sent.url.clone()),
            now: self.seconds,
            allow_api_key: line.secret_form().is_api_secret,
            expect: "ok".into(),
            key_id: Some("default".into()),
            timestamp: is_timed.then_some(self.seconds),
            skew: is_timed.then_some(0),
            event_id: line.id.and_then(|id| oracle::told(id, &sent)),
            event_type: line.kind.and_then(|kind| oracle::told(kind, &sent)),
            replay_key: oracle::replay_key(&self.scheme, &self.secret, &self.delivery, &self.timestamp),
            headers: sent.headers.clone(),
            ..Case::default()
        };
        case.with_body(&sent.body).named(name)
    }
}

/// Writes a value to a place that the line reads, if there is none.
fn fill(delivery: &mut Delivery, place: Place<'_>, value: &str) {
    if let Place::Json(pointer) = place {
        let first = pointer.split('/').nth(1).unwrap_or_default();
        let is_array = first == "*" || first.parse::<usize>().is_ok();
        if is_array && delivery.body.starts_with(b"{") {
            delivery.body = [b"[", delivery.body.as_slice(), b"]"].concat();
        }
    }
    // With `*` an element without the value is an error to the oracle, and no absent value.
    if !delivery.received().value(place).is_ok_and(|old| old.is_some()) {
        delivery.put(place, value);
    }
}

/// A secret of the form that the line asks for, made from the name.
fn secret(line: &Line<'_>, name: &str) -> String {
    let bytes = Sha256::digest(format!("hookproof test secret of {name}"));
    let form = line.secret_form();
    let prefix = form.prefix;
    match form.encoding {
        "hex" => format!("{prefix}{}", oracle::hex(&bytes)),
        "base64" => format!("{prefix}{}", oracle::base64(bytes.get(..24).unwrap_or_default())),
        "base64url" => {
            let text = oracle::base64(bytes.get(..24).unwrap_or_default());
            format!("{prefix}{}", text.replace('+', "-").replace('/', "_"))
        }
        _ => format!("test-{name}-{}", oracle::hex(bytes.get(..12).unwrap_or_default())),
    }
}
