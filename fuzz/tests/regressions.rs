//! Inputs that once were found: of each the property holds now. And those that the fuzzer begins with.
#![allow(clippy::unwrap_used, reason = "test code")]

use hookproof_fuzz::{header_forms, parser, verify};
use std::fs;
use std::path::Path;

type Check = fn(&[u8]);
type Seeds = fn() -> Vec<Vec<u8>>;

const TARGETS: [(&str, Check, Seeds); 3] = [
    ("parser", parser::check, parser::seeds),
    ("header_forms", header_forms::check, header_forms::seeds),
    ("verify", verify::check, verify::seeds),
];

#[test]
fn what_was_found_once_holds_now() {
    for (name, check, _) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regressions").join(name);
        let mut count = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            check(&fs::read(path).unwrap());
            count += 1;
        }
        assert!(count > 0, "nothing in {}", folder.display());
    }
}

#[test]
fn the_property_holds_for_what_the_fuzzer_begins_with() {
    for (name, check, seeds) in TARGETS {
        let seeds = seeds();
        assert!(seeds.len() >= 80, "{name}: {} seeds", seeds.len());
        for seed in seeds {
            check(&seed);
        }
    }
}
