//! The structs and numbers of `hookproof.h`, in the header's order. On the way in, every bit pattern of them is valid.

use crate::failure::Failure;
use crate::providers::Entry;
use crate::text::c_string;
use hookproof::{Handshake, Options, Request, Scheme, Tolerance, Verified, Verifier};

/// What the header calls `HOOKPROOF_ABI_VERSION`; `build.rs` has the number.
pub(crate) const VERSION: u32 = match u32::from_str_radix(env!("HOOKPROOF_ABI_VERSION"), 10) {
    Ok(version) => version,
    Err(_) => panic!("build.rs sets a number"),
};

/// What a function returns: 0, a number of [`hookproof::Code`], or one of the constants below.
pub(crate) type Outcome = i32;

pub(crate) const OK: Outcome = 0;
/// A mistake in the calling program: NULL where there is no such thing, text that is not UTF-8, an unknown mode.
pub(crate) const INVALID_ARGUMENT: Outcome = 100;
pub(crate) const OUT_OF_MEMORY: Outcome = 101;
pub(crate) const BUFFER_TOO_SMALL: Outcome = 102;

/// The most values that signing makes.
pub(crate) const SIGNED_HEADERS: usize = 4;

/// The most headers of an answer.
pub(crate) const ANSWER_HEADERS: usize = 2;

/// The settings that are given to the core: more than a handshake's line can name.
pub(crate) const SETTINGS: usize = 32;

/// The headers of a delivery that are given to the core: one more than a verifier and a handshake read is enough to hold
/// a duplicate.
pub(crate) const KNOWN_HEADERS: usize = Verifier::MAX_HEADERS + Handshake::MAX_HEADERS + 1;

/// Those of a delivery that itself says which of them are signed: one too many is enough to show that there are too many.
pub(crate) const ALL_HEADERS: usize = Request::MAX_HEADERS + 1;

#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Bytes {
    pub(crate) data: *const u8,
    pub(crate) len: usize,
}

impl Bytes {
    pub(crate) const NONE: Bytes = Bytes { data: core::ptr::null(), len: 0 };
}

#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Header {
    pub(crate) name: Bytes,
    pub(crate) value: Bytes,
}

impl Header {
    pub(crate) const NONE: Header = Header { name: Bytes::NONE, value: Bytes::NONE };
}

/// A setting is the same pair.
pub(crate) type Setting = Header;

#[repr(C)]
pub(crate) struct Answer {
    pub(crate) status: i32,
    pub(crate) body: Bytes,
    pub(crate) headers: [Header; ANSWER_HEADERS],
    pub(crate) header_count: usize,
    pub(crate) secret: Bytes,
}

impl Answer {
    /// The request is no handshake.
    pub(crate) const NONE: Answer = Answer {
        status: 0,
        body: Bytes::NONE,
        headers: [Header::NONE; ANSWER_HEADERS],
        header_count: 0,
        secret: Bytes::NONE,
    };
}

#[repr(C)]
pub(crate) struct Key {
    pub(crate) id: Bytes,
    pub(crate) secret: Bytes,
    pub(crate) not_before: u64,
    pub(crate) not_after: u64,
}

/// 0 stands for no date.
pub(crate) const fn date(seconds: u64) -> Option<u64> {
    if seconds == 0 { None } else { Some(seconds) }
}

#[repr(C)]
pub(crate) struct RawOptions {
    tolerance: i32,
    /// A `bool` in C; anything but 0 and 1 was never set.
    allow_api_key: u8,
    trust_forwarded: u8,
    tolerance_seconds: u64,
    pub(crate) base_url: Bytes,
}

impl RawOptions {
    /// What a caller gets who gives no options.
    pub(crate) const DEFAULT: RawOptions =
        RawOptions { tolerance: 0, allow_api_key: 0, trust_forwarded: 0, tolerance_seconds: 0, base_url: Bytes::NONE };

    pub(crate) const fn trusts_forwarded(&self) -> bool {
        self.trust_forwarded == 1
    }

    /// The options, if no field holds what the header does not list.
    pub(crate) fn checked(&self) -> Result<Options, Failure> {
        let tolerance = match self.tolerance {
            0 => Some(Tolerance::Scheme),
            1 => Some(Tolerance::Seconds(self.tolerance_seconds)),
            2 => Some(Tolerance::Ignore),
            _ => None,
        };
        let options = tolerance.map(|tolerance| Options::default().tolerance(tolerance));
        match (options, self.allow_api_key, self.trust_forwarded) {
            (Some(options), 0, 0 | 1) => Ok(options),
            (Some(options), 1, 0 | 1) => Ok(options.allow_api_key()),
            _ => Err(Failure::argument("options: a tolerance mode or a flag that does not exist")),
        }
    }
}

#[repr(C)]
pub(crate) struct RawRequest {
    pub(crate) headers: *const Header,
    pub(crate) header_count: usize,
    pub(crate) body: Bytes,
    pub(crate) method: Bytes,
    pub(crate) url: Bytes,
}

/// An id or a type of an event and its end: 256 bytes is the core's limit.
pub(crate) const FACT_SIZE: usize = 257;

#[repr(C)]
pub(crate) struct Verdict {
    pub(crate) key_index: usize,
    pub(crate) timestamp: u64,
    pub(crate) skew: i64,
    pub(crate) replay_key: [u8; 32],
    pub(crate) has_timestamp: bool,
    pub(crate) has_replay_key: bool,
    pub(crate) covers_body: bool,
    pub(crate) covers_id: bool,
    pub(crate) covers_timestamp: bool,
    pub(crate) covers_url: bool,
    pub(crate) event_id: [u8; FACT_SIZE],
    pub(crate) event_type: [u8; FACT_SIZE],
}

impl Verdict {
    pub(crate) const EMPTY: Verdict = Verdict {
        key_index: 0,
        timestamp: 0,
        skew: 0,
        replay_key: [0; 32],
        has_timestamp: false,
        has_replay_key: false,
        covers_body: false,
        covers_id: false,
        covers_timestamp: false,
        covers_url: false,
        event_id: [0; FACT_SIZE],
        event_type: [0; FACT_SIZE],
    };

    pub(crate) fn of(verified: &Verified<'_>) -> Verdict {
        let covers = verified.covers();
        Verdict {
            key_index: verified.key_index(),
            timestamp: verified.timestamp().unwrap_or_default(),
            skew: verified.skew().unwrap_or_default(),
            replay_key: verified.replay_key().unwrap_or_default(),
            has_timestamp: verified.timestamp().is_some(),
            has_replay_key: verified.replay_key().is_some(),
            covers_body: covers.body,
            covers_id: covers.id,
            covers_timestamp: covers.timestamp,
            covers_url: covers.url,
            event_id: c_string(verified.event_id()),
            event_type: c_string(verified.event_type()),
        }
    }
}

/// A scheme's line and its end: 768 bytes is the core's limit.
pub(crate) const LINE_SIZE: usize = 769;
pub(crate) const NAME_SIZE: usize = 33;
pub(crate) const TITLE_SIZE: usize = 65;
pub(crate) const DOCS_SIZE: usize = 161;

#[repr(C)]
pub(crate) struct SchemeFacts {
    pub(crate) line: [u8; LINE_SIZE],
    pub(crate) streams: bool,
    pub(crate) needs_url: bool,
    pub(crate) needs_method: bool,
    pub(crate) signs_with_api_secret: bool,
    pub(crate) covers_body: bool,
    pub(crate) covers_id: bool,
    pub(crate) covers_timestamp: bool,
    pub(crate) covers_url: bool,
    pub(crate) tolerance: u64,
}

impl SchemeFacts {
    pub(crate) const EMPTY: SchemeFacts = SchemeFacts {
        line: [0; LINE_SIZE],
        streams: false,
        needs_url: false,
        needs_method: false,
        signs_with_api_secret: false,
        covers_body: false,
        covers_id: false,
        covers_timestamp: false,
        covers_url: false,
        tolerance: 0,
    };

    pub(crate) fn of(scheme: &Scheme) -> SchemeFacts {
        let covers = scheme.covers();
        SchemeFacts {
            line: c_string(Some(scheme.as_str())),
            streams: scheme.streams(),
            needs_url: scheme.needs_url(),
            needs_method: scheme.needs_method(),
            signs_with_api_secret: scheme.signs_with_api_secret(),
            covers_body: covers.body,
            covers_id: covers.id,
            covers_timestamp: covers.timestamp,
            covers_url: covers.url,
            tolerance: scheme.tolerance().unwrap_or_default(),
        }
    }
}

#[repr(C)]
pub(crate) struct ProviderFacts {
    pub(crate) name: [u8; NAME_SIZE],
    pub(crate) title: [u8; TITLE_SIZE],
    pub(crate) docs: [u8; DOCS_SIZE],
    pub(crate) scheme: [u8; LINE_SIZE],
    pub(crate) is_confirmed: bool,
}

impl ProviderFacts {
    pub(crate) const EMPTY: ProviderFacts = ProviderFacts {
        name: [0; NAME_SIZE],
        title: [0; TITLE_SIZE],
        docs: [0; DOCS_SIZE],
        scheme: [0; LINE_SIZE],
        is_confirmed: false,
    };

    pub(crate) fn of(entry: &Entry, scheme: &Scheme) -> ProviderFacts {
        ProviderFacts {
            name: c_string(Some(entry.name)),
            title: c_string(Some(entry.title)),
            docs: c_string(Some(entry.docs)),
            scheme: c_string(Some(scheme.as_str())),
            is_confirmed: entry.is_confirmed,
        }
    }
}

/// The header or the URL that an error is about, and its end: 80 bytes is the core's limit.
pub(crate) const SUBJECT_SIZE: usize = 81;
pub(crate) const MESSAGE_SIZE: usize = 384;

#[repr(C)]
pub(crate) struct ErrorDetail {
    pub(crate) code: Outcome,
    pub(crate) column: u32,
    pub(crate) skew: i64,
    pub(crate) header: [u8; SUBJECT_SIZE],
    pub(crate) url: [u8; SUBJECT_SIZE],
    pub(crate) message: [u8; MESSAGE_SIZE],
}

/// The layout that the header gives on 64-bit machines; `bindings/c/tests` asserts the same numbers of the header.
#[cfg(target_pointer_width = "64")]
const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<Bytes>() == 16 && offset_of!(Bytes, len) == 8);
    assert!(size_of::<Header>() == 32 && offset_of!(Header, value) == 16);
    assert!(size_of::<Key>() == 48 && offset_of!(Key, secret) == 16 && offset_of!(Key, not_after) == 40);
    assert!(size_of::<RawOptions>() == 32 && offset_of!(RawOptions, allow_api_key) == 4);
    assert!(offset_of!(RawOptions, trust_forwarded) == 5 && offset_of!(RawOptions, base_url) == 16);
    assert!(size_of::<RawRequest>() == 64 && offset_of!(RawRequest, body) == 16 && offset_of!(RawRequest, url) == 48);
    assert!(size_of::<Verdict>() == 576 && offset_of!(Verdict, skew) == 16 && offset_of!(Verdict, replay_key) == 24);
    assert!(offset_of!(Verdict, has_timestamp) == 56 && offset_of!(Verdict, covers_url) == 61);
    assert!(offset_of!(Verdict, event_id) == 62 && offset_of!(Verdict, event_type) == 319);
    assert!(size_of::<Answer>() == 112 && offset_of!(Answer, body) == 8 && offset_of!(Answer, headers) == 24);
    assert!(offset_of!(Answer, header_count) == 88 && offset_of!(Answer, secret) == 96);
    assert!(size_of::<SchemeFacts>() == 792 && offset_of!(SchemeFacts, streams) == 769);
    assert!(offset_of!(SchemeFacts, covers_url) == 776 && offset_of!(SchemeFacts, tolerance) == 784);
    assert!(size_of::<ProviderFacts>() == 1029 && offset_of!(ProviderFacts, title) == 33);
    assert!(offset_of!(ProviderFacts, docs) == 98 && offset_of!(ProviderFacts, scheme) == 259);
    assert!(size_of::<ErrorDetail>() == 568 && offset_of!(ErrorDetail, skew) == 8);
    assert!(offset_of!(ErrorDetail, header) == 16 && offset_of!(ErrorDetail, url) == 97);
    assert!(offset_of!(ErrorDetail, message) == 178);
};
