"""The request to stop: by the user, by the clock, and of a part of the time that is left."""

from __future__ import annotations

import time

import pytest

from planner.solve.progress import Stop


def test_without_a_deadline_only_the_user_ends_anything() -> None:
    stop = Stop()
    part = stop.part(0.5)
    assert part.deadline is None
    assert part.remaining == float("inf")
    assert not part.due
    stop.request()
    assert part.requested
    assert part.due


def test_a_part_ends_after_its_share_of_what_is_left() -> None:
    stop = Stop.after(100.0)
    part = stop.part(0.25)
    assert part.remaining == pytest.approx(25.0, abs=1.0)
    assert part.part(0.5).remaining == pytest.approx(12.5, abs=1.0)
    part.request()
    assert stop.requested, "the user means the whole solve"


def test_the_clock_ends_a_part_but_not_the_whole() -> None:
    stop = Stop.after(0.4)
    part = stop.part(0.01)
    time.sleep(0.02)
    assert part.due
    assert part.remaining == 0.0
    assert not part.requested
    assert not stop.due


def test_no_time_at_all_is_due_at_once() -> None:
    assert Stop.after(0.0).due
    assert Stop.after(None).deadline is None
