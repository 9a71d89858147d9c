//! Plausible deliveries of a line: all that it reads is there, between things that it does not read.

use super::message::{self, Piece};
use super::{Delivery, Line, Place, json};

/// Lines of every class.
pub(crate) const LINES: [&str; 35] = [
    "hmac-sha256 | digest: {sha256:hex} | json:/t: {timestamp} | x-s: {hex} | {header:digest}",
    "token | json:/secret: {token}",
    "token | form:token: {token}",
    "token | query:key: {token}",
    "token | json:/value/*/clientState: {token}",
    "token | authorization: Basic {token:base64}",
    "hmac-sha256 | query:signature: {hex} | {body}",
    "hmac-sha256 | query:sig[a.b]: {base64} | {method} {path}\\n{query:data.id}\\n{query:t}\\n{body}",
    "hmac-sha256 type={json:/event-data/event} | json:/signature/signature: {hex} | json:/signature/timestamp: {timestamp} | {timestamp}{json:/signature/token}{json:/event-data/event}",
    "hmac-sha256 | form:signature: {hex} | form:timestamp: {timestamp} | {timestamp}{form:token}",
    "sha1 | x-s: {hex} | {secret}{body}",
    "sha256 | x-s: {hex} | x-t: {timestamp} | {timestamp}{header:nonce}{secret}{body}",
    "sha512({api-secret}) | json:/signature_key: {hex} | {json:/order_id}{json:/status_code}{json:/gross_amount}{secret}",
    "sha256 | x-s: mac={hex} | json:/timestamp: {timestamp:ms} | {json:/app_id}{body}{timestamp}{secret}",
    "hmac-sha1({api-secret}&) | x-fitbit-signature: {base64} | {body}",
    "hmac-sha1(sha1(key_{api-secret:base64url}!)) | form:bt_signature: {key-id}|{hex}&... | {form:bt_payload}",
    "hmac-sha256(sha256({hex})) | x-s: {base64url} | {origin}{target}.{sha256:hex}",
    "hmac-sha256 | x-s: {base64} | x-t: {timestamp} | {timestamp}\\n{url}\\n{sha256:raw}",
    "hmac-sha256 | x-s: {base64} | {method};{origin};{path};{query};{sha256:base64}",
    "hmac-sha256 | signature: keyId=\"{key-id}\",signature=\"{base64}\" | date: {timestamp:http-date} | digest: SHA-256={sha256:base64} | date: {timestamp}\\ndigest: {header:digest}",
    "hmac-sha256 | signature: signature=\"{base64}\",... | date: {timestamp:http-date} | {header:date}{body}",
    "hmac-sha1({api-secret}) | x-twilio-signature: {base64} | query:bodySHA256: {sha256:hex} | {url}",
    "hmac-sha256 within 30s | x-s: {hex} | x-names: {header-names} | x-t: {timestamp:ms} | {method}\\n{target}\\n{header-lines}\\n{body}",
    "hmac-sha256 | x-hook0-signature: t={timestamp},h={header-names},v1={hex},... | {timestamp}.{header-names}.{header-values}.{body}",
    "hmac-sha256 id={query:data.id} | x-signature: ts={timestamp:s-or-ms},v1={hex},... | [id:{query:data.id};][request-id:{x-request-id};]ts:{timestamp};",
    "hmac-sha256 | x-s: {hex} | [a:{form:a};]b:{form:b}",
    "hmac-sha256 | x-s: {hex} | json:/t: {timestamp} | {json:/t}.{body}",
    "hmac-sha256 | x-s: {hex} | \\[[{json:/a~1b/0},{json:/c};]\\]{json:/d~0e}",
    "hmac-sha256 id={json:/0/id} type={json:/0/type} | x-s: {hex} | {body}",
    "hmac-sha256 | x-s: {hex} | json:/webhookTimestamp: {timestamp:ms} | {body}",
    "hmac-sha256 | x-s: {hex} | {url}{form}",
    "hmac-sha256 | digest: {sha256:base64url} | x-s: {hex} | {url:unescaped} {sha256:base64url} {header:digest}",
    "hmac-sha256 | x-s: {hex} | query:t: at-{timestamp}s | {timestamp}.{body}",
    "hmac-sha256 | query:s: t={timestamp:ms};v={hex} | {timestamp}.{body}",
    "hmac-sha256 | x-s: s={hex};h={header-names} | x-t: {timestamp} | {header-values}",
];

/// Random choices that are the same for the same seed (splitmix64).
pub(crate) struct Choice(u64);

impl Choice {
    pub(crate) fn new(seed: u64) -> Self {
        Choice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below the limit.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn of<'v>(&mut self, values: &[&'v str]) -> &'v str {
        values[self.below(values.len())]
    }
}

/// A delivery that is yet to be signed. A part of a group is left out now and then.
pub(crate) fn delivery(line: &Line<'_>, seed: u64) -> Delivery {
    let mut choice = Choice::new(seed);
    let mut delivery = Delivery {
        method: choice.of(&["POST", "PUT", "GET"]).into(),
        url: url(line, &mut choice),
        body: body(line, &mut choice),
        ..Delivery::default()
    };
    let pieces = line.pieces();
    for (place, optional) in line.sources() {
        if optional && choice.below(3) == 0 {
            continue;
        }
        fill(&mut delivery, place, &pieces, &mut choice);
    }
    for place in [line.id, line.kind].into_iter().flatten() {
        let known = line.sources().iter().any(|(other, _)| *other == place);
        if !known {
            fill(&mut delivery, place, &pieces, &mut choice);
        }
    }
    if line.has_value("header-names") {
        for name in ["content-type", "x-event-id", "x-more"].into_iter().take(1 + choice.below(3)) {
            delivery.put(Place::Header(name), choice.of(&HEADERS));
        }
    }
    elements(line, &mut delivery, &mut choice);
    decoys(line, &mut delivery, &mut choice);
    delivery
}

const HEADERS: [&str; 5] = ["application/json", "msg_2KWPBgLl", "a, b; c=\"d\"", "!", "{body} [x] \\ | .:"];
const TEXTS: [&str; 9] = [
    "evt_0001",
    "",
    "a b+c&d=e%2F",
    "caf\u{e9} \u{1f980}",
    "\"\\/\u{8}\t\n",
    "1.0",
    "null",
    "{body}",
    "\u{7f}\u{2028}",
];
/// JSON texts of scalars: escapes in every form, numbers as they would never be written again.
const SCALARS: [&str; 12] = [
    r#""evt_0001""#,
    r#""""#,
    r#""caf\u00e9 \uD83E\uDD80 \/ \" \\ \b\f\n\r\t""#,
    "\"\u{e9}\u{1f980}\"",
    r#""\u0069\u0064""#,
    "1.0",
    "-0",
    "10.50e+2",
    "24145",
    "1795465620000000000000001",
    "true",
    "false",
];

/// Writes some value to the place.
fn fill(delivery: &mut Delivery, place: Place<'_>, pieces: &[Piece<'_>], choice: &mut Choice) {
    let name = match place {
        Place::Header(name) if !name.contains('-') => format!("header:{name}"),
        other => other.to_string(),
    };
    let forbidden = message::forbidden(pieces, &name);
    let fits = |text: &&str| !text.contains(forbidden.as_slice());
    let (headers, texts, scalars) = (HEADERS.iter(), TEXTS.iter(), SCALARS.iter());
    match place {
        Place::Header(_) => {
            let fitting: Vec<&str> = headers.copied().filter(fits).collect();
            delivery.put(place, choice.of(&fitting));
        }
        Place::Query(_) | Place::Form(_) => {
            // A parameter without a value counts as absent.
            let is_form = matches!(place, Place::Form(_));
            let fitting: Vec<&str> = texts.copied().filter(fits).filter(|text| is_form || !text.is_empty()).collect();
            delivery.put(place, choice.of(&fitting));
        }
        Place::Json(pointer) => {
            let decodes = |text: &&str| {
                let value = json::scalar(&text.bytes().map(char::from).collect::<String>()).unwrap().unwrap();
                String::from_utf8(value).is_ok_and(|value| fits(&value.as_str()))
            };
            let fitting: Vec<&str> = scalars.copied().filter(decodes).collect();
            delivery.put_json(pointer, choice.of(&fitting));
        }
    }
}

fn url(line: &Line<'_>, choice: &mut Choice) -> String {
    let url = choice.of(&[
        "https://hooks.example.com/a",
        "https://example.com:8443/",
        "http://127.0.0.1:80//b%2Fc/%C3%A9",
        "https://example.com/a?tenant=4%32&b=&flag",
    ]);
    let bare = line.has_part("query") && choice.below(2) == 0;
    if bare { url.split('?').next().unwrap().into() } else { url.into() }
}

/// A body of the kind that the line reads, with nothing in it that it asks for.
fn body(line: &Line<'_>, choice: &mut Choice) -> Vec<u8> {
    let places: Vec<Place<'_>> = line.places();
    let form = places.iter().any(|place| matches!(place, Place::Form(_)));
    let pointer = places.iter().find_map(|place| if let Place::Json(pointer) = place { Some(*pointer) } else { None });
    if let Some(pointer) = pointer {
        let first = pointer.split('/').nth(1).unwrap_or_default();
        let is_array = first == "*" || first.bytes().all(|byte| byte.is_ascii_digit());
        return if is_array { "[]" } else { choice.of(&["{}", " {\n} \r\n"]) }.into();
    }
    if line.has_part("form") {
        return choice.of(&["a=1", "b=%2B1+2&a=%c3%A9&c=", "CallSid=CA1&From=%2B14158675309&x=%26"]).into();
    }
    if form {
        return choice.of(&["", "other=1", "x=%26&y=+"]).into();
    }
    let len = choice.below(40);
    (0..len).map(|_| choice.below(256) as u8).collect()
}

/// Where every element of an array brings a token, one to three elements.
fn elements(line: &Line<'_>, delivery: &mut Delivery, choice: &mut Choice) {
    for field in line.fields.iter().filter(|_| line.is_token()) {
        if let Place::Json(pointer) = field.place
            && let Some(array) = pointer.find("/*")
        {
            let elements = ["{}"; 3].map(String::from)[..1 + choice.below(3)].join(",");
            delivery.put_json(&pointer[..array], &format!("[{elements}]"));
        }
    }
}

/// Things beside those that are read: in a JSON object an equal name elsewhere, in a form and a query another field.
fn decoys(line: &Line<'_>, delivery: &mut Delivery, choice: &mut Choice) {
    for place in line.places() {
        if let Place::Json(pointer) = place
            && delivery.body.trim_ascii().starts_with(b"{")
            && choice.below(2) == 0
        {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            let text = format!("{{{}:[1,{{\"n\":null}}]}}", json::quoted(name));
            delivery.put_json("/de\u{e9}coy", &text);
        }
    }
}
