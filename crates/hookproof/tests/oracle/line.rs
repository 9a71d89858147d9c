//! A scheme's line, split as text.

use super::message::{self, Piece};
use super::time;
use std::fmt;

/// `ALGORITHM(SECRET) OPTIONS | PLACE: TEMPLATE | ... | MESSAGE`
pub(crate) struct Line<'l> {
    /// All of it.
    pub(crate) text: &'l str,
    pub(crate) algorithm: &'l str,
    /// What stands in the parentheses; empty without them.
    pub(crate) secret: &'l str,
    /// Where the event's id and its type stand.
    pub(crate) id: Option<Place<'l>>,
    pub(crate) kind: Option<Place<'l>>,
    pub(crate) fields: Vec<Field<'l>>,
    /// Empty for a token.
    pub(crate) message: &'l str,
}

/// Where in a delivery a value stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place<'l> {
    Header(&'l str),
    Query(&'l str),
    Form(&'l str),
    Json(&'l str),
}

/// A place, and what is written there.
pub(crate) struct Field<'l> {
    pub(crate) place: Place<'l>,
    pub(crate) template: Template<'l>,
}

/// One or several elements with a separator between them.
pub(crate) struct Template<'l> {
    pub(crate) elements: Vec<Element<'l>>,
    pub(crate) separator: Option<char>,
    /// A space follows each separator.
    pub(crate) spaced: bool,
    /// It ends with `...`.
    pub(crate) open: bool,
}

/// `PREFIX{VALUE}SUFFIX`
pub(crate) struct Element<'l> {
    pub(crate) prefix: &'l str,
    pub(crate) value: &'l str,
    pub(crate) suffix: &'l str,
}

/// `HASH(PREFIX{ENCODING}SUFFIX)`
pub(crate) struct SecretForm<'l> {
    pub(crate) hash: Option<&'l str>,
    pub(crate) prefix: &'l str,
    /// `utf8`, `hex`, `base64` or `base64url`.
    pub(crate) encoding: &'l str,
    pub(crate) suffix: &'l str,
    pub(crate) is_api_secret: bool,
}

impl<'l> Line<'l> {
    pub(crate) fn new(line: &'l str) -> Self {
        let mut parts: Vec<&str> = line.split(" | ").collect();
        let head = parts.remove(0);
        let message = if head.starts_with("token") { "" } else { parts.pop().unwrap() };
        let end = head.find([' ', '(']).unwrap_or(head.len());
        // The name of a hash has parentheses of its own: the last one of them all ends the secret.
        let secret = head[end..].strip_prefix('(').map_or("", |rest| &rest[..rest.rfind(')').unwrap()]);
        let option = |name: &str| {
            let (_, rest) = head.split_once(name)?;
            Some(Place::new(rest.split_once('}').unwrap().0))
        };
        let field = |part: &&'l str| {
            let (place, template) = part.split_once(": ").unwrap();
            Field { place: Place::new(place), template: Template::new(template) }
        };
        Line {
            text: line,
            algorithm: &head[..end],
            secret,
            id: option(" id={"),
            kind: option(" type={"),
            fields: parts.iter().map(field).collect(),
            message,
        }
    }

    pub(crate) fn secret_form(&self) -> SecretForm<'l> {
        let hashed = |name: &'l str| {
            let inner = self.secret.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
            Some((Some(name), inner))
        };
        let (hash, text) = hashed("sha1").or_else(|| hashed("sha256")).unwrap_or((None, self.secret));
        let (prefix, rest) = text.split_once('{').unwrap_or(("", "utf8}"));
        let (encoding, suffix) = rest.split_once('}').unwrap();
        let api = encoding.strip_prefix("api-secret");
        let encoding = match api {
            None => encoding,
            Some("") => "utf8",
            Some(form) => form.strip_prefix(':').unwrap(),
        };
        SecretForm { hash, prefix, encoding, suffix, is_api_secret: api.is_some() }
    }

    pub(crate) fn pieces(&self) -> Vec<Piece<'l>> {
        message::pieces(self.message)
    }

    pub(crate) fn is_token(&self) -> bool {
        self.algorithm == "token"
    }

    /// A digest with the secret in the message, rather than a MAC.
    pub(crate) fn is_plain_digest(&self) -> bool {
        self.algorithm.starts_with("sha")
    }

    /// The field that brings the signature or the token.
    pub(crate) fn signature(&self) -> &Field<'l> {
        self.fields.iter().find(|field| field.signs()).unwrap()
    }

    /// Names and templates of the headers that have one.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'l str, &Template<'l>)> {
        self.fields.iter().filter_map(|field| match field.place {
            Place::Header(name) => Some((name, &field.template)),
            _ => None,
        })
    }

    /// The field of this header.
    pub(crate) fn template(&self, header: &str) -> Option<&Template<'l>> {
        self.headers().find(|(name, _)| *name == header).map(|(_, template)| template)
    }

    /// Each place that is part of the message and not a field of its own, and whether it stands in a group.
    pub(crate) fn sources(&self) -> Vec<(Place<'l>, bool)> {
        let mut sources: Vec<(Place<'l>, bool)> = Vec::new();
        for (name, optional) in message::parts(&self.pieces()) {
            let Some(place) = Place::of_part(name) else { continue };
            let known = sources.iter().any(|(other, _)| *other == place);
            if !known && !self.fields.iter().any(|field| field.place == place) {
                sources.push((place, optional));
            }
        }
        sources
    }

    /// Every place that the line reads.
    pub(crate) fn places(&self) -> Vec<Place<'l>> {
        let fields = self.fields.iter().map(|field| field.place);
        fields.chain(self.sources().into_iter().map(|(place, _)| place)).chain(self.id).chain(self.kind).collect()
    }

    /// Whether it reads something of the URL or the body, or a header that need not be there.
    pub(crate) fn reads_more_than_headers(&self) -> bool {
        let more = |place: &Place<'_>| !matches!(place, Place::Header(_));
        self.places().iter().any(more)
            || self.sources().iter().any(|(_, optional)| *optional)
            || self.has_value("header-names")
    }

    /// The name of each header that is part of the message and has no template.
    pub(crate) fn signed_headers(&self) -> Vec<&'l str> {
        let header = |(place, _): &(Place<'l>, bool)| match place {
            Place::Header(name) => Some(*name),
            _ => None,
        };
        self.sources().iter().filter_map(header).collect()
    }

    /// Whether the message has this part, outside or inside a group.
    pub(crate) fn has_part(&self, part: &str) -> bool {
        message::parts(&self.pieces()).iter().any(|(name, _)| *name == part)
    }

    /// Whether any field has this placeholder.
    pub(crate) fn has_value(&self, value: &str) -> bool {
        self.fields.iter().any(|field| field.has(value))
    }

    /// Whether the signature covers each byte of the body as it is.
    pub(crate) fn covers_body(&self) -> bool {
        let digest = |name: &str| name.starts_with("sha256:");
        message::parts(&self.pieces()).iter().any(|(name, _)| *name == "body" || digest(name))
            || self.fields.iter().any(|field| field.template.elements.iter().any(|element| digest(element.value)))
    }

    /// `timestamp`, `timestamp:ms`, ...; `None` if no time is signed.
    pub(crate) fn time_format(&self) -> Option<&'l str> {
        self.time_field().map(|(_, format)| format)
    }

    /// The field with the time, and its format.
    pub(crate) fn time_field(&self) -> Option<(&Field<'l>, &'l str)> {
        self.fields.iter().find_map(|field| {
            let mut values = field.template.elements.iter().map(|element| element.value);
            values.find(|value| value.starts_with("timestamp")).map(|value| (field, value))
        })
    }

    /// The time as the scheme writes it; empty if no time is signed.
    pub(crate) fn timestamp(&self, seconds: u64) -> String {
        self.time_format().map_or_else(String::new, |format| time::format(format, seconds))
    }
}

impl<'l> Place<'l> {
    pub(crate) fn new(text: &'l str) -> Self {
        match text.split_once(':') {
            Some(("header", name)) => Place::Header(name),
            Some(("query", name)) => Place::Query(name),
            Some(("form", name)) => Place::Form(name),
            Some(("json", pointer)) => Place::Json(pointer),
            _ => Place::Header(text),
        }
    }

    /// The place that a part of the message reads, if it reads one.
    pub(crate) fn of_part(name: &'l str) -> Option<Self> {
        let list = matches!(name, "header-names" | "header-values" | "header-lines");
        let place = Place::new(name);
        match place {
            Place::Header(header) if header == name && (list || !name.contains('-')) => None,
            _ => Some(place),
        }
    }

    pub(crate) fn is_in_body(&self) -> bool {
        matches!(self, Place::Form(_) | Place::Json(_))
    }
}

/// As errors name it: a header by its name alone.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Header(name) => write!(f, "{name}"),
            Place::Query(name) => write!(f, "query:{name}"),
            Place::Form(name) => write!(f, "form:{name}"),
            Place::Json(pointer) => write!(f, "json:{pointer}"),
        }
    }
}

impl Field<'_> {
    /// Whether one of its placeholders is the signature or the token.
    pub(crate) fn signs(&self) -> bool {
        ["hex", "base64", "base64url", "token", "token:base64"].iter().any(|value| self.has(value))
    }

    pub(crate) fn has(&self, value: &str) -> bool {
        self.template.elements.iter().any(|element| element.value == value)
    }
}

impl<'l> Template<'l> {
    pub(crate) fn new(text: &'l str) -> Self {
        let mut template = Template { elements: Vec::new(), separator: None, spaced: false, open: false };
        let mut rest = text;
        loop {
            let mut start = rest.find('{').unwrap();
            while rest[start..].starts_with("{key-id}") {
                start += 1 + rest[start + 1..].find('{').unwrap();
            }
            let (value, after) = rest[start + 1..].split_once('}').unwrap();
            let (suffix, after) = after.split_at(after.find([',', ';', '&', ' ']).unwrap_or(after.len()));
            template.elements.push(Element { prefix: &rest[..start], value, suffix });
            let mut characters = after.chars();
            template.separator = characters.next().or(template.separator);
            rest = characters.as_str();
            if after.is_empty() || rest == "..." {
                template.open = !after.is_empty();
                return template;
            }
            if template.separator != Some(' ')
                && let Some(next) = rest.strip_prefix(' ')
            {
                template.spaced = true;
                rest = next;
            }
        }
    }

    /// What is written with these values.
    pub(crate) fn fill(&self, key_id: &str, value: impl Fn(&str) -> String) -> String {
        let element = |element: &Element<'_>| {
            let Element { prefix, suffix, .. } = element;
            format!("{}{}{suffix}", prefix.replace("{key-id}", key_id), value(element.value))
        };
        let elements: Vec<String> = self.elements.iter().map(element).collect();
        let mut between = String::from_iter(self.separator);
        between.extend(self.spaced.then_some(' '));
        elements.join(&between)
    }
}
