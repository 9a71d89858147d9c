//! From C's pointers and lengths to Rust's references, and back to the caller's outputs.

use crate::abi::{self, Bytes, ErrorDetail, Outcome, RawOptions, RawRequest};
use crate::failure::Failure;
use core::alloc::Layout;
use core::ffi::c_char;
use core::mem::{MaybeUninit, align_of, size_of};
use core::{ptr, slice, str};
use hookproof::{Request, Scheme, Verifier};

/// The items at an address: none for a count of 0, whatever the address is.
///
/// # Safety
/// Unless it is NULL or misaligned, there are `count` readable and unchanging items at the address during the call.
pub(super) unsafe fn items<'c, T>(address: *const T, count: usize, what: &'static str) -> Result<&'c [T], Failure> {
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
pub(super) unsafe fn item<'c, T>(address: *const T, what: &'static str) -> Result<&'c T, Failure> {
    // SAFETY: passed on from the caller.
    unsafe { items(address, 1, what)? }.first().ok_or(Failure::argument(what))
}

/// # Safety
/// As for [`items`].
pub(super) unsafe fn bytes<'c>(pair: Bytes, what: &'static str) -> Result<&'c [u8], Failure> {
    // SAFETY: passed on from the caller.
    unsafe { items(pair.data, pair.len, what) }
}

/// # Safety
/// As for [`items`].
pub(super) unsafe fn text<'c>(pair: Bytes, what: &'static str) -> Result<&'c str, Failure> {
    // SAFETY: passed on from the caller.
    str::from_utf8(unsafe { bytes(pair, what)? }).map_err(|_| Failure::argument(what))
}

/// # Safety
/// As for [`items`].
pub(super) unsafe fn read_scheme(scheme: Bytes) -> Result<Scheme, Failure> {
    // SAFETY: passed on from the caller.
    Ok(Scheme::find(unsafe { text(scheme, "scheme: NULL, or not UTF-8")? })?)
}

/// The caller's options; the defaults for NULL.
///
/// # Safety
/// NULL, or readable options.
pub(super) unsafe fn read_options<'c>(options: *const RawOptions) -> Result<&'c RawOptions, Failure> {
    if options.is_null() {
        return Ok(&RawOptions::DEFAULT);
    }
    // SAFETY: passed on from the caller.
    unsafe { item(options, "options: not aligned") }
}

/// The caller's verifier.
///
/// # Safety
/// NULL, or a live verifier of ours.
pub(super) unsafe fn live<'c>(verifier: *const Verifier) -> Result<&'c Verifier, Failure> {
    // SAFETY: passed on from the caller.
    unsafe { verifier.as_ref() }.ok_or(Failure::argument("verifier is NULL"))
}

/// What `use_it` makes of the delivery, with those of its headers that the verifier reads.
///
/// # Safety
/// As for [`with_request`].
pub(super) unsafe fn with_delivery<T>(
    verifier: &Verifier,
    request: *const RawRequest,
    use_it: impl FnOnce(&Request<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let takes_all = verifier.scheme().names_headers();
    // SAFETY: passed on from the caller.
    unsafe { with_request(request, |name| verifier.reads(name), takes_all, use_it) }
}

/// What `use_it` makes of the delivery, with those of its headers that are read; `takes_all` if these can be all of them.
///
/// # Safety
/// NULL, or a readable request, and what it points to is as for [`items`].
pub(super) unsafe fn with_request<T>(
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
pub(super) unsafe fn text_or_none<'c>(pair: Bytes, what: &'static str) -> Result<&'c str, Failure> {
    // SAFETY: passed on from the caller.
    Ok(str::from_utf8(unsafe { bytes(pair, what)? }).unwrap_or_default())
}

/// New memory of this layout, to be given back to `libc::free`.
pub(super) fn place_for(layout: Layout) -> Result<*mut u8, Failure> {
    // What malloc aligns for is enough for all that is made here: if not, there is no such memory.
    let is_aligned = layout.align() <= align_of::<libc::max_align_t>();
    // SAFETY: malloc may be called with any size.
    let place = if is_aligned { unsafe { libc::malloc(layout.size()) } } else { ptr::null_mut() };
    if place.is_null() {
        return Err(Failure::Caller { outcome: abi::OUT_OF_MEMORY, message: "there is no memory" });
    }
    Ok(place.cast())
}

/// The caller's buffer, or `None` if it is NULL.
///
/// # Safety
/// NULL, or `size` writable bytes that nobody else uses during the call.
pub(super) unsafe fn output<'c>(buffer: *mut c_char, size: usize) -> Option<&'c mut [MaybeUninit<u8>]> {
    if buffer.is_null() || size > isize::MAX.unsigned_abs() {
        return None;
    }
    // SAFETY: not NULL, not too large; the rest is the caller's promise. Bytes that were never set are allowed.
    Some(unsafe { slice::from_raw_parts_mut(buffer.cast(), size) })
}

/// Puts a text and a 0 at the front of the buffer, which then begins behind them.
pub(super) fn put(buffer: &mut &mut [MaybeUninit<u8>], text: &str) -> Result<Bytes, Failure> {
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
pub(super) unsafe fn write<T>(to: *mut T, value: T) {
    if !to.is_null() {
        // SAFETY: passed on from the caller.
        unsafe { to.write(value) }
    }
}

/// Writes the details of an error, and returns its number.
///
/// # Safety
/// As for [`write`].
pub(super) unsafe fn report(done: Result<(), Failure>, error: *mut ErrorDetail) -> Outcome {
    let (outcome, detail) = match &done {
        Ok(()) => (abi::OK, ErrorDetail::EMPTY),
        Err(failure) => (failure.outcome(), ErrorDetail::of(failure)),
    };
    // SAFETY: passed on from the caller.
    unsafe { write(error, detail) };
    outcome
}
