//! The shipped module: `crates/hookproof-wasm`, built for wasm32, and wasm-bindgen run on it as a library of the
//! version that Cargo.lock pins. Nothing to install, nothing to drift.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Where the module goes.
const OUT: &str = "npm/gen";

/// A separate target directory: the flags below would rebuild everything else in the common one.
const TARGET: &str = "target/wasm";

/// One of the two builds of the module.
struct Build {
    profile: &'static str,
    /// Flags of the compiler, beside those of all builds.
    features: &'static str,
    out: &'static str,
}

const SHIPPED: Build = Build { profile: "wasm", features: "-C target-feature=+simd128 ", out: OUT };

/// For engines without WebAssembly: `npm/build.mjs` turns it into JavaScript, which has no SIMD, and where the rounds of the
/// hashes written out are large.
const FOR_JAVASCRIPT: Build =
    Build { profile: "wasm-js", features: "--cfg sha2_backend_soft=\"compact\" ", out: "npm/gen/js" };

/// Builds `npm/gen/hookproof_bg.wasm`, and in `npm/gen/js` the module that becomes JavaScript; leaves them alone where the
/// module has not changed.
pub(crate) fn build(root: &Path) -> Result<()> {
    make(root, &SHIPPED)?;
    make(root, &FOR_JAVASCRIPT)?;
    Ok(())
}

fn make(root: &Path, build: &Build) -> Result<()> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .env("RUSTFLAGS", flags(root, build)?)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .args(["build", "--quiet", "--profile", build.profile, "--target", "wasm32-unknown-unknown"])
        .args([
            "--target-dir",
            TARGET,
            "--package",
            "hookproof-wasm",
            "--lib",
            "--no-default-features",
            "--features",
            "verify,tools",
        ])
        .status()
        .context("cargo does not start")?;
    ensure!(status.success(), "the wasm module does not build");

    let module = built(root, build)?;
    let out = root.join(build.out);
    let stamp = root.join(TARGET).join(format!("bindgen-{}.stamp", build.profile));
    let fresh = out.join("hookproof_bg.wasm").exists();
    if fresh && fs::read(&stamp).is_ok_and(|last| last == module) {
        return Ok(());
    }
    bindgen(without_reference_types(module.clone())?, &out, false)?;
    fs::write(stamp, module)?;
    Ok(())
}

/// The module as the compiler made it.
fn built(root: &Path, build: &Build) -> Result<Vec<u8>> {
    let file = root.join(TARGET).join("wasm32-unknown-unknown").join(build.profile).join("hookproof_wasm.wasm");
    fs::read(&file).with_context(|| format!("{}", file.display()))
}

/// The module in `npm/gen` once more, with the names of its functions, and then as it is. Call [`build`] before.
pub(crate) fn named(root: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let out = root.join(TARGET).join("named");
    bindgen(without_reference_types(built(root, &SHIPPED)?)?, &out, true)?;
    Ok((fs::read(out.join("hookproof_bg.wasm"))?, fs::read(root.join(OUT).join("hookproof_bg.wasm"))?))
}

/// The build's own features (SIMD for the hashes), a stack of two pages, and no path of this machine in the module.
fn flags(root: &Path, build: &Build) -> Result<String> {
    let cargo_home = match env::var_os("CARGO_HOME") {
        Some(home) => home.into(),
        None => env::home_dir().context("no home directory")?.join(".cargo"),
    };
    Ok(format!(
        "{}-C link-arg=-zstack-size=131072 --remap-path-prefix={}=. --remap-path-prefix={}=cargo",
        build.features,
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
    // The loader for bundlers that make an instance of a .wasm import, and the glue: only numbers cross, and the package
    // calls the instance's functions as they are.
    for glue in ["hookproof.js", "hookproof_bg.js"] {
        fs::remove_file(out.join(glue))?;
    }
    Ok(())
}
