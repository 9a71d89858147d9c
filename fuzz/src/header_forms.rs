//! Headers, put together out of good and bad pieces: what is accepted was signed, and what was signed is accepted.
//!
//! The fuzzer cannot forge a MAC, so it is given them: an input is a small program that writes the headers' values. A
//! capital letter stands for a piece (see [`Writer::piece`]), any other byte for itself.

mod forms;

use forms::{FORMS, Field, Form, Kind, SECRET, TIME};
use hookproof::{Keyring, Options, Request, Scheme, Tolerance, Verifier};

/// The first byte chooses the form; the values of its headers follow, a line feed between them. The verifier accepts
/// them if, and only if, each element is there as the notation says and a signature is that of the message.
///
/// # Panics
/// Where that does not hold.
pub fn check(data: &[u8]) {
    let Some((form, program)) = data.split_first() else { return };
    let form = FORMS.get(usize::from(*form) % FORMS.len()).expect("within the list");
    let scheme = Scheme::parse(form.line).expect("a line of the list");
    let options = Options::default().tolerance(Tolerance::Ignore);
    let verifier = Verifier::new(&scheme, &Keyring::single(SECRET), options).expect("a good secret");

    let values: Vec<Vec<u8>> = form
        .fields
        .iter()
        .zip(programs(program))
        .map(|(field, program)| Writer { form, field, value: Vec::new() }.run(program))
        .collect();
    let headers: Vec<(&str, &[u8])> =
        form.fields.iter().map(|field| field.name).zip(values.iter().map(Vec::as_slice)).collect();
    let request = Request { headers: &headers, body: form.body(), ..Request::default() };
    let verdict = verifier.verify(&request, 0).map(drop);
    let shown = || values.iter().map(|value| value.escape_ascii().to_string()).collect::<Vec<_>>();
    match (verdict, form.is_signed(&values)) {
        (Ok(()), false) => panic!("accepted, and not signed: {} {:?}", form.line, shown()),
        (Err(error), true) => panic!("refused, and signed: {} {:?}: {error}", form.line, shown()),
        _ => {}
    }
}

/// The program of each header; the last one again where there are too few.
fn programs(program: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut parts = program.split(|byte| *byte == b'\n');
    let mut last: &[u8] = &[];
    std::iter::from_fn(move || {
        last = parts.next().unwrap_or(last);
        Some(last)
    })
}

/// A program for each form that writes what the core's own signer writes, and one each for the pieces.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (index, form) in (0u8..).zip(FORMS) {
        let canonical: Vec<String> = form.fields.iter().map(Field::canonical_program).collect();
        for program in [
            canonical.join("\n"),
            canonical.join("\n").replace('S', "A"),
            canonical.join("\n").replace('T', "U").replace('S', "Z"),
            canonical.iter().map(|program| format!("{program}R\x03")).collect::<Vec<_>>().join("\n"),
            canonical.iter().map(|program| format!("x=X,F\x05,{program};C\x09")).collect::<Vec<_>>().join("\n"),
        ] {
            seeds.push([&[index], program.as_bytes()].concat());
        }
    }
    seeds
}

struct Writer<'f> {
    form: &'f Form,
    field: &'f Field,
    value: Vec<u8>,
}

impl Writer<'_> {
    fn run(mut self, program: &[u8]) -> Vec<u8> {
        let mut rest = program.iter().copied();
        while let Some(byte) = rest.next() {
            // A program may repeat what it wrote, and repeat that: not without end.
            if self.value.len() > 10_000 {
                break;
            }
            self.piece(byte, &mut rest);
        }
        self.value
    }

    fn piece(&mut self, byte: u8, rest: &mut impl Iterator<Item = u8>) {
        let kind = self.field.elements.iter().map(|element| element.kind).find(|kind| kind.signs());
        let kind = kind.or(self.form.signature_kind()).unwrap_or(Kind::Hex);
        let good = kind.text(&self.form.tag(TIME.0));
        let mut number = || usize::from(rest.next().unwrap_or_default());
        match byte {
            b'S' => self.value.extend_from_slice(good.as_bytes()),
            b'A' => self.value.extend_from_slice(kind.other_spelling(&good).as_bytes()),
            // The signature of the other time.
            b'Z' => self.value.extend_from_slice(kind.text(&self.form.tag(TIME.1)).as_bytes()),
            // Cut short, and with one character another.
            b'C' => self.value.extend_from_slice(good.get(..number() % good.len()).unwrap_or_default().as_bytes()),
            b'F' => {
                let at = number() % good.len();
                let other = |(index, byte): (usize, u8)| if index == at { byte ^ 1 } else { byte };
                self.value.extend(good.bytes().enumerate().map(other));
            }
            b'X' => self.value.extend_from_slice(kind.text(&[0x5a; 32]).as_bytes()),
            b'T' => self.value.extend_from_slice(self.form.time_text(TIME.0).as_bytes()),
            b'U' => self.value.extend_from_slice(self.form.time_text(TIME.1).as_bytes()),
            b'D' => self.value.extend_from_slice(self.form.digest().as_bytes()),
            // What stands before and behind the elements; the id of a key is 0.
            b'P' | b'Q' | b'V' | b'W' => {
                let Some(element) = self.field.elements.get(usize::from(matches!(byte, b'Q' | b'W'))) else { return };
                if matches!(byte, b'V' | b'W') {
                    self.value.extend_from_slice(element.suffix.as_bytes());
                    return;
                }
                self.value.extend_from_slice(element.prefix.as_bytes());
                if !element.link.is_empty() {
                    self.value.push(b'0');
                    self.value.extend_from_slice(element.link.as_bytes());
                }
            }
            // All that was written so far, several times.
            b'R' => {
                let separator = self.field.separator.unwrap_or(b',');
                let copies = number() % 40;
                if copies * self.value.len() < 20_000 {
                    self.value = vec![self.value.clone(); copies].join(&separator);
                }
            }
            b'\\' => self.value.extend(rest.next()),
            other => self.value.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hookproof::sign;

    #[test]
    fn what_the_core_signs_is_what_the_list_says() {
        for form in FORMS {
            let scheme = Scheme::parse(form.line).unwrap();
            let request = Request { body: form.body(), ..Request::default() };
            let signed = sign(&scheme, SECRET, &request, TIME.0, Options::default()).unwrap();
            for ((name, value), field) in signed.headers().zip(form.fields) {
                let ours = Writer { form, field, value: Vec::new() }.run(field.canonical_program().as_bytes());
                assert_eq!((name, value), (field.name, std::str::from_utf8(&ours).unwrap()), "{}", form.line);
            }
        }
    }
}
