//! What a verifier reads of a request, for hosts that look headers up and do not hand over all of them.

use crate::failure::Failure;
use crate::text::Text;
use core::fmt::Write;
use hookproof::{Scheme, Verifier};

/// Names of headers, each with its newline, and the end: 8 of the scheme, of at most 64 bytes, and two of a proxy.
pub(crate) const NAMES_SIZE: usize =
    Scheme::MAX_HEADERS * 65 + "x-forwarded-proto\n".len() + "x-forwarded-host\n".len() + 1;

#[repr(C)]
pub(crate) struct Reads {
    pub(crate) headers: [u8; NAMES_SIZE],
    pub(crate) all_headers: bool,
    pub(crate) url: bool,
    pub(crate) method: bool,
}

impl Reads {
    pub(crate) const NOTHING: Reads = Reads { headers: [0; NAMES_SIZE], all_headers: false, url: false, method: false };

    pub(crate) fn of(verifier: &Verifier) -> Result<Reads, Failure> {
        let scheme = verifier.scheme();
        let mut reads = Reads {
            all_headers: scheme.names_headers(),
            url: scheme.needs_url(),
            method: scheme.needs_method(),
            ..Reads::NOTHING
        };
        let mut names = Text::new(&mut reads.headers);
        for name in verifier.headers() {
            // A name that is cut off would be looked up, and not found.
            writeln!(names, "{name}").map_err(|_| Failure::argument("the names of the headers do not fit"))?;
        }
        Ok(reads)
    }
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Reads>() == 559 && core::mem::offset_of!(Reads, all_headers) == 556);
