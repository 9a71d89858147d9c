//! What has to hold for any input at all. Each property is a function of some bytes that panics where it does not hold:
//! `cargo xtask fuzz` looks for such bytes, and `tests/` keeps those that once were found.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic is how a property says that it does not hold")]

pub mod header_forms;
pub mod parser;
pub mod verify;

mod form;
mod lines;
