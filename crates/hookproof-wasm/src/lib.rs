//! The WebAssembly layer of hookproof: it moves bytes and names errors, and decides nothing.
//!
//! Only numbers cross. The host makes room with [`begin`], writes what it has into the memory, one piece after the
//! other, and says of each piece what it is ([`header`], [`body`], [`key`], ...). Then it calls [`verify`], [`open`],
//! [`sign`] or [`derive`], which return 0 or an error's number, and asks for the answer. Texts are answered as an
//! address and a length. No import is needed, and no JavaScript object is held.
//!
//! A number that is no time, or a verifier that was never opened, is a mistake of the host: it is answered with
//! [`MISUSE`], which is no error's number.
//!
//! Nothing here traps: `cargo xtask test --only traps` finds no instruction in the module that could, but those of the
//! allocator that it names.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

#[cfg(feature = "verify")]
mod answer;
mod exchange;
#[cfg(feature = "verify")]
mod host;
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
mod runtime;
mod slots;
mod state;
#[cfg(feature = "verify")]
mod streams;
mod text;

#[cfg(feature = "verify")]
pub use answer::Fact;
use spin::Mutex;
use state::State;
use wasm_bindgen::prelude::wasm_bindgen;

/// What is returned where the host made a mistake, or where there is no memory: a number that can't be.
pub const MISUSE: u32 = u32::MAX;

/// What the module holds. One thread runs it, so the lock is never waited for.
static STATE: Mutex<State> = Mutex::new(State::new());

/// What `work` makes of the state. `otherwise` if a call was cut off before it gave the state back, since what it left
/// behind is not to be trusted: an exception of the host did that (its stack was full), and the host drops the module.
fn with<T>(otherwise: T, work: impl FnOnce(&mut State) -> T) -> T {
    match STATE.try_lock() {
        Some(mut state) => work(&mut state),
        None => otherwise,
    }
}

/// A number of seconds; `None` if it is none.
fn seconds(number: f64) -> Option<u64> {
    // Every integer up to here is exact.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    (0.0..LIMIT).contains(&number).then_some(number as u64)
}

/// What stands where a verifier may be, and is none.
pub const NONE: usize = usize::MAX;

fn optional(verifier: usize) -> Option<usize> {
    (verifier != NONE).then_some(verifier)
}

/// Makes room for `bytes` bytes, and forgets all pieces. Returns the address to write them to, or 0 if there is no room.
#[wasm_bindgen]
pub fn begin(bytes: usize) -> usize {
    with(0, |state| state.exchange.begin(bytes))
}

/// The next `len` bytes are the value of the header with this index among those that are read: the [`text`] that
/// [`scheme`] and [`open`] leave.
#[wasm_bindgen]
pub fn header(index: usize, len: usize) {
    with((), |state| state.exchange.take_header(index, len));
}

/// The next bytes are the name of a header, in UTF-8, and its value: for schemes that read all headers.
#[wasm_bindgen]
pub fn named_header(name_len: usize, len: usize) {
    with((), |state| state.exchange.take_named_header(name_len, len));
}

/// The next `len` bytes are the method, in UTF-8.
#[wasm_bindgen]
pub fn method(len: usize) {
    with((), |state| state.exchange.take_method(len));
}

/// The next `len` bytes are the URL, in UTF-8.
#[wasm_bindgen]
pub fn url(len: usize) {
    with((), |state| state.exchange.take_url(len));
}

/// The next `len` bytes are the body.
#[wasm_bindgen]
pub fn body(len: usize) {
    with((), |state| state.exchange.take_body(len));
}

/// The next `len` bytes are the URL, in UTF-8, under which the endpoint is reached: for [`open`].
#[wasm_bindgen]
pub fn base_url(len: usize) {
    with((), |state| state.exchange.take_base_url(len));
}

/// The next bytes are the id of a key, in UTF-8, and its secret. The dates are unix seconds; NaN stands for no limit.
/// Returns 0 or [`MISUSE`].
#[wasm_bindgen]
pub fn key(id_len: usize, secret_len: usize, not_before: f64, not_after: f64) -> u32 {
    let date = |number: f64| if number.is_nan() { Some(None) } else { seconds(number).map(Some) };
    match (date(not_before), date(not_after)) {
        (Some(not_before), Some(not_after)) => with(MISUSE, |state| {
            state.exchange.take_key(id_len, secret_len, not_before, not_after);
            0
        }),
        _ => MISUSE,
    }
}

/// The next `len` bytes are a scheme's line, in UTF-8: it is parsed, and [`text`] is then the names of its headers, a
/// line each. Returns 0 or an error's number.
#[wasm_bindgen]
pub fn scheme(len: usize) -> u32 {
    with(MISUSE, |state| state.parse(len))
}

/// What the scheme that was parsed last reads beside the headers of its names: the method (1), the URL (2), all
/// headers (4), something of the body once it is known to be authentic (8), or the sum of several.
#[wasm_bindgen]
pub fn reads() -> u32 {
    with(0, |state| state.reads())
}

/// Makes a verifier of the scheme and the keys. `tolerance` is in seconds; NaN stands for the scheme's, infinity
/// switches the check off. Returns 0 or an error's number; [`opened`] is the verifier, and [`text`] is the names of the
/// headers that it reads, a line each.
#[wasm_bindgen]
pub fn open(tolerance: f64, allow_api_key: bool, trust_forwarded: bool) -> u32 {
    with(MISUSE, |state| state.open(tolerance, allow_api_key, trust_forwarded))
}

/// The verifier that was opened last.
#[wasm_bindgen]
pub fn opened() -> usize {
    with(usize::MAX, |state| state.opened)
}

/// Drops a verifier. Its number may be given to another one.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn close(verifier: usize) {
    with((), |state| state.close(verifier));
}

/// Verifies the pieces at the time `now`, in unix seconds. Returns 0 or an error's number.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn verify(verifier: usize, now: f64) -> u32 {
    with(MISUSE, |state| state.verify(verifier, now))
}

/// Begins a delivery whose body comes in pieces: all of it but the body is there. Returns 0 or an error's number;
/// [`opened`] is then the stream.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn start(verifier: usize, now: f64) -> u32 {
    with(MISUSE, |state| state.start(verifier, now))
}

/// The next `len` bytes are the next piece of a stream's body. Returns 0 or an error's number.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn update(stream: usize, len: usize) -> u32 {
    with(MISUSE, |state| state.update(stream, len))
}

/// Verifies a stream, whose body is complete, and drops it. Returns 0 or an error's number.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn finish(stream: usize) -> u32 {
    with(MISUSE, |state| state.finish(stream))
}

/// Drops a stream that is not finished. Its number may be given to another one.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn abandon(stream: usize) {
    with((), |state| state.abandon(stream));
}

/// The host may hash for the scheme that was parsed last: [`text`] is then the block that its hash takes in first for the
/// key with this index among those that were written. Returns the number of bytes of a digest; 0 if the host can't.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn host_block(key: usize) -> usize {
    with(0, |state| state.host_block(key))
}

/// What the host hashes of the pieces: [`text`] is what comes before the body, and what comes behind it, from [`behind`]
/// on. Returns an error's number, or 256 times the set of the keys that count, a bit each by their indices; 0 if the
/// text is too long, and [`verify`] has to do it.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn around_body(verifier: usize, now: f64) -> u32 {
    with(MISUSE, |state| state.around_body(verifier, now))
}

/// Where in [`text`] begins what comes behind the body.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn behind() -> usize {
    with(0, |state| state.behind)
}

/// The next `len` bytes are the digests that the host computed, one for each key that counts.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn digests(len: usize) {
    with((), |state| state.exchange.take_digests(len));
}

/// Verifies the delivery that [`around_body`] has begun, and whose digests have been written behind its pieces. The body is
/// only there where the scheme [`reads`] it. Returns 0 or an error's number.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn verify_hashed(verifier: usize) -> u32 {
    with(MISUSE, |state| state.verify_hashed(verifier))
}

/// Signs the pieces with the first key; [`text`] is then what makes them authentic: for each value a line for its name,
/// a character whose code is the value's length in UTF-16 units, and the value. A name with a colon is a place in the URL or in the body.
/// Returns 0 or an error's number.
#[cfg(feature = "tools")]
#[wasm_bindgen]
pub fn sign(timestamp: f64, allow_api_key: bool) -> u32 {
    with(MISUSE, |state| state.sign(timestamp, allow_api_key))
}

/// Derives the verification key of the first key; [`text`] is then that key. Returns 0 or an error's number.
#[cfg(feature = "tools")]
#[wasm_bindgen]
pub fn derive() -> u32 {
    with(MISUSE, |state| state.derive())
}

/// The next bytes are the name of a setting of a handshake, in UTF-8, and its value.
#[cfg(feature = "tools")]
#[wasm_bindgen]
pub fn setting(name_len: usize, value_len: usize) {
    with((), |state| state.exchange.take_setting(name_len, value_len));
}

/// The next `len` bytes are a handshake's line, in UTF-8: it is parsed, and [`text`] is then the names of the headers
/// that it reads, a line each. Where there is a verifier (it may be [`NONE`]), these are the ones that it does not read itself, and their
/// indices follow on its own. Returns 0 or an error's number.
#[cfg(feature = "tools")]
#[wasm_bindgen]
pub fn handshake(len: usize, verifier: usize) -> u32 {
    with(MISUSE, |state| state.parse_handshake(len, optional(verifier)))
}

/// Answers the pieces as the handshake that was parsed last says. Returns the status to answer with, which is 200 or
/// above, and [`text`] is then the body, name and value of each header, and the secret that the request brought, a line
/// each (there may be no secret); or 0, if the request is no handshake; or an error's number.
#[cfg(feature = "tools")]
#[wasm_bindgen]
pub fn respond(verifier: usize, now: f64) -> u32 {
    with(MISUSE, |state| state.respond(optional(verifier), now))
}

/// Forgets all pieces and the text, overwrites the secrets among them, and gives a large buffer back.
#[wasm_bindgen]
pub fn clear() {
    with((), State::clear);
}

/// The address of what is known of the delivery that was verified last: numbers of 64 bits, in the order of [`Fact`].
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn answer() -> usize {
    with(0, |state| state.answer.address())
}

/// Writes down the last error: [`text`] is then its code, the header that it is about (or nothing), the URL that was used
/// (or nothing), and its message, a line each. Returns the HTTP status.
#[wasm_bindgen]
pub fn explain() -> u32 {
    with(MISUSE, |state| state.explain())
}

/// The largest body to read where the caller names no limit, in bytes.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn body_limit() -> usize {
    hookproof::DEFAULT_BODY_LIMIT
}

/// The error of a body that is larger than the caller's limit becomes the last one. Returns its number.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn body_too_large() -> u32 {
    with(MISUSE, |state| state.body_too_large())
}

/// For a time outside the window: `now` minus the time of the delivery, in seconds; else NaN.
#[cfg(feature = "verify")]
#[wasm_bindgen]
pub fn error_skew() -> f64 {
    with(f64::NAN, |state| state.error.and_then(|error| error.skew()).map_or(f64::NAN, |skew| skew as f64))
}

/// For a scheme that does not parse: the column, counted from 1; else 0.
#[wasm_bindgen]
pub fn error_column() -> usize {
    with(0, |state| state.error.and_then(|error| error.column()).unwrap_or_default())
}

/// The address of the text, in UTF-8.
#[wasm_bindgen]
pub fn text() -> usize {
    with(0, |state| state.text.address())
}

/// The number of its bytes.
#[wasm_bindgen]
pub fn text_len() -> usize {
    with(0, |state| state.text.len())
}
