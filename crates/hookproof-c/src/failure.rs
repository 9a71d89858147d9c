//! What went wrong: an error of the core, or a mistake in the calling program.

use crate::abi::{ErrorDetail, HEADER_SIZE, INVALID_ARGUMENT, MESSAGE_SIZE, OK, Outcome};
use core::fmt::{self, Write};

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
    pub(crate) const EMPTY: ErrorDetail =
        ErrorDetail { code: OK, column: 0, skew: 0, header: [0; HEADER_SIZE], message: [0; MESSAGE_SIZE] };

    pub(crate) fn of(failure: &Failure) -> ErrorDetail {
        let mut detail = ErrorDetail { code: failure.outcome(), ..ErrorDetail::EMPTY };
        let mut message = Text { to: &mut detail.message, len: 0 };
        match failure {
            Failure::Core(error) => {
                // A text that is too long is cut short, and is still a text.
                let _ = write!(message, "{error}");
                detail.column = error.column().and_then(|column| u32::try_from(column).ok()).unwrap_or_default();
                detail.skew = error.skew().unwrap_or_default();
                let _ = Text { to: &mut detail.header, len: 0 }.write_str(error.header().unwrap_or_default());
            }
            Failure::Caller { message: text, .. } => {
                let _ = message.write_str(text);
            }
        }
        detail
    }
}

/// A C string being written: what does not fit is left out, whole characters at a time, and the last byte stays 0.
struct Text<'t> {
    to: &'t mut [u8],
    len: usize,
}

impl Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            let mut bytes = [0; 4];
            let bytes = character.encode_utf8(&mut bytes).as_bytes();
            let end = self.len.saturating_add(bytes.len());
            if end >= self.to.len() {
                return Err(fmt::Error);
            }
            let place = self.to.get_mut(self.len..end).ok_or(fmt::Error)?;
            for (to, from) in place.iter_mut().zip(bytes) {
                *to = *from;
            }
            self.len = end;
        }
        Ok(())
    }
}
