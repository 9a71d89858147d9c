//! Times that are none. Each is signed as it stands, so that nothing but the form of the time speaks against it.

use super::sketch::Sketch;
use crate::table::Row;
use crate::vector_file::Case;

/// No number of seconds. The last is 2^64.
const NOT_SECONDS: [&str; 16] = [
    "1e3",
    "+1795465620",
    "-1795465620",
    "1795465620.0",
    "1795465620,",
    "1_795_465_620",
    "0x6b046654",
    "NaN",
    "nan",
    "Infinity",
    "-9223372036854775808",
    "2026-11-23T20:27:00Z",
    "\u{661}\u{667}\u{669}",
    "1795465620s",
    "null",
    "18446744073709551616",
];

const NOT_RFC3339: [&str; 9] = [
    "1795465620",
    "2026-11-23",
    "2026-11-23 20:27:00Z",
    "2026-11-23T20:27:00",
    "2026-02-30T20:27:00Z",
    "2026-11-23T25:27:00Z",
    "Mon, 23 Nov 2026 20:27:00 GMT",
    "2026-11-23T20:27:00.Z",
    "+002026-11-23T20:27:00Z",
];

pub(super) fn cases(rows: &[Row]) -> Vec<Case> {
    let (stripe, slack) = (Sketch::of(rows, "stripe"), Sketch::of(rows, "slack"));
    let (hubspot, twitch) = (Sketch::of(rows, "hubspot"), Sketch::of(rows, "twitch"));
    let mut cases = Vec::new();
    let malformed = |sketch: &Sketch, header: &str, text: &str| {
        let signed = sketch.clone().timestamp(text);
        signed.case(&format!("the time is `{text}`")).rejected("malformed_timestamp").about(header)
    };
    for text in NOT_SECONDS {
        cases.push(malformed(&slack, "x-slack-request-timestamp", text));
        // A comma is a separator there.
        if !text.contains(',') {
            cases.push(malformed(&stripe, "stripe-signature", text));
        }
    }
    cases.push(malformed(&stripe, "stripe-signature", ""));
    cases.push(malformed(&stripe, "stripe-signature", " 1795465620"));
    for text in ["1795465620.5", "1.8e12", "-1"] {
        cases.push(malformed(&hubspot, "x-hubspot-request-timestamp", text));
    }
    for text in NOT_RFC3339 {
        cases.push(malformed(&twitch, "twitch-eventsub-message-timestamp", text));
    }
    cases.extend(times(&slack, &hubspot, &twitch));
    cases
}

/// Unusual times that are times, and what the clock makes of them.
fn times(slack: &Sketch, hubspot: &Sketch, twitch: &Sketch) -> Vec<Case> {
    let at = |sketch: &Sketch, text: &str, seconds: u64, title: &str| {
        let mut sketch = sketch.clone().timestamp(text);
        sketch.seconds = seconds;
        sketch.case(title)
    };
    let far = |text: &str, skew: i64, code: &str, title: &str| {
        let mut case = slack.clone().timestamp(text).case(title).rejected(code);
        case.skew = Some(skew);
        case
    };
    let now = slack.seconds;
    let seconds_for_milliseconds = hubspot.clone().timestamp(&now.to_string());
    let mut too_old =
        seconds_for_milliseconds.case("seconds where the scheme has milliseconds").rejected("timestamp_too_old");
    too_old.skew = Some(now.cast_signed() - now.cast_signed() / 1000);
    vec![
        at(slack, "0001795465620", now, "a time with leading zeros, as it was signed"),
        at(slack, "0", 0, "the first second of Unix time"),
        at(hubspot, "1795465620999", now, "milliseconds are cut off"),
        at(twitch, "2026-11-23T20:27:00.123456789Z", now, "nanoseconds are cut off"),
        at(twitch, "2026-11-23T21:27:00+01:00", now, "a time with an offset"),
        too_old,
        far("0", now.cast_signed(), "timestamp_too_old", "the time is 0"),
        far(
            "1795465620000",
            now.cast_signed() - 1_795_465_620_000,
            "timestamp_too_new",
            "milliseconds where the scheme has seconds",
        ),
        far("18446744073709551615", -i64::MAX, "timestamp_too_new", "the largest number of 64 bits"),
    ]
}
