//! Secrets that are none, and those that were pasted in another form.

use super::sketch::Sketch;
use crate::table::Row;
use crate::vector_file::Case;

const PLACEHOLDERS: [&str; 15] = [
    "undefined",
    "null",
    "None",
    "nil",
    "NaN",
    "true",
    "[object Object]",
    "changeme",
    "CHANGE_ME",
    "your_webhook_secret",
    "your-secret-here",
    "secret",
    "password",
    "placeholder",
    "TODO",
];

/// In the shape of keys that can call an API; none was ever issued.
const API_KEYS: [&str; 16] = [
    "sk_live_hookproof_example",
    "sk_test_hookproof_example",
    "rk_live_hookproof_example",
    "rk_test_hookproof_example",
    "ghp_hookproof_example",
    "gho_hookproof_example",
    "github_pat_hookproof_example",
    "glpat-hookproof-example",
    "xoxb-hookproof-example",
    "xoxp-hookproof-example",
    "xapp-hookproof-example",
    "shpat_hookproof_example",
    "AKIAHOOKPROOFEXAMPLE",
    "SG.hookproof.example",
    "npm_hookproof_example",
    "sk-ant-hookproof-example",
];

pub(super) fn cases(rows: &[Row]) -> Vec<Case> {
    let mut cases = Vec::new();
    let (github, gitlab) = (Sketch::of(rows, "github"), Sketch::of(rows, "gitlab"));
    for sketch in [&github, &gitlab] {
        for text in PLACEHOLDERS {
            cases.push(sketch.clone().secret(text).case(&format!("the secret is `{text}`")).rejected("weak_secret"));
        }
        for text in API_KEYS {
            let case = sketch.clone().secret(text).case(&format!("the secret is `{text}`"));
            cases.push(case.rejected("api_key_as_secret"));
        }
        cases.extend(spaces(sketch));
    }
    let mut allowed = github.clone().secret("ghp_hookproof_example").case("an API key that the caller allows");
    allowed.allow_api_key = true;
    cases.push(allowed);
    let mut raw = Sketch::of(rows, "paystack").case("the provider's API secret, not allowed");
    raw.allow_api_key = false;
    cases.push(raw.rejected("api_key_as_secret"));
    cases.extend(base64(&Sketch::of(rows, "standard-webhooks")));
    cases.extend(hex(&Sketch::of(rows, "adyen-platform")));
    cases.extend(whole(&Sketch::of(rows, "stripe")));
    cases
}

fn spaces(sketch: &Sketch) -> Vec<Case> {
    let is = |title: &str, secret: &str, code: &str| sketch.case(title).with_secret(secret).rejected(code);
    let secret = &sketch.secret;
    vec![
        is("the secret is a space", " ", "weak_secret"),
        is("the secret is white space", " \t\r\n", "weak_secret"),
        is("the secret is a placeholder in white space", "undefined\n", "weak_secret"),
        is("the secret ends with a line feed", &format!("{secret}\n"), "invalid_secret"),
        is("the secret ends with CRLF", &format!("{secret}\r\n"), "invalid_secret"),
        is("the secret begins with a space", &format!(" {secret}"), "invalid_secret"),
        is("the secret has more than 1024 bytes", &"s".repeat(1025), "invalid_secret"),
        is("the secret stands in quotes", &format!("\"{secret}\""), "signature_mismatch"),
        sketch.clone().secret(&"s".repeat(1024)).case("a secret of 1024 bytes"),
        sketch.clone().secret("sécrèt in ütf-8 ✓").case("a secret beyond ASCII"),
        sketch.clone().secret("a secret with spaces in it").case("a secret with spaces in it"),
    ]
}

/// `whsec_` and base64.
fn base64(sketch: &Sketch) -> Vec<Case> {
    let is = |title: &str, secret: &str, code: &str| sketch.case(title).with_secret(secret).rejected(code);
    let bare = sketch.secret.trim_start_matches("whsec_");
    // 23 bytes, so that there is padding; the same key with and without.
    let padded = sketch.clone().secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=");
    vec![
        is("the secret is the prefix and nothing else", "whsec_", "weak_secret"),
        is("the secret is the prefix and a placeholder", "whsec_undefined", "weak_secret"),
        is("the secret is the prefix and white space", "whsec_ ", "weak_secret"),
        is("the prefix came twice", &format!("whsec_{}", sketch.secret), "invalid_secret"),
        is("the prefix in another case", &format!("WHSEC_{bare}"), "invalid_secret"),
        is("the secret is not base64", "whsec_not*base64*at*all", "invalid_secret"),
        is("the secret ends with an underscore", &format!("{}_", sketch.secret), "invalid_secret"),
        is("the secret is base64url", "whsec_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_", "invalid_secret"),
        is("the secret is cut to an impossible length", &sketch.secret[..sketch.secret.len() - 3], "invalid_secret"),
        is("the secret has bits to spare that are set", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRZ=", "invalid_secret"),
        is("the secret is padding only", "whsec_====", "invalid_secret"),
        sketch.case("the secret without its prefix").with_secret(bare),
        padded.case("a secret with padding"),
        padded.case("a secret without its padding").with_secret(padded.secret.trim_end_matches('=')),
    ]
}

fn hex(sketch: &Sketch) -> Vec<Case> {
    let is = |title: &str, secret: &str| sketch.case(title).with_secret(secret).rejected("invalid_secret");
    let secret = &sketch.secret;
    vec![
        is("the secret has an odd number of digits", &secret[1..]),
        is("the secret is not hex", "the secret of this webhook, as text"),
        is("the secret begins with 0x", &format!("0x{secret}")),
        sketch.case("a secret in upper case").with_secret(&secret.to_ascii_uppercase()),
    ]
}

/// A secret that looks like base64 with a prefix, and is used as it is.
fn whole(sketch: &Sketch) -> Vec<Case> {
    let sketch = sketch.clone().secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX");
    vec![
        sketch.case("the prefix is part of the secret"),
        sketch
            .case("the prefix was cut off")
            .with_secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")
            .rejected("signature_mismatch"),
    ]
}
