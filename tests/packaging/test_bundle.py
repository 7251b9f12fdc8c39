"""The offline archive: what goes in, and that it installs and plans without a package index."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bundle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", ROOT / ".ci" / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(requirements: list[str]) -> set[str]:
    """Package names of pinned requirements."""
    return {line.split("==")[0] for line in requirements}


def test_windows_gets_what_only_windows_needs(bundle: ModuleType) -> None:
    assert "colorama" in names(bundle.needed("windows", "3.12"))
    assert "colorama" not in names(bundle.needed("linux", "3.12"))


@pytest.mark.parametrize("platform", ["linux", "windows"])
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_every_requirement_is_pinned_and_none_is_for_development(
    bundle: ModuleType, platform: str, version: str
) -> None:
    found = bundle.needed(platform, version)
    assert all(re.fullmatch(r"[a-z0-9.-]+==[0-9][\w.]*", line) for line in found)
    assert {"highspy", "pyomo", "pandas", "pydantic-core", "tornado"} <= names(found)
    assert not {"pytest", "mypy", "playwright", "hypothesis"} & names(found)


def test_instructions_are_two_lines_a_platform(bundle: ModuleType) -> None:
    for start, slash in (("Linux:", "/"), ("Windows:", "\\")):
        install, plan = (part.split("\n\n")[0].strip().splitlines() for part in bundle.READ_ME.split(start)[1:])
        assert len(install) == 2
        assert "-m pip install --no-index" in install[1]  # pip.exe keeps the path of its folder, python.exe does not
        assert [line for line in plan if "planner new" in line or "planner run" in line] == plan
        assert not [line for line in (*install, *plan) if ("/" if slash == "\\" else "\\") in line]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="installs the Linux part of the archive")
def test_the_archive_installs_and_plans_without_an_index(bundle: ModuleType, tmp_path: Path) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    make = [sys.executable, str(ROOT / ".ci" / "bundle.py"), "--out", str(tmp_path)]
    made = subprocess.run([*make, "--platform", "linux", "--python", version], capture_output=True, text=True)
    if made.returncode == bundle.NO_DOWNLOAD and not os.environ.get("REQUIRE_NETWORK"):
        pytest.skip("no package registry to download from")
    assert made.returncode == 0, made.stderr
    (archive,) = tmp_path.glob("*-offline.zip")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    folder = tmp_path / archive.stem
    assert "离线安装" in (folder / "INSTALL.txt").read_text(encoding="utf-8-sig")
    venv.create(folder / "planner-env", with_pip=True)
    programs = folder / "planner-env" / "bin"
    # No configuration, index or cache of this machine may help. What is not imported below is not compiled.
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    bare |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_INDEX_URL": "http://127.0.0.1:9/none"}
    bare["PIP_COMPILE"] = "0"
    install = [str(programs / "python"), "-m", "pip", "install", "--no-index", "--find-links", "packages", "planner"]
    subprocess.run(install, cwd=folder, env=bare, check=True, capture_output=True, text=True)
    subprocess.run([programs / "planner", "new", "work", "--from", "tiny"], cwd=folder, env=bare, check=True)
    ran = subprocess.run([programs / "planner", "run", "work/models/tiny.toml"], cwd=folder, env=bare, check=False)
    assert ran.returncode == 0
    assert (folder / "reports" / "tiny" / "index.html").is_file()
