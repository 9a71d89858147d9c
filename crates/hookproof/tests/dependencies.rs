//! What a user of the core compiles and trusts is what `docs/dependencies.md` says, and nothing that came in by accident.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::process::Command;

const PAGE: &str = include_str!("../../../docs/dependencies.md");

#[test]
fn the_page_shows_the_tree_and_gives_a_reason_for_each_crate() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", "hookproof", "--edges", "normal", "--target", "all"])
        .args(["--all-features", "--format", "{p} ({l})"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    // The crate itself stands there with its folder.
    let tree = String::from_utf8(tree.stdout).unwrap();
    let (first, rest) = tree.split_once('\n').unwrap();
    let (name, licence) = (first.split(" (").next().unwrap(), first.rsplit(" (").next().unwrap());
    let tree = format!("{name} ({licence}\n{rest}");
    let (_, shown) = PAGE.split_once("```text\n").unwrap();
    let (shown, table) = shown.split_once("```").unwrap();
    assert_eq!(tree.trim(), shown.trim(), "the tree changed: is each crate needed? Then docs/dependencies.md says why");

    let names: BTreeSet<&str> = tree.lines().skip(1).map(|line| line.split_once("\u{2500} ").unwrap().1).collect();
    let names: BTreeSet<&str> = names.iter().map(|line| line.split(' ').next().unwrap()).collect();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let explained: BTreeSet<&str> =
        rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2)).collect();
    assert_eq!(names, explained);
}
