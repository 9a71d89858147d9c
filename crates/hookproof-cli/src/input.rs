//! The delivery: headers from arguments and files, the body from a file or standard input.

use crate::arguments::Delivery;
use crate::failure::Failure;
use hookproof::{Options, Request};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The most that is read of a file with headers.
const MAX_HEADERS: u64 = 1024 * 1024;

/// A delivery that was read.
pub(crate) struct Input {
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Input {
    /// # Errors
    /// A file that cannot be read, a header without a colon, and a body over the limit.
    pub(crate) fn read(delivery: &Delivery) -> Result<Input, Failure> {
        Ok(Input { headers: headers(&delivery.headers)?, body: body(&delivery.body, delivery.max_body)? })
    }

    /// Calls `judge` with the request.
    pub(crate) fn with_request<T>(&self, delivery: &Delivery, judge: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
        judge(&Request { method: &delivery.method, url: &delivery.url, headers: &headers, body: &self.body })
    }
}

/// The options that all commands with a delivery know.
pub(crate) fn options(delivery: &Delivery) -> Options {
    let options = Options::default();
    if delivery.allow_api_key { options.allow_api_key() } else { options }
}

/// The system's time in Unix seconds.
pub(crate) fn system_time() -> Result<u64, Failure> {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map(|since| since.as_secs())
        .map_err(|_| Failure::Usage("the system's clock is before 1970: give the time".to_owned()))
}

fn headers(arguments: &[String]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut headers = Vec::new();
    for argument in arguments {
        let Some(file) = argument.strip_prefix('@') else {
            headers.push(header(argument.as_bytes(), "--header")?);
            continue;
        };
        let text = limited(Path::new(file), MAX_HEADERS)?
            .ok_or_else(|| Failure::Usage(format!("{file}: larger than {MAX_HEADERS} bytes")))?;
        for line in text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)) {
            if !line.is_empty() {
                headers.push(header(line, file)?);
            }
        }
    }
    Ok(headers)
}

/// `Name: value`, as RFC 9112 writes a header line: the blanks around the value are not part of it.
fn header(line: &[u8], place: &str) -> Result<(String, Vec<u8>), Failure> {
    let colon = line.iter().position(|byte| *byte == b':');
    let parts = colon.and_then(|colon| line.split_at_checked(colon));
    // The line itself may hold a token: it is not repeated.
    let (name, value) = parts.ok_or_else(|| Failure::Usage(format!("{place}: a header is written `Name: value`")))?;
    let value = value.get(1..).unwrap_or_default().trim_ascii();
    Ok((String::from_utf8_lossy(name).into_owned(), value.to_vec()))
}

fn body(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    limited(path, limit)?.ok_or(Failure::BodyTooLarge { limit })
}

/// What is in the file, or in standard input for `-`; `None` if that is more than `limit` bytes.
fn limited(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Failure> {
    let mut bytes = Vec::new();
    let take = limit.saturating_add(1);
    let read = if path == Path::new("-") {
        io::stdin().lock().take(take).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(take).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}
