//! Verifiers, from C's pointers to the core and back.

use super::pointers::{bytes, items, live, place_for, read_options, read_scheme, report, text, with_delivery, write};
use crate::abi::{self, Bytes, ErrorDetail, Key, Outcome, RawOptions, RawRequest, Verdict};
use crate::failure::Failure;
use core::alloc::Layout;
use core::ptr;
use hookproof::{Keyring, Verifier};

/// Makes a verifier.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_verifier_new(
    scheme: Bytes,
    keys: *const Key,
    key_count: usize,
    options: *const RawOptions,
    verifier: *mut *mut Verifier,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise about inputs: they stay readable and unchanged during the call.
    let made = unsafe { new_verifier(scheme, keys, key_count, options, verifier.is_null()) };
    let (made, done) = match made {
        Ok(made) => (made, Ok(())),
        Err(failure) => (ptr::null_mut(), Err(failure)),
    };
    // SAFETY: the caller's promise about outputs: each is NULL or writable, and nobody else uses it during the call.
    unsafe {
        write(verifier, made);
        report(done, error)
    }
}

/// # Safety
/// The inputs are as the header's "Conventions" say.
unsafe fn new_verifier(
    scheme: Bytes,
    keys: *const Key,
    key_count: usize,
    options: *const RawOptions,
    no_output: bool,
) -> Result<*mut Verifier, Failure> {
    if no_output {
        return Err(Failure::argument("verifier is NULL"));
    }
    // SAFETY: passed on from the caller.
    let (scheme, keys, raw) =
        unsafe { (read_scheme(scheme)?, items(keys, key_count, "keys")?, read_options(options)?) };
    // SAFETY: passed on from the caller: what an input points to is an input, too.
    let (options, base_url) = unsafe { (raw.checked()?, text(raw.base_url, "options.base_url")?) };
    let mut keyring = Keyring::new();
    for key in keys {
        // SAFETY: passed on from the caller: what an input points to is an input, too.
        let (id, secret) = unsafe { (text(key.id, "the id of a key")?, bytes(key.secret, "the secret of a key")?) };
        keyring.add(hookproof::Key {
            id,
            secret,
            not_before: abi::date(key.not_before),
            not_after: abi::date(key.not_after),
        })?;
    }
    let mut verifier = Verifier::new(&scheme, &keyring, options)?;
    if raw.trusts_forwarded() {
        verifier = verifier.trusting_forwarded();
    }
    if !base_url.is_empty() {
        verifier = verifier.with_base_url(base_url)?;
    }

    let place = place_for(Layout::new::<Verifier>())?.cast::<Verifier>();
    // SAFETY: the place is new, large enough, and aligned.
    unsafe { place.write(verifier) };
    Ok(place)
}

/// Wipes a verifier and gives its memory back; NULL is allowed.
///
/// # Safety
/// The verifier was made by `hookproof_verifier_new`, is not in use, and is not used again.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_verifier_free(verifier: *mut Verifier) {
    if verifier.is_null() {
        return;
    }
    // SAFETY: the caller's promise: it is a live verifier of ours, and the last use of it. Its memory is from malloc.
    unsafe {
        verifier.drop_in_place();
        libc::free(verifier.cast());
    }
}

/// Judges a delivery.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_verifier_verify(
    verifier: *const Verifier,
    request: *const RawRequest,
    now: u64,
    verdict: *mut Verdict,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise about inputs.
    let judged = unsafe { judge(verifier, request, now) };
    let (judged, done) = match judged {
        Ok(judged) => (judged, Ok(())),
        Err(failure) => (Verdict::EMPTY, Err(failure)),
    };
    // SAFETY: the caller's promise about outputs.
    unsafe {
        write(verdict, judged);
        report(done, error)
    }
}

/// # Safety
/// The inputs are as the header's "Conventions" say.
unsafe fn judge(verifier: *const Verifier, request: *const RawRequest, now: u64) -> Result<Verdict, Failure> {
    // SAFETY: passed on from the caller.
    unsafe {
        let verifier = live(verifier)?;
        with_delivery(verifier, request, |request| Ok(Verdict::of(&verifier.verify(request, now)?)))
    }
}
