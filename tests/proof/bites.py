"""How often each rule decides a random case: in how many of those that have it the optimum moves when it is left out.

A random case proves nothing about a rule that never binds in it. Run ``python -m tests.proof.bites --cases 400`` for
the table; brute force answers, so no solver is in it.
"""

from __future__ import annotations

import argparse
import signal
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from copy import deepcopy
from functools import partial

from tests.proof.brute_force import Optimum, best, count_choices
from tests.proof.random_case import RandomCase
from tests.proof.random_cases import MOST_CHOICES, MOST_SERVED, seeded_case
from tests.proof.removals import REMOVALS

FIRST = 100_000
#: Values of a goal that differ by less are the same.
NEAR = 1e-6
#: Processor seconds that brute force is given for one case; a case that takes longer is left out.
PATIENCE_S = 2.0


def differ(one: Optimum | None, other: Optimum | None) -> bool:
    """Whether two answers of brute force differ: in a goal's value, or in whether there is a plan."""
    if one is None or other is None:
        return one is not other
    return any(abs(value - other.goals[name]) > NEAR * max(1.0, abs(value)) for name, value in one.goals.items())


def bites(seed: int, wanted: Iterable[str] = REMOVALS, *, pressed: bool = True, about: str = "") -> dict[str, bool]:
    """For each rule that a seed's case has, whether leaving it out moves the optimum."""
    case = seeded_case(seed, features=True, pressed=pressed, about=about)
    found: dict[str, bool] = {}
    changed = {name: without(case, REMOVALS[name]) for name in wanted}
    there = {name: left for name, left in changed.items() if left is not None}
    with suppress(TimeoutError):
        whole = _in_time(case) if there else None
        for name, left in there.items():
            with suppress(TimeoutError):
                found[name] = differ(whole, _in_time(left))
    return found


def _in_time(case: RandomCase) -> Optimum | None:
    """Brute force's answer.

    Raises:
        TimeoutError: it takes too long; without a rule, many more choices may have to be paid for.
    """

    def late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE_S)
    try:
        return best(case)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def without(case: RandomCase, remove: Callable[[RandomCase], bool]) -> RandomCase | None:
    """A copy of a case without a rule; None if the case does not have it, or has too many choices without it."""
    copy = RandomCase(deepcopy(case.tables), deepcopy(case.model), case.route_factor, dict(case.columns))
    if not remove(copy):
        return None
    starts, served = count_choices(copy)
    return copy if starts <= MOST_CHOICES and served <= MOST_SERVED else None


def count(
    seeds: Iterable[int], wanted: Iterable[str], workers: int, *, pressed: bool, about: str = ""
) -> dict[str, tuple[int, int]]:
    """(cases in which it decides, cases that have it) of each rule."""
    present: Counter[str] = Counter()
    deciding: Counter[str] = Counter()
    with ProcessPoolExecutor(workers) as pool:
        for found in pool.map(partial(bites, wanted=tuple(wanted), pressed=pressed, about=about), seeds, chunksize=4):
            present.update(found.keys())
            deciding.update(name for name, decides in found.items() if decides)
    return {name: (deciding[name], present[name]) for name in wanted}


def main() -> None:
    """Print the table, rarest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--first", type=int, default=FIRST)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=list(REMOVALS), help="names of rules")
    parser.add_argument("--plain", action="store_true", help="worlds as they are drawn, not pressed")
    parser.add_argument("--about", default="", help="every case is about the rule of this focus, if it has room for it")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.cases)
    table = count(seeds, asked.only, asked.workers, pressed=not asked.plain, about=asked.about)
    for name, (deciding, present) in sorted(table.items(), key=lambda item: item[1][0] / max(1, item[1][1])):
        print(f"{name:32} {deciding:5} of {present:5}  {deciding / max(1, present):6.1%}")  # noqa: T201


if __name__ == "__main__":
    main()
