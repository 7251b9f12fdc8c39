"""Coordination by province, forced on small cases: audited plans, valid bounds, honest gaps, mostly the optimum."""

from __future__ import annotations

from functools import cache

import pytest

from tests.proof.agreement import part_of
from tests.proof.coordinating import few, honest

pytestmark = pytest.mark.xdist_group("coordinated")

PARTS = 4
FIRST = 10_000


def numbers(part: int) -> range:
    """Seeds of a part's cases."""
    return part_of(100, part, PARTS, FIRST)


@cache
def missed(part: int) -> tuple[int, ...]:
    """Seeds of a part that are not solved to the optimum."""
    return tuple(honest(numbers(part), features=False))


@pytest.mark.parametrize("part", range(PARTS))
def test_bounds_gaps_and_audit(part: int) -> None:
    """Nothing that is found says more of itself than is true, and every plan passes its audit."""
    missed(part)


def test_the_optimum_nearly_always() -> None:
    """At least 95 of 100, over all parts together."""
    few([seed for part in range(PARTS) for seed in missed(part)], sum(len(numbers(part)) for part in range(PARTS)))


def test_provinces_that_must_be_exactly_even_are_looked_at_together() -> None:
    """A Gini of zero between two provinces: no change of one of them alone keeps it."""
    assert honest([1_000_094], features=False) == []
