"""Make the offline archive: the wheel, every package it needs on Linux and Windows (x86-64), and how to install it.

    python .ci/bundle.py --out dist

Pure-Python packages are stored once; others once a platform and Python version. Needs a package registry.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
#: Exit code when packages cannot be downloaded.
NO_DOWNLOAD = 3
VERSIONS = ("3.11", "3.12", "3.13")
#: Platform tags that pip matches exactly, newest first: a machine that runs the first also runs the others.
PLATFORMS = {
    "linux": (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 16, -1)), "manylinux2014_x86_64"),
    "windows": ("win_amd64",),
}
#: Values of environment markers on each platform.
ENVIRONMENTS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
READ_ME = """\
离线安装 · Offline installation
================================

需要 Python 3.11、3.12 或 3.13（64 位），Linux 或 Windows，无需网络。解压后在本文件夹内执行两行：
Python 3.11, 3.12 or 3.13 (64-bit) on Linux or Windows is needed, no network. Unpack, then run two lines in this folder:

Linux:
    python3 -m venv planner-env
    planner-env/bin/python -m pip install --no-index --find-links packages planner

Windows:
    py -m venv planner-env
    planner-env\\Scripts\\python -m pip install --no-index --find-links packages planner

装有多个 Python、默认的不是 3.11—3.13 时，第一行写 python3.12 -m venv 或 py -3.12 -m venv。
Where the default Python is none of 3.11 to 3.13, begin the first line with python3.12 -m venv or py -3.12 -m venv.

第一个方案 · A first plan:

Linux:
    planner-env/bin/planner new work --from tiny
    planner-env/bin/planner run work/models/tiny.toml

Windows:
    planner-env\\Scripts\\planner new work --from tiny
    planner-env\\Scripts\\planner run work\\models\\tiny.toml
"""


def main() -> None:
    """Build the wheel, download what it needs, write one zip archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder of the archive")
    parser.add_argument("--python", nargs="+", default=list(VERSIONS), metavar="3.x", help="Python versions")
    parser.add_argument("--platform", nargs="+", choices=sorted(PLATFORMS), default=sorted(PLATFORMS))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        packages = Path(scratch) / "packages"
        wheel = build_wheel(packages)
        for platform in arguments.platform:
            for version in arguments.python:
                download(packages, platform, version)
                resolve(packages, platform, version)
        archive = arguments.out / f"{wheel.name.removesuffix('-py3-none-any.whl')}-offline.zip"
        write_archive(packages, archive)
    print(f"{archive}  {archive.stat().st_size / 1e6:.0f} MB")


def build_wheel(folder: Path) -> Path:
    """Build the planner's own wheel into ``folder`` and return its path."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("planner-*.whl"))


def needed(platform: str, version: str) -> list[str]:
    """What the planner needs, directly or not, on one platform and Python version, each at its tested version.

    pip judges environment markers by the machine that downloads and would leave out what only the target needs, so the
    requirements are followed here, through the metadata of what is installed, with the target's markers.
    """
    pins = tested_versions()
    markers = {**ENVIRONMENTS[platform], "python_version": version, "python_full_version": f"{version}.0"}
    environment: dict[str, Any] = {**default_environment(), **markers}
    found: dict[str, str] = {}
    waiting = [Requirement("planner")]
    while waiting:
        requirement = waiting.pop()
        extras = {"", *requirement.extras}
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        if name != "planner":
            found[name] = pins[name]
        for line in requirements_of(name):
            below = Requirement(line)
            if below.marker is None or any(below.marker.evaluate({**environment, "extra": e}) for e in extras):
                waiting.append(below)
    return sorted(f"{name}=={pin}" for name, pin in found.items())


def requirements_of(name: str) -> list[str]:
    """What one package needs directly; the planner's own list is read from the checkout, which is what is built."""
    if name == "planner":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return list(project["dependencies"])
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # needed on the other platform only, such as colorama: it needs nothing
        return []


def tested_versions() -> dict[str, str]:
    """Version by canonical package name, from constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(";")[0].strip().split("==") for line in lines if "==" in line]
    return {canonicalize_name(name): version for name, version in pairs}


def download(folder: Path, platform: str, version: str) -> None:
    """Download the wheels that one platform and Python version needs."""
    print(f"  {platform} Python {version} …", flush=True)
    arguments = ["--no-deps", *target(platform, version), "--dest", str(folder), *needed(platform, version)]
    if pip("download", *arguments):
        raise SystemExit(NO_DOWNLOAD)


def resolve(folder: Path, platform: str, version: str) -> None:
    """Let pip itself put together what it would install on a target from the folder alone.

    Raises:
        SystemExit: a wheel is missing or does not fit the target.
    """
    arguments = ["--dry-run", "--no-index", "--find-links", str(folder), *target(platform, version)]
    if pip("install", *arguments, "--target", str(folder / "never"), "planner"):
        raise SystemExit(f"{platform} Python {version}: the packages do not install without an index")


def target(platform: str, version: str) -> list[str]:
    """pip's arguments for wheels of another machine."""
    tags = [argument for tag in PLATFORMS[platform] for argument in ("--platform", tag)]
    return ["--only-binary=:all:", "--implementation", "cp", "--python-version", version, *tags]


def pip(verb: str, *arguments: str) -> int:
    """Exit code of a pip command."""
    command = [sys.executable, "-m", "pip", verb, "--quiet", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False).returncode


def write_archive(packages: Path, archive: Path) -> None:
    """Write packages and instructions into one zip file; wheels are compressed already."""
    scratch = archive.with_suffix(".partial")
    with zipfile.ZipFile(scratch, "w", zipfile.ZIP_STORED) as bundle:
        top = archive.stem
        # A byte order mark and CRLF, so that Notepad on any Windows shows the Chinese lines.
        bundle.writestr(f"{top}/INSTALL.txt", "\ufeff" + READ_ME.replace("\n", "\r\n"))
        for name in ("LICENSE", "NOTICE"):
            bundle.write(ROOT / name, f"{top}/{name}")
        for path in sorted(packages.glob("*.whl")):
            bundle.write(path, f"{top}/packages/{path.name}")
    scratch.replace(archive)


if __name__ == "__main__":
    main()
