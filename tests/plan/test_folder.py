"""Run folders: written the same twice, read back the same, damage is said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planner.plan.load import load_plan, load_record, load_run
from planner.plan.plan import COLUMNS
from planner.plan.record import Question, RunRecord
from planner.plan.save import save_inputs, save_plan, save_record
from planner.texts.problems import InputError
from tests.plan.conftest import Tiny

RECORD = RunRecord(
    planner_version="0",
    created="2026-01-01T00:00:00Z",
    status="optimal",
    model=Question(id="tiny", name_zh="t", name_en="t"),
    method="direct",
    repeatable=True,
    seed=1,
    workers=1,
)


def test_equal_plans_give_equal_bytes(tiny: Tiny, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_plan(tmp_path / name, tiny.plan)
    for table in COLUMNS:
        one, two = ((tmp_path / name / f"{table}.csv").read_bytes() for name in ("one", "two"))
        assert one == two
        assert b"\r" not in one
        assert b"-0\n" not in one


def test_csv_and_parquet_say_the_same(tiny: Tiny, tmp_path: Path) -> None:
    save_plan(tmp_path, tiny.plan)
    read = load_plan(tmp_path).tables()
    for name, table in tiny.plan.tables().items():
        pd.testing.assert_frame_equal(read[name], table, check_dtype=False, check_column_type=False, atol=1e-8)
        stored = pd.read_parquet(tmp_path / f"{name}.parquet")
        pd.testing.assert_frame_equal(stored, table, check_dtype=False, check_column_type=False)


def test_a_run_is_read_back(tiny: Tiny, tmp_path: Path) -> None:
    hashes = save_inputs(tmp_path, "x = 1\n", {"dataset.toml": b"", "cities.csv": b"id\n"})
    assert list(hashes) == ["inputs/dataset/cities.csv", "inputs/dataset/dataset.toml", "inputs/model.toml"]
    save_record(tmp_path, RECORD.model_copy(update={"inputs": hashes}))
    assert load_run(tmp_path).plan is None
    save_plan(tmp_path / "plan", tiny.plan)
    save_plan(tmp_path / "baselines" / "practice", tiny.plan)
    run = load_run(tmp_path)
    assert run.record.inputs == hashes
    assert run.plan is not None
    assert list(run.baselines) == ["practice"]


def test_damage_is_said(tiny: Tiny, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"run\.json"):
        load_record(tmp_path)
    (tmp_path / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"damaged"):
        load_record(tmp_path)
    save_plan(tmp_path, tiny.plan)
    (tmp_path / "grants.csv").unlink()
    with pytest.raises(InputError, match=r"lacks this table"):
        load_plan(tmp_path)
    save_plan(tmp_path, tiny.plan)
    (tmp_path / "modules.csv").write_text("project,year\nx,soon\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"damaged"):
        load_plan(tmp_path)


def test_unknown_keys_in_the_record_are_refused() -> None:
    with pytest.raises(ValueError, match="extra"):
        RunRecord.model_validate(RECORD.model_dump() | {"surprise": 1})
