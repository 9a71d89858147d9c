//! `hookproof sign`

use crate::arguments::Sign;
use crate::failure::Failure;
use crate::input::{self, Input};
use crate::secret;
use hookproof::Scheme;
use zeroize::Zeroizing;

/// Room for the longest headers, so that the text is never moved: it may hold a token.
const ROOM: usize = 8 * 1024;

/// The header lines, `name: value`; then the values for other places, `query:signature: value`.
pub(crate) fn run(arguments: &Sign) -> Result<Zeroizing<String>, Failure> {
    let scheme = Scheme::find(&arguments.keys.scheme)?;
    let secret = secret::read_one(&arguments.keys)?;
    let options = input::options(&arguments.delivery);
    // A secret that is not usable is told before the body is waited for.
    secret::verifier(&scheme, std::slice::from_ref(&secret), options)?;
    let timestamp = arguments.timestamp.map_or_else(input::system_time, Ok)?;
    let input = Input::read(&arguments.delivery)?;
    input.with_request(&arguments.delivery, |request| {
        let signed = hookproof::sign(&scheme, &secret.bytes, request, timestamp, options)?;
        let mut text = Zeroizing::new(String::with_capacity(ROOM));
        for (name, value) in signed.headers().chain(signed.elsewhere()) {
            text.extend([name, ": ", value, "\n"]);
        }
        Ok(text)
    })
}
