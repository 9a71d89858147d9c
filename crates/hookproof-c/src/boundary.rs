//! The functions of `hookproof.h`, and every step from C's pointers to Rust's references and back: the only unsafe code.
//!
//! What a caller promises is in the header's "Conventions". What can be checked is checked: NULL, alignment, and lengths
//! beyond the address space are `HOOKPROOF_INVALID_ARGUMENT`.

mod handshake;
mod pointers;
mod reads;
mod schemes;
mod sign;
mod stream;
#[cfg(test)]
mod tests;
mod verify;

use crate::abi::{self, Outcome};
use crate::names;
use core::ffi::{c_char, c_int};

/// The number that `HOOKPROOF_ABI_VERSION` is to be compared with.
#[unsafe(no_mangle)]
extern "C" fn hookproof_abi_version() -> u32 {
    abi::VERSION
}

/// The version of the library.
#[unsafe(no_mangle)]
extern "C" fn hookproof_version() -> *const c_char {
    names::VERSION.as_ptr()
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
