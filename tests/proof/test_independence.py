"""Brute force knows nothing of the planner: neither in what it imports nor in what importing it loads."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.plan.tampering import ROOT

#: What the answer of brute force is made of; ``random_case`` holds tables and draws, no rule.
WRITTEN_TWICE = sorted((ROOT / "tests" / "proof").glob("brute_*.py"))


def test_brute_force_imports_only_itself() -> None:
    for path in WRITTEN_TWICE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert not name.startswith(("planner", "pyomo", "highspy")), path
                own = name.startswith(("tests.proof.brute_", "tests.proof.random_case"))
                assert own or not name.startswith("tests"), f"{path.name} imports {name}"


def test_brute_force_loads_nothing_of_the_planner() -> None:
    program = "import sys, tests.proof.brute_force; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    rooms = {name.split(".")[0] for name in loaded.stdout.split()}
    assert not rooms & {"planner", "pyomo", "highspy"}
