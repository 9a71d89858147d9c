//! The line of a scheme, written anew from what the parser made of it: what is printed is what is enforced.

use super::{Element, Encoding, Field, Hash, Part, Scheme, Source, Span, Value};
use core::fmt::{self, Formatter, Write};

/// The line in its shortest form: defaults are left out, options are in order. Parsing it gives the same scheme.
impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm.as_str())?;
        self.print_secret(f)?;
        if let Some(seconds) = self.within {
            write!(f, " within {seconds}s")?;
        }
        for (word, place) in [(" id=", self.event_id), (" type=", self.event_type)] {
            if let Some(index) = place {
                f.write_str(word)?;
                self.print_braced(f, index)?;
            }
        }
        for field in self.fields.as_slice() {
            f.write_str(" | ")?;
            self.print_field(f, field)?;
        }
        for (index, part) in self.message.as_slice().iter().enumerate() {
            if index == 0 {
                f.write_str(" | ")?;
            }
            self.print_part(f, *part)?;
        }
        Ok(())
    }
}

impl Scheme {
    fn print_secret(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let form = &self.secret;
        let is_default = form.encoding.is_none() && form.prefix.is_empty() && form.suffix.is_empty();
        if is_default && form.hash.is_none() && !form.can_call_api {
            return Ok(());
        }
        let encoding = form.encoding.map(Encoding::as_str);
        f.write_char('(')?;
        f.write_str(match form.hash {
            None => "",
            Some(Hash::Sha1) => "sha1(",
            Some(Hash::Sha256) => "sha256(",
            Some(Hash::Sha384) => "sha384(",
            Some(Hash::Sha512) => "sha512(",
        })?;
        self.print_span(f, form.prefix)?;
        match (form.can_call_api, encoding) {
            (true, None) => f.write_str("{api-secret}")?,
            (true, Some(encoding)) => write!(f, "{{api-secret:{encoding}}}")?,
            (false, encoding) => write!(f, "{{{}}}", encoding.unwrap_or("utf8"))?,
        }
        self.print_span(f, form.suffix)?;
        f.write_str(if form.hash.is_some() { "))" } else { ")" })
    }

    fn print_field(&self, f: &mut Formatter<'_>, field: &Field) -> fmt::Result {
        self.print_place(f, field.place)?;
        f.write_str(": ")?;
        for (index, element) in field.elements.as_slice().iter().enumerate() {
            if index > 0 {
                print_separator(f, field, field.spaced)?;
            }
            self.print_element(f, element)?;
        }
        if field.open {
            print_separator(f, field, false)?;
            f.write_str("...")?;
        }
        Ok(())
    }

    fn print_element(&self, f: &mut Formatter<'_>, element: &Element) -> fmt::Result {
        self.print_span(f, element.prefix)?;
        if !element.link.is_empty() {
            f.write_str("{key-id}")?;
            self.print_span(f, element.link)?;
        }
        match element.value {
            Value::Signature(encoding) => write!(f, "{{{}}}", encoding.as_str())?,
            Value::Token { base64: false } => f.write_str("{token}")?,
            Value::Token { base64: true } => f.write_str("{token:base64}")?,
            Value::Timestamp(format) => write!(f, "{{{}}}", format.as_str())?,
            Value::BodyDigest(encoding) => write!(f, "{{sha256:{}}}", encoding.as_str())?,
            Value::HeaderNames => f.write_str("{header-names}")?,
        }
        self.print_span(f, element.suffix)
    }

    fn print_part(&self, f: &mut Formatter<'_>, part: Part) -> fmt::Result {
        match part {
            Part::Literal(span) => self.print_span(f, span),
            Part::Byte(b'\n') => f.write_str("\\n"),
            Part::Byte(byte) => write!(f, "\\{}", char::from(byte)),
            Part::Place(index) => self.print_braced(f, index),
            Part::Open => f.write_char('['),
            Part::Close => f.write_char(']'),
            word => match Part::WORDS.iter().find(|(_, part)| *part == word) {
                Some((word, _)) => f.write_str(word),
                None => Ok(()),
            },
        }
    }

    fn print_braced(&self, f: &mut Formatter<'_>, index: u8) -> fmt::Result {
        let place = self.place(index);
        let name = self.bytes(place.name);
        // A name without a hyphen is taken for a header only behind the word; so is that of a part.
        let needs_word = place.source == Source::Header && (!name.contains(&b'-') || is_word(name));
        f.write_str(if needs_word { "{header:" } else { "{" })?;
        self.print_place(f, index)?;
        f.write_char('}')
    }

    fn print_place(&self, f: &mut Formatter<'_>, index: u8) -> fmt::Result {
        let place = self.place(index);
        f.write_str(place.source.prefix())?;
        print_ascii(f, self.bytes(place.name))
    }

    fn print_span(&self, f: &mut Formatter<'_>, span: Span) -> fmt::Result {
        print_ascii(f, self.bytes(span))
    }
}

fn print_separator(f: &mut Formatter<'_>, field: &Field, spaced: bool) -> fmt::Result {
    if let Some(separator) = field.separator {
        f.write_char(char::from(separator))?;
    }
    if spaced { f.write_char(' ') } else { Ok(()) }
}

/// Whether the name of a header is also that of a part.
fn is_word(name: &[u8]) -> bool {
    Part::WORDS
        .iter()
        .any(|(word, _)| word.as_bytes().strip_prefix(b"{").and_then(|word| word.strip_suffix(b"}")) == Some(name))
}

fn print_ascii(f: &mut Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| f.write_char(char::from(*byte)))
}
