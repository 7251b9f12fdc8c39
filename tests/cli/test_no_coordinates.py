"""A data set that brings its own table of pairs needs no coordinates; what cannot do without them says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planner.case.build import build_case
from planner.config.load import load_model
from planner.data.load import load_dataset
from planner.texts.problems import InputError, Problem
from tests.cli.conftest import Answer
from tests.data.spoiled import append, drop_column, replace, without_library

Planner = Callable[..., Answer]
MODEL = Path("models/tiny.toml")
DATA = Path("datasets/tiny")


def pairs() -> pd.DataFrame:
    """The table of pairs that says what tiny's coordinates say: length and haul of every pair within reach."""
    model = load_model(MODEL)
    case = build_case(model, load_dataset(model.dataset_dir))
    frame = pd.concat([case.cover, case.pairs[["service", "city", "site"]]])
    return frame.assign(site_city=frame["site"].str.partition(":")[2])[["service", "city", "site_city"]]


def without_coordinates(table: pd.DataFrame) -> None:
    """Take coordinates and outlines out of the working folder's data set and give it a table of pairs."""
    for column in ("lon", "lat"):
        drop_column("cities.csv", column)(DATA)
    (DATA / "outlines.geojson").unlink()
    table.sort_values(["service", "city", "site_city"]).to_csv(DATA / "pairs.csv", index=False)
    for column in table.columns:
        append("sources.csv", f"pairs,{column},配对,Pairs,,,assumed,")(DATA)


def problems() -> list[Problem]:
    """What is wrong with the working folder's case."""
    model = load_model(MODEL)
    with pytest.raises(InputError) as caught:
        build_case(model, load_dataset(model.dataset_dir))
    return caught.value.problems


def test_the_plan_is_the_same_without_them(planner: Planner, work: Path, finished: Path) -> None:
    without_coordinates(pairs())
    assert planner("check", MODEL).code == 0
    ran = planner("run", MODEL, "--gap", "1e-9", "--out", "out")
    assert ran.code == 0, ran.err
    for table in ("projects", "services", "indicators"):
        ours, theirs = (folder / "plan" / f"{table}.csv" for folder in (Path("out"), finished))
        assert ours.read_text(encoding="utf-8") == theirs.read_text(encoding="utf-8")
    page = Path("out/index.html").read_text(encoding="utf-8")
    assert 'id="map"' not in page
    assert "数据集没有给出各地的经纬度" in page
    assert "so there is no map" in page
    assert 'id="find"' in page
    assert planner("audit", "out").code == 0


def test_reach_that_has_to_be_computed_names_service_and_places(work: Path) -> None:
    table = pairs()
    without_coordinates(table[table["service"] == "cloud"])
    (problem,) = problems()
    assert problem.where == "cities.csv"
    assert "edge" in problem.zh
    assert "望潮县" in problem.zh
    assert "list cities and sites of this service in pairs.csv" in problem.en


def test_only_places_that_need_them_are_named(work: Path) -> None:
    """One place without coordinates, listed nowhere: the others are placed."""
    replace(str(DATA / "cities.csv"), "county,0,1,1,120,30.072", "county,0,1,1,,")(Path())
    found = problems()
    assert {problem.text for problem in found} == {"case.reach_unknown"}
    assert all("望潮县" in problem.zh and "月湾市" not in problem.zh for problem in found)


def test_a_link_paid_by_the_km_needs_a_length(work: Path) -> None:
    without_coordinates(pairs())
    without_library(DATA)
    library = "id,measure,city,to,status,capex_myuan\nx,otn,E4,E2,candidate,{}\n"
    for column in ("id", "measure", "city", "to", "status", "capex_myuan"):
        append("sources.csv", f"projects,{column},项目,Projects,,,assumed,")(DATA)
    (DATA / "projects.csv").write_text(library.format(""), encoding="utf-8")
    (problem,) = problems()
    assert (problem.where, problem.text) == ("uplinks.csv", "case.length_unknown")
    assert "星礁县" in problem.zh
    (DATA / "projects.csv").write_text(library.format("3"), encoding="utf-8")
    model = load_model(MODEL)
    case = build_case(model, load_dataset(model.dataset_dir))
    assert case.capex.loc["otn:E4>E2", 2024] == 3


def test_haul_by_the_km_needs_a_distance_or_the_haul_itself(work: Path) -> None:
    without_coordinates(pairs())
    model = load_model(MODEL, sets=["services.cloud.haul_myuan_per_unit_km=0.001"])
    with pytest.raises(InputError) as caught:
        build_case(model, load_dataset(model.dataset_dir))
    assert [problem.text for problem in caught.value.problems] == ["case.haul_unknown"]


def test_of_sites_without_a_distance_the_cheapest_haul_counts(planner: Planner, work: Path) -> None:
    """``max_sites = 1``: western cities keep the pool at E0 although the dearer W1 is their own; the audit agrees."""
    stated = pairs().assign(haul_myuan=0.9)
    western = (stated["service"] == "cloud") & stated["city"].str.startswith("W")
    cheaper = stated[western].assign(site_city="E0", haul_myuan=0.1).drop_duplicates(["service", "city"])
    without_coordinates(pd.concat([stated, cheaper]))
    sets = ["services.cloud.max_sites=1", "services.cloud.existing=all", "services.cloud.min_fill=0"]
    model = load_model(MODEL, sets=sets)
    case = build_case(model, load_dataset(model.dataset_dir))
    assert set(case.pairs.loc[case.pairs["city"].str.startswith("W"), "site"]) == {"pool:E0"}
    arguments = [part for entry in sets for part in ("--set", entry)]
    ran = planner("run", MODEL, *arguments, "--out", "out", "--no-report")
    assert ran.code == 0, ran.err
