"""Builds the C library with cargo, and links it into the one compiled module of the package."""

import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

from setuptools import setup
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
# A source distribution brings along what it needs of the repository.
CARRIED = HERE / "rust"
ROOT = CARRIED if CARRIED.exists() else HERE.parent.parent

CRATES = ["crates/hookproof", "crates/hookproof-c"]

# The oldest Python whose stable ABI the module is tagged with. Free-threaded builds of Python have none.
ABI3 = "cp39"


def version() -> str:
    """The version of all crates and packages, which is written once."""
    found = re.search(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit("hookproof: no version in Cargo.toml")
    return found.group(1)


def static_library() -> str:
    """The path of the C library, which cargo builds if it is not fresh."""
    command = [os.environ.get("CARGO", "cargo"), "build", "--release", "--locked", "--package", "hookproof-c"]
    try:
        done = subprocess.run(
            [*command, "--message-format", "json-render-diagnostics"], cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
    except FileNotFoundError:
        raise SystemExit("hookproof: cargo is needed to build from source (https://rustup.rs)") from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"hookproof: {' '.join(command)} failed") from error
    for line in done.stdout.splitlines():
        message = json.loads(line)
        if message.get("target", {}).get("name") == "hookproof" and "staticlib" in message["target"]["kind"]:
            for name in message["filenames"]:
                if name.endswith((".a", ".lib")):
                    return str(name)
    raise SystemExit("hookproof: cargo named no static library")


class BuildExt(build_ext):
    def build_extensions(self) -> None:
        library = static_library()
        for extension in self.extensions:
            extension.extra_objects = [library]
            extension.depends = [library, str(HERE / "native.h"), str(HERE / "native.py")]
        super().build_extensions()


class Sdist(sdist):
    """Adds the two crates and the header, as a workspace of their own with the same versions of everything."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        super().make_release_tree(base_dir, files)
        to = Path(base_dir) / "rust"
        for crate in CRATES:
            shutil.copytree(ROOT / crate / "src", to / crate / "src")
            for file in ["Cargo.toml", "build.rs"]:
                if (ROOT / crate / file).exists():
                    shutil.copy2(ROOT / crate / file, to / crate / file)
        for name in ["Cargo.lock", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "bindings/c/include/hookproof.h"]:
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
        members = ", ".join(f'"{crate}"' for crate in CRATES)
        manifest = (ROOT / "Cargo.toml").read_text("utf-8")
        for table in ["members", "default-members"]:
            manifest = re.sub(rf"(?ms)^{table} = \[.*?\]", f"{table} = [{members}]", manifest)
        (to / "Cargo.toml").write_text(manifest, "utf-8")
        # Takes out of Cargo.lock what the other crates need.
        command = [os.environ.get("CARGO", "cargo"), "metadata", "--format-version", "1", "--offline"]
        subprocess.run(command, cwd=to, stdout=subprocess.DEVNULL, check=True)


# The licences are of the whole repository; a wheel has them, too.
for licence in ["LICENSE-MIT", "LICENSE-APACHE"]:
    if (ROOT / licence).exists():
        shutil.copy2(ROOT / licence, HERE / licence)

abi3 = not sysconfig.get_config_var("Py_GIL_DISABLED")
setup(
    version=version(),
    cffi_modules=["native.py:ffibuilder"],
    cmdclass={"build_ext": BuildExt, "sdist": Sdist},
    options={"bdist_wheel": {"py_limited_api": ABI3}} if abi3 else {},
)
