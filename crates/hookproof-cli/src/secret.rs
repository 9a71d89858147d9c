//! Secrets: from variables and files only, wiped when they have been used.

use crate::arguments::{Delivery, Judgement, Keys};
use crate::failure::Failure;
use crate::input;
use hookproof::{Key, Keyring, Options, Scheme, Verifier};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// The most that is read of a secret's file: the core refuses secrets that are shorter than that by far.
const MAX_FILE: usize = 64 * 1024;

/// A secret and what it is called.
pub(crate) struct Secret {
    pub(crate) id: String,
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

impl Secret {
    fn key(&self) -> Key<'_> {
        Key { id: &self.id, secret: &self.bytes, not_before: None, not_after: None }
    }

    /// The core's error, with the name of this secret.
    pub(crate) fn named(&self, error: hookproof::Error) -> Failure {
        Failure::Core { error: Box::new(error), key: Some(self.id.clone()) }
    }
}

/// All secrets that the arguments name, in their order: variables, then files. A variable that is not set is an empty
/// secret, and the core says what it thinks of that.
pub(crate) fn read(keys: &Keys) -> Result<Vec<Secret>, Failure> {
    let variables = keys.secret_env.iter().map(|name| Ok(Secret { id: id(name), bytes: variable(name) }));
    let files = keys.secret_file.iter().map(|path| Ok(Secret { id: id(&path.to_string_lossy()), bytes: file(path)? }));
    variables.chain(files).collect()
}

/// The only secret, for commands that take one.
pub(crate) fn read_one(keys: &Keys) -> Result<Secret, Failure> {
    let mut secrets = read(keys)?;
    match (secrets.pop(), secrets.is_empty()) {
        (Some(secret), true) => Ok(secret),
        _ => Err(Failure::Usage("exactly one secret is needed here".to_owned())),
    }
}

/// A verifier with these secrets.
pub(crate) fn verifier(scheme: &Scheme, secrets: &[Secret], options: Options) -> Result<Verifier, Failure> {
    let mut keyring = Keyring::new();
    for secret in secrets {
        keyring.add(secret.key()).map_err(|error| secret.named(error))?;
    }
    Ok(Verifier::new(scheme, &keyring, options)?)
}

/// The verifier of a request, and the time of the judgement.
pub(crate) fn judge(keys: &Keys, delivery: &Delivery, by: &Judgement) -> Result<(Verifier, u64), Failure> {
    let scheme = Scheme::find(&keys.scheme)?;
    let options = input::options(delivery).tolerance(by.tolerance.unwrap_or_default());
    let mut verifier = verifier(&scheme, &read(keys)?, options)?;
    if by.trust_forwarded {
        verifier = verifier.trusting_forwarded();
    }
    if let Some(base) = &by.base_url {
        verifier = verifier.with_base_url(base)?;
    }
    Ok((verifier, by.now.map_or_else(input::system_time, Ok)?))
}

/// The settings of a handshake, which may be secrets: `NAME=VAR` for a variable, `NAME=FILE` for a file. A variable that
/// is not set is an empty setting, and the core says what it thinks of that.
pub(crate) fn settings(variables: &[String], files: &[String]) -> Result<Vec<Secret>, Failure> {
    let parts = |setting: &'_ String| -> Result<(String, String), Failure> {
        let parts = setting.split_once('=').filter(|(name, place)| !name.is_empty() && !place.is_empty());
        // What stands there may be the value itself: it is not repeated.
        let wrong = || Failure::Usage("a setting is written `NAME=VAR` or, of a file, `NAME=FILE`".to_owned());
        parts.map(|(name, place)| (name.to_owned(), place.to_owned())).ok_or_else(wrong)
    };
    let variables = variables.iter().map(|it| parts(it).map(|(id, place)| Secret { id, bytes: variable(&place) }));
    let files = files.iter().map(|it| {
        let (id, place) = parts(it)?;
        Ok(Secret { id, bytes: file(Path::new(&place))? })
    });
    variables.chain(files).collect()
}

/// What is in the variable; nothing if it is not set.
fn variable(name: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(std::env::var_os(name).map(|value| value.into_encoded_bytes()).unwrap_or_default())
}

/// What is in the file, without the newline at its end that editors and `echo` leave.
fn file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // All of the capacity at once: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_FILE + 64));
    File::open(path)
        .and_then(|file| file.take(MAX_FILE as u64).read_to_end(&mut bytes))
        .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
    if bytes.ends_with(b"\n") {
        bytes.pop();
        if bytes.ends_with(b"\r") {
            bytes.pop();
        }
    }
    Ok(bytes)
}

/// The name as an id: its last 64 bytes, which is what tells paths apart.
fn id(name: &str) -> String {
    let start = name.len().saturating_sub(64);
    let start = (start..=name.len()).find(|at| name.is_char_boundary(*at)).unwrap_or_default();
    name.get(start..).unwrap_or_default().to_owned()
}
