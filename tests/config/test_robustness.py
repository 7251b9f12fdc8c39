"""Whatever is in a file or on the command line, reading a model gives a model or says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.config import load_model
from planner.config.keys import dotted, parse_key
from planner.config.schema import Model
from planner.config.shape import hints
from planner.texts.problems import InputError

HERE = Path(__file__).parent
VALID = HERE / "wrong" / "valid.toml"
LINES = VALID.read_text(encoding="utf-8").splitlines()

WORDS = sorted(
    {word for line in LINES for word in line.replace('"', " ").replace(".", " ").split()} | set(hints(Model))
)
keys = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), min_size=1, max_size=5).map(
    lambda parts: dotted(tuple(parts))
)
values = st.sampled_from(
    [
        "none",
        "false",
        "true",
        "x0.5",
        "+1",
        "-1",
        "=-1",
        "0",
        "1e400",
        "nan",
        "{}",
        "[]",
        "[1, 'a']",
        "{a = 1}",
        "2024-01-01",
        "''",
    ]
) | st.text(max_size=8)

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path: Path, *sets: str) -> None:
    """Load a file; what is wrong with it must be sayable in both languages."""
    try:
        load_model(path, sets=sets)
    except InputError as error:
        said = str(error)
        if not said:
            raise


@given(st.lists(st.tuples(keys, values), min_size=1, max_size=3))
@quick
def test_any_override(pairs: list[tuple[str, str]]) -> None:
    read(VALID, *(f"{key}={value}" for key, value in pairs))


@given(st.text(max_size=20))
@quick
def test_any_text_as_an_override(text: str) -> None:
    read(VALID, text)


@given(st.integers(0, len(LINES)), st.text(max_size=30) | st.sampled_from(LINES), st.booleans())
@quick
def test_a_line_more_or_less(tmp_path: Path, at: int, line: str, instead: bool) -> None:
    lines = [*LINES[:at], line, *LINES[at + instead :]]
    path = tmp_path / "broken.toml"
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    read(path)


@given(st.binary(max_size=200))
@quick
def test_any_bytes(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "noise.toml"
    path.write_bytes(raw)
    read(path)


@given(keys, values)
@quick
def test_any_overriding_file(tmp_path: Path, key: str, value: str) -> None:
    (tmp_path / "valid.toml").write_bytes(VALID.read_bytes())
    path = tmp_path / "child.toml"
    path.write_text(f'base = "valid.toml"\n{key} = {value}\n', encoding="utf-8", errors="surrogatepass")
    read(path)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=4))
def test_a_dotted_key_is_read_as_it_was_written(parts: list[str]) -> None:
    assert parse_key(dotted(tuple(parts))) == tuple(parts)


@pytest.mark.parametrize("text", ["", " ", "a = 1 #", "a = 0 #", "a\nb", "a..b", ".a", "a b", "[a]", "#"])
def test_what_is_no_key(text: str) -> None:
    assert parse_key(text) is None


def test_messages_do_not_depend_on_hashing() -> None:
    """Sets and dicts must not decide the order of messages or the choice among equally near names."""
    program = (
        "import pathlib\n"
        "from planner.config import load_model\n"
        "from planner.texts.problems import InputError\n"
        "for path in sorted(pathlib.Path('wrong').glob('*.toml')):\n"
        "    try:\n"
        "        load_model(path, sets=['measures.gigabut=none', 'funds.lokal.budget=x2', 'rules.floor.by=regio'])\n"
        "    except InputError as error:\n"
        "        print(ascii(str(error)))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=HERE,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parents[1])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert "gigabit" in said.pop()
