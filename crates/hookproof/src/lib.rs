//! Did this webhook really come from who it says, just now, unchanged, for the first time?
//!
//! A provider's way of signing is one line of text, a [`Scheme`]. A [`Verifier`] is made of a scheme and the secrets,
//! and judges deliveries: bytes in, verdict out. It allocates nothing, opens nothing, and reads no clock.
//!
//! ```
//! use hookproof::{Keyring, Options, Request, Scheme, Verifier};
//!
//! let secret = "webhook_secret"; // from your configuration
//! let verifier = Verifier::new(&Scheme::find("stripe")?, &Keyring::single(secret.as_bytes()), Options::default())?;
//!
//! // what came in: the headers, and the body as raw bytes
//! let signature = "t=1533204620,v1=ed151c51d79fa53c33d1299c948877c8614fb51042d28d69435f6e5e62f82da1";
//! let request = Request {
//!     headers: &[("stripe-signature", signature.as_bytes())],
//!     body: br#"{"id":"evt_123","type":"customer.created"}"#,
//!     ..Default::default()
//! };
//! let now = 1533204620; // SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs()
//! match verifier.verify(&request, now) {
//!     Ok(verified) => assert_eq!(verified.skew(), Some(0)), // authentic: handle the event, answer 200
//!     Err(error) => panic!("answer {}, log {}: {error}", error.code().http_status(), error.code()),
//! }
//! # Ok::<(), hookproof::Error>(())
//! ```
//!
//! # What it does not do
//! It does not remember: [`Verified::event_id`] and [`Verified::replay_key`] are what to remember a delivery by.
//! Constant time means that neither a branch nor an address in the compiled core depends on a secret; what the processor,
//! or an engine that compiles wasm, makes of it is beyond a library.
//!
//! # Features
//! | feature | default | |
//! | --- | --- | --- |
//! | `providers` | on | the table of providers; a program that only looks up names carries about 30 KB of it. Without it, bring the scheme's line |
#![no_std]
#![cfg_attr(not(ctgrind), forbid(unsafe_code))]

/// The README's Rust, run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

mod compare;
mod decode;
mod error;
mod facts;
mod field;
mod form;
mod handshake;
#[cfg(feature = "providers")]
pub mod handshakes;
mod host;
mod json;
mod judge;
mod keyring;
mod mac;
mod message;
#[cfg(feature = "providers")]
pub mod providers;
mod request;
mod scheme;
mod session;
mod sign;
mod stream;
mod text;
mod time;
mod url;
mod values;
mod verdict;
mod verify;
mod written;

pub use error::{Code, Error};
pub use handshake::{Answer, Handshake};
#[doc(hidden)]
pub use host::HostBlock;
pub use keyring::{Finding, Flaw, Key, Keyring, VerificationKey, derive};
pub use request::{DEFAULT_BODY_LIMIT, Request};
pub use scheme::{Algorithm, Covers, Scheme};
#[doc(hidden)]
pub use session::Session;
pub use sign::{Signed, sign};
pub use stream::Stream;
#[doc(hidden)]
pub use verdict::Known;
pub use verdict::Verified;
pub use verify::{Options, Tolerance, Verifier};
