"""Cut rows for wavelengths: whole ones leave a place, and every plan keeps them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from planner.case.case import Case
from planner.formulation import build
from planner.solve.assemble import build_block
from planner.solve.cuts import violated
from planner.solve.highs import LiveLp, MipLimits, solve_mip
from planner.solve.problem import Block
from planner.solve.tasks import solve_with_cuts
from tests.formulation.cases import make_case
from tests.formulation.frames import with_frames


def _chain() -> Case:
    """Far hangs on Near, Near on the core; 23 and 9 Gbps. A wavelength carries 10 and costs 1, ten at most."""
    link = {"max_modules": 10, "module_capex": 1.0}
    case = make_case(
        {"m": {"kind": "city"}, "n": {"kind": "uplink", "capacity_per_module": 10, "max_modules": 10}},
        {"m:Near": {}, "m:Far": {}, "n:Near>Hub": link, "n:Far>Near": link},
        {"Near": {}, "Far": {}, "Hub": {"core": True, "small": False}},
        ("benefit", "max"),
        requirements=[(f"m:{city}", "way", 1, "connected", city) for city in ("Near", "Far")],
        services={"s": {"mode": "own", "measure": "m", "weight": 1}},
        traffic={"t": {"measure": "n", "amount": {"factor": 1}}},
        carriers={"c": {2001: 100.0}},
    )
    return with_frames(case, traffic={("n", "Near"): 23.0, ("n", "Far"): 9.0})


def _blocks(case: Case) -> list[Block]:
    wanted = build.quantities(case)
    return [build_block(case, province, wanted) for province in build.blocks(case)]


def _bounds(block: Block, cost: np.ndarray) -> tuple[list[float], sparse.csr_array]:
    """LP values before and after cut rows, and the rows."""
    lp = LiveLp(block.arrays)
    first = lp.solve(cost)
    last, rows = solve_with_cuts(lp, cost, first, lambda x: violated(block, x), 20)
    return [first.bound, last.bound], rows


def test_whole_wavelengths_leave_each_place() -> None:
    (block,) = _blocks(_chain())
    modules = np.array([family == "modules" for family, _ in block.columns])
    served = np.array([family == "connected" for family, _ in block.columns])
    cost = 1.0 * modules - 100.0 * served
    values, _ = _bounds(block, cost)
    assert values == pytest.approx([(2.3 + 0.9) + 1.0 - 200.0, 4 + 1 - 200.0])


def _tangle(seed: int) -> Case:
    """Four places, each with two or three uplinks to places before it or to the core, whose wavelengths carry 10."""
    random = np.random.default_rng(seed)
    names = [f"P{number}" for number in range(4)]
    ends = {
        city: random.choice([*names[:k], "Hub", "Hill"], size=min(k + 2, 3), replace=False).tolist()
        for k, city in enumerate(names)
    }
    core = {"core": True, "small": False}
    case = make_case(
        {"m": {"kind": "city"}, "n": {"kind": "uplink", "capacity_per_module": 10, "max_modules": 8}},
        {f"m:{city}": {} for city in names}
        | {f"n:{city}>{end}": {"max_modules": 8, "module_capex": 1.0} for city in names for end in ends[city]},
        {city: {} for city in names} | {"Hub": core, "Hill": core},
        ("benefit", "max"),
        requirements=[(f"m:{city}", "way", 1, "connected", city) for city in names],
        services={"s": {"mode": "own", "measure": "m", "weight": 1}},
        traffic={"t": {"measure": "n", "amount": {"factor": 1}}},
        carriers={"c": {2001: 100.0}},
    )
    return with_frames(case, traffic={("n", city): float(random.integers(1, 18)) for city in names})


@pytest.mark.parametrize("seed", range(12))
def test_every_plan_keeps_them_and_they_raise_the_bound(seed: int) -> None:
    random = np.random.default_rng(seed)
    (block,) = _blocks(_tangle(seed))
    family = np.array([name for name, _ in block.columns])
    plans, cuts, closed, left = [], [], 0.0, 0.0
    for _ in range(8):
        cost = random.uniform(0.5, 2.0, len(family)) * (family == "modules") - 20.0 * random.random() * (
            family == "connected"
        )
        plan = solve_mip(block.arrays, cost, MipLimits(gap=0.0))
        assert plan.x is not None
        (first, last), rows = _bounds(block, cost)
        assert first <= last + 1e-9 <= plan.objective + 1e-6
        closed, left = closed + last - first, left + plan.objective - first
        plans.append(plan.x)
        cuts.append(rows)
    rows = sparse.csr_array(sparse.vstack(cuts, format="csr"))
    assert all(float((rows @ plan).min()) >= -1e-6 for plan in plans)
    assert closed >= 0.3 * left
