//! `hookproof verify`

use crate::arguments::Verify;
use crate::failure::Failure;
use crate::input::Input;
use crate::{print, secret};
use hookproof::{Covers, Verified};
use serde_json::json;
use std::fmt::Write;
use std::process::ExitCode;

/// Prints the verdict: an answer on standard output, or what went wrong on standard error; with `--json`, an object on
/// standard output for either.
pub(crate) fn run(arguments: &Verify) -> ExitCode {
    match judge(arguments) {
        Ok(text) => print(&text),
        Err(failure) => failure.tell(arguments.json),
    }
}

fn judge(arguments: &Verify) -> Result<String, Failure> {
    let (verifier, now) = secret::judge(&arguments.keys, &arguments.delivery, &arguments.judgement)?;
    let input = Input::read(&arguments.delivery)?;
    input.with_request(&arguments.delivery, |request| {
        let verified = verifier.verify(request, now)?;
        Ok(if arguments.json { object(arguments, &verified) } else { sentences(arguments, &verified) })
    })
}

fn object(arguments: &Verify, verified: &Verified<'_>) -> String {
    let covers = verified.covers();
    let object = json!({
        "ok": true,
        "scheme": arguments.keys.scheme,
        "keyId": verified.key_id(),
        "timestamp": verified.timestamp(),
        "skewSeconds": verified.skew(),
        "eventId": verified.event_id(),
        "eventType": verified.event_type(),
        "replayKey": verified.replay_key().map(|key| hex(&key)),
        "covers": { "body": covers.body, "id": covers.id, "timestamp": covers.timestamp, "url": covers.url },
    });
    format!("{object}\n")
}

fn sentences(arguments: &Verify, verified: &Verified<'_>) -> String {
    let mut text = format!("authentic\n  scheme      {}\n  key         {}\n", arguments.keys.scheme, verified.key_id());
    // Writing to a String does not fail.
    if let (Some(timestamp), Some(skew)) = (verified.timestamp(), verified.skew()) {
        let side = if skew < 0 { "ahead" } else { "ago" };
        let _ = writeln!(text, "  signed at   {timestamp}, {} s {side}", skew.unsigned_abs());
    }
    if let Some(id) = verified.event_id() {
        let _ = writeln!(text, "  event id    {}", id.escape_debug());
    }
    if let Some(kind) = verified.event_type() {
        let _ = writeln!(text, "  event type  {}", kind.escape_debug());
    }
    let _ = writeln!(text, "  covers      {}", covered(verified.covers()));
    if let Some(key) = verified.replay_key() {
        let _ = writeln!(text, "  replay key  {}", hex(&key));
    }
    text
}

/// What a signature covers, in words.
pub(crate) fn covered(covers: Covers) -> String {
    let words = [(covers.body, "body"), (covers.id, "id"), (covers.timestamp, "timestamp"), (covers.url, "url")];
    let words: Vec<_> = words.into_iter().filter_map(|(covered, word)| covered.then_some(word)).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
