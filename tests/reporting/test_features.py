"""Sections on special rules: each only when the run has it, and with the numbers of its tables."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest

from planner.config.money import Package
from planner.plan.load import load_record
from planner.plan.plan import WHERE_USED
from planner.plan.save import save_record
from planner.reporting import write_report
from planner.reporting.digest import Digest
from planner.reporting.extras import EXTRAS
from planner.reporting.figures.alternatives import by_measure
from planner.reporting.figures.base import Bar, Figure, bar_chart
from planner.reporting.figures.equity import group_values, in_tail
from planner.reporting.figures.prices import row_name, row_step
from planner.reporting.figures.resilience import links
from planner.reporting.figures.statuses import distances, missing_parts
from planner.reporting.figures.subsidies import by_rule, reasons, rule_prose, rule_sentence
from planner.reporting.figures.viability import by_carrier, by_city, obligations
from planner.reporting.finder import city_data, places
from planner.reporting.indicators import indicator, indicator_value
from planner.reporting.map import map_data, project_places
from planner.reporting.sections import SPECIAL, all_tables, sections
from planner.reporting.wording import plain
from planner.texts import LANGS, Pair


def table_of(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "plan" / f"{name}.csv", dtype={"city": str, "province": str})


def figure(digest: Digest, key: str) -> Figure:
    return next(item for part in sections(digest) for item in part.figures if item.id == key)


def test_sections_appear_with_their_tables_only(digest: Digest, featured: Digest) -> None:
    assert not SPECIAL & {part.id for part in sections(digest)}
    assert {part.id for part in sections(featured)} >= SPECIAL
    assert all(digest.run.extras[name].empty for name in EXTRAS)
    assert all(digest.run.plan[name].empty for name in WHERE_USED)


def test_plotly_takes_every_figure_in_both_languages(featured: Digest) -> None:
    found = [item for part in sections(featured) for item in part.figures]
    wanted = {"subsidies", "npv", "payback", "protected_dual", "links", "status_gigabit_city", "rule_prices"}
    assert wanted | {"alternatives", "rule_worst", "rule_least", "rule_tiers"} <= {item.id for item in found}
    tables = all_tables(featured)
    for item in found:
        assert tables[item.table].rows > 0
        for lang in LANGS:
            go.Figure(item.plots[lang])


@pytest.mark.parametrize("table", WHERE_USED)
def test_a_report_is_written_whichever_table_is_missing(featured: Digest, table: str) -> None:
    plan = {**featured.run.plan, table: featured.run.plan[table].iloc[:0]}
    lean = Digest(dataclasses.replace(featured.run, plan=plan), featured.names)
    assert sections(lean)
    assert all_tables(lean)


@pytest.mark.parametrize(
    ("carry_over", "said"), [(0, "what a year leaves is lost"), (0.25, "up to 25 % of its envelope is carried over")]
)
def test_what_is_carried_and_the_ceiling_of_a_package_are_said(featured: Digest, carry_over: float, said: str) -> None:
    rule = featured.run.model.subsidies["universal"]
    package = Package(min_cities=2, min_cost_myuan=30, ceiling_myuan=7)
    changed = rule.model_copy(update={"carry_over": carry_over, "package": package, "stages": ("已批 / approved",)})
    sentence = rule_sentence(featured, "universal", changed)
    assert said in sentence.en
    assert "at most 7 M yuan a package" in sentence.en
    assert "每包不超过700万元" in sentence.zh
    assert "仅限阶段为已批的项目" in sentence.zh
    assert "only projects at stage approved" in sentence.en


def test_a_smallest_share_is_priced_by_the_places_it_is_for(featured: Digest) -> None:
    name = next(iter(featured.run.model.subsidies["universal"].minimum_shares))
    row = pd.Series({"kind": "minimum_share", "id": "universal", "group": f"{name},2024", "year": float("nan")})
    assert row_name(featured, row).en == "Universal service · West, 2024"
    assert row_step(featured, row)[1].en == "one million yuan"


def test_each_rule_says_its_conditions_and_what_its_smallest_share_came_to(featured: Digest) -> None:
    prose = [line.en for line in rule_prose(featured)]
    universal = next(line for line in prose if line.startswith("Universal service"))
    for part in (
        "30 % in Central, 30 % in West",
        "plus 6 years of operating cost",
        "at most 80 M yuan a city",
        "viability gap",
        "0.2 yuan of local money",
        "envelope of 1.2 bn yuan over all years; what a year leaves is carried over",
        "packages of at least 2 small cities and 30 M yuan",
    ):
        assert part in universal
    assert any("one of them only" in line for line in prose)
    assert any("at most 60 %" in line for line in prose)
    grants = featured.run.plan["grants"]
    own = grants[grants["subsidy"] == "universal"]
    share = own.loc[own["region"] == "West", "amount_myuan"].sum() / own["amount_myuan"].sum()
    assert any("goes to West" in line and f", {100 * share:.0f} %" in line for line in prose)
    plan = {**featured.run.plan, "grants": grants[grants["subsidy"] != "universal"]}
    unused = Digest(dataclasses.replace(featured.run, plan=plan), featured.names)
    assert any("goes to West; this plan has none of its grants" in line.en for line in rule_prose(unused))


def test_a_grant_is_explained_by_what_holds_it_down(featured: Digest) -> None:
    grants, why = featured.run.plan["grants"], reasons(featured)
    tested = grants["subsidy"] == "universal"
    assert set(why[~tested]) <= {"share", "ceiling", "money"}  # only the other rule has a need test
    limit = grants["share"] * grants["base_myuan"]
    for row in grants.index[why == "share"]:
        assert grants["bound_myuan"][row] == pytest.approx(limit[row], rel=1e-3)
    short = grants["amount_myuan"] < grants["bound_myuan"] * (1 - 1e-3)
    assert set(why[short]) <= {"money"}
    table = by_rule(featured)
    assert table["amount_myuan"].sum() == pytest.approx(grants["amount_myuan"].sum())
    assert table[["share", "ceiling", "gap", "public", "money"]].to_numpy().sum() == len(grants)


def test_value_to_carriers_is_over_what_they_pay_themselves(featured: Digest) -> None:
    table, funding = by_carrier(featured), featured.run.plan["funding"]
    assert table.loc["mobile", "npv_myuan"] == 1250.0
    for carrier in table.index:
        paid = funding.loc[funding["payer"] == carrier, "amount_myuan"].sum()
        assert table.loc[carrier, "paid_myuan"] == pytest.approx(paid)
        assert table.loc[carrier, "ratio"] == pytest.approx(table.loc[carrier, "npv_myuan"] / paid)
    assert "negative for 1 of 3" in figure(featured, "npv").title.en


def test_payback_counts_every_city_once(featured: Digest, feature_folder: Path) -> None:
    cities = table_of(feature_folder, "viability_cities")
    drawn = figure(featured, "payback").plots["en"]["data"][0]["x"]
    assert sum(drawn) == len(cities) == len(by_city(featured))
    assert drawn[-1] == cities["payback_years"].isna().sum()


def test_obligations_are_rounded_up(featured: Digest) -> None:
    row = obligations(featured).loc["access"]
    assert row["needed"] == np.ceil(0.3 * row["projects"])
    assert bool(row["met"]) == bool(row["done"] >= row["needed"])


def test_links_are_measured_against_their_wavelengths(featured: Digest) -> None:
    table = links(featured)
    assert (table["capacity_gbps"] == 100 * table["wavelengths"]).all()
    assert table["used"].between(0, 1 + 1e-9).all()
    assert sum(figure(featured, "links").plots["zh"]["data"][0]["x"]) == len(table)


def test_protection_is_worded_as_a_lower_bound(featured: Digest) -> None:
    item = figure(featured, "protected_dual")
    assert "at least" in item.title.en
    assert "至少" in item.title.zh
    shown = places(featured)
    project, x, y = project_places(featured, shown)
    data = map_data(featured, shown, project, x, y)
    assert "dual" not in data["sites"]
    assert len(data["ways"]["dual"]) == featured.run.plan["protections"]["uplink"].nunique()


def test_distances_list_what_is_missed_and_by_how_much(featured: Digest) -> None:
    table = distances(featured)
    assert (table["missing"] > 0).all()
    assert (table["at_least"] - table["value"]).tolist() == pytest.approx(table["missing"].tolist())
    lacks = missing_parts(featured, "gigabit_city")
    for part in ("homes", "stations"):
        assert set(table.loc[table["threshold"] == part, "city"]) == set(lacks.index[lacks[part]])
    statuses = featured.run.plan["statuses"]
    last = statuses[(statuses["status"] == "gigabit_city") & (statuses["year"] == 2025)]
    assert set(lacks.index[~lacks.any(axis=1)]) == set(last["city"])


def test_the_finder_says_what_is_lacking_and_what_other_plans_do(featured: Digest) -> None:
    shown = places(featured)
    _, x, y = project_places(featured, shown)
    data = city_data(featured, shown, x, y)
    lacks = missing_parts(featured, "gigabit_city")
    rows = data["lacks"]["gigabit_city"]["lacks"]
    for city in lacks.index:
        assert rows[shown.index.get_loc(city)] == np.flatnonzero(lacks.loc[city].to_numpy()).tolist()
    some = featured.run.extras["alternatives"]
    city = str(some["city"].iloc[0])
    kinds = some[some["city"] == city].groupby("verdict")["measure"].nunique()
    assert {kind: len(found) for kind, found in data["freedom"][city].items()} == kinds.to_dict()


def test_the_tail_is_the_worst_served_fifth_of_the_residents(featured: Digest) -> None:
    rule = featured.run.model.rules["worst"]
    values = group_values(featured, rule)
    tail = in_tail(featured, rule, values)
    people = featured.residents.reindex(values.index)
    assert values.is_monotonic_increasing
    assert tail.iloc[0]
    assert people[tail].sum() >= 0.2 * people.sum()
    assert people[tail].iloc[:-1].sum() < 0.2 * people.sum()


def test_prices_of_rules_are_intervals(featured: Digest) -> None:
    item = figure(featured, "rule_prices")
    assert item.title.en == "Least coverage by province costs most: 100,000 resident-years of “Most benefit”"
    colours = item.plots["en"]["data"][0]["marker"]["color"]
    assert colours[0] != colours[1]  # the second is not proven to be above zero
    assert all_tables(featured)["rule_prices"].rows == 3


def test_rules_that_cost_nothing_are_said_to_and_hide_no_other(featured: Digest) -> None:
    def titled(table: pd.DataFrame) -> str:
        run = dataclasses.replace(featured.run, extras={**featured.run.extras, "rule_prices": table})
        return figure(Digest(run, featured.names), "rule_prices").title.en

    found = featured.run.extras["rule_prices"]
    nothing = found.assign(low=0.0, high=0.0, estimate=0.0, distinguishable=0)
    assert titled(nothing) == "No rule costs anything: without any one of them nothing would be better"
    on_benefit, on_public = nothing[nothing["goal"] == "benefit"], found[found["goal"] == "public"]
    assert "costs most" in titled(pd.concat([on_benefit, on_public]))


def test_alternatives_count_projects(featured: Digest) -> None:
    table = by_measure(featured)
    assert table.to_numpy().sum() == len(featured.run.extras["alternatives"])


def test_what_is_not_decided_is_in_the_title(featured: Digest) -> None:
    assert "have no substitute" in figure(featured, "alternatives").title.en
    table = featured.run.extras["alternatives"]
    settled = table["verdict"].where(table["verdict"] != "none", "undecided")
    extras = {**featured.run.extras, "alternatives": table.assign(verdict=settled)}
    digest = dataclasses.replace(featured, run=dataclasses.replace(featured.run, extras=extras))
    assert f"the other {(settled == 'undecided').sum()} are not decided" in figure(digest, "alternatives").title.en


def test_answers_about_cities_are_shown_by_name(featured: Digest) -> None:
    city, wish, answer = all_tables(featured)["explanations"].columns
    assert [cell.en for cell in answer.cells if isinstance(cell, Pair)] == ["Has: gigabit", "Has not: <b>bearer</b>"]
    named = [cell for column in (city, wish) for cell in column.cells if isinstance(cell, Pair)]
    assert len(named) == 4
    assert not {"gigabit", "bearer"} & {cell.zh for cell in named}, "measures have names"


def test_indicators_of_rules_have_names_and_units(featured: Digest) -> None:
    names = featured.names
    assert indicator(names, "npv.mobile").en == "net present value of Mobile"
    assert indicator(names, "effect.energy").zh == "节能"
    assert indicator(names, "equity.worst").en == "Worst-served fifth"
    assert indicator(names, "packages.universal").en == "packages under “Universal service”"
    assert indicator_value(names, "effect.energy", 88.0).en == "88 MWh a year"
    assert indicator_value(names, "equity.worst", 0.45).en == "45 %"
    assert indicator_value(names, "equity.gini", 0.25).en == "0.25"
    assert indicator_value(names, "npv.mobile", -1500.0).zh == "-15亿元"
    assert names.account("together").en == "Co-built"
    assert names.group("group", "unserved").en == "Cities without any service"


def test_bars_leave_room_for_their_labels() -> None:
    bars = [Bar(plain("a"), 10.0, plain("a very long label, longer than the bar")), Bar(plain("b"), -4.0, plain("b"))]
    for lang in LANGS:
        low, high = bar_chart(bars, lang)["layout"]["xaxis"]["range"]
        assert low < -4 < 10 < high
        assert high - 10 > -4 - low


def test_every_special_table_is_a_sheet(feature_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(feature_folder, tmp_path / "copy"))
    write_report(folder)
    book = openpyxl.load_workbook(folder / "plan.xlsx", read_only=True)
    wanted = {"补助规则", "工程包", "运营商净现值", "项目收益", "建设义务", "双归城市", "链路与波长", "缺少的条件"}
    assert wanted | {"规则的代价", "替代余地", "年度效果", "规则与限额"} <= set(book.sheetnames)


def test_what_ifs_are_named_and_one_share_for_all_is_said_once(feature_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(feature_folder, tmp_path / "copy"))
    record = load_record(folder)
    named = {"more": {"zh": "更多补助", "en": "More support"}}
    changed = {**record.model_dump(), "what_if": ("more", "odd"), "what_if_names": named}
    save_record(folder, type(record).model_validate(changed))
    model = folder / "inputs" / "model.toml"
    text = model.read_text(encoding="utf-8")
    model.write_text(
        text.replace("share = { Central = 0.3, West = 0.3 }", "share = { East = 0.3, Central = 0.3, West = 0.3 }"),
        encoding="utf-8",
    )
    page = write_report(folder).read_text(encoding="utf-8")
    assert "What-if: More support, odd" in page
    assert "years of operating cost up to 30 % in every region;" in page
