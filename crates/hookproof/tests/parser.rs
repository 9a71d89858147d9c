//! The notation: what a line says, and for every line that is refused the reason and the column.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hookproof::providers::{self, Evidence};
use hookproof::{Algorithm, Code, Scheme};

/// A `^` stands under the column that the error names; the reason begins with the text.
#[rustfmt::skip]
const REFUSED: &[(&str, &str, &str)] = &[
    // the algorithm, its secret and its options
    ("",
     "^", "unknown algorithm"),
    ("hmac-md5 | x-s: {hex} | {body}",
     "^", "unknown algorithm"),
    ("HMAC-SHA256 | x-s: {hex} | {body}",
     "^", "unknown algorithm"),
    ("hmac-sha256(utf8) | x-s: {hex} | {body}",
     "                ^", "unknown form of the secret"),
    ("hmac-sha256({body}) | x-s: {hex} | {body}",
     "            ^", "unknown form of the secret"),
    ("hmac-sha256({hex} | x-s: {hex} | {body}",
     "                 ^", "`)` expected"),
    ("hmac-sha256 within 600 | x-s: {timestamp},{hex} | {timestamp}",
     "                      ^", "a number of seconds expected"),
    ("hmac-sha256 within -1s | x-s: {timestamp},{hex} | {timestamp}",
     "                   ^", "a number of seconds expected"),
    ("hmac-sha256 within 1234567890s | x-s: {timestamp},{hex} | {timestamp}",
     "                            ^", "a number of seconds expected"),
    ("hmac-sha256 id={x-id | x-s: {hex} | {x-id}",
     "                    ^", "`}` expected"),
    ("hmac-sha256 id={} | x-s: {hex} | {body}",
     "                ^", "the name of a header expected, in lower case"),
    ("hmac-sha256, within 5s | x-s: {hex} | {body}",
     "           ^", "unknown option"),
    ("hmac-sha256 within 5s | x-s: {hex} | {body}",
     "^", "`within` goes with a {timestamp}"),
    ("hmac-sha256 id={x-id} | x-s: {hex} | {body}",
     "            ^", "the id is not part of what is signed"),
    // header lines
    ("hmac-sha256 | X-S: {hex} | {body}",
     "              ^", "the name of a header expected, in lower case"),
    ("hmac-sha256 | x-s={hex} | {body}",
     "                 ^", "`: ` expected"),
    ("hmac-sha256 | x-s:{hex} | {body}",
     "                 ^", "`: ` expected"),
    ("hmac-sha256 | x-s: {hax} | {body}",
     "                   ^", "a placeholder expected"),
    ("hmac-sha256 | x-s: t= | {body}",
     "                     ^", "a placeholder expected"),
    ("hmac-sha256 | x-s: {token} | {body}",
     "                   ^", "{token} goes with"),
    ("token | x-s: {hex}",
     "             ^", "the algorithm `token` has {token}"),
    ("token | x-s: t={timestamp},{token}",
     "               ^", "a token signs nothing"),
    ("hmac-sha256 | x-s: t={timestamp}:{hex} | {timestamp}",
     "                                 ^", "`,`, `;`, `&` or a space expected"),
    ("hmac-sha256 | x-s: t={timestamp},v={hex};... | {timestamp}",
     "                                        ^", "one header, one separator"),
    ("hmac-sha256 | x-s: a={timestamp}, b={hex},c={timestamp} | {timestamp}",
     "                                          ^", "a space behind each separator of a header, or behind none"),
    ("hmac-sha256 | x-s: v={hex},...,w={hex} | {body}",
     "                              ^", "`...` stands at the end"),
    ("hmac-sha256 | x-s: {hex} | x-t: {timestamp},... | {timestamp}",
     "                                               ^", "`...` stands behind the signature"),
    ("hmac-sha256 | x-s: a={hex},b={hex},c={hex},d={hex},e={hex} | {body}",
     "                                                          ^", "more than 4 elements"),
    ("hmac-sha256 | x-s: {hex} | x-s: {timestamp} | {timestamp}",
     "                           ^", "this place has a template already"),
    ("hmac-sha256 | x-s:  {hex} | {body}",
     "              ^", "a prefix begins with a space"),
    ("hmac-sha256 | x-s: t={timestamp},  v={hex} | {timestamp}",
     "              ^", "a prefix begins with a space"),
    ("hmac-sha256 | x-s: v 1={hex} ... | {body}",
     "              ^", "an element holds what separates"),
    ("hmac-sha256 | x-s: v1=a,b{hex};... | {body}",
     "              ^", "an element holds what separates"),
    ("hmac-sha256 | x-s: {key-id}&{hex}&... | {body}",
     "              ^", "an element holds what separates"),
    ("hmac-sha256 | x-s: t={timestamp:http-date};v={hex} | {timestamp}",
     "              ^", "an element holds what separates"),
    ("hmac-sha256 | x-s: v={timestamp},v={hex} | {timestamp}",
     "              ^", "two elements begin alike"),
    ("hmac-sha256 | x-s: t{timestamp},t2={hex} | {timestamp}",
     "              ^", "two elements begin alike"),
    ("hmac-sha256 | x-a: {hex} | x-b: {hex} | x-c: {hex} | x-d: {hex} | x-e: {hex} | {body}",
     "                                                                            ^", "more than 4 places with a template"),
    ("hmac-sha256 | x-s: {timestamp} | x-t: {timestamp} | {timestamp}",
     "                                 ^", "a second {timestamp}"),
    ("hmac-sha256 | x-t: {timestamp} | {timestamp}{body}",
     "                                                  ^", "exactly one place brings the signature"),
    ("hmac-sha256 | x-a: {hex} | x-b: {base64} | {body}",
     "                                                 ^", "exactly one place brings the signature"),
    ("token({hex}) | x-t: {token}",
     "      ^", "a token is compared as it is configured"),
    ("token",
     "     ^", "exactly one place brings the signature"),
    // the message
    ("hmac-sha256 | x-s: {hex}",
     "              ^", "a header line and the message expected"),
    ("hmac-sha256 | {hex}",
     "              ^", "a header line and the message expected"),
    ("hmac-sha256 | x-s: {hex} | {bodi}",
     "                           ^", "unknown part"),
    ("hmac-sha256 | x-s: {hex} | {header:}",
     "                                   ^", "the name of a header expected"),
    ("hmac-sha256 | x-s: {hex} | {x-id",
     "                                ^", "`}` expected"),
    ("hmac-sha256 | x-s: {hex} | {body}}",
     "                                 ^", "`}` without `{`"),
    ("hmac-sha256 | x-s: {hex} | {body}\\t",
     "                                  ^", "unknown escape"),
    ("hmac-sha256 | x-s: {hex} | {body}\\",
     "                                  ^", "unknown escape"),
    ("hmac-sha256 | x-s: {hex} | {body}.{body}",
     "                                       ^", "the body is signed once"),
    ("hmac-sha256 | x-s: {hex} | {form}{body}",
     "                                      ^", "the body is signed once"),
    ("hmac-sha256 | x-s: {hex} | {timestamp}{body}",
     "                                           ^", "no header brings the {timestamp}"),
    ("hmac-sha256 | x-s: {hex} | x-t: {timestamp} | {body}",
     "                           ^", "the timestamp is not part of the signed message"),
    ("hmac-sha256 | x-s: t={timestamp},v={hex} | {body}",
     "              ^", "the timestamp is not part of the signed message"),
    ("hmac-sha256 | x-s: {hex} | {a-1}{a-2}{a-3}{a-4}{a-5}{a-6}{a-7}{a-8}",
     "                                                                   ^", "more than 8 headers"),
    ("hmac-sha256 | x-s: {hex} | \\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n",
     "                                                                           ^", "more than 24 parts"),
    // places
    ("hmac-sha256 | query:: {hex} | {body}",
     "                    ^", "the name of a parameter expected"),
    ("hmac-sha256 | json:id: {hex} | {body}",
     "                   ^", "a JSON pointer expected"),
    ("hmac-sha256 | json:/a~2: {hex} | {body}",
     "                     ^", "`~` is written ~0"),
    ("hmac-sha256 | x-s: {hex} | {header:query:id}",
     "                            ^", "the name of a header expected, in lower case"),
    ("hmac-sha256 | x-s: {hex} | {json:/1}{json:/2}{json:/3}{json:/4}{json:/5}{json:/6}{json:/7}{json:/8}{json:/9}{json:/10}{json:/11}{json:/12}{json:/13}",
     "                                                                                                                                                    ^", "more than 12 pointers"),
    ("hmac-sha256 | x-s: {hex} | {query:1}{query:2}{query:3}{query:4}{query:5}{query:6}{query:7}{query:8}{query:9}{query:10}{query:11}{query:12}{query:13}{query:14}{query:15}{query:16}",
     "                                                                                                                                                                                  ^", "more than 16 headers, parameters"),
    ("hmac-sha256 | x-s: {hex} | {form:a}{json:/a}",
     "                                           ^", "the body is read as JSON or as a form"),
    ("hmac-sha256 | x-s: {hex} | {form}{json:/a}",
     "                                         ^", "the body is read as JSON or as a form"),
    ("hmac-sha256 | query:s: {hex} | {url}{body}",
     "              ^", "the signature stands in what it signs"),
    ("hmac-sha256 | json:/s: {hex} | {body}",
     "              ^", "the signature stands in what it signs"),
    ("hmac-sha256 | x-s: {hex} | {x-s}{body}",
     "              ^", "the signature stands in what it signs"),
    ("hmac-sha256 | x-s: h={header-names},v={hex} | {header-values}{x-s}",
     "              ^", "the signature stands in what it signs"),
    ("hmac-sha256 | json:/s: {hex} | x-n: {header-names} | {header-values}{body}",
     "              ^", "the signature stands in what it signs"),
    // facts
    ("hmac-sha256 id={json:/id} id={json:/id} | x-s: {hex} | {body}",
     "                          ^", "a second `id`"),
    ("hmac-sha256 type={json:/a} type={json:/b} | x-s: {hex} | {body}",
     "                           ^", "a second `type`"),
    ("hmac-sha256 type={json:/type} | x-s: {hex} | {json:/id}",
     "            ^", "the type is not part of what is signed"),
    ("hmac-sha256 id={json:/a/*/id} | x-s: {hex} | {body}",
     "            ^", "a pointer with `*` names no one value"),
    ("hmac-sha256 id={query:id} | x-s: {hex} | {path}{body}",
     "            ^", "the id is not part of what is signed"),
    // templates
    ("hmac-sha256 | x-s: a{key-id}{hex} | {body}",
     "                            ^", "something has to end the {key-id}"),
    ("hmac-sha256 | x-s: {hex} | x-d: {sha256:hex} | {url}",
     "                           ^", "the digest of the body is not part"),
    ("hmac-sha256 | x-s: {hex} | x-d: {sha256:hex},{sha256:hex} | {x-d}",
     "                           ^", "a second digest of the body"),
    ("hmac-sha256 | x-s: h={header-names},v={hex} | {body}",
     "              ^", "{header-names} goes with"),
    ("hmac-sha256 | x-s: {header-names},{hex} | x-l: {header-names} | {header-values}",
     "                                          ^", "a second {header-names}"),
    ("hmac-sha256 | x-s: {header-names} {hex} | {header-values}",
     "                                 ^", "a list of names between spaces"),
    ("hmac-sha256 | x-s: {hex} | {header-lines}",
     "                                        ^", "no header brings the {header-names}"),
    // the secret within the message
    ("sha256 | x-s: {hex} | {body}",
     "                           ^", "a plain digest has {secret}"),
    ("hmac-sha256 | x-s: {hex} | {secret}{body}",
     "                                        ^", "{secret} goes with"),
    ("sha1 | x-s: {hex} | {secret}{body}{secret}",
     "                                         ^", "{secret} stands in the message once"),
    // optional groups
    ("hmac-sha256 | x-s: {hex} | [a[{x-a}]]",
     "                             ^", "an optional group within another one"),
    ("hmac-sha256 | x-s: {hex} | a]",
     "                            ^", "`]` without `[`"),
    ("hmac-sha256 | x-s: {hex} | [a]",
     "                             ^", "an optional group without a header"),
    ("hmac-sha256 | x-s: {hex} | [{x-a}",
     "                           ^", "`[` without `]`"),
    ("hmac-sha256 | x-s: {hex} | [{body}{x-a}]",
     "                            ^", "an optional group holds text"),
    // the line as a whole
    (" hmac-sha256 | x-s: {hex} | {body}",
     "^", "a space at the beginning"),
    ("hmac-sha256 | x-s: {hex} | {body} ",
     "                                 ^", "a space at the end"),
    ("hmac-sha256 | x-s: {hex} | {body}\n",
     "                                 ^", "only printable ASCII"),
    ("hmac-sha256 | x-s: {hex} | {body}\u{e9}",
     "                                 ^", "only printable ASCII"),
];

#[test]
fn every_refusal_names_its_reason_and_column() {
    let mut wrong = Vec::new();
    for (line, mark, reason) in REFUSED {
        let column = mark.len();
        match Scheme::parse(line) {
            Ok(_) => wrong.push(format!("{line}\n  parses")),
            Err(error) => {
                assert_eq!(error.code(), Code::InvalidScheme);
                if error.column() != Some(column) || !error.reason().starts_with(reason) {
                    wrong.push(format!("{line}\n{mark}\n  expected: {reason}\n  came: {error}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lines_and_names_have_a_largest_length() {
    let long_name = format!("hmac-sha256 | x{}: {{hex}} | {{body}}", "y".repeat(64));
    assert_eq!(Scheme::parse(&long_name).unwrap_err().column(), Some(80));
    assert!(Scheme::parse(&long_name).unwrap_err().reason().starts_with("the name of a header has at most 64 bytes"));
    for fits in
        [format!("x-{}: {{hex}} | {{body}}", "y".repeat(62)), format!("x-s: {{hex}} | {{query:{}}}", "y".repeat(64))]
    {
        assert!(Scheme::parse(&format!("hmac-sha256 | {fits}")).is_ok(), "{fits}");
    }
    let parameter = format!("hmac-sha256 | x-s: {{hex}} | {{query:{}}}", "y".repeat(65));
    assert!(
        Scheme::parse(&parameter).unwrap_err().reason().starts_with("the name of a parameter has at most 64 bytes")
    );
    let pointer = |len: usize| format!("hmac-sha256 | x-s: {{hex}} | {{json:/{}}}", "y".repeat(len - 1));
    assert!(Scheme::parse(&pointer(128)).is_ok());
    assert!(Scheme::parse(&pointer(129)).unwrap_err().reason().starts_with("a pointer has at most 128 bytes"));
    let line = |len: usize| format!("{:x<len$}", "hmac-sha256 | x-s: {hex} | {body}");
    assert!(Scheme::parse(&line(768)).is_ok());
    assert_eq!(Scheme::parse(&line(769)).unwrap_err().column(), Some(769));
    assert!(Scheme::parse(&line(769)).unwrap_err().reason().starts_with("longer than 768 bytes"));
}

/// Reads the reasons out of the parser, so that none is left without a line above.
#[test]
fn every_reason_of_the_parser_is_met() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scheme/parser");
    let mut source = include_str!("../src/scheme/parser.rs").to_string();
    for file in std::fs::read_dir(folder).unwrap() {
        source += &std::fs::read_to_string(file.unwrap().path()).unwrap();
    }
    let met_elsewhere = [
        "the name of a header has at most 64 bytes",
        "the name of a parameter has at most 64 bytes",
        "a pointer has at most 128 bytes",
        "longer than 768 bytes",
    ];
    let mut count = 0;
    for call in source.split("rror(").skip(1).chain(source.split("Error::scheme(").skip(1)) {
        let Some((before, rest)) = call.split_once('"') else { continue };
        if before.contains(';') {
            continue;
        }
        // The reason ends at the first quote that is not escaped.
        let reason = rest.split("\")").next().unwrap().split("\",").next().unwrap();
        let is_met = REFUSED.iter().any(|(_, _, start)| reason.starts_with(start));
        assert!(is_met || met_elsewhere.contains(&reason), "not met: {reason}");
        count += 1;
    }
    assert!(count >= 55, "{count} reasons: is the parser read at all?");
}

#[test]
fn algorithms() {
    for algorithm in Algorithm::ALL {
        let line = match algorithm {
            Algorithm::Token => "token | x-t: {token}".to_string(),
            Algorithm::Sha1 | Algorithm::Sha256 | Algorithm::Sha512 => {
                format!("{} | x-s: {{hex}} | {{secret}}{{body}}", algorithm.as_str())
            }
            mac => format!("{} | x-s: {{hex}} | {{body}}", mac.as_str()),
        };
        assert_eq!(Scheme::parse(&line).unwrap().algorithm(), *algorithm, "{line}");
    }
}

#[test]
fn headers_are_named_once_in_the_order_of_the_line() {
    let line = "hmac-sha256 id={x-id} | x-s: {hex} | x-t: {timestamp} | {x-id}.{timestamp}.{x-id}.{header:date}.{body}";
    let scheme = Scheme::parse(line).unwrap();
    assert_eq!(scheme.headers().collect::<Vec<_>>(), ["x-s", "x-t", "x-id", "date"]);
    assert!([&b"X-S"[..], b"x-id", b"Date"].iter().all(|name| scheme.reads(name)) && !scheme.reads(b"host"));
    let all = Scheme::parse("hmac-sha256 | x-s: {hex} | x-n: {header-names} | {header-values}").unwrap();
    assert!(all.reads(b"x-s") && all.reads(b"host"));
    assert_eq!((scheme.as_str(), scheme.to_string().as_str()), (line, line));
}

#[test]
fn tolerance_is_the_lines_or_300_seconds_or_none() {
    let tolerance = |line: &str| Scheme::parse(line).unwrap().tolerance();
    assert_eq!(tolerance("hmac-sha256 | x-s: {hex} | {body}"), None);
    assert_eq!(tolerance("hmac-sha256 | x-s: t={timestamp},v={hex} | {timestamp}{body}"), Some(300));
    assert_eq!(tolerance("hmac-sha256 within 5s | x-s: t={timestamp},v={hex} | {timestamp}{body}"), Some(5));
    assert_eq!(tolerance("hmac-sha256 within 0s | x-s: t={timestamp},v={hex} | {timestamp}{body}"), Some(0));
    assert_eq!(tolerance("token | x-s: {token}"), None);
}

#[test]
fn covers_is_what_the_message_holds() {
    let covers = |line: &str| {
        let covers = Scheme::parse(line).unwrap().covers();
        (covers.body, covers.id, covers.timestamp, covers.url)
    };
    assert_eq!(covers("token | x-s: {token}"), (false, false, false, false));
    assert_eq!(covers("hmac-sha1 | x-s: {hex} | {url}{form}"), (true, false, false, true));
    assert_eq!(covers("hmac-sha256 | x-s: {hex} | x-t: {timestamp} | {timestamp}"), (false, false, true, false));
    assert_eq!(covers("hmac-sha256 id={x-id} | x-s: {hex} | {x-id}.{body}"), (true, true, false, false));
    // Signed, but not declared to be the event's id.
    assert_eq!(covers("hmac-sha256 | x-s: {hex} | {x-id}.{body}"), (true, false, false, false));
}

#[test]
fn what_the_caller_has_to_give() {
    let needs = |line: &str| {
        let scheme = Scheme::parse(line).unwrap();
        (scheme.needs_url(), scheme.needs_method(), scheme.signs_with_api_secret())
    };
    assert_eq!(needs("hmac-sha256 | x-s: {hex} | {body}"), (false, false, false));
    assert_eq!(needs("hmac-sha256({api-secret}) | x-s: {hex} | {method}{url}"), (true, true, true));
}

#[test]
fn a_name_or_a_line_is_found() {
    let line = "hmac-sha256 | x-hub-signature-256: sha256={hex} | {body}";
    assert_eq!(Scheme::find("github").unwrap().as_str(), line);
    assert_eq!(Scheme::find(line).unwrap().as_str(), line);
    let unknown = Scheme::find("no-such-provider").unwrap_err();
    assert_eq!((unknown.code(), unknown.column()), (Code::InvalidScheme, None));
    assert!(unknown.reason().starts_with("no provider has this name"));
    assert!(providers::ALL.iter().all(|provider| providers::find(provider.name).unwrap().scheme == provider.scheme));
    // Of a provider that signs nothing, the error says that.
    let unsigned = providers::UNSIGNED.iter().map(|provider| Scheme::find(provider.name).unwrap_err());
    assert!(unsigned.map(|error| error.reason()).all(|reason| reason.starts_with("this provider signs nothing")));
    assert_eq!(format!("{:?}", Scheme::find("github").unwrap()), format!("Scheme({line:?})"));
}

#[test]
fn evidence_has_the_words_of_the_docs() {
    let words = [Evidence::Sdk, Evidence::Docs, Evidence::Secondary].map(Evidence::as_str);
    assert_eq!(words, ["sdk", "docs", "unconfirmed"]);
}
