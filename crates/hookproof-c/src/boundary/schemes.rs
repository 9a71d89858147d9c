//! What there is to know of a scheme, and the table of providers.

use super::pointers::{read_scheme, report};
use crate::abi::{Bytes, ErrorDetail, Outcome, ProviderFacts, SchemeFacts};
use crate::failure::Failure;
use crate::providers;
use hookproof::Scheme;

/// What a scheme asks for and covers.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_scheme_read(
    scheme: Bytes,
    facts: *mut SchemeFacts,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise about inputs and outputs.
    unsafe {
        let read = if facts.is_null() { Err(Failure::argument("facts is NULL")) } else { read_scheme(scheme) };
        give(facts, read.map(|scheme| SchemeFacts::of(&scheme)), SchemeFacts::EMPTY, error)
    }
}

/// The number of providers in the table.
#[unsafe(no_mangle)]
pub(super) extern "C" fn hookproof_provider_count() -> usize {
    providers::COUNT
}

/// A provider of the table.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_provider_at(
    index: usize,
    provider: *mut ProviderFacts,
    error: *mut ErrorDetail,
) -> Outcome {
    let found = if provider.is_null() { Err(Failure::argument("provider is NULL")) } else { facts_at(index) };
    // SAFETY: the caller's promise about outputs.
    unsafe { give(provider, found, ProviderFacts::EMPTY, error) }
}

fn facts_at(index: usize) -> Result<ProviderFacts, Failure> {
    let entry = providers::entry(index).ok_or(Failure::argument("there are fewer providers"))?;
    Ok(ProviderFacts::of(&entry, &Scheme::find(entry.name)?))
}

/// Writes what was found, or that there is nothing.
///
/// # Safety
/// Each output is NULL, or writable and aligned.
unsafe fn give<T>(to: *mut T, found: Result<T, Failure>, nothing: T, error: *mut ErrorDetail) -> Outcome {
    let (found, done) = match found {
        Ok(found) => (found, Ok(())),
        Err(failure) => (nothing, Err(failure)),
    };
    // SAFETY: passed on from the caller.
    unsafe {
        super::pointers::write(to, found);
        report(done, error)
    }
}
