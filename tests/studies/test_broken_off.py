"""Studies that the clock ends: what was not done is told, and it is no error."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.commands.alternatives import AlternativesRequest, judge
from planner.commands.explain import ExplainRequest, explain_city
from planner.commands.prices import PricesRequest, prices
from planner.commands.speech import Speech

#: Seconds that are over before anything is built.
_NO_TIME = 1e-9


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (
            lambda folder: prices(PricesRequest(folder, report=False, time_s=_NO_TIME), Speech("en")),
            "Not priced when time ran out or the study was stopped: rules.west_cloud",
        ),
        (lambda folder: explain_city(ExplainRequest(folder, "E1", time_s=_NO_TIME), Speech("en")), "Time ran out"),
        (
            lambda folder: judge(AlternativesRequest(folder, report=False, time_s=_NO_TIME), Speech("en")),
            "Time ran out",
        ),
    ],
    ids=["prices", "explain", "alternatives"],
)
def test_a_study_without_time_says_so(
    ask: Callable[[Path], int],
    told: str,
    coordinated_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("planner.studies.base.EXACT", 0)
    folder = tmp_path / "run"
    shutil.copytree(coordinated_folder, folder)
    before = sorted((folder / "plan").iterdir())
    monkeypatch.setattr("planner.commands.prices.cores", lambda: 1)
    monkeypatch.setattr("planner.commands.studying.cores", lambda: 1)
    assert ask(folder) == 0, "only a stop by hand is 130"
    assert told in capsys.readouterr().out
    assert sorted((folder / "plan").iterdir()) == before, "nothing is claimed"
