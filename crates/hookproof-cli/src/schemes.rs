//! `hookproof schemes`

use crate::arguments::Schemes;
use crate::failure::Failure;
use crate::verify::covered;
use hookproof::providers::{self, Provider};
use hookproof::{Handshake, Scheme};
use serde_json::{Value, json};

/// The table of all providers, or all there is to say about one scheme.
pub(crate) fn run(arguments: &Schemes) -> Result<String, Failure> {
    match &arguments.name {
        None if arguments.json => {
            let rows = providers::ALL.iter().map(|provider| Ok(row(provider)?.json()));
            let rows: Result<Vec<Value>, Failure> = rows.collect();
            Ok(format!("{}\n", Value::from(rows?)))
        }
        None => {
            let rows: Result<Vec<Row>, Failure> = providers::ALL.iter().map(row).collect();
            Ok(format!("{}\n{}", table(&rows?), unsigned()))
        }
        Some(name) => {
            let row = Row { scheme: Scheme::find(name)?, provider: providers::find(name) };
            Ok(if arguments.json { format!("{}\n", row.json()) } else { row.page() })
        }
    }
}

/// A scheme, and whose it is.
struct Row {
    scheme: Scheme,
    provider: Option<&'static Provider>,
}

fn row(provider: &'static Provider) -> Result<Row, Failure> {
    Ok(Row { scheme: Scheme::parse(provider.scheme)?, provider: Some(provider) })
}

impl Row {
    fn json(&self) -> Value {
        let covers = self.scheme.covers();
        json!({
            "name": self.provider.map(|provider| provider.name),
            "title": self.provider.map(|provider| provider.title),
            "category": self.provider.map(|provider| provider.category),
            "scheme": self.scheme.as_str(),
            "algorithm": self.scheme.algorithm().as_str(),
            "headers": self.scheme.headers().collect::<Vec<_>>(),
            "covers": { "body": covers.body, "id": covers.id, "timestamp": covers.timestamp, "url": covers.url },
            "eventId": option(&self.scheme, "id"),
            "eventType": option(&self.scheme, "type"),
            "toleranceSeconds": self.scheme.tolerance(),
            "needsUrl": self.scheme.needs_url(),
            "needsMethod": self.scheme.needs_method(),
            "signsWithApiSecret": self.scheme.signs_with_api_secret(),
            "evidence": self.provider.map(|provider| provider.evidence.as_str()),
            "docs": self.provider.map(|provider| provider.docs),
            "sources": self.provider.map(|provider| provider.sources),
            "handshake": self.provider.map(|provider| provider.handshake),
            "handshakeLine": self.handshake().map(|handshake| handshake.as_str().to_owned()),
            "retries": self.provider.map(|provider| provider.retries),
            "notes": self.provider.map(|provider| provider.notes.trim()),
        })
    }

    fn page(&self) -> String {
        let headers: Vec<_> = self.scheme.headers().collect();
        let tolerance = self.scheme.tolerance().map(|seconds| format!("{seconds} s"));
        let mut lines = vec![
            ("scheme", self.scheme.as_str().to_owned()),
            ("algorithm", self.scheme.algorithm().as_str().to_owned()),
            ("headers", headers.join(", ")),
            ("covers", covered(self.scheme.covers())),
            ("tolerance", tolerance.unwrap_or_else(|| "no time is signed".to_owned())),
        ];
        for (label, name) in [("event id", "id"), ("event type", "type")] {
            if let Some(source) = option(&self.scheme, name) {
                lines.push((label, source.to_owned()));
            }
        }
        if self.scheme.signs_with_api_secret() {
            lines.push((
                "secret",
                "can call the provider's API: use a verification key (`hookproof derive`)".to_owned(),
            ));
        }
        let Some(provider) = self.provider else { return fields(&lines) };
        if let Some(handshake) = self.handshake() {
            lines.push(("handshake", handshake.as_str().to_owned()));
        }
        lines.push(("evidence", provider.evidence.as_str().to_owned()));
        lines.push(("docs", provider.docs.to_owned()));
        lines.extend(provider.sources.iter().map(|source| ("read in", (*source).to_owned())));
        let mut page =
            format!("{} ({})\n{}{}", provider.title, provider.name, fields(&lines), paragraph(provider.notes));
        for (label, text) in [("Handshake", provider.handshake), ("Retries", provider.retries)] {
            if !text.is_empty() {
                page += &paragraph(&format!("{label}: {text}"));
            }
        }
        page
    }

    /// The provider's check of the endpoint that `hookproof handshake` answers, under the provider's own name.
    fn handshake(&self) -> Option<Handshake> {
        self.provider.and_then(|provider| Handshake::find(provider.name).ok())
    }

    /// Name, title, algorithm, covers, evidence.
    fn cells(&self) -> [String; 5] {
        let provider = |cell: fn(&Provider) -> &str| self.provider.map(cell).unwrap_or_default().to_owned();
        [
            provider(|provider| provider.name),
            provider(|provider| provider.title),
            self.scheme.algorithm().as_str().to_owned(),
            covered(self.scheme.covers()),
            provider(|provider| provider.evidence.as_str()),
        ]
    }
}

/// Where an option of the line points, such as `json:/id` for `id`.
fn option<'s>(scheme: &'s Scheme, name: &str) -> Option<&'s str> {
    let algorithm = scheme.as_str().split(" | ").next()?;
    let (_, rest) = algorithm.split_once(&format!(" {name}={{"))?;
    rest.split_once('}').map(|(source, _)| source)
}

/// The providers that sign nothing, and what to do instead.
fn unsigned() -> String {
    let lines = providers::UNSIGNED.iter().map(|it| format!("  {:<14}  {}: {}\n", it.name, it.title, it.instead));
    format!("These sign nothing, so that there is nothing to verify:\n{}", lines.collect::<String>())
}

fn fields(lines: &[(&str, String)]) -> String {
    lines.iter().map(|(name, value)| format!("  {name:<10}  {value}\n")).collect()
}

/// The text behind an empty line, in lines of at most 100 characters where its words allow it.
fn paragraph(text: &str) -> String {
    let mut lines = String::new();
    let mut width = usize::MAX;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width.saturating_add(1 + length) > 100 {
            lines.push('\n');
            width = 0;
        } else {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    if lines.is_empty() { lines } else { format!("\n{}\n", lines.trim_start()) }
}

/// The rows below their heads, each column as wide as its widest cell.
fn table(rows: &[Row]) -> String {
    let head = ["name", "title", "algorithm", "covers", "evidence"].map(str::to_owned);
    let rows: Vec<_> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; 5]| {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
