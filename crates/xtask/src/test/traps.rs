//! Which functions of the shipped module can trap. A panic is the instruction `unreachable` there.
//!
//! The module is looked at before its names are removed; that the shipped one has the same code is checked, too. Every
//! `unreachable` is to be in a function of `core`, which panics for its callers, or in what [`KNOWN`] explains; and so is,
//! step by step, every caller of such a function. No function of ours may be among them.

use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::{KnownCustom, Name, Operator, Parser, Payload};

/// The functions of dependencies that refer to a panic, and why it does not happen.
const KNOWN: &[(&str, &str)] = &[
    (
        "sha2::sha256::compress256",
        "its table of 64 constants is read in steps of 4, from 0 to 60; the compiler does not see it",
    ),
    (
        "sha2::sha512::compress512",
        "its table of 80 constants is read in steps of 2, from 0 to 78; the compiler does not see it",
    ),
    (
        "rlsf::flex::FlexTlsf<Source,FLBitmap,SLBitmap,_,_>::allocate",
        "it has just made a pool of the size that the block needs; that the pool has room for one, the compiler is told",
    ),
];

/// What a module's code says: by the index of a function, whether it traps itself, and what it calls.
struct Code {
    names: BTreeMap<u32, String>,
    traps: BTreeSet<u32>,
    calls: Vec<(u32, u32)>,
    count: usize,
}

fn read(module: &[u8]) -> Result<Code> {
    let mut code = Code { names: BTreeMap::new(), traps: BTreeSet::new(), calls: Vec::new(), count: 0 };
    let mut index = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => ensure!(imports.count() == 0, "the module has imports"),
            Payload::CodeSectionEntry(body) => {
                for operator in body.get_operators_reader()? {
                    match operator? {
                        Operator::Unreachable => {
                            code.traps.insert(index);
                            code.count += 1;
                        }
                        Operator::Call { function_index } => code.calls.push((index, function_index)),
                        _ => {}
                    }
                }
                index += 1;
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        if let Name::Function(names) = subsection? {
                            for naming in names {
                                let naming = naming?;
                                code.names.insert(naming.index, without_hashes(naming.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(code)
}

/// `core[c5930c85a12de822]::panicking::panic` as `core::panicking::panic`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest)) if hash.len() == 16 => clean.push_str(rest),
            _ => clean.extend(["[", part]),
        }
    }
    clean
}

/// The bytes of the module's code.
fn code_section(module: &[u8]) -> Result<&[u8]> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CodeSectionStart { range, .. } = payload? {
            return module.get(range).context("a code section beyond the end");
        }
    }
    bail!("no code section")
}

/// A function of the standard library's parts that panic for their callers, or of what a panic ends in.
fn is_of_core(name: &str) -> bool {
    let name = name.trim_start_matches('<');
    ["core::", "alloc::", "__rustc"].iter().any(|start| name.starts_with(start)) || name.contains(" as core::")
}

/// The dependencies' functions that can trap, each with the reason why it does not; an error that names the others.
pub(super) fn find(named: &[u8], shipped: &[u8], optimised: &[u8]) -> Result<Vec<String>> {
    ensure!(
        code_section(named)? == code_section(shipped)?,
        "the shipped module has other code than the one with names"
    );
    let code = read(named)?;
    let name = |index: &u32| code.names.get(index).map_or("?", String::as_str);
    ensure!(code.names.len() > 50, "the module has no names to judge");

    let known = |index: &u32| KNOWN.iter().find(|(known, _)| name(index).starts_with(known));
    let (mut refused, mut found) = (BTreeSet::new(), BTreeMap::new());
    let mut judge = |index: u32, why: String| -> bool {
        if let Some((known, reason)) = known(&index) {
            found.insert(*known, *reason);
        } else if is_of_core(name(&index)) {
            return true;
        } else {
            refused.insert(format!("{} {why}", name(&index)));
        }
        false
    };
    let mut panics: BTreeSet<u32> =
        code.traps.iter().copied().filter(|index| judge(*index, "has an `unreachable`".into())).collect();
    loop {
        let callers: BTreeSet<u32> = code
            .calls
            .iter()
            .filter(|(from, to)| panics.contains(to) && !panics.contains(from))
            .filter(|(from, to)| judge(*from, format!("calls {}", name(to))))
            .map(|(from, _)| *from)
            .collect();
        if callers.is_empty() {
            break;
        }
        panics.extend(callers);
    }
    ensure!(refused.is_empty(), "can trap:\n  {}", refused.into_iter().collect::<Vec<_>>().join("\n  "));
    for (known, _) in KNOWN {
        ensure!(found.contains_key(known), "{known} traps no more: take it out of the list");
    }
    // wasm-opt writes some of these functions into their callers, and so the same traps several times.
    let optimised = read(optimised)?.count;
    let mut lines: Vec<String> = found.iter().map(|(known, reason)| format!("{known}: {reason}")).collect();
    lines.push(format!("{} `unreachable`, none of ours; {optimised} once wasm-opt has inlined; no import", code.count));
    Ok(lines)
}
