//! What went wrong, and what it means for the exit status.

use crate::print;
use hookproof::Code;
use serde_json::{Value, json};
use std::fmt;
use std::process::ExitCode;

/// The delivery was rejected.
const REJECTED: u8 = 1;
/// The configuration or the call is wrong.
const MISUSED: u8 = 2;

/// Why the command did not do what it is for.
pub(crate) enum Failure {
    /// The core's word, and which secret it is about, where it is about one.
    Core { error: Box<hookproof::Error>, key: Option<String> },
    /// The body is over the limit.
    BodyTooLarge { limit: u64 },
    /// Something outside the core: a file that cannot be read, an argument that makes no sense.
    Usage(String),
}

impl Failure {
    pub(crate) fn code(&self) -> Option<Code> {
        match self {
            Failure::Core { error, .. } => Some(error.code()),
            Failure::BodyTooLarge { .. } => Some(Code::BodyTooLarge),
            Failure::Usage(_) => None,
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self.code() {
            Some(code) if code.http_status() < 500 => ExitCode::from(REJECTED),
            _ => ExitCode::from(MISUSED),
        }
    }

    /// Says on standard error what went wrong.
    pub(crate) fn report(&self) -> ExitCode {
        match self.code() {
            Some(code) => eprintln!("hookproof: {code}: {self}"),
            None => eprintln!("hookproof: {self}"),
        }
        self.exit_code()
    }

    /// Says what went wrong: with `--json`, and where it has a code, as an object on standard output.
    pub(crate) fn tell(&self, as_json: bool) -> ExitCode {
        match self.json() {
            Some(object) if as_json => {
                print(&format!("{object}\n"));
                self.exit_code()
            }
            _ => self.report(),
        }
    }

    /// The failure as an object; `None` for one that has no code.
    pub(crate) fn json(&self) -> Option<Value> {
        let code = self.code()?;
        let mut object = json!({
            "ok": false,
            "code": code.as_str(),
            "number": code.number(),
            "message": self.to_string(),
        });
        if let (Failure::Core { error, .. }, Some(object)) = (self, object.as_object_mut()) {
            let details = [
                ("header", error.header().map(Value::from)),
                ("url", error.url().map(Value::from)),
                ("skewSeconds", error.skew().map(Value::from)),
                ("column", error.column().map(Value::from)),
            ];
            object.extend(details.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        }
        Some(object)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Core { error, key: Some(key) } => write!(f, "{key}: {error}"),
            Failure::Core { error, key: None } => write!(f, "{error}"),
            Failure::BodyTooLarge { limit } => write!(f, "the body is larger than {limit} bytes (--max-body)"),
            Failure::Usage(message) => f.write_str(message),
        }
    }
}

impl From<hookproof::Error> for Failure {
    fn from(error: hookproof::Error) -> Self {
        Failure::Core { error: Box::new(error), key: None }
    }
}
