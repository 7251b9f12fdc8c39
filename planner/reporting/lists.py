"""The long lists: every project, every city, every indicator, for those who filter and send on."""

from __future__ import annotations

import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.indicators import indicator
from planner.reporting.tables import Column, Table, code_column, number_column, text_column
from planner.reporting.wording import plain, words
from planner.texts import Pair


def list_tables(digest: Digest) -> list[Table]:
    """Cities and projects; ``projects`` holds what the plan starts and what was built before."""
    return [_cities(digest), _projects(digest)]


def _cities(digest: Digest) -> Table:
    """Each small city: first year of everything it gets, and the money of its projects."""
    small, names = digest.run.small.sort_index(), digest.names
    columns = ["capex_myuan", "module_capex_myuan", "grant_myuan", "local_myuan", "enterprise_myuan"]
    money = digest.run.plan["projects"].groupby("city")[columns].sum().reindex(small.index).fillna(0.0)
    first = digest.reached.reindex(small.index)
    return Table(
        "cities",
        words("report.table.cities"),
        (
            code_column("code", small.index),
            text_column("city", names.column(small.index, "city")),
            text_column("province", names.column(small["province"], "province")),
            text_column("region", names.column(small["region"], "region")),
            number_column("residents", "count", small["residents"]),
            *(
                number_column(words("report.col.first_year", name=names.service(layer)), "since", first[layer])
                for layer in digest.layers
            ),
            number_column("investment", "amount", money["capex_myuan"] + money["module_capex_myuan"]),
            number_column("grant", "amount", money["grant_myuan"]),
            number_column("local", "amount", money["local_myuan"]),
            number_column("enterprise", "amount", money["enterprise_myuan"]),
        ),
    )


def _in_service(projects: pd.DataFrame) -> list[Column]:
    """The year of going into service, where it is not that of the start for all."""
    if "in_service_year" not in projects or projects["in_service_year"].isna().all():
        return []
    years = projects["in_service_year"].astype(object)
    return [number_column("in_service_year", "year", years.where(projects["in_service_year"].notna(), None))]


def _projects(digest: Digest) -> Table:
    projects, names = digest.run.plan["projects"], digest.names
    known = ("built", "committed", "candidate")
    return Table(
        "projects",
        words("report.table.projects"),
        (
            text_column("city", names.column(projects["city"], "city")),
            text_column("province", names.column(projects["province"], "province")),
            text_column("region", names.column(projects["region"], "region")),
            text_column("measure", names.column(projects["measure"], "measure")),
            text_column("to", [names.city(key) if key else plain("") for key in projects["to"]]),
            number_column(
                "start_year", "year", projects["start_year"].astype(object).where(projects["start_year"].notna(), None)
            ),
            *_in_service(projects),
            text_column(
                "status", [words(f"report.status.{key}") if key in known else plain(key) for key in projects["status"]]
            ),
            text_column("lead", names.column(projects["account"], "account")),
            number_column("modules", "count", _filled(projects["modules"])),
            number_column(
                "capex", "amount", projects["capex_myuan"].fillna(0) + projects["module_capex_myuan"].fillna(0)
            ),
            number_column("grant", "amount", projects["grant_myuan"]),
            number_column("local", "amount", projects["local_myuan"]),
            number_column("enterprise", "amount", projects["enterprise_myuan"]),
            number_column("opex", "amount", projects["opex_myuan"]),
            code_column("project", projects["project"]),
        ),
    )


def _filled(values: pd.Series) -> list[int | None]:
    return [None if pd.isna(value) or value == 0 else int(value) for value in values]


def indicator_table(digest: Digest) -> Table:
    """Every indicator the run wrote, with ids as they stand in the model file: for the workbook only."""
    table, names = digest.run.plan["indicators"], digest.names
    described = {key: indicator(names, key) for key in table["indicator"].unique()}
    return Table(
        "indicators",
        words("report.table.indicators"),
        (
            text_column("indicator", [described[key] for key in table["indicator"]]),
            text_column("group", [names.group(by, key) for by, key in zip(table["by"], table["group"], strict=True)]),
            text_column(
                "year", [words("report.all_years") if year == "all" else plain(year) for year in table["year"]]
            ),
            number_column("value", "number", table["value"]),
            text_column("unit", [Pair(zh, en) for zh, en in zip(table["unit_zh"], table["unit_en"], strict=True)]),
            code_column("code", table["indicator"]),
        ),
    )
