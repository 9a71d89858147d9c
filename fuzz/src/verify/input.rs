//! The bytes of an input, taken apart: numbers in front, and then text that looks like a delivery.

use crate::lines::{JSON, LINES};
use hookproof::{Request, providers};

/// `row` (2 bytes), `now`, `time` (8 each), `cuts` (4), `at` (2), `mask` (1), then a line each for the scheme, the secret,
/// the method, the URL and the headers; an empty line; the body.
pub(super) struct Input<'d> {
    /// The line of a row of the table, or of the input itself.
    pub(super) line: &'d str,
    pub(super) secret: &'d [u8],
    pub(super) now: u64,
    pub(super) time: u64,
    /// Lengths of pieces of the body.
    pub(super) cuts: [u8; 4],
    at: u16,
    mask: u8,
    method: &'d str,
    url: &'d str,
    headers: Vec<(&'d str, &'d [u8])>,
    body: &'d [u8],
}

/// From here on, the row is the input's own line.
const OWN_LINE: u16 = 0xc000;

impl<'d> Input<'d> {
    pub(super) fn read(data: &'d [u8]) -> Option<Self> {
        let (row, rest) = data.split_first_chunk()?;
        let (now, rest) = rest.split_first_chunk()?;
        let (time, rest) = rest.split_first_chunk()?;
        let (cuts, rest) = rest.split_first_chunk()?;
        let (at, rest) = rest.split_first_chunk()?;
        let ([mask], rest) = rest.split_first_chunk()?;
        let end = rest.windows(2).position(|two| two == b"\n\n").unwrap_or(rest.len());
        let (head, body) = rest.split_at(end);
        let mut lines = head.split(|byte| *byte == b'\n');
        let own = lines.next()?;
        let row = u16::from_le_bytes(*row);
        let line = match providers::ALL.get(usize::from(row) % providers::ALL.len()) {
            Some(provider) if row < OWN_LINE => provider.scheme,
            _ => std::str::from_utf8(own).ok()?,
        };
        Some(Input {
            line,
            secret: lines.next()?,
            now: u64::from_le_bytes(*now),
            time: u64::from_le_bytes(*time),
            cuts: *cuts,
            at: u16::from_le_bytes(*at),
            mask: *mask,
            method: std::str::from_utf8(lines.next()?).ok()?,
            url: std::str::from_utf8(lines.next()?).ok()?,
            headers: lines.filter_map(header).collect(),
            body: body.get(2..).unwrap_or_default(),
        })
    }

    pub(super) fn request(&self) -> Request<'_> {
        Request { method: self.method, url: self.url, headers: &self.headers, body: self.body }
    }

    /// Whether the line has a time or a digest where a signer puts none, in the URL or in the body: then it is whatever
    /// the input says.
    pub(super) fn has_more_elsewhere(&self) -> bool {
        self.line.split(" | ").any(|part| {
            ["query:", "form:", "json:"].iter().any(|place| part.starts_with(place))
                && (part.contains("{timestamp") || part.contains("{sha256:"))
        })
    }

    /// The bytes with one of them changed, what it was, and what it is; `None` where there is nothing to change.
    pub(super) fn flip(&self, bytes: &[u8]) -> Option<(Vec<u8>, u8, u8)> {
        let mut changed = bytes.to_vec();
        let at = usize::from(self.at).checked_rem(bytes.len())?;
        let place = changed.get_mut(at).filter(|_| self.mask != 0)?;
        let from = *place;
        *place ^= self.mask;
        let to = *place;
        Some((changed, from, to))
    }
}

fn header(line: &[u8]) -> Option<(&str, &[u8])> {
    let at = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at(at);
    let is_name = name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_name || name.is_empty() {
        return None; // no such header gets through HTTP
    }
    Some((std::str::from_utf8(name).ok()?, value.get(1..)?))
}

/// A delivery of each row with all that it may sign; half of them as a row, half as a line of their own. And one of each
/// thing that few rows show, with two bodies.
pub fn seeds() -> Vec<Vec<u8>> {
    let rows = (0u16..).zip(providers::ALL).map(|(row, provider)| {
        let row_or_line = if row.is_multiple_of(2) { row } else { OWN_LINE };
        seed(row_or_line, provider.scheme, row, b"id=evt_1&type=invoice.paid&amount=%2B12+34")
    });
    let bodies: [&[u8]; 2] = [JSON, b"token=a+b&a=%41&b=&bt_payload=x&id=evt_1"];
    let lines = (0u16..).zip(LINES).flat_map(|(number, line)| bodies.map(|body| seed(OWN_LINE, line, number, body)));
    rows.chain(lines).collect()
}

fn seed(row: u16, line: &str, number: u16, body: &[u8]) -> Vec<u8> {
    let time: u64 = 1_795_465_620;
    let mut seed = Vec::new();
    seed.extend(row.to_le_bytes());
    seed.extend((time + u64::from(number % 11)).to_le_bytes());
    seed.extend(time.to_le_bytes());
    seed.extend([1, 0, 7, 64]);
    seed.extend((number * 7).to_le_bytes());
    seed.push(1 << (number % 8));
    seed.extend(line.bytes());
    // Hex digits, and base64 of an even length: a secret of every form.
    seed.extend(b"\n00112233445566778899aabbccddeeff\nPOST\nhttps://a.example/hooks/1?b=c&data.id=%37\n");
    if let Ok(scheme) = hookproof::Scheme::parse(line) {
        for name in scheme.headers() {
            seed.extend(format!("{name}: id-{number}\n").bytes());
        }
    }
    seed.push(b'\n');
    seed.extend(body);
    seed
}
