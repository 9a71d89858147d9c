//! Which URL was signed: a configured base URL, a trusted proxy's headers, the provider's own rule; and the error says
//! which was used.
#![allow(clippy::unwrap_used)]

use hookproof::{Code, Error, Keyring, Options, Request, Scheme, Verifier, sign};

const SECRET: &[u8] = b"a secret for the tests of URLs";
const NOW: u64 = 1_795_465_620;
const PUBLIC: &str = "https://hooks.example.com/v1/in?shop=1&x=%2F";

/// A delivery that the provider signed for `PUBLIC`, received as the request says.
fn receive(line: &str, set_up: impl Fn(Verifier) -> Verifier, url: &str, extra: &[(&str, &[u8])]) -> Result<(), Error> {
    let scheme = Scheme::parse(line).unwrap();
    let sent = Request { method: "POST", url: PUBLIC, body: b"{}", headers: &[] };
    let signed = sign(&scheme, SECRET, &sent, NOW, Options::default()).unwrap();
    let mut headers: Vec<(&str, &[u8])> = signed.headers().map(|(name, value)| (name, value.as_bytes())).collect();
    headers.extend(extra);
    let verifier = set_up(Verifier::new(&scheme, &Keyring::single(SECRET), Options::default()).unwrap());
    let request = Request { url, headers: &headers, ..sent };
    let verdict = verifier.verify(&request, NOW).map(drop);
    let streamed = verifier.start(&Request { body: b"", ..request }, NOW).and_then(|mut stream| {
        stream.update(b"{}");
        stream.finish().map(drop)
    });
    assert_eq!(verdict, streamed);
    verdict
}

const WHOLE: &str = "hmac-sha256 | x-s: {hex} | {url}{body}";
const TARGET: &str = "hmac-sha256 | x-s: {hex} | {target}{body}";

fn plain(verifier: Verifier) -> Verifier {
    verifier
}

fn code(verdict: Result<(), Error>) -> Option<Code> {
    verdict.err().map(|error| error.code())
}

#[test]
fn the_url_that_the_caller_gives_is_the_one_that_counts() {
    assert_eq!(receive(WHOLE, plain, PUBLIC, &[]), Ok(()));
    assert_eq!(receive(TARGET, plain, "http://10.0.0.7:3000/v1/in?shop=1&x=%2F", &[]), Ok(()));
    assert_eq!(receive(TARGET, plain, "/v1/in?shop=1&x=%2F", &[]), Ok(()));
    for other in ["http://hooks.example.com/v1/in?shop=1&x=%2F", "https://hooks.example.com/v1/in?shop=1&x=/"] {
        assert_eq!(code(receive(WHOLE, plain, other, &[])), Some(Code::SignatureMismatch));
    }
    for none in ["", "/v1/in?shop=1&x=%2F", "hooks.example.com/v1/in", "*"] {
        assert_eq!(code(receive(WHOLE, plain, none, &[])), Some(Code::MissingInput), "{none}");
    }
    // The error tells what is not there from what is no URL.
    let reason = |url: &str| receive(WHOLE, plain, url, &[]).unwrap_err().to_string();
    assert!(reason("") != reason("*") && reason("*") == reason("hooks.example.com/v1/in"));
}

#[test]
fn a_base_url_takes_the_place_of_what_a_proxy_made() {
    let with_base = |verifier: Verifier| verifier.with_base_url("https://hooks.example.com").unwrap();
    for url in [PUBLIC, "http://10.0.0.7:3000/v1/in?shop=1&x=%2F", "/v1/in?shop=1&x=%2F"] {
        assert_eq!(receive(WHOLE, with_base, url, &[]), Ok(()), "{url}");
    }
    let with_path = |verifier: Verifier| verifier.with_base_url("https://hooks.example.com/v1/").unwrap();
    for line in [WHOLE, TARGET, "hmac-sha256 | x-s: {hex} | {origin}{path}\\n{query}"] {
        assert_eq!(receive(line, with_path, "http://localhost/in?shop=1&x=%2F", &[]), Ok(()), "{line}");
    }
    // It has at most 256 bytes.
    for (len, fits) in [(256, true), (257, false), (300, false)] {
        let base = format!("https://hooks.example.com/{}", "a".repeat(len - "https://hooks.example.com/".len()));
        let verifier = Verifier::new(&Scheme::parse(WHOLE).unwrap(), &Keyring::single(SECRET), Options::default());
        assert_eq!(verifier.unwrap().with_base_url(&base).is_ok(), fits, "{len}");
    }
    // A sender's headers do not get in its way, trusted or not.
    let forged: &[(&str, &[u8])] = &[("X-Forwarded-Host", b"evil.example"), ("X-Forwarded-Proto", b"https")];
    let trusting = |verifier: Verifier| with_base(verifier).trusting_forwarded();
    assert_eq!(receive(WHOLE, trusting, "/v1/in?shop=1&x=%2F", forged), Ok(()));
}

#[test]
fn forwarded_headers_count_only_where_they_are_trusted() {
    let proxy: &[(&str, &[u8])] = &[("X-Forwarded-Host", b"hooks.example.com"), ("X-Forwarded-Proto", b"https")];
    let inside = "http://10.0.0.7:3000/v1/in?shop=1&x=%2F";
    assert_eq!(code(receive(WHOLE, plain, inside, proxy)), Some(Code::SignatureMismatch));
    for url in [inside, "/v1/in?shop=1&x=%2F"] {
        assert_eq!(receive(WHOLE, Verifier::trusting_forwarded, url, proxy), Ok(()), "{url}");
    }
    // Without the headers it is the caller's URL again.
    assert_eq!(receive(WHOLE, Verifier::trusting_forwarded, PUBLIC, &[]), Ok(()));
    assert_eq!(code(receive(WHOLE, Verifier::trusting_forwarded, "/v1/in", &[])), Some(Code::MissingInput));
    for (name, value, expected) in [
        ("x-forwarded-host", &b"a.example, hooks.example.com"[..], Code::MalformedHeader),
        ("x-forwarded-host", b"hooks.example.com/v1", Code::MalformedHeader),
        ("x-forwarded-host", b"", Code::MalformedHeader),
        ("x-forwarded-proto", b"https,http", Code::MalformedHeader),
        ("x-forwarded-proto", b"ftp", Code::MalformedHeader),
    ] {
        let mut headers: Vec<(&str, &[u8])> =
            proxy.iter().copied().filter(|(other, _)| !other.eq_ignore_ascii_case(name)).collect();
        headers.push((name, value));
        let error = receive(WHOLE, Verifier::trusting_forwarded, inside, &headers).unwrap_err();
        assert_eq!((error.code(), error.header()), (expected, Some(name)));
    }
    let twice: Vec<(&str, &[u8])> = proxy.iter().chain(proxy).copied().collect();
    assert_eq!(code(receive(WHOLE, Verifier::trusting_forwarded, inside, &twice)), Some(Code::DuplicateHeader));
}

#[test]
fn a_verifier_reads_its_schemes_headers_and_those_of_a_trusted_proxy() {
    let names = |line: &str, configure: fn(Verifier) -> Verifier| -> Vec<String> {
        let verifier = Verifier::new(&Scheme::parse(line).unwrap(), &Keyring::single(SECRET), Options::default());
        let verifier = configure(verifier.unwrap());
        let names: Vec<String> = verifier.headers().map(Into::into).collect();
        assert!(names.iter().all(|name| verifier.reads(name.to_uppercase().as_bytes())));
        assert_eq!(verifier.reads(b"X-Forwarded-Host"), names.iter().any(|name| name == "x-forwarded-host"));
        assert!(!verifier.reads(b"host") && names.len() <= Verifier::MAX_HEADERS);
        names
    };
    let trusting = Verifier::trusting_forwarded;
    assert_eq!(names(WHOLE, plain), ["x-s"]);
    assert_eq!(names(WHOLE, trusting), ["x-s", "x-forwarded-proto", "x-forwarded-host"]);
    let own = "hmac-sha256 | x-s: {hex} | {x-forwarded-host}{url}";
    assert_eq!(names(own, trusting), ["x-s", "x-forwarded-host", "x-forwarded-proto"]);
    let full = format!("hmac-sha256 | x-s: {{hex}} | {}{{url}}", ["{x-1}{x-2}{x-3}{x-4}", "{x-5}{x-6}{x-7}"].concat());
    assert_eq!(names(&full, trusting).len(), Verifier::MAX_HEADERS);
}

#[test]
fn a_request_that_names_its_signed_headers_has_at_most_128() {
    let line = Scheme::parse("hmac-sha256 | x-s: h={header-names},v={hex} | {header-values}").unwrap();
    let verifier = Verifier::new(&line, &Keyring::single(SECRET), Options::default()).unwrap();
    assert!(verifier.reads(b"host"));
    let signed =
        sign(&line, SECRET, &Request { headers: &[("a", b"1")], ..Default::default() }, NOW, Options::default());
    let signed = signed.unwrap();
    let (name, value) = signed.headers().next().unwrap();
    let mut headers: Vec<(&str, &[u8])> = vec![("a", b"1"), (name, value.as_bytes())];
    headers.resize(Request::MAX_HEADERS, ("b", b"2"));
    assert!(verifier.verify(&Request { headers: &headers, ..Default::default() }, NOW).is_ok());
    headers.push(("b", b"2"));
    let many = Request { headers: &headers, ..Default::default() };
    let error = verifier.verify(&many, NOW).unwrap_err();
    assert_eq!((error.code(), error.header()), (Code::MalformedHeader, None));
    assert_eq!(sign(&line, SECRET, &many, NOW, Options::default()).err().map(|error| error.code()), Some(error.code()));
    // First of all: a layer that leaves out what is too many gets the same answer.
    let only_others = Request { headers: &[("b", &b"2"[..]); Request::MAX_HEADERS + 1], ..Default::default() };
    assert_eq!(code(verifier.verify(&only_others, NOW).map(drop)), Some(Code::MalformedHeader));
    // Other schemes take any number.
    let more: Vec<(&str, &[u8])> = vec![("b", b"2"); 5000];
    assert_eq!(receive(WHOLE, plain, PUBLIC, &more), Ok(()));
}

#[test]
fn the_error_says_which_url_was_used() {
    let error = receive(WHOLE, plain, "http://user:key@10.0.0.7:3000/v1/in?secret=2#x", &[]).unwrap_err();
    assert_eq!(error.url(), Some("http://10.0.0.7:3000/v1/in"));
    assert!(error.to_string().ends_with("; the URL used, without its query: http://10.0.0.7:3000/v1/in"), "{error}");
    let with_base = |verifier: Verifier| verifier.with_base_url("https://a.example/b").unwrap();
    assert_eq!(receive(WHOLE, with_base, "/v1/in", &[]).unwrap_err().url(), Some("https://a.example/b/v1/in"));
    let no_url = Scheme::parse("hmac-sha256 | x-s: {hex} | {body}").unwrap();
    let verifier = Verifier::new(&no_url, &Keyring::single(SECRET), Options::default()).unwrap();
    let forged = Request { headers: &[("x-s", &[b'a'; 64])], url: PUBLIC, ..Default::default() };
    assert_eq!(verifier.verify(&forged, NOW).unwrap_err().url(), None);
}

#[test]
fn hubspots_rule_undoes_some_escapes() {
    // developers.hubspot.com, "Validating requests": the characters that are decoded before signing.
    let line = "hmac-sha256 | x-s: {hex} | {url:unescaped}";
    let scheme = Scheme::parse(line).unwrap();
    let sign_for = |url: &str| {
        let request = Request { url, ..Default::default() };
        let signed = sign(&scheme, SECRET, &request, NOW, Options::default()).unwrap();
        signed.headers().map(|(_, value)| value.to_string()).collect::<String>()
    };
    let plain = "https://example.com/a?b=:/?@!$'()*,;";
    assert_eq!(sign_for("https://example.com/a?b=%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B"), sign_for(plain));
    assert_eq!(sign_for("https://example.com/a?b=%3a%2f%3f@!$'()%2a%2c%3b"), sign_for(plain));
    assert_ne!(sign_for("https://example.com/a%20b"), sign_for("https://example.com/a b"));
}
