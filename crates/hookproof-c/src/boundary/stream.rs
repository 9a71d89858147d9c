//! Deliveries whose body arrives in pieces, from C's pointers to the core and back.
//!
//! The core's stream borrows the head of the delivery, and C's callers expect that inputs are not kept: so a stream and a
//! copy of what it reads of the head share one piece of memory.

use super::pointers::{bytes, live, place_for, report, with_delivery, write};
use crate::abi::{self, Bytes, ErrorDetail, Outcome, RawRequest, Verdict};
use crate::failure::Failure;
use core::alloc::{Layout, LayoutError};
use core::{mem, ptr, slice, str};
use hookproof::{Request, Stream, Verifier};

/// What C calls `hookproof_stream`. Behind it, in the same memory, is what the stream borrows.
#[expect(clippy::large_enum_variant, reason = "every handle begins as the large one, in memory of its own")]
pub(super) enum Handle {
    /// The `'static` is a promise of this module: until the handle is freed, the copy is there, and nobody writes to it; and
    /// the header asks callers to free the verifier after its streams.
    Running(Stream<'static>),
    /// Part of the body was lost, as a piece that cannot be read: there is no verdict any more.
    Broken,
    Finished,
}

/// A header as the core takes it.
type Pair<'a> = (&'a str, &'a [u8]);

/// Begins a verdict.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_stream_new(
    verifier: *const Verifier,
    head: *const RawRequest,
    now: u64,
    stream: *mut *mut Handle,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise about inputs and outputs.
    unsafe {
        let made = match (stream.is_null(), live(verifier)) {
            (false, Ok(verifier)) => with_delivery(verifier, head, |head| started(verifier, head, now)),
            (true, _) => Err(Failure::argument("stream is NULL")),
            (_, Err(failure)) => Err(failure),
        };
        let (made, done) = match made {
            Ok(made) => (made, Ok(())),
            Err(failure) => (ptr::null_mut(), Err(failure)),
        };
        write(stream, made);
        report(done, error)
    }
}

/// The memory of a handle, of the pairs and of the bytes of the head, and where the pairs and the bytes begin in it.
fn layout_for(head: &Request<'_>) -> Result<(Layout, usize, usize), LayoutError> {
    // What exists at once has a size that can be added up; a caller may still give the same bytes under many names.
    let text = head
        .headers
        .iter()
        .map(|(name, value)| name.len().saturating_add(value.len()))
        .fold(head.method.len().saturating_add(head.url.len()), usize::saturating_add);
    let (layout, pairs) = Layout::new::<Handle>().extend(Layout::array::<Pair<'_>>(head.headers.len())?)?;
    let (layout, bytes) = layout.extend(Layout::array::<u8>(text)?)?;
    Ok((layout, pairs, bytes))
}

/// A stream of this verifier, in new memory, with a copy of the head.
///
/// # Safety
/// The verifier outlives what is made.
unsafe fn started(verifier: &Verifier, head: &Request<'_>, now: u64) -> Result<*mut Handle, Failure> {
    let no_memory = || Failure::Caller { outcome: abi::OUT_OF_MEMORY, message: "there is no memory" };
    let (layout, pairs, bytes) = layout_for(head).map_err(|_| no_memory())?;
    let place = place_for(layout)?;
    // SAFETY: `layout_for` made room for the handle, the pairs and the bytes at these places, which are aligned for them;
    // the memory is new, so nobody else has a reference into it; the verifier lives long enough by the caller's promise.
    let stream = unsafe {
        let mut free = place.add(bytes);
        let first = place.add(pairs).cast::<Pair<'static>>();
        for (at, (name, value)) in head.headers.iter().enumerate() {
            first.add(at).write((copied_text(&mut free, name), copied(&mut free, value)));
        }
        let head = Request {
            method: copied_text(&mut free, head.method),
            url: copied_text(&mut free, head.url),
            headers: slice::from_raw_parts(first, head.headers.len()),
            body: b"",
        };
        mem::transmute::<&Verifier, &'static Verifier>(verifier).start(&head, now)
    };
    let place = place.cast::<Handle>();
    match stream {
        Ok(stream) => {
            // SAFETY: the memory begins with room for a handle.
            unsafe { place.write(Handle::Running(stream)) };
            Ok(place)
        }
        Err(error) => {
            // SAFETY: it is from malloc, and the error owns what it says of the head.
            unsafe { libc::free(place.cast()) };
            Err(error.into())
        }
    }
}

/// A copy of the bytes at the front of the free memory, which then begins behind it.
///
/// # Safety
/// There is room for them, and it is never written to again.
unsafe fn copied(free: &mut *mut u8, from: &[u8]) -> &'static [u8] {
    // SAFETY: passed on from the caller; what is copied and the new memory do not overlap.
    unsafe {
        let to = *free;
        ptr::copy_nonoverlapping(from.as_ptr(), to, from.len());
        *free = to.add(from.len());
        slice::from_raw_parts(to, from.len())
    }
}

/// # Safety
/// As for [`copied`].
unsafe fn copied_text(free: &mut *mut u8, from: &str) -> &'static str {
    // SAFETY: the bytes are those of a text; the rest is passed on from the caller.
    unsafe { str::from_utf8_unchecked(copied(free, from.as_bytes())) }
}

/// Takes the next piece of the body.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_stream_update(stream: *mut Handle, piece: Bytes) -> Outcome {
    // SAFETY: the caller's promise: a stream that is not NULL is a live one of ours, and nobody else uses it now.
    let (handle, piece) = unsafe { (stream.as_mut(), bytes(piece, "piece")) };
    match (handle, piece) {
        (Some(Handle::Running(stream)), Ok(piece)) => {
            stream.update(piece);
            abi::OK
        }
        (Some(handle @ Handle::Running(_)), Err(_)) => {
            *handle = Handle::Broken;
            abi::INVALID_ARGUMENT
        }
        _ => abi::INVALID_ARGUMENT,
    }
}

/// Judges the delivery.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_stream_finish(
    stream: *mut Handle,
    verdict: *mut Verdict,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise: a stream that is not NULL is a live one of ours, and nobody else uses it now.
    let judged = match unsafe { stream.as_mut() }.map(|handle| mem::replace(handle, Handle::Finished)) {
        Some(Handle::Running(stream)) => stream.finish().map(|verified| Verdict::of(&verified)).map_err(Failure::from),
        Some(Handle::Broken) => Err(Failure::argument("a piece of the body could not be read")),
        Some(Handle::Finished) => Err(Failure::argument("the stream is finished")),
        None => Err(Failure::argument("stream is NULL")),
    };
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

/// Wipes a stream and gives its memory back; NULL is allowed.
///
/// # Safety
/// The stream was made by `hookproof_stream_new`, is not in use, and is not used again.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_stream_free(stream: *mut Handle) {
    if stream.is_null() {
        return;
    }
    // SAFETY: the caller's promise: it is a live stream of ours, and the last use of it. Its memory is from malloc.
    unsafe {
        stream.drop_in_place();
        libc::free(stream.cast());
    }
}
