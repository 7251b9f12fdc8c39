"""The projects: measures at places, the project library's overrides and additions, and what already exists."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import numpy as np
import pandas as pd

from planner.case.notes import Findings, place_names
from planner.case.places import matches
from planner.case.tables import Tables
from planner.config.schema import Measure, Model
from planner.texts.problems import Problem, nearest

#: Columns while projects are put together; ``given_*`` are the library's own figures (NaN: the catalogue's).
DRAFT_COLUMNS = (
    "measure", "kind", "city", "to", "route_km", "account", "status", "first_year", "last_year", "by_year",
    "given_capex", "given_opex", "given_modules", "built_modules", "in_catalogue", "reference",
)  # fmt: skip


def project_id(measure: str, city: str, to: str = "") -> str:
    """``measure:city``, or ``measure:from>to`` for an uplink."""
    return f"{measure}:{city}>{to}" if to else f"{measure}:{city}"


def draft_projects(model: Model, tables: Tables, places: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """All projects of the scope except excluded ones, by id, with :data:`DRAFT_COLUMNS`, province and region.

    Order of precedence: the catalogue (measures × places by ``where``), sites.csv (status built), projects.csv.
    """
    draft = catalogue(model, tables, places, findings)
    draft = add_existing_sites(draft, model, tables, places, findings)
    draft = add_library(draft, model, tables, places, findings)
    excluded = draft["status"] == "excluded"
    if excluded.any():
        findings.note("case.note.excluded", count=int(excluded.sum()))
    draft = draft[~excluded].sort_index()
    check_uplinks(draft, places, findings)
    draft = resolve_accounts(draft, model, tables, places, findings)
    draft = fit_years(draft, model, findings)
    located = draft["city"].map(places["province"])
    return draft.assign(province=located, region=draft["city"].map(places["region"]))


def catalogue(model: Model, tables: Tables, places: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Every measure at every place that its ``where`` allows, as candidates.

    A core place is connected by definition, so uplinks that start at one are left out.
    """
    frames = []
    for measure_id, measure in sorted(model.measures.items()):
        allowed = matches(measure.where, places)
        if measure.kind == "uplink":
            lower = places.index[allowed & ~places["core"].to_numpy(bool)]
            links = tables.uplinks[tables.uplinks["from"].isin(lower) & tables.uplinks["to"].isin(places.index)]
            hosts = pd.DataFrame({"city": links["from"], "to": links["to"], "route_km": links["route_km"]})
            hosts.index = pd.Index(measure_id + ":" + links["id"], name="project")
        else:
            cities = places.index[allowed]
            hosts = pd.DataFrame({"city": cities, "to": "", "route_km": np.nan}, index=measure_id + ":" + cities)
        frames.append(_candidates(measure_id, measure, hosts))
        if hosts.empty:
            findings.note("case.note.measure_nowhere", measure=findings.measure(measure_id))
    return pd.concat(frames).sort_index().rename_axis("project")


def _candidates(measure_id: str, measure: Measure, hosts: pd.DataFrame) -> pd.DataFrame:
    """Candidates of one measure; ``hosts`` has city, to and route_km by project id."""
    draft = hosts.assign(measure=measure_id, kind=measure.kind, account=measure.lead, status="candidate", reference="")
    draft = draft.assign(built_modules=0, in_catalogue=True)
    for column in ("first_year", "last_year", "by_year", "given_capex", "given_opex", "given_modules"):
        draft[column] = np.nan
    texts = ["measure", "kind", "city", "to", "account", "status", "reference"]
    return draft[list(DRAFT_COLUMNS)].astype(dict.fromkeys(texts, "str") | {"route_km": float})


def add_existing_sites(
    draft: pd.DataFrame, model: Model, tables: Tables, places: pd.DataFrame, findings: Findings
) -> pd.DataFrame:
    """The sites of sites.csv as built projects; the modules of several rows at one place add up."""
    here = places.index[places["in_scope"].to_numpy(bool)]
    sites = tables.sites[tables.sites["measure"].isin(model.measures)]
    unused = len(tables.sites) - len(sites)
    if unused:
        findings.note("case.note.sites_unused", count=unused)
    outside = ~sites["city"].isin(here)
    if outside.any():
        findings.note("case.note.sites_outside", count=int(outside.sum()))
    counted = sites[~outside].groupby(["measure", "city"], as_index=False)["modules"].sum()
    rows = []
    for measure_id, city, modules in zip(counted["measure"], counted["city"], counted["modules"], strict=True):
        measure = model.measures[measure_id]
        if measure.kind != "site":
            findings.problem("sites.csv", "case.site_of_other_kind", measure=measure_id, kind=measure.kind)
            continue
        rows.append(_row(draft, measure_id, measure, city, "") | {"status": "built", "built_modules": int(modules)})
    return _replace(draft, rows)


def add_library(
    draft: pd.DataFrame, model: Model, tables: Tables, places: pd.DataFrame, findings: Findings
) -> pd.DataFrame:
    """projects.csv: a row at a place of the catalogue overrides it, any other adds a project."""
    here = places.index[places["in_scope"].to_numpy(bool)]
    known = tables.library["measure"].isin(model.measures)
    if not known.all():
        findings.note("case.note.library_unused", count=int((~known).sum()))
    rows = []
    for record in tables.library[known & tables.library["city"].isin(here)].to_dict("records"):
        given = {str(key): value for key, value in record.items() if not _is_empty(value)}
        where = f"projects.csv, {given.get('id', '?')}"
        measure_id, city, to = str(given["measure"]), str(given["city"]), str(given.get("to", ""))
        if not _library_row_fits(model.measures[measure_id], to, given, places, where, findings):
            continue
        rows.append(_overridden(_row(draft, measure_id, model.measures[measure_id], city, to), given))
    return _replace(draft, rows)


def _library_row_fits(
    measure: Measure, to: str, given: dict[str, object], places: pd.DataFrame, where: str, findings: Findings
) -> bool:
    if (measure.kind == "uplink") != bool(to):
        findings.problem(where, "case.library_to", kind=measure.kind)
        return False
    if to and to not in places.index:
        findings.problem(where, "case.library_to_unknown", to=to)
        return False
    return True


def _is_empty(value: object) -> bool:
    return value is None or value == "" or bool(pd.isna(value))  # type: ignore[call-overload]


def _row(draft: pd.DataFrame, measure_id: str, measure: Measure, city: str, to: str) -> dict[str, object]:
    """The project at a place as it stands, or a new candidate there."""
    key = project_id(measure_id, city, to)
    if key in draft.index:
        return {"project": key, **{str(column): value for column, value in draft.loc[key].items()}}
    hosts = pd.DataFrame({"city": city, "to": to, "route_km": np.nan}, index=[key])
    new = _candidates(measure_id, measure, hosts).assign(in_catalogue=False)
    return {"project": key, **{str(column): value for column, value in new.iloc[0].items()}}


def _overridden(row: dict[str, object], given: dict[str, object]) -> dict[str, object]:
    """``row`` with what a library row states; ``modules`` are those built, or the most of a project to come."""
    names = {"capex_myuan": "given_capex", "opex_myuan": "given_opex", "lead": "account", "id": "reference"}
    for column in ("status", "first_year", "last_year", "by_year", *names):
        if column in given:
            row[names.get(column, column)] = given[column]
    if row["status"] != "built":
        row["built_modules"] = 0
    if "modules" in given:
        row["built_modules" if row["status"] == "built" else "given_modules"] = int(float(str(given["modules"])))
    row["in_catalogue"] = bool(row["in_catalogue"]) or row["status"] != "built"
    return row


def _replace(draft: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    if not rows:
        return draft
    new = pd.DataFrame(rows).set_index("project")[list(draft.columns)].astype(draft.dtypes.to_dict())
    return pd.concat([draft[~draft.index.isin(new.index)], new]).sort_index()


def check_uplinks(draft: pd.DataFrame, places: pd.DataFrame, findings: Findings) -> None:
    """Uplinks lead towards the core without a cycle, and between places that are not core within one province only.

    The first makes local rows an exact model of connection, the second keeps provinces separable.
    """
    links = draft[draft["kind"] == "uplink"]
    ends = places.loc[links["to"]]
    crossing = ~ends["core"].to_numpy(bool) & (
        ends["province"].to_numpy() != links["city"].map(places["province"]).to_numpy()
    )
    for key in links.index[crossing]:
        findings.problem("uplinks.csv", "case.uplink_crosses", project=key)
    upper: dict[str, set[str]] = {}
    for lower, end in zip(links["city"], links["to"], strict=True):
        upper.setdefault(lower, set()).add(end)
    try:
        TopologicalSorter(upper).prepare()
    except CycleError as error:
        findings.problem("uplinks.csv", "case.uplink_cycle", places=" > ".join(reversed(error.args[1])))


def resolve_accounts(
    draft: pd.DataFrame, model: Model, tables: Tables, places: pd.DataFrame, findings: Findings
) -> pd.DataFrame:
    """``account``: the carrier that leads and pays the enterprise part of each project, or ``shared``."""
    lead = draft["account"]
    by_city = draft["city"].map(_lead_of(places))
    by_province = draft["city"].map(places["province"]).map(_lead_of(tables.provinces))
    account = lead.mask(lead == "city", by_city).mask(lead == "province", by_province)
    account = account.where(account.notna() & (account != ""), "shared").astype("str")
    unknown = account[~account.isin([*model.carriers, "shared"]) & (draft["status"] != "built")]
    for carrier, keys in unknown.groupby(unknown):
        findings.add(
            Problem(
                "carriers",
                "case.lead_unknown",
                {"carrier": carrier, "project": keys.index[0], "count": len(keys)},
                nearest(str(carrier), model.carriers),
            )
        )
    return draft.assign(account=account.where(account.isin(list(model.carriers)), "shared"))


def _lead_of(table: pd.DataFrame) -> pd.Series:
    return table["lead_carrier"] if "lead_carrier" in table.columns else pd.Series("", index=table.index, dtype="str")


def fit_years(draft: pd.DataFrame, model: Model, findings: Findings) -> pd.DataFrame:
    """Start years cut to the planning years; what could start in none of them is left out, unless it is built.

    ``by_year`` is 0 for projects that are not committed, and the last possible year for those that state none.
    """
    measures = draft["measure"]
    first = draft["first_year"].fillna(measures.map({m: v.first_year for m, v in model.measures.items()}))
    last = draft["last_year"].fillna(measures.map({m: v.last_year for m, v in model.measures.items()}))
    first = first.astype(float).fillna(model.time.first_year).clip(lower=model.time.first_year).astype(int)
    last = last.astype(float).fillna(model.time.last_year).clip(upper=model.time.last_year).astype(int)
    committed = draft["status"] == "committed"
    by_year = draft["by_year"].astype(float).where(draft["by_year"].notna(), last).where(committed, 0).astype(int)
    for key in draft.index[committed & ((by_year < first) | (by_year > model.time.last_year) | (first > last))]:
        years = f"{first[key]}–{last[key]}"
        findings.problem("projects.csv", "case.committed_years", project=key, by_year=int(by_year[key]), years=years)
    never = (first > last) & (draft["status"] != "built")
    if never.any():
        names = place_names(findings.places, draft.loc[never, "city"])
        findings.note("case.note.no_year", count=int(never.sum()), cities=names)
    dated = draft.assign(first_year=first, last_year=last, by_year=by_year.clip(upper=last).where(committed, 0))
    return dated[~never]
