"""Every rule: a case solved by hand, a point that breaks it, its rows as they were, both forms of the model alike."""

from __future__ import annotations

import json

import pytest

from planner.formulation import build
from planner.solve.standard_form import compile_model
from tests.formulation import golden
from tests.formulation.examples import EXAMPLES
from tests.formulation.examples.example import Example
from tests.formulation.solving import joined, optimum, violated, without

each_rule = pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())


def test_every_rule_has_an_example_and_golden_rows() -> None:
    rules = set(build.RULE_NAMES)
    assert set(EXAMPLES) == rules
    assert {file.stem for file in golden.FOLDER.glob("*.json")} == rules


@each_rule
def test_optimum_is_the_one_found_by_hand(example: Example) -> None:
    form = compile_model(build.nation(example.case))
    assert optimum(form) == pytest.approx(example.value)


@each_rule
def test_rule_decides_the_example(example: Example) -> None:
    """Without the rule's rows the optimum is another one, also worked out by hand: the example really is about it."""
    form = without(compile_model(build.nation(example.case)), {example.rule})
    assert optimum(form) == pytest.approx(example.without)
    assert (example.value == example.without) == example.implied


@each_rule
def test_breaking_point_is_rejected_by_this_rule_alone(example: Example) -> None:
    broken = violated(compile_model(build.nation(example.case)), example.breaks)
    assert example.rule in broken
    assert broken == {example.rule} or example.implied


@each_rule
def test_rows_are_as_they_were(example: Example) -> None:
    assert golden.written(example) == json.loads(golden.path(example.rule).read_text(encoding="utf-8"))


@each_rule
def test_provinces_and_coupling_joined_are_the_nation(example: Example) -> None:
    assert optimum(joined(example.case)) == pytest.approx(example.value)
