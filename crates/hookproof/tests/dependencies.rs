//! What a user of the core compiles and trusts, and nothing that came in by accident.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::process::Command;

/// Each is a codec, a hash, or what these are made of.
const EXPECTED: &[&str] = &[
    "base16ct",
    "base64ct",
    "block-buffer",
    "cfg-if",
    "cpufeatures",
    "crypto-common",
    "digest",
    "hybrid-array",
    "libc",
    "sha1",
    "sha2",
    "subtle",
    "typenum",
    "zeroize",
];

#[test]
fn the_core_has_the_dependencies_it_says() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", "hookproof", "--edges", "normal", "--target", "all"])
        .args(["--all-features", "--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let mut names: BTreeSet<&str> =
        tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect();
    assert!(names.remove("hookproof"), "{tree}");
    assert_eq!(names, EXPECTED.iter().copied().collect(), "the core's dependencies changed: is each needed?");
}
