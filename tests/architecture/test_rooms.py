"""The shape of the house: which room may import which, how long a file may be, where sentences may stand."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "planner"

#: Rooms in the order in which data flows; a module imports only from its own room and from rooms before it.
ROOMS = (
    "texts",
    "config",
    "data",
    "case",
    "formulation",
    "solve",
    "plan",
    "studies",
    "reporting",
    "shipped",
    "commands",
    "cli",
    "__main__",
)
#: The audit checks what the engine wrote without trusting any of its code.
AUDIT_KNOWS = ("texts", "plan")
MAX_LINES = 500
#: Packages that others import for us: pandas reads and writes Parquet with pyarrow.
UNSEEN = {"pyarrow"}
#: Packages that are parts of another one, which pins them.
PARTS = {"pydantic_core": "pydantic", "annotated_types": "pydantic"}


def modules() -> list[Path]:
    """Every Python file of the package, without what an installed wheel carries."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "shipped" not in path.relative_to(PACKAGE).parts[:-1])


def room_of(path: Path) -> str:
    """Name of the room that a file of the package belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """Names of the planner's own modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction of a dependency"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return {name for name in names if name.split(".")[0] == "planner"}


def forbidden(path: Path, order: tuple[str, ...] = ROOMS) -> set[str]:
    """Imports of a file that point to a room after its own."""
    own = order.index(room_of(path))
    rooms = {name.split(".")[1] for name in imported(path) if name.count(".")}
    return {room for room in rooms if room in order and order.index(room) > own}


def test_every_room_is_known() -> None:
    unknown = {room_of(path) for path in modules()} - set(ROOMS) - {"__init__"}
    assert not unknown, f"give {unknown} a place in ROOMS"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_backwards_only(path: Path) -> None:
    if path != PACKAGE / "__init__.py":
        assert not forbidden(path), f"{path.relative_to(ROOT)} imports from later rooms"


def test_a_forward_import_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    (tmp_path / "case").mkdir()
    wrong = tmp_path / "case" / "wrong.py"
    wrong.write_text("def f():\n    from planner.solve import run\n    import planner.texts\n", encoding="utf-8")
    assert forbidden(wrong) == {"solve"}


def test_the_audit_reads_tables_only() -> None:
    for path in sorted((PACKAGE / "plan" / "audit").rglob("*.py")):
        rooms = {name.split(".")[1] for name in imported(path) if name.count(".")}
        assert rooms <= set(AUDIT_KNOWS), f"{path.relative_to(ROOT)} imports {rooms - set(AUDIT_KNOWS)}"
        inside = {".".join(name.split(".")[:3]) for name in imported(path) if name.startswith("planner.plan.")}
        # The record is the form in which an audit hands over its verdict; it holds no rule.
        assert inside <= {"planner.plan.audit", "planner.plan.record"}, f"{path.name}: {sorted(inside)}"


@pytest.mark.parametrize(
    "path", [*modules(), *sorted((ROOT / "tests").rglob("*.py"))], ids=lambda path: str(path.relative_to(ROOT))
)
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_sentences_stand_in_texts(path: Path) -> None:
    if room_of(path) != "texts":
        found = re.findall(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+", path.read_text(encoding="utf-8"))
        assert not found, f"move {found[:3]} to planner/texts/"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_say_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module needs a docstring"
    starred = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]
    assert not starred, "no star imports"


def test_dependencies_are_declared_pinned_and_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=!~ \[]", line)[0].lower().replace("_", "-") for line in declared}
    pinned = {
        line.split("==")[0].strip().lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    assert names - {"pip"} <= pinned, f"pin {names - pinned} in constraints.txt"
    missing = {name for name in names if f"`{name}`" not in explained}
    assert not missing, f"give a reason for {missing} in docs/dependencies.md"


def test_what_the_engine_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=!~ \[]", line)[0].lower().replace("-", "_") for line in project["dependencies"]}
    roots = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                roots.add(str(node.module).split(".")[0])
    foreign = {PARTS.get(name, name) for name in roots - set(sys.stdlib_module_names) - {"planner"}}
    assert foreign <= declared, f"declare {foreign - declared} in pyproject.toml"
    assert declared - foreign <= UNSEEN, f"nothing imports {declared - foreign}"


def test_help_needs_no_solver() -> None:
    """Help pages must appear at once, so the engine is imported by the verbs that need it."""
    code = "import sys, planner.cli; print([m for m in ('pandas', 'pyomo', 'highspy', 'plotly') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
