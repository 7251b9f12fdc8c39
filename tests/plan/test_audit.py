"""Every audit check: a clean plan passes, and a tampered one fails exactly there."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from planner.plan.audit import audit, audit_run
from planner.plan.audit.registry import CHECKS
from planner.texts import TEXTS
from tests.plan.tampering import ROOT, Tamper, add_row, add_to, drop_row, set_cell, write_tiny_run
from tests.plan.test_audit_money import TRIALS as MONEY
from tests.plan.test_audit_network import TRIALS as NETWORK

NAMED = {"name_zh": "r", "name_en": "r"}


@dataclass(frozen=True)
class Forgery:
    """A tampering that must fail its check, and what else cannot but fail with it."""

    check: str
    act: Callable[[Tamper], object]
    also: frozenset[str] = field(default=frozenset())


def _ruled(table: str, name: str, listed: dict[str, object], **rule: object) -> Callable[[Tamper], None]:
    """A plan made without a rule that it misses; its list of rules is forged to fit."""

    def act(tamper: Tamper) -> None:
        tamper.model(**{f"{table}__{name}": NAMED | rule})
        row = {"rule": name, "kind": rule.get("kind", "limit"), "by": rule["by"], "year": 2025, "met": 0} | listed
        tamper.table("rules", add_row(**row))

    return act


def _goal(tamper: Tamper) -> None:
    tamper.record(lambda record: record["goals"][1].update(value=538.0, bound=538.0))


def _shift_payment(tamper: Tamper) -> None:
    """0.1 million yuan more from the grant and less from the carrier, in every table that shows it."""
    for payer, amount in (("central", 0.1), ("beta", -0.1)):
        tamper.table("payments", add_to("amount_myuan", amount, project="gigabit:W2", year="2025", payer=payer))
        tamper.table("funding", add_to("amount_myuan", amount, province="W", year="2025", payer=payer))
    tamper.table("projects", add_to("grant_myuan", 0.1, project="gigabit:W2"))
    tamper.table("projects", add_to("enterprise_myuan", -0.1, project="gigabit:W2"))
    tamper.table("grants", add_to("amount_myuan", 0.1, project="gigabit:W2"))


def _pay_less(tamper: Tamper) -> None:
    tamper.table("payments", add_to("amount_myuan", -0.5, project="edge:E2"))
    tamper.table("funding", add_to("amount_myuan", -0.5, province="E", year="2025", account="alpha"))
    tamper.table("projects", add_to("enterprise_myuan", -0.5, project="edge:E2"))


def _instalment(tamper: Tamper) -> None:
    """A table that a model in which all is paid at once does not have."""
    row = {
        "project": "edge:E2", "in_service_year": 2025, "instalment": 1, "due_year": 2025, "year": 2025,
        "payer_kind": "enterprise", "payer": "alpha", "subsidy": "", "amount_myuan": 1,
    }  # fmt: skip
    pd.DataFrame([row]).to_csv(tamper.folder / "plan" / "instalments.csv", index=False)


def _other_carrier(tamper: Tamper) -> None:
    """Beta pays for Alpha's node."""
    tamper.table("payments", set_cell("payer", "beta", project="edge:E2"))
    tamper.table("funding", add_to("amount_myuan", -1, province="E", year="2025", account="alpha"))
    row = {"province": "E", "year": 2025, "account": "alpha", "payer_kind": "enterprise", "payer": "beta"}
    tamper.table("funding", add_row(amount_myuan=1, **row))


def _promise(tamper: Tamper) -> None:
    """The library promised gigabit in E1, which the plan does not build."""
    columns = ["first_year", "last_year", "by_year", "capex_myuan", "opex_myuan", "lead", "modules"]
    promised = add_row(id="x", measure="gigabit", city="E1", status="committed")
    tamper.data("projects", lambda table: promised(table.assign(status="", **dict.fromkeys(columns, ""))))


def _unlink(tamper: Tamper) -> None:
    """W3's link leads to W4, which is not connected."""
    tamper.data("uplinks", set_cell("to", "W4", id="W3>W2"))
    tamper.table("projects", set_cell("to", "W4", project="otn:W3>W2"))


def _serve_unconnected(tamper: Tamper) -> None:
    """E1 gets the node in E2 without a connection; only its place in the list and its figures show it."""
    tamper.model(services__edge__reach_km=200)
    tamper.table("services", add_row(service="edge", city="E1", year=2025))


def _touch(tamper: Tamper) -> None:
    path = tamper.folder / "inputs" / "dataset" / "dataset.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def _dearer(tamper: Tamper) -> None:
    tamper.data("unit_costs", lambda t: t.assign(base_myuan=t["base_myuan"].where(t["measure"] != "edge", "1.1")))


FIGURES = frozenset({"indicators"})
#: Physical checks of what the tiny model does not use.
UNUSED = {
    "committed", "protected_core", "protected_ways", "failures", "wavelengths", "flow_balance", "flow_protected",
    "ring_links", "ring_ways", "ring_failures",
}  # fmt: skip
SPREAD = 160 * 120 / 280**2 * 0.25
GINI = SPREAD / ((160 * 0.5 + 120 * 0.75) / 280)
EDGE_CITIES = {"indicator": "cities.edge", "by": "region"}
FORGERIES = [
    Forgery("tables", lambda t: t.table("connections", add_row(city="E2", year="2024"))),
    Forgery("catalogue", lambda t: t.table("projects", set_cell("kind", "city", project="edge:E2"))),
    Forgery("existing", lambda t: t.table("projects", set_cell("status", "committed", project="edge:E2"))),
    Forgery("window", lambda t: t.model(measures__metro__first_year=2025)),
    Forgery("committed", _promise),
    Forgery("requirements", lambda t: t.model(measures__gigabit__requires__edge={"measures": ["edge"]})),
    Forgery("uplink_parent", _unlink, FIGURES | {"connections", "service_connected"}),
    Forgery("connections", lambda t: t.table("connections", drop_row(city="E4"))),
    Forgery("modules", lambda t: t.table("projects", set_cell("modules", 3, project="pool:W1"))),
    Forgery("services", lambda t: t.table("services", add_row(service="gigabit", city="E0", year=2025))),
    Forgery("reach", lambda t: t.model(services__edge__reach_km=5)),
    Forgery("service_connected", _serve_unconnected, FIGURES | {"goals"}),
    Forgery("assigned", lambda t: t.table("assignments", set_cell("share", 0.9, city="W3"))),
    Forgery("capacity", lambda t: t.model(measures__pool__capacity_per_module=900)),
    Forgery("min_fill", lambda t: t.model(services__cloud__min_fill=0.7)),
    Forgery(
        "service_stays",
        lambda t: t.table("services", drop_row(service="edge", city="W1", year="2025")),
        FIGURES | {"goals"},
    ),
    Forgery("statuses", lambda t: t.table("statuses", add_row(status="complete", city="E0", year=2025))),
    Forgery("capex", _dearer, FIGURES | {"balance"}),
    Forgery("opex", lambda t: t.table("projects", add_to("opex_myuan", 0.1, project="edge:E2"))),
    Forgery("in_service", lambda t: t.table("projects", lambda table: table.assign(in_service_year="2025"))),
    Forgery("instalments", _instalment),
    Forgery("balance", _pay_less, FIGURES),
    Forgery("payers", _other_carrier, FIGURES | {"carrier_budget"}),
    Forgery("funding", lambda t: t.table("funding", add_to("amount_myuan", 0.1, province="W"))),
    Forgery("project_money", lambda t: t.table("projects", add_to("grant_myuan", 0.1, project="edge:E2"))),
    Forgery("grant_list", lambda t: t.table("grants", add_to("bound_myuan", 0.1, project="gigabit:W2"))),
    Forgery("grant_share", _shift_payment, FIGURES | {"goals"}),
    Forgery("grant_ceiling", lambda t: t.model(subsidies__west__ceiling_myuan=3.9), frozenset({"grant_list"})),
    Forgery("envelope", lambda t: t.model(funds__central__budget={"2024": 6, "2025": 8})),
    Forgery("carrier_budget", lambda t: t.model(carriers__alpha__budget={"2024": 20, "2025": 12})),
    Forgery("local_limit", lambda t: t.model(funds__local__limit_factor=0.1)),
    Forgery("local_per_grant", lambda t: t.model(funds__local__max_per_grant=0.1)),
    Forgery(
        "indicators",
        lambda t: t.table("indicators", set_cell("value", 5, indicator="cities.gigabit", by="nation", year="2025")),
    ),
    Forgery("targets", lambda t: t.table("targets", set_cell("shortfall", 3, target="gigabit"))),
    Forgery("rule_list", lambda t: t.table("rules", set_cell("met", 0, rule="west_cloud"))),
    Forgery("goals", _goal),
    Forgery("inputs", _touch),
    Forgery(
        "limits",
        _ruled(
            "limits", "few", {"group": "nation", "value": 3, "bound": 2, "side": "at_most"},
            indicator="projects.edge", by="nation", at_most=2,
        ),
    ),
    Forgery(
        "floors",
        _ruled(
            "rules", "low", {"group": "East", "value": 2, "bound": 3, "side": "at_least"},
            kind="floor", groups=["East"], at_least=3, **EDGE_CITIES,
        ),
    ),
    Forgery(
        "gaps",
        _ruled(
            "rules", "far", {"group": "West>East", "value": 1, "bound": 0.5, "side": "at_most"},
            kind="gap", at_most=0.5, **EDGE_CITIES,
        ),
    ),
    Forgery(
        "shares",
        _ruled(
            "rules", "part", {"group": "East", "value": 0.4, "bound": 0.5, "side": "at_least"},
            kind="share", groups=["East"], at_least=0.5, **EDGE_CITIES,
        ),
    ),
    Forgery(
        "gini",
        _ruled(
            "rules", "even",
            {"group": "nation", "value": GINI, "bound": 0.05, "side": "at_most", "absolute": SPREAD},
            kind="gini", indicator="share.cities.edge", by="province", at_most=0.05,
        ),
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the tiny data set."""
    folder = tmp_path_factory.mktemp("clean")
    write_tiny_run(folder)
    return folder


@pytest.mark.parametrize("part", ["plan", "baselines/practice", "baselines/path_ratio"])
def test_a_clean_plan_passes(clean: Path, part: str) -> None:
    """The plan keeps every rule; a baseline keeps what is physical and what is money."""
    report = audit_run(clean, part)
    assert report.buildable
    assert part != "plan" or report.failing() == ()
    assert all(check.rows > 0 for check in report.checks if check.kind == "physical" and check.id not in UNUSED)


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.check)
def test_tampering_fails_exactly_there(clean: Path, tmp_path: Path, forgery: Forgery) -> None:
    """And the row is named in both languages, without ids or holes."""
    folder = tmp_path / "run"
    shutil.copytree(clean, folder)
    forgery.act(Tamper(folder))
    report = audit_run(folder)
    assert set(report.failing()) == {forgery.check} | forgery.also
    failed = next(check for check in report.checks if check.id == forgery.check)
    assert failed.worst > failed.tolerance
    assert failed.offenders
    for zh, en in failed.offenders:
        assert "{" not in zh + en
        assert zh != en


def test_every_check_has_a_tampering_and_its_sentences() -> None:
    """A check that nothing can fail is no check."""
    assert [forgery.check for forgery in FORGERIES] == list(dict.fromkeys(forgery.check for forgery in FORGERIES))
    by_hand = {trial.check for trial in (*MONEY, *NETWORK)}
    assert {forgery.check for forgery in FORGERIES} | by_hand == set(CHECKS)
    assert all(f"audit.{name}" in TEXTS and f"audit.{name}.row" in TEXTS for name in CHECKS)


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("payments", "amount_myuan", "much"),
        ("services", "year", ""),
        ("assignments", "share", "inf"),
        ("services", "year", "2024.5"),
    ],
)
def test_tables_that_cannot_be_read_fail(clean: Path, tmp_path: Path, table: str, column: str, cell: str) -> None:
    """A cell of the wrong kind is a finding, not a crash."""
    folder = tmp_path / "run"
    shutil.copytree(clean, folder)
    Tamper(folder).table(table, lambda t: t.assign(**{column: [cell, *t[column].iloc[1:]]}))
    assert audit_run(folder).failing() == ("tables",)


def test_a_missing_column_fails(clean: Path, tmp_path: Path) -> None:
    """So is a column that is not there."""
    folder = tmp_path / "run"
    shutil.copytree(clean, folder)
    Tamper(folder).table("payments", lambda t: t.drop(columns="payer"))
    assert audit_run(folder).failing() == ("tables",)


def test_the_record_of_an_audit_keeps_its_verdict(clean: Path) -> None:
    """``audit`` is what run.json holds."""
    record = audit(clean)
    assert record.verdict == "pass"
    assert set(record.kinds) == {"physical", "money", "figures", "policy"}
    assert [check.id for check in record.checks] == list(CHECKS)


def test_the_audit_shares_no_code_with_what_it_checks() -> None:
    """Neither in its own imports nor in what importing it loads."""
    rooms = ("planner.case", "planner.formulation", "planner.solve", "planner.data", "planner.config")
    for path in (ROOT / "planner" / "plan" / "audit").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not node.module.startswith(rooms), path
            if isinstance(node, ast.Import):
                assert not any(name.name.startswith(rooms) for name in node.names), path
    program = "import sys, planner.plan.audit; print(*[m for m in sys.modules if m.startswith('planner.')])"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert not [name for name in loaded.split() if name.startswith(rooms)]
    assert "pyomo" not in loaded
