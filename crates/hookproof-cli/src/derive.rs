//! `hookproof derive`

use crate::arguments::Derive;
use crate::failure::Failure;
use crate::secret;
use hookproof::Scheme;
use zeroize::Zeroizing;

/// The verification key, on a line.
pub(crate) fn run(arguments: &Derive) -> Result<Zeroizing<String>, Failure> {
    let scheme = Scheme::find(&arguments.keys.scheme)?;
    let secret = secret::read_one(&arguments.keys)?;
    let key = hookproof::derive(&scheme, &secret.bytes).map_err(|error| secret.named(error))?;
    Ok(Zeroizing::new(format!("{}\n", key.as_str())))
}
