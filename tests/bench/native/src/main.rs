//! The crate beside its peers in Rust, for `cargo xtask bench native`: `PROGRAM ROUNDS` prints a line for each cell, the
//! peer, the size of the body in bytes, the median of the ratios (ours / theirs), and both medians in nanoseconds.
//!
//! A round measures ours and then theirs, a slice of time each, so that a change of the machine's speed meets both.

use hookproof::{Keyring, Options, Request, Verifier, providers};
use ring::hmac;
use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const SECRET: &str = "whsec_benchmark_secret_of_38_characters";
const SIZES: [usize; 5] = [256, 1024, 4096, 16_384, 65_536];
const SLICE: Duration = Duration::from_micros(300);

fn main() {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).expect("the number of rounds");
    let verifier = Verifier::new(&providers::STRIPE, &Keyring::single(SECRET.as_bytes()), Options::default()).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let secret = webhook_verify::Secret::new(SECRET);
    for size in SIZES {
        let now = clock();
        let (front, back) = (r#"{"id":"evt_1","type":"charge.succeeded","text":""#, r#""}"#);
        let body = format!("{front}{}{back}", "x".repeat(size - front.len() - back.len())).into_bytes();
        let signed = [format!("{now}.").as_bytes(), &body].concat();
        let tag = hmac::sign(&key, &signed);
        let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let signature = format!("t={now},v1={hex}");
        let headers = [("content-type", "application/json"), ("stripe-signature", signature.as_str())]
            .map(|(name, value)| (name, value.as_bytes()));
        let owned = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("stripe-signature".to_owned(), signature.clone()),
        ];
        // Whole verifications, headers and verdict included; also the event's id and type, which no peer reads out of the body.
        let judge = |now| {
            let request = Request { headers: black_box(&headers), body: black_box(&body), ..Request::default() };
            verifier.verify(&request, now).is_ok()
        };
        let mut raw = || hmac::verify(&key, black_box(&signed), tag.as_ref()).is_ok();
        let mut peer = || {
            let stripe = webhook_verify::Provider::Stripe;
            webhook_verify::verify(stripe, black_box(&owned), black_box(&body), &secret, Default::default()).is_ok()
        };
        compare("ring, HMAC alone, key kept", size, rounds, &mut || judge(now), &mut raw);
        // The peer reads the clock.
        compare("webhook-verify", size, rounds, &mut || judge(clock()), &mut peer);
    }
}

fn clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

fn compare(peer: &str, size: usize, rounds: usize, ours: &mut dyn FnMut() -> bool, theirs: &mut dyn FnMut() -> bool) {
    let (our_count, their_count) = (count(ours), count(theirs));
    let mut cells: Vec<(f64, f64, f64)> = (0..rounds)
        .map(|_| {
            let (ours, theirs) = (slice(ours, our_count), slice(theirs, their_count));
            (ours / theirs, ours, theirs)
        })
        .collect();
    let mut median = |of: fn(&(f64, f64, f64)) -> f64| {
        cells.sort_by(|a, b| of(a).total_cmp(&of(b)));
        of(&cells[cells.len() / 2])
    };
    println!(
        "{peer}\t{size}\t{:.3}\t{:.0}\t{:.0}",
        median(|cell| cell.0),
        median(|cell| cell.1),
        median(|cell| cell.2)
    );
}

/// How many calls fill a slice. A call that refuses the delivery measures nothing.
fn count(call: &mut dyn FnMut() -> bool) -> u32 {
    let begin = Instant::now();
    let mut count = 0;
    while begin.elapsed() < SLICE * 20 {
        assert!(call(), "a good delivery is refused");
        count += 1;
    }
    (count / 20).max(1)
}

/// Nanoseconds a call.
fn slice(call: &mut dyn FnMut() -> bool, count: u32) -> f64 {
    let begin = Instant::now();
    for _ in 0..count {
        black_box(call());
    }
    begin.elapsed().as_secs_f64() * 1e9 / f64::from(count)
}
