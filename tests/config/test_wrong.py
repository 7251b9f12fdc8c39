"""Wrong model files: each is a file on disk, and each must give exactly the messages that were agreed on.

``expected.toml`` holds them by file name: ids of the sentences, and the sentences in both languages with place, key,
expectation and nearest name. ``python tests/config/test_wrong.py`` writes it anew; read the difference before
committing it.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path

import pytest
import tomli_w

from planner.config import load_model
from planner.texts.problems import InputError

HERE = Path(__file__).parent
EXPECTED = HERE / "expected.toml"

#: Right files that wrong ones build on.
RIGHT = {"valid", "full"}

#: Wrong files that are no file at all.
ABSENT = ["vallid", ""]


def names() -> list[str]:
    """Every wrong file by its name."""
    return sorted({path.stem for path in (HERE / "wrong").glob("*.toml")} - RIGHT) + ABSENT


@cache
def expected() -> dict[str, dict[str, list[str]]]:
    """What was agreed on, by file name."""
    return tomllib.loads(EXPECTED.read_text(encoding="utf-8"))


def messages(name: str) -> dict[str, list[str]]:
    """What loading a file says, from the tests' own folder so that places are the same everywhere."""
    path = Path("wrong", f"{name}.toml" if name else "")
    with pytest.raises(InputError) as caught:
        load_model(path)
    problems = caught.value.problems
    return {
        "text": [problem.text for problem in problems],
        "zh": [problem.zh for problem in problems],
        "en": [problem.en for problem in problems],
    }


@pytest.mark.parametrize("name", names())
def test_message(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    assert messages(name) == expected()[name or "folder"]


def test_every_expectation_has_its_file() -> None:
    assert set(expected()) == {name or "folder" for name in names()}
    assert len(expected()) > 100


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_the_right_files_are_right(name: str) -> None:
    assert load_model(HERE / "wrong" / f"{name}.toml").model.name_en == "Specimen"


def test_no_sentence_is_left_in_the_library_s_english() -> None:
    for said in expected().values():
        for chinese, english in zip(said["zh"], said["en"], strict=True):
            assert any("一" <= character <= "鿿" for character in chinese)
            for phrase in ("Input should", "Field required", "Extra inputs", "validation error", "Value error"):
                assert phrase not in chinese + english


if __name__ == "__main__":
    os.chdir(HERE)
    EXPECTED.write_bytes(tomli_w.dumps({name or "folder": messages(name) for name in names()}).encode())
