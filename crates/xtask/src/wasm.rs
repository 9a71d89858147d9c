//! The shipped module: `crates/hookproof-wasm`, built for wasm32, and wasm-bindgen run on it as a library of the
//! version that Cargo.lock pins. Nothing to install, nothing to drift.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Where the module and its glue go.
const OUT: &str = "npm/gen";

/// A separate target directory: the flags below would rebuild everything else in the common one.
const TARGET: &str = "target/wasm";

/// Builds `npm/gen/hookproof_bg.wasm` and `hookproof_bg.js`; leaves them alone where the module has not changed.
pub(crate) fn build(root: &Path) -> Result<()> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .env("RUSTFLAGS", flags(root)?)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .args(["build", "--quiet", "--profile", "wasm", "--target", "wasm32-unknown-unknown", "--target-dir", TARGET])
        .args(["--package", "hookproof-wasm", "--lib", "--no-default-features"])
        .status()
        .context("cargo does not start")?;
    ensure!(status.success(), "the wasm module does not build");

    let built = root.join(TARGET).join("wasm32-unknown-unknown/wasm/hookproof_wasm.wasm");
    let module = fs::read(&built).with_context(|| format!("{}", built.display()))?;
    let out = root.join(OUT);
    let stamp = root.join(TARGET).join("bindgen.stamp");
    let fresh = out.join("hookproof_bg.wasm").exists() && out.join("hookproof_bg.js").exists();
    if fresh && fs::read(&stamp).is_ok_and(|last| last == module) {
        return Ok(());
    }
    bindgen(without_reference_types(module.clone())?, &out, false)?;
    fs::write(stamp, module)?;
    Ok(())
}

/// The module in `npm/gen` once more, with the names of its functions, and then as it is. Call [`build`] before.
pub(crate) fn named(root: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let module = fs::read(root.join(TARGET).join("wasm32-unknown-unknown/wasm/hookproof_wasm.wasm"))?;
    let out = root.join(TARGET).join("named");
    bindgen(without_reference_types(module)?, &out, true)?;
    Ok((fs::read(out.join("hookproof_bg.wasm"))?, fs::read(root.join(OUT).join("hookproof_bg.wasm"))?))
}

/// SIMD for the hashes, a stack of one page, and no path of this machine in the module.
fn flags(root: &Path) -> Result<String> {
    let cargo_home = match env::var_os("CARGO_HOME") {
        Some(home) => home.into(),
        None => env::home_dir().context("no home directory")?.join(".cargo"),
    };
    Ok(format!(
        "-C target-feature=+simd128 -C link-arg=-zstack-size=65536 --remap-path-prefix={}=. --remap-path-prefix={}=cargo",
        root.display(),
        cargo_home.display()
    ))
}

/// No JavaScript object crosses: told that the module has no reference types, wasm-bindgen makes no table for them, and
/// no import is left.
fn without_reference_types(mut module: Vec<u8>) -> Result<Vec<u8>> {
    let feature = b"+\x0freference-types";
    let at = module.windows(feature.len()).position(|bytes| bytes == feature).context("no target_features section")?;
    *module.get_mut(at).context("no target_features section")? = b'-';
    Ok(module)
}

fn bindgen(module: Vec<u8>, out: &Path, names: bool) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    wasm_bindgen_cli_support::Bindgen::new()
        .input_bytes("hookproof", module)
        .bundler(true)?
        .typescript(false)
        .remove_name_section(!names)
        .remove_producers_section(true)
        .generate(out)?;
    // The loader for bundlers that make an instance of a .wasm import; ours takes its place.
    fs::remove_file(out.join("hookproof.js"))?;
    Ok(())
}
