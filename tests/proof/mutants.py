"""Which rules of the formulation random cases would miss: each rule's rows are left out and the optimum is looked at.

Brute force knows every rule from the contract, so a rule without which some goal's optimum moves cannot be lost
unseen. Run ``python -m tests.proof.mutants --cases 100`` for the table.
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np

from planner.case.case import Case
from planner.formulation import build
from planner.formulation.goals import ordered
from planner.solve.standard_form import StandardForm, compile_model
from tests.formulation.examples import EXAMPLES
from tests.formulation.solving import component, optimum, without
from tests.proof.inputs import planner_case
from tests.proof.random_cases import seeded_case

FIRST = 100_000
NEAR = 1e-5
#: A rule that so many cases have missed is known well enough.
ENOUGH = 3


def value(form: StandardForm) -> float | None:
    """The optimum; None if there is none."""
    try:
        return optimum(form)
    except ValueError:
        return None


def missed_by(case: Case, rules: frozenset[str]) -> tuple[set[str], set[str]]:
    """Of some rules, those that have rows in a case, and those without which the optimum of a goal is another one."""
    reached: dict[str, float] = {}
    present: set[str] = set()
    missed: set[str] = set()
    for name in ordered(case.model.goals):
        form = compile_model(build.nation(case, reached))
        best = value(form)
        there = rules & {component(row) for row in form.row_names}
        present |= there
        for rule in sorted(there - missed):
            other = value(without(form, {rule}))
            if best is None or other is None:
                if best is not other:
                    missed.add(rule)
            elif not np.isclose(best, other, rtol=NEAR, atol=NEAR):
                missed.add(rule)
        if best is None:
            break
        reached[name] = best
    return present, missed


def main() -> None:
    """Print how many cases have each rule and how many would miss it, rarest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--first", type=int, default=FIRST)
    parser.add_argument("--only", nargs="*", default=list(build.RULE_NAMES), help="names of rules")
    parser.add_argument("--about", default="", help="every case is about the rule of this focus, if it has room for it")
    asked = parser.parse_args()
    present: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for number in range(asked.first, asked.first + asked.cases):
        rules = frozenset(rule for rule in asked.only if missed[rule] < ENOUGH)
        random = seeded_case(number, features=True, pressed=True, about=asked.about)
        there, gone = missed_by(planner_case(random), rules)
        present.update(there)
        missed.update(gone)
    for rule in sorted(asked.only, key=lambda name: (missed[name], -present[name])):
        implied = "implied by others" if EXAMPLES[rule].implied else ""
        print(f"{rule:24} missed in {missed[rule]:3} of {present[rule]:4} cases  {implied}")  # noqa: T201


if __name__ == "__main__":
    main()
