//! Handshakes, from C's pointers to the core and back.

use super::pointers::{bytes, items, output, put, report, text, with_request, write};
use crate::abi::{self, Answer, Bytes, ErrorDetail, Header, Outcome, RawRequest, Setting};
use crate::failure::Failure;
use core::ffi::c_char;
use core::mem::MaybeUninit;
use hookproof::{Handshake, Verifier};

/// Answers a handshake.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_handshake(
    handshake: Bytes,
    verifier: *const Verifier,
    request: *const RawRequest,
    settings: *const Setting,
    setting_count: usize,
    now: u64,
    buffer: *mut c_char,
    buffer_size: usize,
    answer: *mut Answer,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise about inputs and outputs.
    unsafe {
        let answered = match (answer.is_null(), output(buffer, buffer_size)) {
            (false, Some(buffer)) => items(settings, setting_count, "settings")
                .and_then(|settings| answered(handshake, verifier, request, settings, now, buffer)),
            _ => Err(Failure::argument("buffer or answer is NULL")),
        };
        let (answered, done) = match answered {
            Ok(answered) => (answered, Ok(())),
            Err(failure) => (Answer::NONE, Err(failure)),
        };
        write(answer, answered);
        report(done, error)
    }
}

/// # Safety
/// The inputs are as the header's "Conventions" say.
unsafe fn answered(
    handshake: Bytes,
    verifier: *const Verifier,
    request: *const RawRequest,
    settings: &[Setting],
    now: u64,
    mut buffer: &mut [MaybeUninit<u8>],
) -> Result<Answer, Failure> {
    // SAFETY: passed on from the caller; a verifier that is not NULL is a live one of ours.
    let (handshake, verifier) =
        unsafe { (Handshake::find(text(handshake, "handshake: NULL, or not UTF-8")?)?, verifier.as_ref()) };
    let mut known = [("", b"".as_slice()); abi::SETTINGS];
    let mut count = 0;
    for setting in settings {
        // SAFETY: passed on from the caller.
        let (name, value) =
            unsafe { (text(setting.name, "the name of a setting")?, bytes(setting.value, "a setting")?) };
        // The first of a name counts; those that the handshake does not ask for are skipped.
        let is_new = !known.iter().take(count).any(|(other, _)| *other == name);
        if let (true, true, Some(place)) =
            (is_new, handshake.settings().any(|asked| asked == name), known.get_mut(count))
        {
            *place = (name, value);
            count += 1;
        }
    }
    let settings = known.get(..count).unwrap_or_default();
    let reads = |name: &[u8]| {
        handshake.headers().any(|own| own.as_bytes().eq_ignore_ascii_case(name))
            || verifier.is_some_and(|verifier| verifier.reads(name))
    };
    let takes_all = verifier.is_some_and(|verifier| verifier.scheme().names_headers());
    // SAFETY: passed on from the caller.
    let answer = unsafe {
        with_request(request, reads, takes_all, |request| {
            Ok(match verifier {
                Some(verifier) => verifier.handshake(&handshake, request, settings, now)?,
                None => handshake.answer(request, settings)?,
            })
        })?
    };
    let Some(answer) = answer else { return Ok(Answer::NONE) };
    let mut made = Answer { status: i32::from(answer.status()), ..Answer::NONE };
    made.body = put(&mut buffer, answer.body())?;
    for ((name, value), header) in answer.headers().zip(made.headers.iter_mut()) {
        *header = Header { name: put(&mut buffer, name)?, value: put(&mut buffer, value)? };
        made.header_count += 1;
    }
    if let Some(secret) = answer.secret() {
        made.secret = put(&mut buffer, secret)?;
    }
    Ok(made)
}
