"""Rules that cannot hold together are named, with the least change of each that makes room."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from planner.case.case import Case
from planner.formulation.build import RULE_NAMES
from planner.solve.assemble import assemble
from planner.solve.clash import find_clashes
from planner.solve.cluster import SerialExecutor
from planner.solve.court import Court
from planner.solve.elastic import make_elastic, with_levers, without
from planner.solve.farkas import Certificate
from planner.solve.highs import MipLimits, solve_mip
from planner.solve.hopeless import largest
from planner.solve.options import Method, Options
from planner.solve.owners import Key, owned, owner
from planner.solve.prices import Pool, penalties
from planner.solve.problem import Name, Nation, join
from planner.solve.progress import Clock, Stop
from planner.solve.run import solve
from planner.solve.solution import Clash, Member, Solution
from planner.solve.stage import ProvinceInfeasible, RowsClash, Search, close_prices
from tests.formulation.cases import make_case

#: Rules of the formulation that no user states: what there is, definitions, and the arithmetic of money.
PHYSICS = {
    *("monotone", "modules_monotone", "module_limit", "first_module", "requirement", "uplink_parent", "connected_by"),
    *("connected_counts", "cover", "assign", "reach", "capacity", "min_fill", "surrogate", "served_connected"),
    *(
        "served_monotone",
        "status_all",
        "status_any",
        "balance",
        "grant_bound",
        "site_grant_share",
        "site_grant_ceiling",
    ),
    *("site_load", "target", "gini_spread", "take_up", "take_reach", "protected_two"),
    *("use_done", "use_protected", "use_node", "use_route", "flow_balance", "flow_protected", "flow_capacity"),
    *("ring_protected", "ring_way", "ring_done", "ring_node", "ring_end", "ring_route"),
    *("met_only", "met_counts", "site_grant_public", "site_grant_need", "project_grant", "project_grants"),
    *("one_rule", "site_claim", "stacked", "package_city", "package_grant", "co_build_share", "site_grants_paid"),
    *("worst_below", "equity_least", "equity_worst", "equity_gap", "equity_order", "equity_gini"),
}
#: A in province P and region R costs 10, B in province Q and region S costs 1.
PLACES: dict[str, dict[str, Any]] = {"A": {}, "B": {"province": "Q", "region": "S"}}
FLOOR = {"kind": "floor", "indicator": "cities.s", "at_least": 1}
METHODS = pytest.mark.parametrize("method", ["direct", "coordinated"])


def _case(budget: float, projects: dict[str, dict[str, Any]] | None = None, **tables: Any) -> Case:
    return make_case(
        {"m": {"kind": "city"}},
        projects or {"m:A": {"capex": 10.0}, "m:B": {"capex": 1.0}},
        PLACES,
        ("cities.s", "max"),
        services={"s": {"mode": "own", "measure": "m"}},
        carriers={"c": {2001: budget}},
        **tables,
    )


def _solved(case: Case, method: Method) -> Solution:
    solution = solve(case, Options(method=method, baselines=False))
    assert solution.status == "infeasible"
    assert solution.values is None
    assert solution.repeatable
    return solution


def _plain(clash: Clash) -> dict[str, list[tuple[Any, ...]] | None]:
    """Changes by key, None where no change of the rule alone is enough."""
    return {
        ".".join(member.key): [(change.row, change.province, round(change.amount, 4)) for change in member.changes]
        if member.enough
        else None
        for member in clash.members
    }


@METHODS
def test_a_floor_and_a_budget_each_with_its_own_way_out(method: Method) -> None:
    rules = {"f": {**FLOOR, "by": "region", "groups": ["R"]}}
    assert solve(_case(10.0, rules=rules)).status == "optimal"
    (clash,) = _solved(_case(4.0, rules=rules), method).clashes
    assert clash.proven
    assert _plain(clash) == {
        "rules.f": [(("floor", ("f", "R")), "", 1.0)],
        "carriers.c.budget": [(("carrier_budget", ("c", 2001)), "", 6.0)],
    }


@METHODS
def test_what_does_not_take_part_is_not_named(method: Method) -> None:
    rules = {"f": {**FLOOR, "by": "region", "groups": ["R"]}, "g": {**FLOOR, "by": "region", "groups": ["S"]}}
    limits = {"many": {"indicator": "cities.s", "at_most": 2}, "dear": {"indicator": "spend.total", "at_most": 90}}
    (clash,) = _solved(_case(4.0, rules=rules, limits=limits), method).clashes
    assert [member.key for member in clash.members] == [("carriers", "c", "budget"), ("rules", "f")]


@METHODS
def test_a_limit_and_a_floor_of_two_groups(method: Method) -> None:
    rules = {"f": {**FLOOR, "by": "region", "groups": ["R", "S"]}}
    limits = {"l": {"indicator": "cities.s", "at_most": 1, "by": "nation"}}
    (clash,) = _solved(_case(100.0, rules=rules, limits=limits), method).clashes
    found = _plain(clash)
    assert found["limits.l"] == [(("limit", ("l", "nation", 2001)), "", 1.0)]
    assert found["rules.f"] in [[(("floor", ("f", group)), "", 1.0)] for group in ("R", "S")]


@METHODS
def test_a_provinces_own_rules_are_named_with_the_province(method: Method) -> None:
    rules = {"f": {**FLOOR, "by": "province", "groups": ["P"]}}
    limits = {"l": {"indicator": "spend.total", "at_most": 7, "by": "province"}}
    (clash,) = _solved(_case(100.0, rules=rules, limits=limits), method).clashes
    assert _plain(clash) == {
        "limits.l": [(("limit_local", ("l", "P", 2001)), "P", 3.0)],
        "rules.f": [(("floor_province", ("f",)), "P", 1.0)],
    }


@METHODS
def test_a_provinces_rule_against_the_nations_money(method: Method) -> None:
    rules = {"f": {**FLOOR, "by": "province"}}
    (clash,) = _solved(_case(4.0, rules=rules), method).clashes
    assert _plain(clash) == {
        "rules.f": [(("floor_province", ("f",)), "P", 1.0)],
        "carriers.c.budget": [(("carrier_budget", ("c", 2001)), "", 7.0)],
    }


@METHODS
def test_a_committed_project_that_nobody_can_pay_names_the_budget_alone(method: Method) -> None:
    committed = {"m:A": {"capex": 10.0, "status": "committed", "by_year": 2001}}
    (clash,) = _solved(_case(4.0, committed), method).clashes
    assert _plain(clash) == {"carriers.c.budget": [(("carrier_budget", ("c", 2001)), "", 6.0)]}


@METHODS
def test_what_must_be_built_but_never_can_is_said_of_its_province(method: Method) -> None:
    """A is due in 2001 and needs the other project, which cannot start before 2002: no rule is to blame."""
    case = make_case(
        {"m": {"kind": "city"}, "n": {"kind": "city"}},
        {"m:A": {"status": "committed", "by_year": 2001}, "n:A": {"first_year": 2002}, "m:B": {}},
        PLACES,
        ("cities.s", "max"),
        years=(2001, 2002),
        requirements=[("m:A", "r", 1, "done", "n:A")],
        services={"s": {"mode": "own", "measure": "m"}},
    )
    (clash,) = _solved(case, method).clashes
    assert (clash.members, clash.province) == ((), "P")


def test_whole_numbers_that_no_mixture_shows() -> None:
    """Half a city meets half a floor, so the LP has room: only whole cities clash."""
    rules = {"f": {"kind": "floor", "indicator": "share.cities.s", "by": "region", "groups": ["R"], "at_least": 0.5}}
    (clash,) = _solved(_case(6.0, rules=rules), "direct").clashes
    assert _plain(clash) == {
        "rules.f": [(("floor", ("f", "R")), "", 0.5)],
        "carriers.c.budget": [(("carrier_budget", ("c", 2001)), "", 4.0)],
    }
    assert all(member.exact for member in clash.members)


@pytest.mark.parametrize("by", ["region", "province"])
def test_large_cases_are_judged_by_prices_alone(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The LP's amounts: 4 of 10 million build 0.4 of A, so the floor has to fall by 0.6."""
    monkeypatch.setattr("planner.solve.clash.SMALL", -1)
    group = {"region": "R", "province": "P"}[by]
    rules = {"f": {**FLOOR, "by": by, "groups": [group]}}
    limits = {"many": {"indicator": "cities.s", "at_most": 2}}
    (clash,) = _solved(_case(4.0, rules=rules, limits=limits), "coordinated").clashes
    row: Any = ("floor", ("f", "R")) if by == "region" else ("floor_province", ("f",))
    assert _plain(clash) == {
        "rules.f": [(row, "" if by == "region" else "P", 0.6)],
        "carriers.c.budget": [(("carrier_budget", ("c", 2001)), "", 6.0)],
    }
    assert not any(member.exact for member in clash.members)


def test_separate_clashes_are_told_apart() -> None:
    rules = {"f": {**FLOOR, "by": "region", "groups": ["R"]}}
    limits = {
        "low": {"indicator": "residents.s", "at_least": 2.0},
        "high": {"indicator": "residents.s", "at_most": 1.0},
    }
    clashes = _solved(_case(4.0, rules=rules, limits=limits), "direct").clashes
    found = [{".".join(member.key) for member in clash.members} for clash in clashes]
    assert len(found) == 2
    assert all(one.isdisjoint(other) for one, other in combinations(found, 2))
    assert {"limits.low", "limits.high"} in found or {"limits.low", "carriers.c.budget"} in found


def test_money_of_an_early_year_helps_all_later_ones() -> None:
    """Cumulative budgets: one more million in 2001 is one more in 2002; the amount is told once, in one year."""
    case = make_case(
        {"m": {"kind": "city", "last_year": 2002}},
        {"m:A": {"capex": 10.0, "status": "committed", "by_year": 2001}, "m:B": {"capex": 3.0}},
        PLACES,
        ("cities.s", "max"),
        years=(2001, 2002),
        services={"s": {"mode": "own", "measure": "m"}},
        carriers={"c": {2001: 4.0, 2002: 5.0}},
        rules={"f": {**FLOOR, "by": "region", "groups": ["S"]}},
    )
    carrier = case.model.carriers["c"].model_copy(update={"carry_over": "all"})
    object.__setattr__(case, "model", case.model.model_copy(update={"carriers": {"c": carrier}}))
    (clash,) = _solved(case, "direct").clashes
    assert _plain(clash) == {"carriers.c.budget": [(("carrier_budget", ("c", 2001)), "", 6.0)]}


@pytest.mark.parametrize("seed", range(6))
def test_sets_are_irreducible_and_changes_least(seed: int) -> None:
    """Against all subsets of rules, each tested as one MIP of its own."""
    random = np.random.default_rng(seed)
    rules = {
        "f": {**FLOOR, "by": "region", "groups": ["R"]},
        "g": {**FLOOR, "by": "province", "groups": ["Q"]},
    }
    limits = {
        "spend": {"indicator": "spend.total", "at_most": float(random.integers(0, 12))},
        "many": {"indicator": "cities.s", "at_most": float(random.integers(0, 3))},
        "some": {"indicator": "cities.s", "at_least": float(random.integers(0, 3))},
    }
    case = _case(float(random.integers(0, 14)), rules=rules, limits=limits)
    nation, handles = assemble(case, SerialExecutor(), Stop())
    elastic = make_elastic(nation)

    def missed(keys: Any, change: Any = ()) -> float:
        levered = with_levers(
            without(elastic, set(elastic.keys) - set(keys) - set(change)), change or keys, frozenset()
        )
        joined = join(levered.nation)
        answer = solve_mip(joined.arrays, joined.cost(levered.nation.goals[0]), MipLimits())
        return answer.objective

    search = Search(nation, handles, Pool.empty(nation), SerialExecutor(), Options(), Stop(), Clock())
    clashes = find_clashes(search, case.model)
    assert bool(clashes) == (missed(elastic.keys) > 1e-6)
    for clash in clashes:
        keys = [member.key for member in clash.members]
        assert missed(keys) > 1e-6
        assert all(missed([other for other in keys if other != key]) <= 1e-6 for key in keys)
        aside = {member.key for other in clashes if other is not clash for member in other.members}
        for member in clash.members:
            rest = [key for key in elastic.keys if key not in aside]
            least = missed(rest, [member.key])
            assert member.enough == np.isfinite(least)
            if member.enough:
                assert _relative(elastic, member) == pytest.approx(least, abs=1e-6)


def _sizes(nation: Nation) -> dict[tuple[str, Name], float]:
    """What a miss of each row counts as, by province ("" for the nation) and name."""
    parts = [(block.code, block.rows, block.arrays.row_lower, block.arrays.row_upper) for block in nation.blocks]
    return {
        (code, name): max(1.0, abs(up if np.isfinite(up) else low))
        for code, names, lower, upper in [*parts, ("", nation.row_names, nation.row_lower, nation.row_upper)]
        for name, low, up in zip(names, lower, upper, strict=True)
    }


def _relaxed_least(nation: Nation, held: set[Key], eased: set[Key]) -> float:
    """What rows of ``eased`` rules must be missed by, relative to sizes, in one LP of the whole; ``held`` are hard."""
    shapes = [block.arrays.shape for block in nation.blocks]
    blocks = sparse.block_diag([block.arrays.matrix for block in nation.blocks])
    across = sparse.hstack([m @ block.links for m, block in zip(nation.rows_y, nation.blocks, strict=True)])
    there = sum(m @ block.constants for m, block in zip(nation.rows_y, nation.blocks, strict=True))
    own = len(nation.own_lower)
    matrix = sparse.block_array([[blocks, sparse.csr_array((blocks.shape[0], own))], [across, nation.rows_own]]).tocsr()
    rows = [*(row for block in nation.blocks for row in block.rows), *nation.row_names]
    sizes = list(_sizes(nation).values())
    lower = np.concatenate([*(b.arrays.row_lower for b in nation.blocks), nation.row_lower - there])
    upper = np.concatenate([*(b.arrays.row_upper for b in nation.blocks), nation.row_upper - there])
    wide, kept, more, values = sum(columns for _, columns in shapes) + own, [], [], []
    for number, row in enumerate(rows):
        key = owner(row)
        if key is not None and key not in held | eased:
            continue
        for sign, end in ((1.0, upper[number]), (-1.0, -lower[number])):
            if np.isfinite(end):
                kept.append(sign * matrix[[number]])
                values.append(end)
                more.append(1.0 / sizes[number] if key in eased else 0.0)
    slack = -sparse.eye_array(len(more), format="csc")
    bounds = [
        *((lo, up) for b in nation.blocks for lo, up in zip(b.arrays.col_lower, b.arrays.col_upper, strict=True)),
        *zip(nation.own_lower, nation.own_upper, strict=True),
        *((0.0, None if cost else 0.0) for cost in more),
    ]
    cost = np.concatenate([np.zeros(wide), more])
    answer = linprog(cost, A_ub=sparse.hstack([sparse.vstack(kept), slack]), b_ub=values, bounds=bounds)
    return float(answer.fun) if answer.status == 0 else np.inf


def _random_case(seed: int) -> Case:
    """Three provinces in two regions, with rules and limits that may clash."""
    random = np.random.default_rng(seed)
    cities = [f"{letter}{number}" for letter in "PQR" for number in range(3)]
    rules = {"f": {**FLOOR, "by": "province", "groups": ["P"], "at_least": float(random.integers(1, 4))}}
    rules |= {
        name: {**FLOOR, "by": "region", "groups": [name.upper()], "at_least": float(random.integers(0, 4))}
        for name in "uv"
    }
    limits = {
        "spend": {"indicator": "spend.total", "at_most": float(random.integers(2, 40))},
        "many": {"indicator": "cities.s", "at_most": float(random.integers(1, 9))},
        "some": {"indicator": "cities.s", "at_least": float(random.integers(1, 9))},
        "each": {"indicator": "spend.total", "at_most": float(random.integers(4, 20)), "by": "province"},
    }
    return make_case(
        {"m": {"kind": "city"}},
        {f"m:{city}": {"capex": float(random.integers(1, 12))} for city in cities},
        {city: {"province": city[0], "region": "V" if city[0] == "R" else "U"} for city in cities},
        ("cities.s", "max"),
        services={"s": {"mode": "own", "measure": "m"}},
        carriers={"c": {2001: float(random.integers(4, 40))}},
        rules=rules,
        limits=limits,
    )


@pytest.mark.parametrize("seed", range(8))
def test_prices_alone_find_irreducible_sets_and_least_changes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the relaxation of the whole as one LP by another library, for every subset and change that is told."""
    monkeypatch.setattr("planner.solve.clash.SMALL", -1)
    monkeypatch.setattr("planner.solve.clash.LARGEST", -1)
    case = _random_case(seed)
    nation, handles = assemble(case, SerialExecutor(), Stop())
    sizes = _sizes(nation)
    keys = {key for _, row in sizes if (key := owner(row)) is not None}
    search = Search(nation, handles, Pool.empty(nation), SerialExecutor(), Options(), Stop(), Clock())
    clashes = find_clashes(search, case.model)
    assert bool(clashes) == (_relaxed_least(nation, set(), keys) > 1e-6)
    for clash in clashes:
        members = {member.key for member in clash.members}
        assert clash.proven
        assert _relaxed_least(nation, set(), members) > 1e-6
        assert all(_relaxed_least(nation, set(), members - {key}) <= 1e-6 for key in members)
        aside = {member.key for other in clashes if other is not clash for member in other.members}
        for member in clash.members:
            least = _relaxed_least(nation, keys - aside - {member.key}, {member.key})
            assert member.settled
            assert member.enough == np.isfinite(least)
            if member.enough:
                told = sum(change.amount / sizes[change.province, change.row] for change in member.changes)
                assert least * (1 - 1e-6) <= told <= least * 1.021 + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_with_little_effort_is_true(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes that are enough are, if more than the least, and no least is told that is more than that."""
    for name, value in {"SMALL": -1, "LARGEST": -1, "ROUNDS": 2}.items():
        monkeypatch.setattr(f"planner.solve.clash.{name}", value)
    case = _random_case(seed)
    nation, handles = assemble(case, SerialExecutor(), Stop())
    sizes = _sizes(nation)
    keys = {key for _, row in sizes if (key := owner(row)) is not None}
    search = Search(nation, handles, Pool.empty(nation), SerialExecutor(), Options(), Stop(), Clock())
    for clash in find_clashes(search, case.model):
        members = {member.key for member in clash.members}
        assert _relaxed_least(nation, set(), members) > 1e-6
        for member in clash.members:
            true = _relaxed_least(nation, keys - {member.key}, {member.key})
            told = sum(change.amount / sizes[change.province, change.row] for change in member.changes)
            assert not member.enough or told >= true * (1 - 1e-6)
            assert member.settled or member.least <= true * max(sizes.values()) * (1 + 1e-6)
            assert member.enough or not member.settled or not np.isfinite(true)


@pytest.mark.parametrize("seed", range(8))
def test_prices_beyond_every_value_of_the_goal_are_the_proof_of_a_clash(seed: int) -> None:
    """No point keeps what the prices say is missed, and where rows can be kept no prices say so."""
    nation, handles = assemble(_random_case(seed), SerialExecutor(), Stop())
    sizes = _sizes(nation)
    keys = {key for _, row in sizes if (key := owner(row)) is not None}
    search = Search(nation, handles, Pool.empty(nation), SerialExecutor(), Options(), Stop(), Clock())
    goal, least = nation.goals[0], _relaxed_least(nation, set(), keys)
    assert largest(nation, goal) == 0, "cities are never fewer than none"
    penalty = 64.0 * penalties(nation, goal, search.pool)
    if least <= 1e-6:
        close_prices(search, goal, penalty, 1e-6)
        return
    with pytest.raises((RowsClash, ProvinceInfeasible)) as caught:
        close_prices(search, goal, penalty, 1e-6)
    failure = caught.value
    if not isinstance(failure, RowsClash):
        return  # a province's own rules clash
    assert failure.nation is nation
    assert 0 < failure.bound <= least * (1 + 1e-6)
    assert float((np.abs(failure.prices) * nation.sizes).max()) <= 1 + 1e-9
    asked: list[str] = []
    search.clock = Clock(lambda event: asked.append(event.detail))
    court = Court(search, frozenset(), Certificate(failure.prices, failure.bound))
    assert court.by_prices(court.keys).verdict == "clashes"
    assert not asked, "what is proven is not asked again"


def test_what_is_proven_before_the_stop_is_told_and_no_more() -> None:
    """Ended after the first test: the rules do clash, and nothing is said of which are needed or what is enough."""
    rules = {"f": {**FLOOR, "by": "region", "groups": ["R"]}, "g": {**FLOOR, "by": "region", "groups": ["S"]}}
    case = _case(4.0, rules=rules)
    nation, handles = assemble(case, SerialExecutor(), Stop())
    stop = Stop()
    clock = Clock(lambda event: stop.request() if event.detail.endswith("1 · 1") else None)
    search = Search(nation, handles, Pool.empty(nation), SerialExecutor(), Options(), stop, clock)
    found = find_clashes(search, case.model)
    assert all(not member.settled or member.enough for clash in found for member in clash.members)
    assert not any(clash.proven for clash in found)


def _relative(elastic: Any, member: Member) -> float:
    """A member's changes relative to the sizes of their rows, as the search weighs them."""
    sizes: dict[Any, float] = dict(zip(elastic.nation.row_names, elastic.sizes.tolist(), strict=True))
    return sum(change.amount / sizes.get(change.row, 1.0) for change in member.changes)


def test_what_can_hold_has_no_clash() -> None:
    case = _case(100.0, rules={"f": {**FLOOR, "by": "region"}})
    nation, handles = assemble(case, SerialExecutor(), Stop())
    search = Search(nation, handles, Pool.empty(nation), SerialExecutor(), Options(), Stop(), Clock())
    assert find_clashes(search, case.model) == ()


def test_every_rule_is_the_users_or_physics() -> None:
    """A rule added to the formulation is one or the other: say which in planner/solve/owners.py, or here."""
    unknown = {name for name in RULE_NAMES if not owned(name) and name not in PHYSICS}
    assert not unknown
    assert set(RULE_NAMES) >= PHYSICS
