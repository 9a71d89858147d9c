//! A delivery whose body arrives in pieces.

use crate::error::Error;
use crate::request::Request;
use crate::session::Session;
use crate::verdict::Verified;
use crate::verify::Verifier;
use core::fmt;

/// A delivery whose body is arriving; made by [`Verifier::start`].
#[must_use = "there is no verdict before `finish`"]
pub struct Stream<'a> {
    verifier: &'a Verifier,
    head: Request<'a>,
    session: Session,
}

impl<'a> Stream<'a> {
    pub(crate) fn new(verifier: &'a Verifier, head: Request<'a>, now: u64) -> Result<Self, Error> {
        // What is read of a body that arrives is read of that, and not of one that was given with the head.
        let head = Request { body: &[], ..head };
        let mut session = Session::new();
        session.begin(verifier, &head, now)?;
        Ok(Stream { verifier, head, session })
    }

    /// This stream without its references, for who cannot hold them from one piece of the body to the next. See
    /// [`Verifier::resume`].
    #[doc(hidden)]
    pub fn pause(self) -> Session {
        self.session
    }

    pub(crate) fn resumed(verifier: &'a Verifier, head: Request<'a>, session: Session) -> Self {
        Stream { verifier, head: Request { body: &[], ..head }, session }
    }

    /// Takes the next piece of the body, of any length.
    pub fn update(&mut self, piece: &[u8]) {
        self.session.update(self.verifier, piece);
    }

    /// The verdict, once the body is complete.
    ///
    /// # Errors
    /// `signature_mismatch`; for an authentic delivery, `malformed_body` and `malformed_timestamp` where the time stands
    /// within the body, `timestamp_too_old` or `timestamp_too_new`.
    pub fn finish(mut self) -> Result<Verified<'a>, Error> {
        self.session.finish(self.verifier, &self.head)?;
        Ok(Verified { verifier: self.verifier, known: self.session.into_known() })
    }
}

/// Names the scheme only.
impl fmt::Debug for Stream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stream({:?})", self.verifier.scheme().as_str())
    }
}
