//! Every function of the header, called as C would: with raw pointers to memory that ends where it is said to end. Miri
//! runs these (`cargo xtask test --only c-miri`) and sees what no test can: a reference that must not exist.
#![allow(clippy::unwrap_used)]

use super::handshake::hookproof_handshake;
use super::schemes::{hookproof_provider_at, hookproof_provider_count, hookproof_scheme_read};
use super::sign::{hookproof_derive, hookproof_sign};
use super::stream::{hookproof_stream_finish, hookproof_stream_free, hookproof_stream_new, hookproof_stream_update};
use super::verify::{hookproof_verifier_free, hookproof_verifier_new, hookproof_verifier_verify};
use crate::abi::{
    self, Answer, Bytes, ErrorDetail, Header, Key, Outcome, ProviderFacts, RawOptions, RawRequest, SchemeFacts, Verdict,
};
use core::ffi::CStr;
use core::{mem::MaybeUninit, ptr};
use hookproof::{Code, Verifier};

const SCHEME: &[u8] = b"hmac-sha256 id={json:/id} | x-acme: t={timestamp},v1={hex} | {timestamp}.{body}.{x-tenant}";
const SECRET: &[u8] = b"It's a Secret to Everybody";
const BODY: &[u8] = b"{\"id\":\"evt_1\"}";
const NOW: u64 = 1_795_465_620;

fn number(code: Code) -> Outcome {
    Outcome::from(code.number())
}

/// A copy on the heap, whose end Miri knows; freed with the test's `Heap`.
#[derive(Default)]
struct Heap(Vec<Box<[u8]>>);

impl Heap {
    fn bytes(&mut self, from: &[u8]) -> Bytes {
        self.0.push(from.into());
        let kept = self.0.last().unwrap();
        Bytes { data: kept.as_ptr(), len: kept.len() }
    }

    fn header(&mut self, name: &str, value: &[u8]) -> Header {
        Header { name: self.bytes(name.as_bytes()), value: self.bytes(value) }
    }
}

/// A place for an output, with nothing in it.
fn place<T>() -> Box<MaybeUninit<T>> {
    Box::new(MaybeUninit::uninit())
}

fn verifier() -> *mut Verifier {
    let mut heap = Heap::default();
    let key = Key { id: heap.bytes(b"first"), secret: heap.bytes(SECRET), not_before: 0, not_after: 0 };
    let options = RawOptions::DEFAULT;
    let (mut made, mut error) = (place(), place());
    unsafe {
        let result =
            hookproof_verifier_new(heap.bytes(SCHEME), &key, 1, &options, made.as_mut_ptr(), error.as_mut_ptr());
        assert_eq!((result, error.assume_init().code), (abi::OK, abi::OK));
        made.assume_init_read()
    }
}

/// The headers that sign the body, in a buffer that is just large enough, and those that came before.
fn signed(heap: &mut Heap) -> Vec<Header> {
    let tenant = heap.header("X-Tenant", b"42");
    let request = request(heap, core::slice::from_ref(&tenant), BODY);
    let (scheme, secret) = (heap.bytes(SCHEME), heap.bytes(SECRET));
    let mut made = [Header::NONE; abi::SIGNED_HEADERS];
    let sign = |made: &mut [Header; abi::SIGNED_HEADERS], buffer: &mut [MaybeUninit<u8>], count: &mut usize| unsafe {
        let (headers, data) = (made.as_mut_ptr(), buffer.as_mut_ptr().cast());
        hookproof_sign(scheme, secret, ptr::null(), &request, NOW, data, buffer.len(), headers, count, ptr::null_mut())
    };
    let mut count = 0;
    let size = 7 + 2 + 10 + 4 + 64 + 1;
    let mut small: Box<[MaybeUninit<u8>]> = vec![MaybeUninit::uninit(); size - 1].into();
    assert_eq!(sign(&mut made, &mut small, &mut count), abi::BUFFER_TOO_SMALL);
    assert!(count == 0 && made[0].name.data.is_null());
    let mut exact: Box<[MaybeUninit<u8>]> = vec![MaybeUninit::uninit(); size].into();
    assert_eq!((sign(&mut made, &mut exact, &mut count), count), (abi::OK, 1));
    let (name, value) = unsafe { (read(made[0].name), read(made[0].value)) };
    vec![heap.header(str::from_utf8(&name).unwrap(), &value), tenant]
}

/// # Safety
/// A readable pair.
unsafe fn read(pair: Bytes) -> Vec<u8> {
    unsafe { core::slice::from_raw_parts(pair.data, pair.len) }.to_vec()
}

fn request(heap: &mut Heap, headers: &[Header], body: &[u8]) -> RawRequest {
    RawRequest {
        headers: headers.as_ptr(),
        header_count: headers.len(),
        body: heap.bytes(body),
        method: heap.bytes(b"POST"),
        url: heap.bytes(b"https://a.example/in"),
    }
}

#[test]
fn a_delivery_is_signed_and_judged_by_several_threads_at_once() {
    let verifier = verifier();
    let mut heap = Heap::default();
    let headers = signed(&mut heap);
    let shared = unsafe { &*verifier };
    std::thread::scope(|scope| {
        for body in [BODY, b"{\"id\":\"evt_2\"}"] {
            let headers: Vec<(Vec<u8>, Vec<u8>)> =
                headers.iter().map(|header| unsafe { (read(header.name), read(header.value)) }).collect();
            scope.spawn(move || {
                let mut heap = Heap::default();
                let headers: Vec<Header> =
                    headers.iter().map(|(name, value)| heap.header(str::from_utf8(name).unwrap(), value)).collect();
                let request = request(&mut heap, &headers, body);
                let (mut verdict, mut error) = (place::<Verdict>(), place::<ErrorDetail>());
                let verifier: *const Verifier = shared;
                let result = unsafe {
                    hookproof_verifier_verify(verifier, &request, NOW, verdict.as_mut_ptr(), error.as_mut_ptr())
                };
                let (verdict, error) = unsafe { (verdict.assume_init(), error.assume_init()) };
                let id = CStr::from_bytes_until_nul(&verdict.event_id).unwrap().to_str().unwrap();
                if body == BODY {
                    assert_eq!((result, id, verdict.covers_body), (abi::OK, "evt_1", true));
                } else {
                    assert_eq!((result, id, verdict.covers_body), (number(Code::SignatureMismatch), "", false));
                    assert_eq!(error.code, result);
                }
            });
        }
    });
    unsafe { hookproof_verifier_free(verifier) };
}

#[test]
fn a_stream_holds_nothing_of_its_head() {
    let verifier = verifier();
    for (body, expected) in [(BODY, abi::OK), (b"{\"id\":\"evt_2\"}", number(Code::SignatureMismatch))] {
        let (mut stream, mut verdict) = (place(), place::<Verdict>());
        let stream = unsafe {
            let mut heap = Heap::default();
            let headers = signed(&mut heap);
            let head = request(&mut heap, &headers, b"");
            let result = hookproof_stream_new(verifier, &head, NOW, stream.as_mut_ptr(), ptr::null_mut());
            assert_eq!(result, abi::OK);
            stream.assume_init_read()
        };
        for piece in body.chunks(5) {
            let mut heap = Heap::default();
            assert_eq!(unsafe { hookproof_stream_update(stream, heap.bytes(piece)) }, abi::OK);
        }
        unsafe {
            assert_eq!(hookproof_stream_finish(stream, verdict.as_mut_ptr(), ptr::null_mut()), expected);
            assert_eq!(verdict.assume_init().covers_body, expected == abi::OK);
            assert_eq!(hookproof_stream_update(stream, Bytes::NONE), abi::INVALID_ARGUMENT);
            hookproof_stream_free(stream);
        }
    }
    unsafe {
        // Given up, and refused.
        let mut heap = Heap::default();
        let headers = signed(&mut heap);
        let (mut head, mut stream, mut error) = (request(&mut heap, &headers, b""), place(), place::<ErrorDetail>());
        assert_eq!(hookproof_stream_new(verifier, &head, NOW, stream.as_mut_ptr(), ptr::null_mut()), abi::OK);
        let given_up = stream.assume_init_read();
        let hole = Bytes { data: ptr::null(), len: 5 };
        assert_eq!(hookproof_stream_update(given_up, hole), abi::INVALID_ARGUMENT);
        assert_eq!(hookproof_stream_finish(given_up, ptr::null_mut(), ptr::null_mut()), abi::INVALID_ARGUMENT);
        hookproof_stream_free(given_up);
        head.header_count = 0;
        let result = hookproof_stream_new(verifier, &head, NOW, stream.as_mut_ptr(), error.as_mut_ptr());
        assert_eq!((result, error.assume_init().code), (number(Code::MissingHeader), number(Code::MissingHeader)));
        assert!(stream.assume_init_read().is_null());
        hookproof_verifier_free(verifier);
    }
}

#[test]
fn a_key_is_derived_into_a_buffer_of_any_size() {
    let mut heap = Heap::default();
    let (scheme, secret) = (heap.bytes(SCHEME), heap.bytes(SECRET));
    let derive = |buffer: &mut [MaybeUninit<u8>]| unsafe {
        hookproof_derive(scheme, secret, buffer.as_mut_ptr().cast(), buffer.len(), ptr::null_mut())
    };
    let mut large = [MaybeUninit::uninit(); 192];
    assert_eq!(derive(&mut large), abi::OK);
    let key = unsafe { CStr::from_ptr(large.as_ptr().cast()) };
    assert!(key.to_bytes().starts_with(b"hpk1_"));
    let needed = key.count_bytes() + 1;
    for size in [0, 1, needed - 1, needed] {
        let mut buffer: Box<[MaybeUninit<u8>]> = vec![MaybeUninit::uninit(); size].into();
        assert_eq!(derive(&mut buffer), if size < needed { abi::BUFFER_TOO_SMALL } else { abi::OK });
        assert!(size == 0 || size == needed || unsafe { buffer[0].assume_init() } == 0);
    }
}

#[test]
fn a_handshake_is_answered_into_the_buffer() {
    let mut heap = Heap::default();
    let headers = [heap.header("X-Hook-Secret", b"b537207f20cbfa02")];
    let request = request(&mut heap, &headers, b"");
    let setting = heap.header("verify-token", b"42");
    let mut buffer: Box<[MaybeUninit<u8>]> = vec![MaybeUninit::uninit(); 2752].into();
    let mut answer = place::<Answer>();
    unsafe {
        let (line, data) = (heap.bytes(b"asana"), buffer.as_mut_ptr().cast());
        let (no_verifier, to) = (ptr::null(), answer.as_mut_ptr());
        let result =
            hookproof_handshake(line, no_verifier, &request, &setting, 1, NOW, data, 2752, to, ptr::null_mut());
        let answer = answer.assume_init();
        assert_eq!((result, answer.status, read(answer.secret)), (abi::OK, 200, b"b537207f20cbfa02".to_vec()));
        assert!(answer.headers.iter().take(answer.header_count).any(|header| read(header.name) == b"x-hook-secret"));
    }
}

#[test]
fn schemes_and_providers_are_described() {
    let mut heap = Heap::default();
    let (mut facts, mut provider) = (place::<SchemeFacts>(), place::<ProviderFacts>());
    unsafe {
        assert_eq!(hookproof_scheme_read(heap.bytes(SCHEME), facts.as_mut_ptr(), ptr::null_mut()), abi::OK);
        assert!(facts.assume_init().covers_timestamp);
        let count = hookproof_provider_count();
        assert_eq!(hookproof_provider_at(count - 1, provider.as_mut_ptr(), ptr::null_mut()), abi::OK);
        assert_eq!(hookproof_provider_at(count, provider.as_mut_ptr(), ptr::null_mut()), abi::INVALID_ARGUMENT);
        assert_eq!(provider.assume_init().name[0], 0);
    }
}

/// What can be told from the numbers alone is an error, and no reference is made of it.
#[test]
fn what_is_no_address_is_not_followed() {
    let mut heap = Heap::default();
    let verifier = verifier();
    let scheme = heap.bytes(SCHEME);
    let good = Key { id: Bytes::NONE, secret: heap.bytes(SECRET), not_before: 0, not_after: 0 };
    let mut made = place();
    let misaligned: *const Key = ptr::from_ref(&good).cast::<u8>().wrapping_add(1).cast();
    let endless = Bytes { data: scheme.data, len: usize::MAX };
    let dangling = Bytes { data: ptr::without_provenance(1), len: 0 };
    unsafe {
        for (scheme, keys, count) in [
            (scheme, ptr::null(), 1),
            (scheme, misaligned, 1),
            (scheme, ptr::from_ref(&good), usize::MAX / 2),
            (endless, &good, 1),
            (Bytes { data: ptr::null(), len: 1 }, &good, 1),
        ] {
            let result = hookproof_verifier_new(scheme, keys, count, ptr::null(), made.as_mut_ptr(), ptr::null_mut());
            assert_eq!(result, abi::INVALID_ARGUMENT);
            assert!(made.assume_init_read().is_null());
        }
        let mut request = request(&mut heap, &[], b"");
        request.body = dangling;
        request.headers = ptr::without_provenance(1);
        let verify = |request: *const RawRequest| {
            hookproof_verifier_verify(verifier, request, NOW, ptr::null_mut(), ptr::null_mut())
        };
        assert_eq!(verify(&request), number(Code::MissingHeader));
        request.header_count = 1;
        assert_eq!(verify(&request), abi::INVALID_ARGUMENT);
        assert_eq!(verify(ptr::null()), abi::INVALID_ARGUMENT);
        hookproof_verifier_free(verifier);
        hookproof_verifier_free(ptr::null_mut());
        hookproof_stream_free(ptr::null_mut());
    }
}
