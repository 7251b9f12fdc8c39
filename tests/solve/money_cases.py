"""Random small nations with every rule of money: two provinces, two carriers that also build together, two years."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.case.case import Case
from tests.formulation.cases import make_case

YEARS = (2001, 2002)
CITIES = {"a": "P", "b": "P", "d": "Q", "e": "Q"}
ACCOUNTS = ("c", "h", "x", "shared")


def _subsidy(random: np.random.Generator) -> dict[str, Any]:
    def sometimes(share: float, low: int, high: int) -> float | None:
        return float(random.integers(low, high)) if random.random() < share else None

    package = {"min_cities": int(random.integers(1, 3)), "ceiling_myuan": 9.0, "most": 2}
    return {
        "fund": "f",
        "measures": ["m", "n", "s"],
        "share": {"R": 1.0},
        "need_test": bool(random.random() < 0.2),
        "min_match": float(random.choice([0, 0, 0.25])),
        "city_ceiling_myuan": sometimes(0.3, 2, 15),
        "province_ceiling_myuan": sometimes(0.3, 5, 30),
        "package": package if random.random() < 0.2 else None,
        "envelope": dict.fromkeys(YEARS, 8.0) if random.random() < 0.3 else {},
        "carry_over": random.choice([0.0, 0.5]),
    }


def _projects(random: np.random.Generator) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in [f"{measure}:{city}" for measure in "mn" for city in CITIES] + ["s:a", "s:d"]:
        capex, module = int(random.integers(1, 9)), int(random.integers(1, 5))
        earned = {"pv_revenue": float(random.integers(0, capex + 3)), "pv_opex": float(random.integers(0, 2))}
        gap = min(float(capex), max(0.0, capex - earned["pv_revenue"] + earned["pv_opex"]))
        found[name] = {"capex": capex, "gap": gap, "account": str(random.choice(ACCOUNTS)), **earned}
        if name.startswith("s"):
            found[name] |= {"module_capex": module, "module_gap": float(random.integers(0, module + 1))}
            found[name] |= {"module_pv_revenue": module - found[name]["module_gap"], "max_modules": 2}
    return found


def _bounds(
    random: np.random.Generator, rules: dict[str, dict[str, Any]], projects: dict[str, dict[str, Any]], public: float
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], tuple[float, ...]]]:
    grants: dict[tuple[str, str], float] = {}
    sites: dict[tuple[str, str], tuple[float, ...]] = {}
    for rule, subsidy in rules.items():
        for name, project in projects.items():
            if random.random() < 0.4:
                continue
            if "max_modules" in project:
                ceiling = float(random.choice([3, np.inf]))
                sites[rule, name] = (float(random.choice([0.25, 0.5, 1])), ceiling, float(random.integers(0, 2)), 1.25)
            else:
                most = min(project["capex"] * public, project["gap"] if subsidy["need_test"] else np.inf)
                grants[rule, name] = float(min(random.integers(1, 9), most))
    return grants, sites


def _slow_down(
    random: np.random.Generator, measures: dict[str, dict[str, Any]], projects: dict[str, dict[str, Any]]
) -> None:
    measures["m"] |= {"lead_years": 1, "payment_profile": [0.5, 0.5]}
    measures["s"] |= {"payment_profile": [0.75, 0.25]}
    for name, project in projects.items():
        if name[0] == "m":
            project |= {"account": project["account"] + "@1:0.5/0.5", "first_year": YEARS[1]}
        if name[0] == "s":
            project["account"] += "@0:0.75/0.25"


def money_case(seed: int, *, paced: bool = False) -> Case:
    """The random nation of a seed; sites serve the cities of their province.

    With ``paced``, some works take a year to build and are paid in instalments.
    """
    random = np.random.default_rng(seed)
    rules = {rule: _subsidy(random) for rule in "qrs"[: int(random.integers(1, 4))]}
    public, projects = float(random.choice([1, 1, 0.6])), _projects(random)
    grants, site_grants = _bounds(random, rules, projects, public)
    pairs = [("k", city, site) for site in ("s:a", "s:d") for city, p in CITIES.items() if p == CITIES[site[2:]]]
    own: dict[str, Any] = {"mode": "own", "weight": 1}
    carried = {"mode": "capacity", "measure": "s", "weight": 1, "demand": "x", "connected": False}
    measures: dict[str, dict[str, Any]] = {
        "m": {"kind": "city"},
        "n": {"kind": "city"},
        "s": {"kind": "site", "capacity_per_module": 1, "max_modules": 2},
    }
    if paced:
        _slow_down(random, measures, projects)
    return make_case(
        measures,
        projects,
        {city: {"province": province} for city, province in CITIES.items()},
        ("benefit", "max"),
        years=YEARS,
        services={"w": own | {"measure": "m"}, "z": own | {"measure": "n"}, "k": carried},
        pairs=pairs,
        demand={("k", city): 1.0 for city in CITIES},
        carriers={c: dict.fromkeys(YEARS, float(random.integers(3, 16))) for c in ("c", "h")},
        presence={"c": {"P": float(random.choice([0.4, 0.6, 1]))}} if random.random() < 0.5 else None,
        co_builds={"x": {"shares": {"c": 0.25, "h": 0.75}}},
        funds={
            "f": {"kind": "grant", "budget": dict.fromkeys(YEARS, 12), "carry_over": 0.5},
            "l": {"kind": "local", "limit_column": "x", "max_per_grant": (None, 0.5, 1.0)[random.integers(3)]},
        },
        local_limits={("l", province): float(random.integers(0, 8)) for province in "PQ"},
        subsidies=rules,
        grants=grants,
        site_grants=site_grants,
        settings={
            "stacking": str(random.choice(["additive", "exclusive"])),
            "max_public_share": public,
            "viability": {"rule": str(random.choice(["none", "project", "carrier"]))},
        },
    )
