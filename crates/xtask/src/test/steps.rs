//! The steps: cheap ones first, and each after what it builds on.

use super::c;
use super::runner::{Closing, check, tests};
use super::traps;
use crate::{adapters, bench, demo, fuzz, npm, python, readme, runtimes, sdk, table};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) run: fn(&Path) -> Result<Closing>,
}

const WASM: &str = "wasm32-unknown-unknown";

pub(super) const STEPS: &[Step] = &[
    Step { name: "fmt", what: "rustfmt", run: fmt },
    Step { name: "table", what: "the rows are sound, and what is generated from them is fresh", run: table_is_fresh },
    Step { name: "clippy", what: "clippy and rustc, warnings are errors", run: clippy },
    Step { name: "core", what: "the core's tests, and the examples in its documentation", run: core },
    Step { name: "no-std", what: "the core builds without std, without the table", run: no_std },
    Step { name: "doc", what: "rustdoc, warnings are errors", run: doc },
    Step { name: "cli", what: "the command's tests", run: cli },
    Step { name: "xtask", what: "the tests of cargo xtask itself", run: xtask },
    Step {
        name: "fuzz",
        what: "the properties of fuzz/: what was once found, and a bounded look for more",
        run: fuzzing,
    },
    Step {
        name: "c",
        what: "the C library, its vectors, its examples and its server, compiled with cc",
        run: c::library,
    },
    Step { name: "c-sanitized", what: "the C tests and vectors with AddressSanitizer and UBSan", run: c::sanitized },
    Step { name: "c-miri", what: "the boundary between C and Rust, in Miri", run: c::miri },
    Step { name: "c-foreign", what: "the C tests and vectors with 32 bits, and big-endian, in QEMU", run: c::foreign },
    Step {
        name: "python",
        what: "the Python package, built in a clean folder: its tests, the vectors, mypy --strict",
        run: python_package,
    },
    Step { name: "wasm", what: "the WebAssembly layer's tests, in Node", run: wasm },
    Step { name: "npm-lint", what: "the npm package: biome", run: npm_lint },
    Step { name: "npm", what: "the packed npm package, installed: Node, types, workerd", run: npm_tests },
    Step { name: "traps", what: "no instruction of ours in the shipped module can trap", run: traps_are_known },
    Step {
        name: "fuel",
        what: "the shipped module executes the same number of instructions whatever byte is wrong",
        run: fuel,
    },
    Step { name: "vectors", what: "tests/vectors: Rust, the command, Node (ESM and CommonJS), workerd", run: vectors },
    Step {
        name: "runtimes",
        what: "the packed npm package on each runtime and through each bundler; publint and attw",
        run: on_runtimes,
    },
    Step { name: "sdk", what: "official SDKs: they sign, we verify; we sign, they verify", run: official_sdks },
    Step { name: "adapters", what: "the npm package in the frameworks that it has adapters for", run: frameworks },
    Step {
        name: "bench",
        what: "what cargo xtask bench measures works, and refuses a forged delivery; no time is judged",
        run: measurable,
    },
    Step { name: "readme", what: "the code of the first screen, with the packed npm package", run: code_in_readmes },
    Step { name: "demo", what: "cargo xtask demo", run: demonstration },
];

pub(super) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root);
    command
}

fn fmt(root: &Path) -> Result<Closing> {
    check(&mut cargo(root, &["fmt", "--all", "--check"]))
}

fn table_is_fresh(root: &Path) -> Result<Closing> {
    table::check(root)?;
    Ok(Closing::default())
}

fn clippy(root: &Path) -> Result<Closing> {
    let strict = ["--quiet", "--", "--deny", "warnings"];
    let with = |arguments: &[&str]| check(cargo(root, &["clippy"]).args(arguments).args(strict));
    with(&["--workspace", "--all-targets"])?;
    with(&["--package", "hookproof", "--no-default-features"])?;
    wasm_target(root)?;
    with(&["--package", "hookproof-wasm", "--all-targets", "--target", WASM])
}

fn core(root: &Path) -> Result<Closing> {
    tests(&mut cargo(root, &["test", "--package", "hookproof"]))
}

fn no_std(root: &Path) -> Result<Closing> {
    wasm_target(root)?;
    check(&mut cargo(root, &["build", "--quiet", "--package", "hookproof", "--no-default-features", "--target", WASM]))
}

fn doc(root: &Path) -> Result<Closing> {
    let arguments = ["doc", "--quiet", "--no-deps", "--package", "hookproof"];
    check(cargo(root, &arguments).env("RUSTDOCFLAGS", "--deny warnings"))
}

fn cli(root: &Path) -> Result<Closing> {
    tests(&mut cargo(root, &["test", "--package", "hookproof-cli"]))
}

fn xtask(root: &Path) -> Result<Closing> {
    tests(&mut cargo(root, &["test", "--package", "xtask"]))
}

fn fuzzing(root: &Path) -> Result<Closing> {
    let found = tests(&mut cargo(root, &["test", "--package", "hookproof-fuzz"]))?;
    fuzz::run_all(root)?;
    Ok(found)
}

fn wasm(root: &Path) -> Result<Closing> {
    wasm_target(root)?;
    tests(&mut cargo(root, &["test", "--package", "hookproof-wasm", "--target", WASM]))
}

/// Whether there is the program of the Debian package of its name; it is installed where it is not.
pub(super) fn debian_package(name: &str) -> bool {
    let version = Command::new(name).arg("--version").output();
    version.is_ok_and(|version| version.status.success()) || apt_install(&[name])
}

/// Whether the Debian packages could be installed.
pub(crate) fn apt_install(packages: &[&str]) -> bool {
    let run = |arguments: &[&str]| {
        Command::new("apt-get").args(arguments).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let all = packages.join(" ");
    println!("installing from Debian: apt-get install {all}");
    let install = || run(&[&["install", "--yes", "--quiet"], packages].concat());
    // A machine whose lists of packages were never fetched finds nothing at first.
    let installed = install() || (run(&["update", "--quiet"]) && install());
    if !installed {
        println!("{all} cannot be installed here");
    }
    installed
}

/// The compiler's target for WebAssembly; installed where it is not.
fn wasm_target(root: &Path) -> Result<()> {
    rust_target(root, WASM)
}

/// A target of the compiler; installed where it is not.
pub(super) fn rust_target(root: &Path, target: &str) -> Result<()> {
    let folder =
        Command::new("rustc").args(["--print", "target-libdir", "--target", target]).current_dir(root).output()?;
    if Path::new(String::from_utf8(folder.stdout)?.trim()).is_dir() {
        return Ok(());
    }
    println!("installing a target of the compiler: rustup target add {target}");
    check(Command::new("rustup").args(["target", "add", target]).current_dir(root))
        .with_context(|| format!("the compiler has no target {target}, and rustup cannot install it"))?;
    Ok(())
}

fn npm_lint(root: &Path) -> Result<Closing> {
    npm::build(root)?;
    check(
        Command::new("node")
            .args(["node_modules/@biomejs/biome/bin/biome", "ci", "."])
            .args(["../tests/sdk/node", "../tests/runtimes", "../tests/adapters", "../tests/bench"])
            .current_dir(root.join("npm")),
    )
}

/// The files that run the vectors: they are a step of their own.
const VECTOR_TESTS: [&str; 3] = ["vectors.test.mjs", "handshakes.test.mjs", "workerd.test.mjs"];

fn npm_tests(root: &Path) -> Result<Closing> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root.join("npm/test"))? {
        let file = entry?.path();
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".test.mjs") && !VECTOR_TESTS.contains(&name) {
            files.push(file);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "no tests in npm/test");
    node(root, &files)
}

fn vectors(root: &Path) -> Result<Closing> {
    let packages = ["test", "--package", "hookproof", "--package", "hookproof-cli"];
    let rust = [&packages[..], &["--test", "vectors", "--test", "handshakes"]].concat();
    let rust = tests(cargo(root, &rust).args(["--", "--nocapture"]))?;
    let files: Vec<PathBuf> = VECTOR_TESTS.iter().map(|name| root.join("npm/test").join(name)).collect();
    Ok(rust + node(root, &files)?)
}

/// Runs test files against the packed package, installed as a user would.
fn node(root: &Path, files: &[PathBuf]) -> Result<Closing> {
    npm::install(&root.join("target/npm/consumer"), &npm::pack(root)?)?;
    let mut node = Command::new("node");
    tests(node.args(["--expose-gc", "--test", "--test-reporter=spec"]).args(files).current_dir(root.join("npm")))
}

fn on_runtimes(root: &Path) -> Result<Closing> {
    ensure!(debian_package("chromium"), "Chromium is one of the runtimes, and cannot be installed here");
    tests(&mut runtimes::command(root)?)
}

fn official_sdks(root: &Path) -> Result<Closing> {
    let node = tests(&mut sdk::node(root)?)?;
    check(&mut cargo(root, &["build", "--quiet", "--package", "hookproof-cli"]))?;
    Ok(node + tests(&mut sdk::python(root)?)?)
}

fn frameworks(root: &Path) -> Result<Closing> {
    tests(&mut adapters::tests(root)?)
}

fn measurable(root: &Path) -> Result<Closing> {
    bench::native::run(root, true)?;
    Ok(tests(&mut bench::npm(root, true)?)? + tests(&mut python::bench(root, true)?)?)
}

fn traps_are_known(root: &Path) -> Result<Closing> {
    npm::build(root)?;
    let (named, shipped) = crate::wasm::named(root)?;
    for line in traps::find(&named, &shipped, &fs::read(root.join("npm/dist/hookproof.wasm"))?)? {
        println!("traps: {line}");
    }
    Ok(Closing::default())
}

fn fuel(root: &Path) -> Result<Closing> {
    npm::build(root)?;
    let python = python_with(root, "wasmtime==50.0.1")?;
    tests(Command::new(python).args(["tests/fuel/fuel.py", "npm/dist/hookproof.wasm"]).current_dir(root))
}

/// The Python of a virtual environment in `target` with this package in it; made where it is not.
fn python_with(root: &Path, package: &str) -> Result<PathBuf> {
    let folder = root.join("target/python");
    let (python, stamp) = (folder.join("bin/python"), folder.join("installed"));
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|last| last == package) {
        return Ok(python);
    }
    println!("installing pypi:{package} into target/python");
    check(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    check(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]))?;
    fs::write(stamp, package)?;
    Ok(python)
}

fn python_package(root: &Path) -> Result<Closing> {
    let (mut pytest, mut mypy) = python::tests(root)?;
    check(&mut mypy)?;
    tests(&mut pytest)
}

fn code_in_readmes(root: &Path) -> Result<Closing> {
    readme::run(root)?;
    Ok(Closing::default())
}

fn demonstration(root: &Path) -> Result<Closing> {
    demo::run(root)?;
    Ok(Closing::default())
}
