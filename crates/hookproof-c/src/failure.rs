//! What went wrong: an error of the core, or a mistake in the calling program.

use crate::abi::{ErrorDetail, INVALID_ARGUMENT, MESSAGE_SIZE, OK, Outcome, SUBJECT_SIZE};
use crate::text::{Text, c_string};
use core::fmt::Write;

/// Why a function did not do what it is for.
pub(crate) enum Failure {
    Core(hookproof::Error),
    Caller { outcome: Outcome, message: &'static str },
}

impl Failure {
    pub(crate) const fn argument(message: &'static str) -> Failure {
        Failure::Caller { outcome: INVALID_ARGUMENT, message }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Failure::Core(error) => Outcome::from(error.code().number()),
            Failure::Caller { outcome, .. } => *outcome,
        }
    }
}

impl From<hookproof::Error> for Failure {
    fn from(error: hookproof::Error) -> Self {
        Failure::Core(error)
    }
}

impl ErrorDetail {
    pub(crate) const EMPTY: ErrorDetail = ErrorDetail {
        code: OK,
        column: 0,
        skew: 0,
        header: [0; SUBJECT_SIZE],
        url: [0; SUBJECT_SIZE],
        message: [0; MESSAGE_SIZE],
    };

    pub(crate) fn of(failure: &Failure) -> ErrorDetail {
        let mut detail = ErrorDetail { code: failure.outcome(), ..ErrorDetail::EMPTY };
        let mut message = Text::new(&mut detail.message);
        match failure {
            Failure::Core(error) => {
                // A text that is too long is cut short, and is still a text.
                let _ = write!(message, "{error}");
                detail.column = error.column().and_then(|column| u32::try_from(column).ok()).unwrap_or_default();
                detail.skew = error.skew().unwrap_or_default();
                detail.header = c_string(error.header());
                detail.url = c_string(error.url());
            }
            Failure::Caller { message: text, .. } => {
                let _ = message.write_str(text);
            }
        }
        detail
    }
}
