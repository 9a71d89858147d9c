//! Signing and deriving, from C's pointers to the core and back.

use super::pointers::{bytes, output, put, read_options, read_scheme, report, with_request, write};
use crate::abi::{self, Bytes, ErrorDetail, Header, Outcome, RawOptions, RawRequest};
use crate::failure::Failure;
use core::ffi::c_char;
use core::mem::MaybeUninit;

/// Makes what signs a delivery.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_sign(
    scheme: Bytes,
    secret: Bytes,
    options: *const RawOptions,
    request: *const RawRequest,
    timestamp: u64,
    buffer: *mut c_char,
    buffer_size: usize,
    headers: *mut Header,
    header_count: *mut usize,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise about inputs and outputs.
    unsafe {
        let made = match (headers.is_null() || header_count.is_null(), output(buffer, buffer_size)) {
            (false, Some(buffer)) => signed(scheme, secret, options, request, timestamp, buffer),
            _ => Err(Failure::argument("buffer, headers or header_count is NULL")),
        };
        let (made, count, done) = match made {
            Ok((made, count)) => (made, count, Ok(())),
            Err(failure) => ([Header::NONE; abi::SIGNED_HEADERS], 0, Err(failure)),
        };
        write(headers.cast(), made);
        write(header_count, count);
        report(done, error)
    }
}

/// The headers made, then the values for other places, and their number.
///
/// # Safety
/// The inputs are as the header's "Conventions" say.
unsafe fn signed(
    scheme: Bytes,
    secret: Bytes,
    options: *const RawOptions,
    request: *const RawRequest,
    timestamp: u64,
    mut buffer: &mut [MaybeUninit<u8>],
) -> Result<([Header; abi::SIGNED_HEADERS], usize), Failure> {
    // SAFETY: passed on from the caller.
    let (scheme, secret, options) =
        unsafe { (read_scheme(scheme)?, bytes(secret, "secret")?, read_options(options)?.checked()?) };
    // SAFETY: passed on from the caller.
    let signed = unsafe {
        with_request(
            request,
            |name| scheme.reads(name),
            scheme.names_headers(),
            |request| Ok(hookproof::sign(&scheme, secret, request, timestamp, options)?),
        )?
    };
    let mut made = [Header::NONE; abi::SIGNED_HEADERS];
    let mut count = 0;
    for ((name, value), header) in signed.headers().chain(signed.elsewhere()).zip(made.iter_mut()) {
        *header = Header { name: put(&mut buffer, name)?, value: put(&mut buffer, value)? };
        count += 1;
    }
    Ok((made, count))
}

/// Turns a secret into a verification key.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_derive(
    scheme: Bytes,
    secret: Bytes,
    key: *mut c_char,
    key_size: usize,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise about inputs and outputs.
    unsafe {
        let done = match output(key, key_size) {
            Some(mut key) => derived(scheme, secret).and_then(|derived| put(&mut key, derived.as_str()).map(|_| ())),
            None => Err(Failure::argument("key is NULL")),
        };
        if done.is_err()
            && let Some([first, ..]) = output(key, key_size)
        {
            first.write(0);
        }
        report(done, error)
    }
}

/// # Safety
/// The inputs are as the header's "Conventions" say.
unsafe fn derived(scheme: Bytes, secret: Bytes) -> Result<hookproof::VerificationKey, Failure> {
    // SAFETY: passed on from the caller.
    let (scheme, secret) = unsafe { (read_scheme(scheme)?, bytes(secret, "secret")?) };
    Ok(hookproof::derive(&scheme, secret)?)
}
