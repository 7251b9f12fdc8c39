"""The wheel, installed in an environment of its own and run from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel; its dependencies come from the environment of the tests."""

    python: Path
    wheel: Path

    def planner(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run the installed command somewhere else than in the checkout."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [str(self.python.parent / "planner"), *arguments]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    # The dependencies that are installed here anyway; .pth files there, our own editable one among them, do not count.
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Installed(python, wheel)


def test_the_wheel_carries_models_and_data_but_not_what_builds_them(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    for model in (ROOT / "models").glob("*.toml"):
        assert f"planner/shipped/models/{model.name}" in names
    for table in (ROOT / "datasets" / "national").glob("*.csv"):
        assert f"planner/shipped/datasets/national/{table.name}" in names
    assert not [name for name in names if "/raw/" in name or "/recipe/" in name or name.startswith("tests/")]
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in names}


def test_templates_and_styles_come_along(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    own = {p for p in (ROOT / "planner").rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")}
    missing = {str(path.relative_to(ROOT)) for path in own} - names
    assert not missing


def test_a_working_folder_from_the_installed_wheel(installed: Installed, tmp_path: Path) -> None:
    made = installed.planner("new", "work", "--from", "tiny", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "work" / "models" / "tiny.toml").is_file()
    checked = installed.planner("check", "work/models/tiny.toml", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    code = "import planner, planner.shipped; print(planner.__file__); print(planner.shipped.root())"
    where = subprocess.run([installed.python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(ROOT) not in where.stdout
    assert "shipped" in where.stdout


def test_the_installed_wheel_plans(installed: Installed, tmp_path: Path) -> None:
    installed.planner("new", "work", "--from", "tiny", cwd=tmp_path)
    ran = installed.planner("run", "work/models/tiny.toml", "--out", "out", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "out" / "index.html").is_file()
    audited = installed.planner("audit", "out", cwd=tmp_path)
    assert audited.returncode == 0, audited.stderr


def test_every_shipped_model_makes_a_working_folder(installed: Installed, tmp_path: Path) -> None:
    for model in sorted((ROOT / "models").glob("*.toml")):
        made = installed.planner("new", model.stem, "--from", model.stem, cwd=tmp_path)
        assert made.returncode == 0, made.stderr
    # One with a base file and the national data is checked here, each in the tests of model files and of the command.
    checked = installed.planner("check", "province/models/province.toml", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
