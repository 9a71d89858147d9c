//! The MACs, by the vectors of project Wycheproof (`tests/wycheproof/README.md`).
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hookproof::{Code, Keyring, Options, Request, Scheme, Verifier};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    /// Bits.
    tag_size: usize,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    tc_id: u32,
    comment: String,
    key: String,
    msg: String,
    tag: String,
    result: String,
}

fn run(file: &str, algorithm: &str, tag_bits: usize) {
    let file: File = serde_json::from_str(file).unwrap();
    let scheme = Scheme::parse(&format!("{algorithm}({{hex}}) | x-signature: {{hex}} | {{body}}")).unwrap();
    let (mut accepted, mut refused, mut cut) = (0, 0, 0);
    for group in &file.test_groups {
        for test in &group.tests {
            let name = format!("{algorithm} {} ({})", test.tc_id, test.comment);
            let body: Vec<u8> = (0..test.msg.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&test.msg[at..at + 2], 16).unwrap())
                .collect();
            let request =
                Request { headers: &[("x-signature", test.tag.as_bytes())], body: &body, ..Request::default() };
            let verifier = Verifier::new(&scheme, &Keyring::single(test.key.as_bytes()), Options::default()).unwrap();
            let verdict = verifier.verify(&request, 0).map_err(|error| error.code()).err();
            match (group.tag_size == tag_bits, test.result.as_str()) {
                (true, "valid") => {
                    assert_eq!(verdict, None, "{name}");
                    accepted += 1;
                }
                (true, "invalid") => {
                    assert_eq!(verdict, Some(Code::SignatureMismatch), "{name}");
                    refused += 1;
                }
                // A part of the tag is not the tag, be it right or wrong.
                (false, _) => {
                    assert_eq!(verdict, Some(Code::MalformedHeader), "{name}");
                    cut += 1;
                }
                (_, other) => panic!("{name}: {other}"),
            }
        }
    }
    println!("{algorithm}: {accepted} valid accepted, {refused} invalid refused, {cut} cut tags refused");
    assert_eq!(accepted + refused + cut, file.number_of_tests);
    assert!(accepted > 25 && refused > 40 && cut > 80, "{algorithm}: {accepted}, {refused}, {cut}");
}

#[test]
fn hmac_sha1() {
    run(include_str!("../../../tests/wycheproof/hmac_sha1_test.json"), "hmac-sha1", 160);
}

#[test]
fn hmac_sha256() {
    run(include_str!("../../../tests/wycheproof/hmac_sha256_test.json"), "hmac-sha256", 256);
}

#[test]
fn hmac_sha384() {
    run(include_str!("../../../tests/wycheproof/hmac_sha384_test.json"), "hmac-sha384", 384);
}

#[test]
fn hmac_sha512() {
    run(include_str!("../../../tests/wycheproof/hmac_sha512_test.json"), "hmac-sha512", 512);
}
