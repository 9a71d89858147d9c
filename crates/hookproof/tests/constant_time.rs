//! Rule 2, as far as the source shows it: what becomes public, becomes so by name, in few places, and nothing ends early.
//! What the machine code does is checked by `make -C bindings/c secrets work`, and for wasm by `cargo xtask test --only fuel`.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

/// The source of every file of the core, without its comments.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            all.push((path.file_name().unwrap().to_str().unwrap().into(), code.join("\n")));
        }
    }
    all
}

#[test]
fn rule_2_one_place_makes_a_comparison_public() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let calls = |text: &str| -> Vec<&str> {
        sources.iter().flat_map(|(file, code)| code.matches(text).map(move |_| file.as_str())).collect()
    };
    // The definition in compare.rs. Of a delivery: the verdict, whether two received tokens of a batch are the same, and the
    // comparison of a handshake with a verify token. Of a secret: whether it decodes, whether it is refused, and what a
    // verification key is for.
    for file in ["compare.rs", "judge.rs", "field.rs", "handshake.rs"] {
        assert_eq!(calls("declassify(").iter().filter(|found| **found == file).count(), 1, "{file}");
    }
    // In written.rs its tests.
    let of_secrets = ["decode.rs", "guard.rs", "verification_key.rs", "written.rs"];
    let all = [&["compare.rs", "judge.rs", "field.rs", "handshake.rs"], &of_secrets[..]].concat();
    assert!(calls("declassify(").iter().all(|file| all.contains(file)), "{:?}", calls("declassify("));
    // Which key matched; what is sent or handed out.
    let publish = calls("publish(");
    assert!(publish.iter().all(|file| ["compare.rs", "judge.rs", "sign.rs", "verification_key.rs"].contains(file)));
    for other_way in ["unwrap_u8", "bool::from", "CtOption", "ct_eq"] {
        let files = calls(other_way);
        // review.rs compares configured secrets with each other, and no delivery is there.
        let ct_eq = ["decode.rs", "guard.rs", "verification_key.rs"].map(|file| (file, "ct_eq"));
        let allowed = |file| ["compare.rs", "review.rs"].contains(&file) || ct_eq.contains(&(file, other_way));
        assert!(files.iter().all(|file| allowed(*file)), "{other_way} in {files:?}");
    }
    // Within the function that compares, nothing leaves before the end and nothing is asked of a comparison.
    let source = |name: &str| sources.iter().find(|(file, _)| file == name).unwrap().1.clone();
    let judge = source("judge.rs");
    let (_, weigh) = judge.split_once("fn weigh(").unwrap();
    let (weigh, _) = weigh.split_once("\n    }\n").unwrap();
    for early in ["return", "break", "?;", "declassify"] {
        assert!(!weigh.contains(early), "`{early}` in weigh()");
    }
    // What calls it goes through all keys: the only way out of the loop is its end.
    let session = source("session.rs");
    let mut loops = 0;
    for part in session.split("\n        for ").skip(1) {
        let (block, _) = part.split_once("\n        }\n").unwrap();
        if block.contains("judge.weigh(") {
            assert!(!["return", "break", "?;", "found"].iter().any(|early| block.contains(early)), "{block}");
            loops += 1;
        }
    }
    assert_eq!(loops, 2, "the tags that are computed here, and those of the host, are each compared");
    assert_eq!(session.matches("judge.weigh(").count(), loops);
}
