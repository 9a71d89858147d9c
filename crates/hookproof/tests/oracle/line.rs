//! A scheme's line, split as text.

/// `ALGORITHM(SECRET) OPTIONS | NAME: TEMPLATE | ... | MESSAGE`
pub(crate) struct Line<'l> {
    pub(crate) algorithm: &'l str,
    /// What stands in the parentheses; empty without them.
    pub(crate) secret: &'l str,
    /// The name of the header that holds the event's id.
    pub(crate) id: Option<&'l str>,
    /// Names and templates.
    pub(crate) headers: Vec<(&'l str, &'l str)>,
    /// Empty for a token.
    pub(crate) message: &'l str,
}

impl<'l> Line<'l> {
    pub(crate) fn new(line: &'l str) -> Self {
        let mut parts: Vec<&str> = line.split(" | ").collect();
        let head = parts.remove(0);
        let message = if head.starts_with("token") { "" } else { parts.pop().unwrap() };
        let (algorithm, options) = head.split_once([' ', '(']).unwrap_or((head, ""));
        Line {
            algorithm,
            secret: head.split_once('(').map_or("", |(_, rest)| rest.split_once(')').unwrap().0),
            id: options.split_once("id={").map(|(_, rest)| rest.split_once('}').unwrap().0),
            headers: parts.iter().map(|part| part.split_once(": ").unwrap()).collect(),
            message,
        }
    }

    /// The header that brings the signature or the token.
    pub(crate) fn signature_header(&self) -> &'l str {
        let signs = |template: &str| {
            ["{hex}", "{base64}", "{base64url}", "{token}", "{token:base64}"].iter().any(|s| template.contains(s))
        };
        self.headers.iter().find(|(_, template)| signs(template)).unwrap().0
    }

    pub(crate) fn template(&self, header: &str) -> Option<&'l str> {
        self.headers.iter().find(|(name, _)| *name == header).map(|(_, template)| *template)
    }

    /// The name of each header that is part of the message.
    pub(crate) fn signed_headers(&self) -> Vec<&'l str> {
        let mut names: Vec<&str> = placeholders(self.message)
            .filter(|name| name.contains('-') || name.starts_with("header:"))
            .map(|name| name.strip_prefix("header:").unwrap_or(name))
            .collect();
        names.dedup();
        names
    }

    /// `seconds`, `ms` or `rfc3339`; `None` if no time is signed.
    pub(crate) fn time_format(&self) -> Option<&'static str> {
        self.message.contains("{timestamp}").then(|| {
            let has = |placeholder: &str| self.headers.iter().any(|(_, template)| template.contains(placeholder));
            if has("{timestamp:ms}") {
                "ms"
            } else if has("{timestamp:rfc3339}") {
                "rfc3339"
            } else {
                "seconds"
            }
        })
    }

    /// The time as the scheme writes it; empty if no time is signed.
    pub(crate) fn timestamp(&self, seconds: u64) -> String {
        match self.time_format() {
            None => String::new(),
            Some("seconds") => seconds.to_string(),
            Some("ms") => (seconds * 1000).to_string(),
            Some(_) => super::rfc3339(seconds),
        }
    }
}

fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The template with each `{placeholder}` filled in, from left to right: what is filled in is not looked at again.
pub(crate) fn fill(template: &str, value: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = template;
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '{' => {
                let end = rest.find('}').unwrap();
                out.extend(value(&rest[1..end]));
                end + 1
            }
            '\\' => {
                let escaped = &rest[1..2];
                out.extend(if escaped == "n" { "\n" } else { escaped }.bytes());
                2
            }
            _ => {
                out.push(first as u8);
                1
            }
        };
        rest = &rest[len..];
    }
    out
}
