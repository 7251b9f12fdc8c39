"""What the documents point to exists, and they speak both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from planner.cli import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "reports" / "README.md",
    ROOT / "benchmarks" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{target} does not exist"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_both_languages_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(re.findall(r"[\u4e00-\u9fff]", text)) > 20
    assert len(re.findall(r"\b[a-z]{3,}\b", text)) > 30


def test_commands_of_the_readme_exist() -> None:
    """Every `planner VERB --option` in the README is one that the program knows, with files that are there."""
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    lines = re.findall(r"^(?:\.venv/bin/)?planner (.+?)(?:\s+#.*)?$", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert len(lines) >= 5
    for line in lines:
        verb, *words = shlex.split(line)
        known = {option for parameter in group.commands[verb].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line
        for word in words:
            if word.startswith(("models/", "datasets/")) and words[max(0, words.index(word) - 1)] != "--out":
                assert (ROOT / word).exists(), line


def test_what_ifs_of_the_readme_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for model, name in re.findall(r"planner run (\S+) --what-if (\w+)", text):
        assert f"[what_if.{name}]" in (ROOT / model).read_text(encoding="utf-8")


def test_make_help_names_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("plan", "test", "check", "browser", "proof", "bundle", "clean"):
        assert re.search(rf"^{target}:", text, re.M)
        assert f"make {target} " in text
