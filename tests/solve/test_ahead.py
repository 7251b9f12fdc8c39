"""Workers that start while a case is made: who closes them, and which cases will want them."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.config.load import load_model
from planner.data.load import load_dataset
from planner.solve import cluster
from planner.solve.cluster import Ahead, SerialExecutor
from planner.solve.options import Options
from planner.solve.run import likely_workers


class Counted(SerialExecutor):
    """Workers of which it is known whether they have been closed."""

    def __init__(self, workers: int) -> None:
        self.workers, self.closed = workers, False

    def close(self) -> None:
        """Remember it."""
        self.closed = True


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    """Every executor that is started, in order."""
    found: list[Counted] = []

    def make(workers: int, scheduler: str | None) -> Counted:
        found.append(Counted(workers))
        return found[-1]

    monkeypatch.setattr(cluster, "make_executor", make)
    return found


def test_workers_started_ahead_are_taken_and_theirs_to_close_who_took_them(started: list[Counted]) -> None:
    with Ahead() as ahead:
        ahead.start(3, None)
        taken = ahead.take(3, None)
    assert taken is started[0]
    assert [one.closed for one in started] == [False]


def test_workers_that_nobody_took_are_closed(started: list[Counted]) -> None:
    with Ahead() as ahead:
        ahead.start(3, None)
    assert [one.closed for one in started] == [True]


def test_a_case_that_turns_out_small_does_without_those_started_ahead(started: list[Counted]) -> None:
    with Ahead() as ahead:
        ahead.start(3, None)
        taken = ahead.take(1, None)
    assert taken.workers == 1
    assert {one.workers: one.closed for one in started} == {3: True, 1: False}


def test_what_hinders_the_start_is_told_to_whoever_takes_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(workers: int, scheduler: str | None) -> Counted:
        raise OSError(scheduler)

    monkeypatch.setattr(cluster, "make_executor", make)
    with Ahead() as ahead:
        ahead.start(3, "tcp://nowhere")
        with pytest.raises(OSError, match="nowhere"):
            ahead.take(3, "tcp://nowhere")
        ahead.start(3, "tcp://nowhere")  # and to nobody, where nobody does


def test_workers_are_likely_where_several_provinces_make_a_large_case(models: Path) -> None:
    """The tiny nation is large only if it has many measures; one province never wants more than one worker."""
    loaded = load_model(models / "tiny.toml", (), ())
    tiny_model, tiny = loaded.model, load_dataset(loaded.dataset_dir)
    auto, by_province = Options(workers=4), Options(workers=4, method="coordinated")
    assert likely_workers(tiny_model, tiny, auto) == 1
    assert likely_workers(tiny_model, tiny, by_province) == 4
    many = {f"m{number}": measure for number in range(1000) for measure in list(tiny_model.measures.values())[:1]}
    assert likely_workers(tiny_model.model_copy(update={"measures": many}), tiny, auto) == 4
    one = tiny_model.scope.model_copy(update={"provinces": (str(tiny.provinces["id"].iloc[0]),)})
    assert likely_workers(tiny_model.model_copy(update={"scope": one}), tiny, by_province) == 1
    assert likely_workers(tiny_model, tiny, Options(workers=4, method="direct")) == 1
