//! The functions of `hookproof.h`, and every step from C's pointers to Rust's references and back: the only unsafe code.
//!
//! What a caller promises is in the header's "Conventions". What can be checked is checked: NULL, alignment, and lengths
//! beyond the address space are `HOOKPROOF_INVALID_ARGUMENT`.

mod handshake;

use crate::abi::{self, Bytes, ErrorDetail, Header, Key, Outcome, RawOptions, RawRequest, Verdict};
use crate::failure::Failure;
use crate::names;
use core::ffi::{c_char, c_int};
use core::mem::{MaybeUninit, align_of, size_of};
use core::{ptr, slice, str};
use hookproof::{Keyring, Request, Scheme, Verifier};

/// The number that `HOOKPROOF_ABI_VERSION` is to be compared with.
#[unsafe(no_mangle)]
extern "C" fn hookproof_abi_version() -> u32 {
    abi::VERSION
}

/// The word for a result.
#[unsafe(no_mangle)]
extern "C" fn hookproof_error_code(result: Outcome) -> *const c_char {
    names::word(result).as_ptr()
}

/// One sentence on a result.
#[unsafe(no_mangle)]
extern "C" fn hookproof_error_description(result: Outcome) -> *const c_char {
    names::sentence(result).as_ptr()
}

/// The HTTP status to answer with.
#[unsafe(no_mangle)]
extern "C" fn hookproof_http_status(result: Outcome) -> c_int {
    c_int::from(names::http_status(result))
}

/// Makes a verifier.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
unsafe extern "C" fn hookproof_verifier_new(
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

    const { assert!(align_of::<Verifier>() <= align_of::<libc::max_align_t>(), "malloc aligns for it") };
    // SAFETY: malloc may be called with any size.
    let place = unsafe { libc::malloc(size_of::<Verifier>()) }.cast::<Verifier>();
    if place.is_null() {
        return Err(Failure::Caller { outcome: abi::OUT_OF_MEMORY, message: "there is no memory for the verifier" });
    }
    // SAFETY: the place is new, large enough, and aligned (asserted above).
    unsafe { place.write(verifier) };
    Ok(place)
}

/// Wipes a verifier and gives its memory back; NULL is allowed.
///
/// # Safety
/// The verifier was made by `hookproof_verifier_new`, is not in use, and is not used again.
#[unsafe(no_mangle)]
unsafe extern "C" fn hookproof_verifier_free(verifier: *mut Verifier) {
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
unsafe extern "C" fn hookproof_verifier_verify(
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
    // SAFETY: the caller's promise: a verifier that is not NULL is a live one of ours.
    let verifier = unsafe { verifier.as_ref() }.ok_or(Failure::argument("verifier is NULL"))?;
    let takes_all = verifier.scheme().names_headers();
    // SAFETY: passed on from the caller.
    unsafe {
        with_request(
            request,
            |name| verifier.reads(name),
            takes_all,
            |request| Ok(Verdict::of(&verifier.verify(request, now)?)),
        )
    }
}

/// Judges a delivery whose body comes in pieces. Only for `bindings/c/tests/secrets.c`: no part of the ABI.
///
/// # Safety
/// As the header's "Conventions" say.
#[cfg(ctgrind)]
#[unsafe(no_mangle)]
unsafe extern "C" fn hookproof_ctgrind_stream(
    verifier: *const Verifier,
    request: *const RawRequest,
    now: u64,
    piece: usize,
) -> Outcome {
    // SAFETY: the caller's promise about inputs.
    let judged = unsafe { verifier.as_ref() }.ok_or(Failure::argument("verifier is NULL")).and_then(|verifier| {
        let judge = |request: &Request<'_>| {
            let mut stream = verifier.start(request, now)?;
            request.body.chunks(piece.max(1)).for_each(|piece| stream.update(piece));
            Ok(Verdict::of(&stream.finish()?))
        };
        // SAFETY: passed on from the caller.
        unsafe { with_request(request, |name| verifier.reads(name), false, judge) }
    });
    judged.map_or_else(|failure| failure.outcome(), |_| abi::OK)
}

/// Makes what signs a delivery.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
unsafe extern "C" fn hookproof_sign(
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
unsafe extern "C" fn hookproof_derive(
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

/// The items at an address: none for a count of 0, whatever the address is.
///
/// # Safety
/// Unless it is NULL or misaligned, there are `count` readable and unchanging items at the address during the call.
unsafe fn items<'c, T>(address: *const T, count: usize, what: &'static str) -> Result<&'c [T], Failure> {
    if count == 0 {
        return Ok(&[]);
    }
    let fits = count.checked_mul(size_of::<T>()).is_some_and(|size| size <= isize::MAX.unsigned_abs());
    if address.is_null() || !address.is_aligned() || !fits {
        return Err(Failure::argument(what));
    }
    // SAFETY: not NULL, aligned, not too large; the rest is the caller's promise.
    Ok(unsafe { slice::from_raw_parts(address, count) })
}

/// # Safety
/// As for [`items`], with a count of 1.
unsafe fn item<'c, T>(address: *const T, what: &'static str) -> Result<&'c T, Failure> {
    // SAFETY: passed on from the caller.
    unsafe { items(address, 1, what)? }.first().ok_or(Failure::argument(what))
}

/// # Safety
/// As for [`items`].
unsafe fn bytes<'c>(pair: Bytes, what: &'static str) -> Result<&'c [u8], Failure> {
    // SAFETY: passed on from the caller.
    unsafe { items(pair.data, pair.len, what) }
}

/// # Safety
/// As for [`items`].
unsafe fn text<'c>(pair: Bytes, what: &'static str) -> Result<&'c str, Failure> {
    // SAFETY: passed on from the caller.
    str::from_utf8(unsafe { bytes(pair, what)? }).map_err(|_| Failure::argument(what))
}

/// # Safety
/// As for [`items`].
unsafe fn read_scheme(scheme: Bytes) -> Result<Scheme, Failure> {
    // SAFETY: passed on from the caller.
    Ok(Scheme::find(unsafe { text(scheme, "scheme: NULL, or not UTF-8")? })?)
}

/// The caller's options; the defaults for NULL.
///
/// # Safety
/// NULL, or readable options.
unsafe fn read_options<'c>(options: *const RawOptions) -> Result<&'c RawOptions, Failure> {
    if options.is_null() {
        return Ok(&RawOptions::DEFAULT);
    }
    // SAFETY: passed on from the caller.
    unsafe { item(options, "options: not aligned") }
}

/// What `use_it` makes of the delivery, with those of its headers that are read; `takes_all` if these can be all of them.
///
/// # Safety
/// NULL, or a readable request, and what it points to is as for [`items`].
unsafe fn with_request<T>(
    request: *const RawRequest,
    reads: impl Fn(&[u8]) -> bool,
    takes_all: bool,
    use_it: impl FnOnce(&Request<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    const NOTHING: (&str, &[u8]) = ("", &[]);
    let (mut known, mut all);
    let headers = if takes_all {
        all = [NOTHING; abi::ALL_HEADERS];
        all.as_mut_slice()
    } else {
        known = [NOTHING; abi::KNOWN_HEADERS];
        known.as_mut_slice()
    };
    // SAFETY: passed on from the caller.
    let request = unsafe { item(request, "request is NULL")? };
    let mut count = 0;
    // SAFETY: passed on from the caller.
    for header in unsafe { items(request.headers, request.header_count, "headers")? } {
        // SAFETY: passed on from the caller.
        let name = unsafe { bytes(header.name, "the name of a header")? };
        // What is no text is no header's name: it comes from the sender, so it is no mistake of the calling program.
        let Some(name) = str::from_utf8(name).ok().filter(|name| reads(name.as_bytes())) else { continue };
        // What has no place is not needed: see the constants.
        let Some(place) = headers.get_mut(count) else { break };
        // SAFETY: passed on from the caller.
        *place = (name, unsafe { bytes(header.value, "the value of a header")? });
        count += 1;
    }
    // SAFETY: passed on from the caller.
    let request = unsafe {
        Request {
            method: text_or_none(request.method, "method")?,
            url: text_or_none(request.url, "url")?,
            headers: headers.get(..count).unwrap_or_default(),
            body: bytes(request.body, "body")?,
        }
    };
    use_it(&request)
}

/// The text, and none if it is not UTF-8: it comes from the sender, so it is no mistake of the calling program, and a
/// scheme that signs it answers `missing_input`.
///
/// # Safety
/// As for [`items`].
unsafe fn text_or_none<'c>(pair: Bytes, what: &'static str) -> Result<&'c str, Failure> {
    // SAFETY: passed on from the caller.
    Ok(str::from_utf8(unsafe { bytes(pair, what)? }).unwrap_or_default())
}

/// The caller's buffer, or `None` if it is NULL.
///
/// # Safety
/// NULL, or `size` writable bytes that nobody else uses during the call.
unsafe fn output<'c>(buffer: *mut c_char, size: usize) -> Option<&'c mut [MaybeUninit<u8>]> {
    if buffer.is_null() || size > isize::MAX.unsigned_abs() {
        return None;
    }
    // SAFETY: not NULL, not too large; the rest is the caller's promise. Bytes that were never set are allowed.
    Some(unsafe { slice::from_raw_parts_mut(buffer.cast(), size) })
}

/// Puts a text and a 0 at the front of the buffer, which then begins behind them.
fn put(buffer: &mut &mut [MaybeUninit<u8>], text: &str) -> Result<Bytes, Failure> {
    let too_small = Failure::Caller { outcome: abi::BUFFER_TOO_SMALL, message: "the buffer does not hold the result" };
    let Some((place, rest)) = core::mem::take(buffer).split_at_mut_checked(text.len().saturating_add(1)) else {
        return Err(too_small);
    };
    let bytes = text.bytes().chain([0]);
    for (to, from) in place.iter_mut().zip(bytes) {
        to.write(from);
    }
    *buffer = rest;
    Ok(Bytes { data: place.as_ptr().cast(), len: text.len() })
}

/// Writes an output, unless the caller does not want it.
///
/// # Safety
/// NULL, or writable and aligned.
unsafe fn write<T>(to: *mut T, value: T) {
    if !to.is_null() {
        // SAFETY: passed on from the caller.
        unsafe { to.write(value) }
    }
}

/// Writes the details of an error, and returns its number.
///
/// # Safety
/// As for [`write`].
unsafe fn report(done: Result<(), Failure>, error: *mut ErrorDetail) -> Outcome {
    let (outcome, detail) = match &done {
        Ok(()) => (abi::OK, ErrorDetail::EMPTY),
        Err(failure) => (failure.outcome(), ErrorDetail::of(failure)),
    };
    // SAFETY: passed on from the caller.
    unsafe { write(error, detail) };
    outcome
}

/// There is no panic path in what ships: the proof is that it links although nobody defines the function called here.
#[cfg(panic = "abort")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    #[cfg(prove_no_panic)]
    {
        unsafe extern "C" {
            safe fn hookproof_a_panic_path_remains() -> !;
        }
        hookproof_a_panic_path_remains()
    }
    #[cfg(not(prove_no_panic))]
    loop {
        core::hint::spin_loop();
    }
}
