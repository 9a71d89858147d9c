//! What a verifier reads of a request, from C's pointers to the core and back.

use super::pointers::{live, report, write};
use crate::abi::{ErrorDetail, Outcome};
use crate::failure::Failure;
use crate::reads::Reads;
use hookproof::Verifier;

/// What a verifier reads of a request.
///
/// # Safety
/// As the header's "Conventions" say.
#[unsafe(no_mangle)]
pub(super) unsafe extern "C" fn hookproof_verifier_reads(
    verifier: *const Verifier,
    reads: *mut Reads,
    error: *mut ErrorDetail,
) -> Outcome {
    // SAFETY: the caller's promise about inputs and outputs.
    unsafe {
        let found = if reads.is_null() { Err(Failure::argument("reads is NULL")) } else { live(verifier) };
        let (found, done) = match found.and_then(Reads::of) {
            Ok(found) => (found, Ok(())),
            Err(failure) => (Reads::NOTHING, Err(failure)),
        };
        write(reads, found);
        report(done, error)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::abi;
    use core::ffi::CStr;
    use core::mem::MaybeUninit;
    use core::ptr;
    use hookproof::{Keyring, Options, Scheme};

    fn reads(line: &str) -> (String, bool, bool, bool) {
        let scheme = Scheme::find(line).unwrap();
        let options = Options::default();
        let verifier = Verifier::new(&scheme, &Keyring::single(b"It's a Secret to Everybody"), options).unwrap();
        let verifier = verifier.trusting_forwarded();
        let mut place = Box::new(MaybeUninit::<Reads>::uninit());
        let reads = unsafe {
            assert_eq!(hookproof_verifier_reads(&verifier, place.as_mut_ptr(), ptr::null_mut()), abi::OK);
            place.assume_init_ref()
        };
        let names = CStr::from_bytes_until_nul(&reads.headers).unwrap().to_str().unwrap();
        (names.replace('\n', ","), reads.all_headers, reads.url, reads.method)
    }

    #[test]
    fn a_verifier_says_what_it_reads() {
        let line = "hmac-sha256 | x-acme: {hex} | {method}.{url}.{x-tenant}.{body}";
        let of_proxy = "x-forwarded-proto,x-forwarded-host,";
        assert_eq!(reads(line), (format!("x-acme,x-tenant,{of_proxy}"), false, true, true));
        assert_eq!(reads("hmac-sha256 | x-acme: {hex} | {body}"), (format!("x-acme,{of_proxy}"), false, false, false));
    }

    #[test]
    fn the_longest_names_fit() {
        let names: Vec<String> = (1..Scheme::MAX_HEADERS).map(|at| format!("h{at}-{}", "h".repeat(61))).collect();
        let message: String = names.iter().map(|name| format!("{{{name}}}")).collect();
        let first = "x".repeat(64);
        let (found, ..) = reads(&format!("hmac-sha256 | {first}: {{hex}} | {message}{{body}}"));
        assert_eq!(found, format!("{first},{},x-forwarded-proto,x-forwarded-host,", names.join(",")));
        assert_eq!(found.len() + 1, crate::reads::NAMES_SIZE);
    }

    #[test]
    fn no_verifier_reads_nothing() {
        let mut place = Box::new(MaybeUninit::<Reads>::uninit());
        unsafe {
            let result = hookproof_verifier_reads(ptr::null(), place.as_mut_ptr(), ptr::null_mut());
            assert_eq!((result, place.assume_init_ref().headers[0]), (abi::INVALID_ARGUMENT, 0));
            let result = hookproof_verifier_reads(ptr::null(), ptr::null_mut(), ptr::null_mut());
            assert_eq!(result, abi::INVALID_ARGUMENT);
        }
    }
}
