//! DESIGN rule 10: a body in pieces gets the same verdict as the body in one piece, in constant memory.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod oracle;

use hmac::{Hmac, KeyInit, Mac};
use hookproof::{
    Algorithm, Code, Error, HostBlock, Key, Keyring, Options, Request, Scheme, Session, Tolerance, Verifier, providers,
};
use oracle::Line;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

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
        prop_assert_eq!(outcome(stream.finish()), whole.clone());

        // As a layer has it that keeps nothing but what it owns.
        let mut paused = verifier.start(&head, NOW + late).unwrap().pause();
        for ends in cuts.windows(2) {
            let mut stream = verifier.resume(paused, &head);
            stream.update(&body[ends[0]..ends[1]]);
            paused = stream.pause();
        }
        prop_assert_eq!(outcome(verifier.resume(paused, &head).finish()), whole.clone());

        // As a host has it that hashes faster; a digest that is off by a bit is another signature.
        let block = HostBlock::new(&scheme, secret(&line).as_bytes()).unwrap();
        prop_assert_eq!(block.is_some(), scheme.host_digest_len().is_some());
        if let Some(block) = block {
            let mut session = Session::new();
            let mut message = block.as_bytes().to_vec();
            let mut behind = Vec::new();
            let keys = session.begin_on_host(&verifier, &head, NOW + late, &mut |is_behind, piece| {
                if is_behind { &mut behind } else { &mut message }.extend_from_slice(piece);
            });
            prop_assert_eq!(keys, Ok(1));
            message.extend_from_slice(&body);
            message.extend_from_slice(&behind);
            let digest = match scheme.algorithm() {
                Algorithm::HmacSha1 => sha1::Sha1::digest(&message).to_vec(),
                Algorithm::HmacSha256 => Sha256::digest(&message).to_vec(),
                Algorithm::HmacSha384 => sha2::Sha384::digest(&message).to_vec(),
                _ => sha2::Sha512::digest(&message).to_vec(),
            };
            let judged = session.finish_on_host(&verifier, &request, &digest);
            let text = |text: Option<&str>| text.map(String::from);
            let replay_key = session.replay_key(&verifier);
            let told = judged.map(|()| session.known().unwrap()).map(|known| {
                (known.skew(), replay_key, text(known.event_id()), text(known.event_type()))
            });
            prop_assert_eq!(told, whole);
            // There is one verdict for each delivery that has begun.
            let again = session.finish_on_host(&verifier, &request, &digest).unwrap_err().code();
            prop_assert_eq!((again, session.known().is_none()), (Code::MissingInput, true));
            session.begin_on_host(&verifier, &head, NOW + late, &mut |_, _| {}).unwrap();
            let mut digest = digest;
            let at = (1 + late as usize) % digest.len();
            digest[at] ^= 1;
            let error = session.finish_on_host(&verifier, &request, &digest).unwrap_err();
            prop_assert_eq!((error.code(), session.known().is_none()), (Code::SignatureMismatch, true));
        }
    }
}

#[test]
fn the_host_hashes_for_no_scheme_but_an_hmac_over_the_body_itself() {
    let (secret, hash_of_nothing) = (b"a secret that is long enough", [0; 64]);
    for line in [
        "token | x-token: {token}",
        "sha256 | x-signature: {hex} | {secret}{body}",
        "hmac-sha256 | x-signature: {hex} | {sha256:hex}",
        "hmac-sha256 | x-digest: {sha256:hex} | x-signature: {hex} | {x-digest}.{body}",
        "hmac-sha256 | x-signature: {hex} | {form}",
        "hmac-sha256 | x-signature: {hex} | {json:/id}.{json:/time}",
    ] {
        let Ok(scheme) = Scheme::parse(line) else { panic!("{line}") };
        assert!(HostBlock::new(&scheme, secret).unwrap().is_none(), "{line}");
        let verifier = Verifier::new(&scheme, &Keyring::single(secret), Options::default()).unwrap();
        // What no key has computed must not be what a sender can send.
        let zeros = "0".repeat(64);
        let request = Request { headers: &[("x-signature", zeros.as_bytes())], body: b"{}", ..Default::default() };
        let mut session = Session::new();
        let begun = session.begin_on_host(&verifier, &request, NOW, &mut |_, _| {}).map(drop);
        for refused in [begun, session.finish_on_host(&verifier, &request, &hash_of_nothing)] {
            assert_eq!(refused.unwrap_err().code(), Code::MissingInput, "{line}");
        }
    }
    // Where it does, it says how long the digests are, and whether it reads the body once it is authentic.
    for (name, digest_len, reads_body) in
        [("github", 32, false), ("stripe", 32, true), ("intercom", 20, true), ("paystack", 64, true)]
    {
        let scheme = Scheme::find(name).unwrap();
        assert_eq!((scheme.host_digest_len(), scheme.reads_body()), (Some(digest_len), reads_body), "{name}");
    }
    // The keys that count, a bit each: the first names the message, the third is not active yet.
    let mut keyring = Keyring::new();
    for (id, not_before) in [("a", None), ("b", None), ("c", Some(NOW + 1)), ("d", Some(NOW))] {
        keyring.add(Key { id, secret, not_before, not_after: None }).unwrap();
    }
    let verifier = Verifier::new(&Scheme::find("github").unwrap(), &keyring, Options::default()).unwrap();
    let signature = format!("sha256={}", "0".repeat(64));
    let head = Request { headers: &[("x-hub-signature-256", signature.as_bytes())], ..Default::default() };
    assert_eq!(Session::new().begin_on_host(&verifier, &head, NOW, &mut |_, _| {}), Ok(0b1011));
    // A verification key holds no block.
    let github = Scheme::find("github").unwrap();
    let key = hookproof::derive(&github, secret).unwrap();
    assert!(HostBlock::new(&github, key.as_str().as_bytes()).unwrap().is_none());
}

/// Whoever hands a session on has to have begun it: what a refused head claims is not judged.
#[test]
fn a_session_whose_head_was_refused_has_no_verdict() {
    let (secret, body) = (b"a secret that is long enough", b"{}");
    let scheme = Scheme::parse("hmac-sha256 | x-signature: {hex} | x-time: {timestamp} | {timestamp}{body}").unwrap();
    let verifier = Verifier::new(&scheme, &Keyring::single(secret), Options::default()).unwrap();
    let signed =
        hookproof::sign(&scheme, secret, &Request { body, ..Default::default() }, NOW, Options::default()).unwrap();
    let headers: Vec<(&str, &[u8])> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    let whole = Request { headers: &headers, body, ..Default::default() };
    let half = Request { headers: &headers[..1], body, ..Default::default() };
    let mut session = Session::new();
    session.verify(&verifier, &whole, NOW).unwrap();
    assert!(session.known().is_some());
    session.begin(&verifier, &half, NOW).unwrap_err();
    session.update(&verifier, body);
    assert_eq!(session.finish(&verifier, &whole).unwrap_err().code(), Code::MissingInput);
    assert!(session.known().is_none());
    session.begin(&verifier, &whole, NOW).unwrap();
    session.update(&verifier, body);
    assert!(session.known().is_none());
    session.finish(&verifier, &whole).unwrap();
    assert!(session.known().is_some());
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

#[test]
fn a_paused_stream_finds_the_facts_wherever_the_body_is_cut() {
    let scheme =
        Scheme::parse("hmac-sha256 id={json:/data/1/id} type={json:/type} | x-signature: {hex} | {body}").unwrap();
    let secret = b"a secret that is long enough";
    let body = br#"{"x":{"id":1},"da":0,"data":[{"type":2},{"no":[{}],"id":"evt\u00e9 1"}],"type":"a.b"}"#;
    let request = Request { body, ..Default::default() };
    let signed = hookproof::sign(&scheme, secret, &request, NOW, Options::default()).unwrap();
    let headers: Vec<(&str, &[u8])> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    let head = Request { headers: &headers, ..Default::default() };
    let verifier = Verifier::new(&scheme, &Keyring::single(secret), Options::default()).unwrap();
    for cut in 0..=body.len() {
        let (front, back) = body.split_at(cut);
        let mut stream = verifier.start(&head, NOW).unwrap();
        stream.update(front);
        let mut stream = verifier.resume(stream.pause(), &head);
        stream.update(back);
        let verified = stream.finish().unwrap();
        assert_eq!((verified.event_id(), verified.event_type()), (Some("evt\u{e9} 1"), Some("a.b")), "{cut}");
    }
}
