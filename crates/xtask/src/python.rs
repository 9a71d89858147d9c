//! The Python package: built as a user builds it, out of its source distribution in a clean folder, and installed beside
//! what `bindings/python/tests/requirements.txt` pins.

use crate::sdk::{once, run};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCES: &str = "bindings/python";
const OUT: &str = "target/python-package";

/// The Python of a virtual environment that has the freshly built package.
pub(crate) fn installed(root: &Path, venv: &str, requirements: &Path) -> Result<PathBuf> {
    let out = root.join(OUT);
    let python = environment(&out.join(venv), requirements)?;
    let wheel = wheel(root, &python)?;
    let arguments =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--force-reinstall"];
    run(Command::new(&python).args(arguments).arg(&wheel))?;
    Ok(python)
}

/// The Python of a virtual environment with what is pinned.
fn environment(dir: &Path, requirements: &Path) -> Result<PathBuf> {
    let python = dir.join("bin/python");
    once(dir, &fs::read_to_string(requirements)?, |dir| {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(dir))
            .context("Python 3 and its module venv (the Debian package python3-venv) are needed")?;
        let arguments = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
        run(Command::new(&python).args(arguments).args(["--only-binary", ":all:", "-r"]).arg(requirements))
    })?;
    Ok(python)
}

/// The wheel, made of the source distribution where nothing of the repository is around it.
fn wheel(root: &Path, python: &Path) -> Result<PathBuf> {
    let out = root.join(OUT);
    let (packed, source, wheels) = (out.join("sdist"), out.join("source"), out.join("wheel"));
    for dir in [&packed, &source, &wheels] {
        if dir.exists() {
            fs::remove_dir_all(dir)?;
        }
        fs::create_dir_all(dir)?;
    }
    let build = "import sys, setuptools.build_meta as backend; backend.build_sdist(sys.argv[1])";
    quietly(Command::new(python).args(["-c", build]).arg(&packed).current_dir(root.join(SOURCES)))?;
    let archive = only_file(&packed)?;
    run(Command::new("tar").arg("-xzf").arg(&archive).args(["--strip-components", "1", "-C"]).arg(&source))?;
    let arguments = ["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"];
    run(Command::new(python)
        .args(arguments)
        .args(["--no-build-isolation", "--wheel-dir"])
        .args([&wheels, &source])
        .env("CARGO_TARGET_DIR", out.join("cargo")))?;
    let wheel = only_file(&wheels)?;
    ensure!(wheel.to_string_lossy().contains("-cp39-abi3-"), "one wheel a platform, for every Python: {wheel:?}");
    Ok(wheel)
}

/// Runs a command whose output is shown only if it fails.
fn quietly(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("{:?} does not start", command.get_program()))?;
    let said = [output.stdout, output.stderr].concat();
    ensure!(output.status.success(), "{command:?} failed:\n{}", String::from_utf8_lossy(&said));
    Ok(())
}

fn only_file(dir: &Path) -> Result<PathBuf> {
    let files = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let [file] = files.as_slice() else { anyhow::bail!("one file in {}, not {}", dir.display(), files.len()) };
    Ok(file.clone())
}

/// The package's tests, ready to run, and mypy over package, tests and examples.
pub(crate) fn tests(root: &Path) -> Result<(Command, Command)> {
    let sources = root.join(SOURCES);
    let python = installed(root, "venv", &sources.join("tests/requirements.txt"))?;
    let mut pytest = Command::new(&python);
    // -B: no compiled files beside the sources.
    pytest.args(["-B", "-m", "pytest"]).env("HOOKPROOF_VECTORS", root.join("tests/vectors")).current_dir(&sources);
    let mut mypy = Command::new(&python);
    mypy.args(["-m", "mypy", "--strict", "--cache-dir"]).arg(root.join(OUT).join("mypy"));
    mypy.args(["src", "tests", "examples"]).current_dir(&sources);
    Ok((pytest, mypy))
}

/// The measurement of the package beside what PyPI has, ready to run; it writes the tables to `docs/benchmarks-python.md`.
pub(crate) fn bench(root: &Path, quick: bool) -> Result<Command> {
    let sources = root.join(SOURCES).join("bench");
    let python = installed(root, "venv-bench", &sources.join("requirements.txt"))?;
    let mut bench = Command::new(python);
    bench.arg("-B").arg(sources.join("run.py"));
    bench.arg(if quick { "--quick".into() } else { root.join("docs/benchmarks-python.md").into_os_string() });
    Ok(bench)
}
