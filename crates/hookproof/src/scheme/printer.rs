//! The line of a scheme, written anew from what the parser made of it: what is printed is what is enforced.

use super::{Element, Encoding, Field, Part, Scheme, Span, TimeFormat, Value};
use core::fmt::{self, Formatter, Write};

/// The line in its shortest form: defaults are left out, options are in order. Parsing it gives the same scheme.
impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm.as_str())?;
        self.print_secret(f)?;
        if let Some(seconds) = self.within {
            write!(f, " within {seconds}s")?;
        }
        if let Some(index) = self.event_id {
            f.write_str(" id={")?;
            self.print_name(f, index)?;
            f.write_char('}')?;
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
        let form = match self.secret.encoding {
            _ if self.secret.can_call_api => "api-secret",
            None if self.secret.prefix.is_empty() => return Ok(()),
            None => "utf8",
            Some(encoding) => name_of(encoding),
        };
        f.write_char('(')?;
        self.print_span(f, self.secret.prefix)?;
        write!(f, "{{{form}}})")
    }

    fn print_field(&self, f: &mut Formatter<'_>, field: &Field) -> fmt::Result {
        self.print_name(f, field.name)?;
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
        let placeholder = match element.value {
            Value::Signature(encoding) => name_of(encoding),
            Value::Token { base64: false } => "token",
            Value::Token { base64: true } => "token:base64",
            Value::Timestamp(TimeFormat::Seconds) => "timestamp",
            Value::Timestamp(TimeFormat::Milliseconds) => "timestamp:ms",
            Value::Timestamp(TimeFormat::Rfc3339) => "timestamp:rfc3339",
        };
        write!(f, "{{{placeholder}}}")
    }

    fn print_part(&self, f: &mut Formatter<'_>, part: Part) -> fmt::Result {
        match part {
            Part::Literal(span) => self.print_span(f, span),
            Part::Byte(b'\n') => f.write_str("\\n"),
            Part::Byte(byte) => write!(f, "\\{}", char::from(byte)),
            Part::Body => f.write_str("{body}"),
            Part::Timestamp => f.write_str("{timestamp}"),
            Part::Url => f.write_str("{url}"),
            Part::Path => f.write_str("{path}"),
            Part::Method => f.write_str("{method}"),
            Part::Form => f.write_str("{form}"),
            Part::Header(index) => {
                // A name without a hyphen is taken for a header only behind the word.
                f.write_str(if self.name(index).contains(&b'-') { "{" } else { "{header:" })?;
                self.print_name(f, index)?;
                f.write_char('}')
            }
        }
    }

    fn print_name(&self, f: &mut Formatter<'_>, index: u8) -> fmt::Result {
        print_ascii(f, self.name(index))
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

fn print_ascii(f: &mut Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| f.write_char(char::from(*byte)))
}

fn name_of(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Hex => "hex",
        Encoding::Base64 => "base64",
        Encoding::Base64Url => "base64url",
    }
}
