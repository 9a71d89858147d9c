//! DESIGN rule 10: a body in pieces gets the same verdict as the body in one piece, in constant memory.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod oracle;

use hmac::{Hmac, KeyInit, Mac};
use hookproof::{Code, Error, Keyring, Options, Request, Scheme, Tolerance, Verifier, providers};
use oracle::Line;
use proptest::prelude::*;

const NOW: u64 = 1_795_465_620;

/// What there is to compare of a verdict.
type Outcome = Result<(Option<i64>, Option<[u8; 32]>, Option<String>, Option<String>), Error>;

fn outcome(verdict: Result<hookproof::Verified<'_>, Error>) -> Outcome {
    let text = |text: Option<&str>| text.map(String::from);
    verdict.map(|told| (told.skew(), told.replay_key(), text(told.event_id()), text(told.event_type())))
}

/// A secret of the form that the line asks for.
fn secret(line: &Line<'_>) -> &'static str {
    match line.secret_form().encoding {
        "hex" => "00112233445566778899aabbccddeeff",
        "base64" | "base64url" => "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
        _ => "a secret that is long enough",
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Any provider, cut anywhere, genuine or not.
    #[test]
    fn rule_10_a_stream_gets_the_verdict_of_one_call(
        provider in 0..providers::ALL.len(),
        seed: u64,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        forged in prop::option::of(any::<prop::sample::Index>()),
        late in 0u64..700,
    ) {
        let line = Line::new(providers::ALL[provider].scheme);
        let scheme = Scheme::parse(providers::ALL[provider].scheme).unwrap();
        prop_assume!(scheme.streams());
        let unsigned = oracle::sample::delivery(&line, seed);
        let signed = oracle::signed(providers::ALL[provider].scheme, secret(&line), &unsigned, &line.timestamp(NOW));
        let received = signed.received();
        let mut body = received.body.to_vec();
        if let Some(at) = forged.filter(|_| !body.is_empty()) {
            let at = at.index(body.len());
            body[at] ^= 1;
        }
        let options = Options::default().allow_api_key();
        let verifier = Verifier::new(&scheme, &Keyring::single(secret(&line).as_bytes()), options).unwrap();
        let request = Request { method: received.method, url: received.url, headers: &received.headers, body: &body };
        let whole = outcome(verifier.verify(&request, NOW + late));

        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        let head = Request { body: b"what stands here is not read", ..request };
        let mut stream = verifier.start(&head, NOW + late).unwrap();
        for ends in cuts.windows(2) {
            stream.update(&body[ends[0]..ends[1]]);
        }
        prop_assert_eq!(outcome(stream.finish()), whole);
    }
}

#[test]
fn rule_10_a_body_of_a_gibibyte_in_pieces() {
    let scheme = Scheme::find("stripe").unwrap();
    let piece = vec![b'x'; 1 << 20];
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"a secret that is long enough").unwrap();
    mac.update(b"1795465620.");
    (0..1024).for_each(|_| mac.update(&piece));
    let tag: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let signature = format!("t=1795465620,v1={tag}");

    let verifier =
        Verifier::new(&scheme, &Keyring::single(b"a secret that is long enough"), Options::default()).unwrap();
    let head = Request { headers: &[("stripe-signature", signature.as_bytes())], ..Default::default() };
    // The core is built without an allocator: a stream is all the memory there is.
    assert!(size_of::<hookproof::Stream<'_>>() < 16 * 1024);
    let mut stream = verifier.start(&head, NOW).unwrap();
    (0..1024).for_each(|_| stream.update(&piece));
    assert_eq!(stream.finish().unwrap().skew(), Some(0));

    let mut stream = verifier.start(&head, NOW).unwrap();
    (0..1023).for_each(|_| stream.update(&piece));
    assert_eq!(stream.finish().unwrap_err().code(), Code::SignatureMismatch);
}

#[test]
fn rule_10_a_stream_is_refused_before_its_body_where_the_head_is_wrong() {
    let scheme = Scheme::find("stripe").unwrap();
    let options = Options::default().tolerance(Tolerance::Ignore);
    let verifier = Verifier::new(&scheme, &Keyring::single(b"a secret that is long enough"), options).unwrap();
    assert_eq!(verifier.start(&Request::default(), NOW).unwrap_err().code(), Code::MissingHeader);
    let head = Request { headers: &[("stripe-signature", b"t=1,v1=zz")], ..Default::default() };
    assert_eq!(verifier.start(&head, NOW).unwrap_err().code(), Code::MalformedHeader);

    let twilio = Scheme::find("twilio").unwrap();
    assert!(!twilio.streams());
    let verifier = Verifier::new(&twilio, &Keyring::single(b"12345"), options.allow_api_key()).unwrap();
    assert_eq!(verifier.start(&Request::default(), NOW).unwrap_err().code(), Code::MissingInput);
}
