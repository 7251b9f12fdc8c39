"""Every figure shows the numbers of its table, and says in its title what the tables say."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from planner.config.aims import Rule
from planner.reporting.digest import Digest, gini, lorenz
from planner.reporting.figures.base import Figure, MoneyScale, money_scale, spread, wrapped, year_colours
from planner.reporting.figures.built import by_year, starts
from planner.reporting.figures.equity import equity_figures, repeated_rules, rule_value
from planner.reporting.figures.fair import by_province, eligible
from planner.reporting.figures.paid import by_payer
from planner.reporting.figures.prices import LEAST_CHANGE, price_sentences, row_name, row_step
from planner.reporting.figures.targets import by_target, counts_by_year
from planner.reporting.headline import certainty, five_numbers
from planner.reporting.proof import proof_sentences, proof_tables
from planner.reporting.sections import all_tables, sections
from planner.reporting.tables import Column, Stated
from planner.reporting.wording import Names
from planner.texts import LANGS, Pair

FIGURES = [
    "baselines",
    "built_measure",
    "built_projects",
    "built_province",
    "coverage_region",
    "fair_lorenz",
    "fair_province",
    "goals",
    "grants_province",
    "paid_region",
    "paid_year",
    "prices",
    "rule_gini",
    "target_all",
    "target_year",
]


def figure(digest: Digest, key: str) -> Figure:
    return next(item for part in sections(digest) for item in part.figures if item.id == key)


def cells(digest: Digest, table: str, column: str) -> list[float]:
    found = next(item for item in all_tables(digest)[table].columns if item.heading.en == column)
    return [float(cell) for cell in found.cells if isinstance(cell, (int, float))]


def test_the_report_has_every_figure_and_plotly_takes_each_in_both_languages(digest: Digest) -> None:
    found = [item for part in sections(digest) for item in part.figures]
    assert sorted(item.id for item in found) == FIGURES
    for item in found:
        assert item.table in all_tables(digest)
        for lang in LANGS:
            go.Figure(item.plots[lang])  # raises on any property that plotly does not know


def test_the_two_languages_show_the_same_amounts(digest: Digest) -> None:
    for part in sections(digest):
        for item in part.figures:
            zh, en = (item.plots[lang]["data"] for lang in LANGS)
            assert len(zh) == len(en)
            for one, other in zip(zh, en, strict=True):
                left, right = (np.array(trace.get("x", []), dtype=float) for trace in (one, other))
                ratio = left[right != 0] / right[right != 0]
                assert np.allclose(ratio, ratio[0] if len(ratio) else 1.0, rtol=1e-4)


def test_investment_by_measure_and_year_adds_up_to_what_is_paid(digest: Digest) -> None:
    table = by_year(digest, "measure")
    payments = pd.read_csv(digest.run.folder / "plan" / "payments.csv")
    assert table["total"].sum() == pytest.approx(payments["amount_myuan"].sum())
    scale: MoneyScale = money_scale(float(table["total"].max()))
    drawn = sum(np.array(trace["x"]) for trace in figure(digest, "built_measure").plots["en"]["data"])
    assert drawn / scale.en == pytest.approx(table["total"].to_numpy(), abs=1e-3)
    assert sorted(table["total"], reverse=True) == table["total"].tolist()
    assert cells(digest, "built_measure", "Investment (million yuan)") == pytest.approx(table["total"].tolist())


def test_starts_count_projects_of_their_year(digest: Digest) -> None:
    projects = pd.read_csv(digest.run.folder / "plan" / "projects.csv")
    table = starts(digest)
    for year in digest.run.years:
        assert table[year].sum() == (projects["start_year"] == year).sum()
    grid = figure(digest, "built_projects").plots["zh"]["data"][0]["z"]
    assert np.array_equal(np.array(grid), table.to_numpy())


def test_who_pays_agrees_with_the_funding_table(digest: Digest) -> None:
    funding = pd.read_csv(digest.run.folder / "plan" / "funding.csv")
    table = by_payer(digest, "year")
    for payer in table.index.get_level_values("payer"):
        for year in digest.run.years:
            chosen = funding[(funding["payer"] == payer) & (funding["year"] == year)]
            assert table.xs(payer, level="payer")[year].sum() == pytest.approx(chosen["amount_myuan"].sum(), abs=1e-5)
    shares = np.array([trace["x"] for trace in figure(digest, "paid_region").plots["en"]["data"]])
    assert shares.sum(axis=0) == pytest.approx(100.0, abs=1e-2)


def test_title_of_who_pays_is_computed(digest: Digest) -> None:
    funding = pd.read_csv(digest.run.folder / "plan" / "funding.csv")
    share = funding[funding["payer_kind"] == "enterprise"]["amount_myuan"].sum() / funding["amount_myuan"].sum()
    title = figure(digest, "paid_year").title
    assert f"{share:.0%}".replace("%", " %") in title.en
    assert f"{share:.0%}" in title.zh


def test_coverage_agrees_with_the_indicators_that_the_run_wrote(digest: Digest) -> None:
    written = digest.run.plan["indicators"]
    chosen = written[(written["by"] == "nation") & written["indicator"].str.startswith("cities.")]
    counts = counts_by_year(digest)
    assert len(chosen) > 0
    for row in chosen.itertuples():
        assert counts.loc[str(row.indicator).removeprefix("cities."), int(str(row.year))] == pytest.approx(row.value)
    shares = written[(written["by"] == "region") & written["indicator"].str.startswith("share.residents.")]
    for row in shares.itertuples():
        layer = str(row.indicator).removeprefix("share.residents.")
        assert digest.coverage(layer, int(str(row.year)), "region", people=True)[str(row.group)] == pytest.approx(
            row.value, abs=1e-6
        )


def test_target_bars_are_value_over_what_was_asked(digest: Digest) -> None:
    table = by_target(digest)
    trace = figure(digest, "target_all").plots["en"]["data"][0]
    assert trace["x"] == pytest.approx((100 * table["value"] / table["at_least"]).tolist(), abs=0.01)
    missed = int((table["shortfall"] > 0).sum())
    assert missed > 0  # sixty cities cannot be a thousand
    assert figure(digest, "target_all").title.en.startswith(f"{len(table) - missed} of {len(table)} targets")


def test_grants_per_resident_and_gini_follow_from_the_grants(digest: Digest) -> None:
    grants = pd.read_csv(digest.run.folder / "plan" / "grants.csv", dtype={"province": str})
    table = by_province(digest)
    assert table["grant_myuan"].sum() == pytest.approx(grants["amount_myuan"].sum(), abs=1e-4)
    chosen = eligible(digest, table)
    heads = 1000 * chosen["grant_myuan"] / chosen["residents"]
    weights = (chosen["residents"] / chosen["residents"].sum()).to_numpy()
    pairs = np.abs(heads.to_numpy()[:, None] - heads.to_numpy()[None, :])
    by_definition = float((weights[:, None] * weights[None, :] * pairs).sum() / 2 / (weights * heads.to_numpy()).sum())
    assert gini(chosen["grant_myuan"], chosen["residents"]) == pytest.approx(by_definition)


def test_lorenz_curve_runs_from_corner_to_corner_below_the_diagonal() -> None:
    x, y = lorenz(pd.Series([1.0, 5.0, 2.0]), pd.Series([2.0, 1.0, 2.0]))
    assert (x[0], y[0], x[-1], y[-1]) == pytest.approx((0, 0, 1, 1))
    assert np.all(y <= x + 1e-12)
    assert np.all(np.diff(np.diff(y) / np.diff(x)) >= -1e-12)
    assert gini(pd.Series([1.0, 1.0]), pd.Series([1.0, 1.0])) == pytest.approx(0.0)
    assert np.isnan(gini(pd.Series([0.0]), pd.Series([1.0])))


def test_every_axis_of_lengths_starts_at_zero(digest: Digest) -> None:
    for part in sections(digest):
        for item in part.figures:
            plot = item.plots["en"]
            kinds = {trace["type"] for trace in plot["data"]}
            if "bar" in kinds:
                value = "xaxis" if plot["data"][0].get("orientation") == "h" else "yaxis"
                assert plot["layout"][value]["range"][0] == 0, item.id


def test_at_most_seven_colours(digest: Digest) -> None:
    for part in sections(digest):
        for item in part.figures:
            colours = set(re.findall(r'"#[0-9A-Fa-f]{6}"', str(item.plots["en"]["data"]).replace("'", '"')))
            assert len(colours) <= 9, item.id  # seven and the quiet greys of lines
    assert len(set(year_colours(range(2020, 2050)))) <= 7
    assert len(set(year_colours((2022, 2023, 2024, 2025)))) == 4


def test_labels_keep_their_distance() -> None:
    assert spread([0.0, 0.1, 5.0], 1.0) == [0.0, 1.0, 5.0]
    assert wrapped("a <b> c", "en") == "a &lt;b&gt; c"
    assert wrapped("\u4e91" * 8 + " 1000 " + "\u57ce" * 6, "zh") == "\u4e91" * 8 + "<br>1000 " + "\u57ce" * 6
    assert wrapped("\u57ce" * 50, "zh") == "<br>".join(["\u57ce" * 10] * 3) + "\u2026"


def test_rows_of_the_table_of_prices_come_out_in_words(digest: Digest) -> None:
    def said(**row: object) -> str:
        return row_name(digest, pd.Series({"group": "", "year": None, **row})).en

    assert said(kind="fund_budget", id="central", year=2024) == "Central grants 2024"
    assert said(kind="subsidy_envelope", id="standard", year=2024) == "Central-western rule 2024"
    province = digest.names.province("11").en
    assert said(kind="floor", id="floor", group="11") == f"Least coverage by province · {province}"
    assert said(kind="target", id="gigabit_cities", group="nation", year=2025) == "Gigabit cities · nation, 2025"


@pytest.mark.parametrize(("times", "sentences"), [(0.0, 0), (0.9, 0), (1.1, 1), (-1.1, 1)])
def test_only_prices_that_move_their_goal_are_said(digest: Digest, times: float, sentences: int) -> None:
    """A row whose step moves its goal by so many times the least change that is worth a sentence."""
    goal = next(goal for goal in digest.run.record.goals if goal.id == "benefit")
    row = {"kind": "target", "id": "gigabit_cities", "group": "nation", "year": 2025, "goal": goal.id, "price": 1.0}
    worth = times * LEAST_CHANGE * abs(goal.value) / row_step(digest, pd.Series(row))[0]
    prices = pd.DataFrame([{**row, "row": "target[gigabit_cities]", "worth": worth}])
    run = replace(digest.run, plan={**digest.run.plan, "prices": prices})
    assert len(price_sentences(Digest(run, Names(run)))) == sentences


def test_columns_of_one_table_are_of_one_length(digest: Digest) -> None:
    for table in all_tables(digest).values():
        assert all(isinstance(column, Column) and len(column.cells) == table.rows for column in table.columns)


def test_goals_show_value_bound_and_gap_of_each(digest: Digest) -> None:
    item = figure(digest, "goals")
    assert item.title.en.startswith("1 of 3 goals proven optimal; ")
    plot = item.plots["en"]
    assert plot["data"][0]["x"] == pytest.approx([0.0, 0.43, 4.0])
    beside = [note["text"] for note in plot["layout"]["annotations"]]
    assert beside[0] == "0, proven optimal"
    assert beside[1].endswith("gap 0.43 %")
    assert " at best " in beside[2]
    asked = digest.run.model.solve.gap
    assert plot["layout"]["shapes"][0]["x0"] == pytest.approx(100 * asked)


def test_a_gap_that_proves_nothing_is_not_shown_as_a_proof(digest: Digest) -> None:
    record = digest.run.record
    first, second, *rest = record.goals
    far = first.model_copy(update={"value": 0.0013, "bound": 0.0, "gap": 1.0, "status": "effort"})
    none = second.model_copy(update={"bound": None, "gap": None, "status": "time"})
    changed = record.model_copy(update={"goals": [far, none, *rest], "headline_gap": 1.0, "headline_goal": far.id})
    run = replace(digest.run, record=changed)
    seen = Digest(run, Names(run))
    assert certainty(seen).en == "with no proven bound yet"
    assert five_numbers(seen)[-1].value.en == "not proven"
    assert five_numbers(seen)[-1].met is False
    assert proof_sentences(seen)[0].en == "Nothing is proven yet."
    beside = [note["text"] for note in figure(seen, "goals").plots["en"]["layout"]["annotations"]]
    assert beside[0].endswith("0, is still far away")
    assert beside[1].endswith("nothing proven yet")
    table = next(table for table in proof_tables(seen) if table.id == "goals")
    gap, ended = table.columns[-2].cells, table.columns[-1].cells
    assert isinstance(gap[0], Stated)
    assert gap[0].text.en == "not proven"
    assert [cell.en for cell in ended[:2] if isinstance(cell, Pair)] == ["out of the effort allowed", "out of time"]


def test_shares_that_a_rule_compares_differ_by_points(digest: Digest) -> None:
    rule = Rule.model_validate(
        {"name_zh": "x", "name_en": "x", "kind": "gap", "indicator": "share.residents.gigabit", "by": "region"}
        | {"at_most": 0.35}
    )
    assert rule_value(digest.names, rule, 0.35).en == "35 percentage points"
    assert rule_value(digest.names, rule.model_copy(update={"kind": "gini"}), 0.161).en == "0.161"


def test_what_the_chart_of_provinces_shows_is_not_drawn_again_but_said(digest: Digest) -> None:
    model = digest.run.model
    rule = model.rules["gini"]
    shown = {"kind": "gini", "by": "province", "indicator": f"share.residents.{digest.main_layer}", "year": None}

    def seen(**changes: object) -> tuple[bool, int]:
        rules = {"gini": rule.model_copy(update=shown | changes)}
        run = replace(digest.run, model=model.model_copy(update={"rules": rules}))
        again = Digest(run, Names(run))
        return bool(equity_figures(again)), len(repeated_rules(again))

    assert seen() == seen(year=digest.run.years[-1]) == (False, 1)
    assert seen(by="region") == seen(year=digest.run.years[0]) == (True, 0)


def test_first_screen_tells_who_pays_and_what_the_audit_says(digest: Digest) -> None:
    numbers = five_numbers(digest)
    total, gap = numbers[-2].asked.en, numbers[-1].asked.en
    assert ("grants " in total, "local money " in total) == tuple(
        float(digest.money_by(kind, "year").sum()) > 0 for kind in ("grant", "local")
    )
    assert gap.endswith("; audit passed")
    run = replace(digest.run, record=digest.run.record.model_copy(update={"audit": None}))
    assert five_numbers(Digest(run, Names(run)))[-1].asked.en.endswith("; not audited")
