//! The table of providers: how each signs, and how sure we are of it. One file a provider in `crates/hookproof/providers/`
//! is the source; [`ALL`] and the constants are generated from them.

#[expect(clippy::indexing_slicing, reason = "generated, and evaluated when this is compiled")]
mod table;

pub use table::*;

/// A provider, and how it signs its webhooks.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Provider {
    /// The name that [`Scheme::find`](crate::Scheme::find) takes: `stripe`.
    pub name: &'static str,
    /// The name for people: `Stripe`.
    pub title: &'static str,
    /// The kind of service: `payments`.
    pub category: &'static str,
    /// The scheme's line.
    pub scheme: &'static str,
    /// How sure we are.
    pub evidence: Evidence,
    /// The provider's own page about it.
    pub docs: &'static str,
    /// Where it was read.
    pub sources: &'static [&'static str],
    /// How the provider checks that the endpoint is the receiver's; empty if it does not, or nothing is known.
    pub handshake: &'static str,
    /// When and how often a failed delivery is repeated; empty if nothing is known.
    pub retries: &'static str,
    /// Traps, in a few sentences; may be empty.
    pub notes: &'static str,
}

/// A provider that signs nothing, so that there is nothing to verify.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Unsigned {
    /// Its name, which [`Scheme::find`](crate::Scheme::find) refuses: `strava`.
    pub name: &'static str,
    /// The name for people: `Strava`.
    pub title: &'static str,
    /// The provider's own page; may be empty.
    pub docs: &'static str,
    /// What to do instead, in a sentence.
    pub instead: &'static str,
}

/// Where a provider's way of signing was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Evidence {
    /// In an official SDK, or in the source of the sender.
    Sdk,
    /// In the provider's documentation.
    Docs,
    /// Only in other people's code: unconfirmed.
    Secondary,
}

impl Evidence {
    /// The word for it in tables: `sdk`, `docs` or `unconfirmed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Evidence::Sdk => "sdk",
            Evidence::Docs => "docs",
            Evidence::Secondary => "unconfirmed",
        }
    }
}

/// The line of the provider with this name, or `None`.
pub(crate) fn line(name: &str) -> Option<&'static str> {
    let index = table::LINES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    table::LINES.get(index).map(|(_, line)| *line)
}

/// Whether this is the name of a provider that signs nothing.
pub(crate) fn signs_nothing(name: &str) -> bool {
    table::UNSIGNED_NAMES.binary_search(&name).is_ok()
}

/// The provider with this name, or `None`.
///
/// ```
/// assert_eq!(hookproof::providers::find("stripe").unwrap().title, "Stripe");
/// ```
pub fn find(name: &str) -> Option<&'static Provider> {
    ALL.binary_search_by_key(&name, |provider| provider.name).ok().and_then(|index| ALL.get(index))
}
