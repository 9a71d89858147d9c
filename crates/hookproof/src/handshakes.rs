//! The table of handshakes: how each provider checks that an endpoint is the receiver's. One file a provider in
//! `crates/hookproof/handshakes/` is the source; the constants are generated from them.

mod table;

pub use table::*;

/// The line of the provider with this name, or `None`.
pub(crate) fn line(name: &str) -> Option<&'static str> {
    let index = table::LINES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    table::LINES.get(index).map(|(_, line)| *line)
}
