"""Run folders made by hand: a small world, a plan in so many words, and its tables written without the planner.

Two provinces: P (West) with core places C (two egress nodes) and D, small cities a, b and c; Q (East) with the small
core place k and the small city q. Every small city has 100,000 residents. Fibre costs 10 million yuan a city, a link 4,
a pool 6 and 2 a module. Alpha leads in P, Beta in Q. Nothing has opex unless a test says so.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import tomli_w

from planner.plan.audit import audit_run
from planner.plan.audit.layout import PLAN, WHERE_USED
from planner.plan.audit.report import AuditReport

YEARS = (2024, 2025)
CAPEX = {"fibre": 10.0, "link": 4.0, "pool": 6.0}
MODULE = {"pool": 2.0, "link": 1.0}
PROVINCE = {"C": "P", "D": "P", "a": "P", "b": "P", "c": "P", "k": "Q", "q": "Q"}
REGION = {"P": "West", "Q": "East"}
LEAD = {"P": "alpha", "Q": "beta"}
Row = dict[str, Any]
Act = Callable[["Handmade"], object]


def named(**entry: Any) -> Row:
    """An entry of the model file with names."""
    return {"name_zh": "甲", "name_en": "A", **entry}


def _city(name: str, lon: float, *, core: int = 0, small: int = 1, nodes: int = 1) -> Row:
    return {
        "id": name, "name_zh": f"{name}市", "name_en": name.upper(), "province": PROVINCE[name], "kind": "county",
        "core": core, "small": small, "egress_nodes": nodes, "lon": lon, "lat": 30, "residents": 100000,
        "urban_residents": 50000, "homes": 1000, "demand": 10, "lead_carrier": LEAD[PROVINCE[name]],
    }  # fmt: skip


DATA: dict[str, list[Row]] = {
    "cities": [
        _city("C", 100, core=1, small=0, nodes=2), _city("D", 101, core=1, small=0), _city("a", 100.1),
        _city("b", 100.2), _city("c", 100.3), _city("k", 110, core=1), _city("q", 110.1),
    ],
    "provinces": [
        {"id": p, "name_zh": p, "name_en": p, "region": REGION[p], "lead_carrier": LEAD[p], "local": 20, "part": 0.5}
        for p in ("P", "Q")
    ],
    "regions": [{"id": r, "name_zh": r, "name_en": r} for r in ("East", "West")],
    "size_classes": [{"id": "all_sizes", "min_urban_residents": 0}],
    "uplinks": [
        {"id": f"{a}>{b}", "from": a, "to": b, "route_km": 10, "route": route}
        for a, b, route in (
            ("a", "C", "north"), ("a", "D", "south"), ("b", "C", "one"), ("b", "a", "two"), ("c", "a", "x"),
            ("c", "b", "x"), ("c", "C", "y"), ("q", "k", "only"),
        )
    ],
    "sites": [],
    "unit_costs": [
        {"measure": m, "item": "all", "driver": "one", "region": "all", "size_class": "all", "base_myuan": cost}
        for m, cost in CAPEX.items()
    ] + [
        {"measure": m, "item": "more", "driver": "module", "region": "all", "size_class": "all", "base_myuan": cost}
        for m, cost in MODULE.items()
    ],
    "projects": [],
}  # fmt: skip

MODEL: Row = {
    "name_zh": "手工", "name_en": "Handmade", "dataset": "dataset",
    "time": {"first_year": 2024, "last_year": 2025, "terminal_years": 1},
    "measures": {
        "fibre": named(kind="city", lead="city", opex_share=0.0),
        "link": named(kind="uplink", lead="city", opex_share=0.0),
        "pool": named(kind="site", lead="city", opex_share=0.0, capacity_per_module=15.0, max_modules=4),
    },
    "services": {
        "fibre": named(mode="own", measure="fibre"),
        "cloud": named(mode="capacity", measure="pool", demand="demand", connected=False),
    },
    "carriers": {c: named(budget={"2024": 500, "2025": 500}) for c in ("alpha", "beta")},
    "funds": {
        "central": named(kind="grant", budget={"2024": 100, "2025": 100}),
        "town": named(kind="local", limit_column="local"),
    },
    "goals": {"spend": named(order=1, indicator="spend.total", sense="min")},
}  # fmt: skip


class Handmade:
    """A model, its data and a plan, changed at will and then written as a run folder."""

    def __init__(self) -> None:
        self.model: Row = copy.deepcopy(MODEL)
        self.data: dict[str, list[Row]] = copy.deepcopy(DATA)
        self.plan: dict[str, list[Row]] = {name: [] for name in PLAN}

    def subsidy(self, name: str, measures: Iterable[str] = ("fibre",), **rule: Any) -> None:
        """A subsidy rule: half of the capex in the West, 20 % in the East, unless said otherwise."""
        shares = {"share": {"West": 0.5, "East": 0.2}}
        rules = self.model.setdefault("subsidies", {})
        rules[name] = named(fund="central", measures=list(measures), **(shares | rule))

    def start(self, project: str, year: int, modules: int = 0, account: str = "", **pays: float) -> Row:
        """Start a project with so many modules, paid as said (``rule_town`` …: payers by name; rules are subsidies).

        Own services, payments, funding and the list of grants follow; the row of ``projects`` is handed back.
        """
        measure, _, place = project.partition(":")
        city, _, to = place.partition(">")
        province = PROVINCE[city]
        account = account or LEAD[province]
        row = {
            "project": project, "measure": measure, "kind": self.model["measures"][measure]["kind"], "city": city,
            "to": to, "province": province, "region": REGION[province], "account": account, "status": "candidate",
            "start_year": year, "capex_myuan": CAPEX[measure], "modules": modules,
            "module_capex_myuan": modules * MODULE.get(measure, 0.0), "opex_myuan": 0,
            "grant_myuan": 0.0, "local_myuan": 0.0, "enterprise_myuan": 0.0,
        }  # fmt: skip
        self.plan["projects"].append(row)
        if measure == "fibre":
            self.plan["services"] += [{"service": "fibre", "city": city, "year": t} for t in YEARS if t >= year]
        for t in YEARS if modules else ():
            now = modules if t >= year else 0
            added = modules if t == year else 0
            cells = {"project": project, "year": t, "modules": now, "added": added}
            self.plan["modules"] += [{**cells, "capex_myuan": added * MODULE[measure]}] if now else []
        for payer, amount in pays.items():
            self.pay(row, year, payer, amount)
        return row

    def pay(self, row: Row, year: int, payer: str, amount: float) -> None:
        """One payment, with its lines in funding and in the list of grants."""
        rules = self.model.get("subsidies", {})
        kind = "grant" if payer in rules else "local" if payer == "town" else "enterprise"
        fund, subsidy = ("central", payer) if kind == "grant" else (payer, "")
        line = {"year": year, "payer_kind": kind, "payer": fund, "subsidy": subsidy}
        self.plan["payments"].append({"project": row["project"], **line, "amount_myuan": amount})
        row[f"{kind}_myuan"] += amount
        key = {"province": row["province"], "account": row["account"], **line}
        for known in self.plan["funding"]:
            if all(known[name] == value for name, value in key.items()):
                known["amount_myuan"] += amount
                break
        else:
            self.plan["funding"].append({**key, "amount_myuan": amount})
        if kind == "grant":
            facts = {name: row[name] for name in ("project", "measure", "city", "province", "region")}
            self.plan["grants"].append({"subsidy": payer, "fund": fund, **facts, "year": year, "amount_myuan": amount})

    def terms(self, subsidy: str, project: str, **facts: float) -> None:
        """Facts of a line of the list of grants: capex, base, gap, share, ceiling (left out: none), bound."""
        for line in self.plan["grants"]:
            if line["subsidy"] == subsidy and line["project"] == project:
                names = {key: key if key == "share" else f"{key}_myuan" for key in facts}
                line.update({names[key]: value for key, value in facts.items()})

    def connect(self, *cities: str, since: int = 2024) -> None:
        """List cities as connected."""
        self.plan["connections"] += [{"city": city, "year": t} for city in cities for t in YEARS if t >= since]

    def serve(self, service: str, *cities: str, since: int = 2024) -> None:
        """List cities as served."""
        rows = [{"service": service, "city": city, "year": t} for city in cities for t in YEARS if t >= since]
        self.plan["services"] += rows

    def write(self, folder: Path) -> Path:
        """Write the run folder."""
        dataset = folder / "inputs" / "dataset"
        dataset.mkdir(parents=True, exist_ok=True)
        (folder / "inputs" / "model.toml").write_text(tomli_w.dumps(self.model), encoding="utf-8")
        (dataset / "dataset.toml").write_text("[geometry]\nroute_factor = 1.0\n", encoding="utf-8")
        for name, rows in self.data.items():
            if rows or name == "sites":
                columns = list(rows[0]) if rows else ["id", "city", "measure", "modules"]
                pd.DataFrame(rows, columns=columns).to_csv(dataset / f"{name}.csv", index=False)
        (folder / "plan").mkdir(exist_ok=True)
        for name, rows in self.plan.items():
            texts, wholes, amounts = PLAN[name]
            table = pd.DataFrame(rows, columns=[*texts, *wholes, *amounts], dtype=object)
            path = folder / "plan" / f"{name}.csv"
            path.unlink(missing_ok=True)
            if rows or name not in WHERE_USED:
                table.to_csv(path, index=False)
        return folder

    def audit(self, folder: Path) -> AuditReport:
        """The audit of the run folder, written to ``folder``."""
        return audit_run(self.write(folder))


@dataclass(frozen=True)
class Trial:
    """A plan that passes, what spoils it, the check that must then fail, and what cannot but fail with it."""

    check: str
    make: Act
    spoil: Act
    also: frozenset[str] = frozenset()


@cache
def failing(make: Act) -> list[tuple[tuple[str, str], ...]]:
    """What an unspoilt plan fails by, in words; several trials may spoil the same plan."""
    plan = Handmade()
    make(plan)
    with TemporaryDirectory() as folder:
        return [check.offenders for check in plan.audit(Path(folder)).checks if check.failed]


def judge(trial: Trial, folder: Path) -> None:
    """The plan passes every check; spoilt, it fails exactly where it should, in both languages."""
    assert failing(trial.make) == []
    plan = Handmade()
    trial.make(plan)
    trial.spoil(plan)
    spoilt = plan.audit(folder)
    assert set(spoilt.failing()) == {trial.check} | trial.also
    failed = next(check for check in spoilt.checks if check.id == trial.check)
    assert failed.rows > 0
    assert all("{" not in zh + en and zh != en for zh, en in failed.offenders)


def row_of(table: str, position: int, **cells: object) -> Act:
    """A change of some cells of a row of a plan's table."""
    return lambda plan: plan.plan[table][position].update(cells)
