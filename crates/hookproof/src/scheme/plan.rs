//! What a scheme asks of each delivery, found once for all of them.

use super::{Covers, Part, Scheme};

/// What a verifier knows of its scheme before a delivery comes.
pub(crate) struct Plan {
    pub(crate) needs_url: bool,
    pub(crate) needs_origin: bool,
    /// The request says which headers are signed.
    pub(crate) names_headers: bool,
    /// Nothing of the body is read before the signature is judged.
    pub(crate) streams: bool,
    pub(crate) signs_body: bool,
    pub(crate) digests_body: bool,
    /// The message has parts that a delivery may not bring as they have to be.
    pub(crate) checks_message: bool,
    /// Behind the body, something is signed that stands in the request.
    pub(crate) ends_in_head: bool,
    pub(crate) has_head_facts: bool,
    pub(crate) has_body_facts: bool,
    pub(crate) covers: Covers,
    /// In seconds; `None` if no time is signed.
    pub(crate) tolerance: Option<u64>,
}

impl Plan {
    pub(crate) fn of(scheme: &Scheme) -> Plan {
        let message = scheme.message.as_slice();
        let behind_body = message.iter().skip_while(|part| !part.is_of_body()).skip(1);
        let time = scheme.time().map(|(field, _)| field).filter(|field| scheme.is_deferred(field));
        let facts = || [scheme.event_id, scheme.event_type, time.map(|field| field.place)].into_iter().flatten();
        let stands_in_body = |place: u8| scheme.place(place).source.is_body();
        Plan {
            needs_url: scheme.needs_url(),
            needs_origin: scheme.needs_origin(),
            names_headers: scheme.names_headers(),
            streams: scheme.streams(),
            signs_body: scheme.signs_body(),
            digests_body: scheme.digests_body(),
            checks_message: scheme.needs_method() || message.contains(&Part::Open),
            ends_in_head: behind_body.into_iter().any(|part| part.stands_in_head()),
            has_head_facts: facts().any(|place| !stands_in_body(place)),
            has_body_facts: facts().any(stands_in_body),
            covers: scheme.covers(),
            tolerance: scheme.tolerance(),
        }
    }
}

impl Part {
    /// Whether a request has to be looked at for it, and not only the scheme and what is claimed.
    const fn stands_in_head(self) -> bool {
        match self {
            Part::Literal(_) | Part::Byte(_) | Part::Timestamp | Part::Secret | Part::Close => false,
            Part::Body | Part::Form | Part::Digest(_) => false,
            Part::Url | Part::UrlUnescaped | Part::Origin | Part::Path | Part::Query | Part::Target => true,
            Part::Method | Part::HeaderNames | Part::HeaderValues | Part::HeaderLines => true,
            Part::Place(_) | Part::Open => true,
        }
    }
}
