"""The projects: measures at places, the project library's overrides and additions, and what already exists."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import numpy as np
import pandas as pd

from planner.case.notes import Findings, place_names
from planner.case.obligations import move_accounts
from planner.case.places import matches
from planner.case.tables import Tables
from planner.config.accounts import account_of
from planner.config.schema import Model
from planner.config.timetable import timetable_of
from planner.texts.problems import Problem, nearest

#: Columns while projects are put together; ``given_*`` are the library's own figures (NaN: the catalogue's).
DRAFT_COLUMNS = (
    "measure", "kind", "city", "to", "route_km", "account", "status", "first_year", "last_year", "by_year",
    "given_capex", "given_opex", "given_modules", "built_modules", "reference", "stage",
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
    draft = in_accounts(move_accounts(draft, model, places, findings), model, findings)
    draft = with_payers(draft, model)
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
        frames.append(hosts.assign(measure=measure_id))
        if hosts.empty:
            findings.note("case.note.measure_nowhere", measure=findings.measure(measure_id))
    return _candidates(pd.concat(frames), model).sort_index().rename_axis("project")


def _candidates(hosts: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Candidates; ``hosts`` has measure, city, to and route_km by project id."""
    known = hosts["measure"].map(model.measures.get)
    draft = hosts.assign(
        kind=[measure.kind for measure in known],
        account=[measure.lead for measure in known],
        status="candidate",
        built_modules=0,
        reference="",
        stage="",
        **dict.fromkeys(("first_year", "last_year", "by_year", "given_capex", "given_opex", "given_modules"), np.nan),
    )
    texts = ["measure", "kind", "city", "to", "account", "status", "reference", "stage"]
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
    counted = sites[~outside].groupby(["measure", "city"], as_index=False)["modules"].sum().assign(to="")
    kinds = counted["measure"].map({measure_id: measure.kind for measure_id, measure in model.measures.items()})
    for measure_id, kind in sorted(set(zip(counted["measure"], kinds, strict=True))):
        if kind != "site":
            findings.problem("sites.csv", "case.site_of_other_kind", measure=measure_id, kind=kind)
    counted = _by_project(counted[kinds == "site"])
    draft = _with(draft, model, counted)
    draft.loc[counted.index, "status"] = "built"
    draft.loc[counted.index, "built_modules"] = counted["modules"]
    return draft


def add_library(
    draft: pd.DataFrame, model: Model, tables: Tables, places: pd.DataFrame, findings: Findings
) -> pd.DataFrame:
    """projects.csv: a row at a place of the catalogue overrides it, any other adds a project."""
    here = places.index[places["in_scope"].to_numpy(bool)]
    known = tables.library["measure"].isin(model.measures)
    if not known.all():
        findings.note("case.note.library_unused", count=int((~known).sum()))
    rows = _by_project(tables.library[known & tables.library["city"].isin(here)].fillna({"to": ""}))
    rows = rows[_library_fits(rows, model, places, findings)]
    draft = _with(draft, model, rows)
    names = {"id": "reference", "lead": "account", "capex_myuan": "given_capex", "opex_myuan": "given_opex"}
    for column in ("status", "first_year", "last_year", "by_year", "stage", *names):
        stated = rows[column].dropna()
        stated = stated[stated != ""]
        draft.loc[stated.index, names.get(column, column)] = stated
    return _library_modules(draft, rows)


def _library_modules(draft: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """``modules`` of projects.csv: those that exist at a built project, the most there may be of any other."""
    stated = rows["modules"].dropna().astype(int)
    built = draft.loc[stated.index, "status"] == "built"
    draft.loc[rows.index[draft.loc[rows.index, "status"] != "built"], "built_modules"] = 0
    draft.loc[stated.index[built], "built_modules"] = stated[built]
    draft.loc[stated.index[~built], "given_modules"] = stated[~built]
    return draft


def _library_fits(rows: pd.DataFrame, model: Model, places: pd.DataFrame, findings: Findings) -> np.ndarray:
    """Rows whose upper end suits the kind of their measure and is a place that can be one."""
    kinds = rows["measure"].map({measure_id: measure.kind for measure_id, measure in model.measures.items()})
    has_end = rows["to"] != ""
    suits = ((kinds == "uplink") == has_end).to_numpy(bool)
    known = (~has_end | rows["to"].isin(places.index)).to_numpy(bool)
    for reference, kind in zip(rows["id"][~suits], kinds[~suits], strict=True):
        findings.problem(f"projects.csv, {reference}", "case.library_to", kind=kind)
    for reference, to in zip(rows["id"][suits & ~known], rows["to"][suits & ~known], strict=True):
        findings.problem(f"projects.csv, {reference}", "case.library_to_unknown", to=to)
    return suits & known


def _by_project(rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with measure, city and to, by project id."""
    ids = [project_id(*key) for key in zip(rows["measure"], rows["city"], rows["to"], strict=True)]
    return rows.set_axis(pd.Index(ids, name="project", dtype="str"), axis=0)


def _with(draft: pd.DataFrame, model: Model, rows: pd.DataFrame) -> pd.DataFrame:
    """``draft`` with candidates added for rows that it does not have yet."""
    new = rows[~rows.index.isin(draft.index)]
    added = _candidates(new[["measure", "city", "to"]].assign(route_km=np.nan), model)
    return pd.concat([draft, added]).sort_index()


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
    """``account``: the carrier or co-build that pays the enterprise part of each project, or ``shared``."""
    lead = draft["account"]
    by_city = draft["city"].map(_lead_of(places))
    by_province = draft["city"].map(places["province"]).map(_lead_of(tables.provinces))
    account = lead.mask(lead == "city", by_city).mask(lead == "province", by_province)
    account = account.where(account.notna() & (account != ""), "shared").astype("str")
    known = [*model.carriers, *model.co_builds, "shared"]
    unknown = account[~account.isin(known) & (draft["status"] != "built")]
    for carrier, keys in unknown.groupby(unknown):
        findings.add(
            Problem(
                "carriers",
                "case.lead_unknown",
                {"carrier": carrier, "project": keys.index[0], "count": len(keys)},
                nearest(str(carrier), known),
            )
        )
    return draft.assign(account=account.where(account.isin(known), "shared"))


def in_accounts(draft: pd.DataFrame, model: Model, findings: Findings) -> pd.DataFrame:
    """``draft`` without what other accounts than ``scope.accounts`` might build; what is built stays."""
    if not model.scope.accounts:
        return draft
    left_out = ~draft["account"].isin(model.scope.accounts) & (draft["status"] != "built")
    if left_out.any():
        findings.note("case.note.other_accounts", count=int(left_out.sum()))
    return draft[~left_out]


def with_payers(draft: pd.DataFrame, model: Model) -> pd.DataFrame:
    """``account`` of each lead's works told apart by who else may pay for them."""
    pairs = list(zip(draft["account"].to_numpy(object), draft["measure"].to_numpy(object), strict=True))
    account = {(lead, measure): account_of(model, lead, measure) for lead, measure in set(pairs)}
    return draft.assign(account=pd.Series([account[pair] for pair in pairs], index=draft.index, dtype="str"))


def _lead_of(table: pd.DataFrame) -> pd.Series:
    return table["lead_carrier"] if "lead_carrier" in table.columns else pd.Series("", index=table.index, dtype="str")


def fit_years(draft: pd.DataFrame, model: Model, findings: Findings) -> pd.DataFrame:
    """Years in which projects can go into service: years of start within the plan, and those that building takes.

    What can be in service in none of the planning years is left out, unless it is built. ``by_year`` is 0 for projects
    that are not committed, and the last possible year for those that state none.
    """
    measures = draft["measure"]
    time = model.time
    earliest = measures.map({m: float(v.first_year or time.first_year) for m, v in model.measures.items()})
    latest = measures.map({m: float(v.last_year or time.last_year) for m, v in model.measures.items()})
    leads = measures.map({m: timetable_of(model, m).lead_years for m in model.measures}).astype(int)
    first = draft["first_year"].fillna(earliest).clip(lower=time.first_year).astype(int) + leads
    last = draft["last_year"].fillna(latest).clip(upper=time.last_year).astype(int) + leads
    last = last.clip(upper=time.last_year)
    committed = draft["status"] == "committed"
    by_year = (
        draft["by_year"]
        .astype(float)
        .where(draft["by_year"].notna(), last.astype(float))
        .where(committed, 0)
        .astype(int)
    )
    for key in draft.index[committed & ((by_year < first) | (by_year > time.last_year) | (first > last))]:
        years = f"{first[key]}–{last[key]}"
        findings.problem("projects.csv", "case.committed_years", project=key, by_year=int(by_year[key]), years=years)
    never = (first > last) & (draft["status"] != "built")
    if never.any():
        names = place_names(findings.places, draft.loc[never, "city"])
        findings.note("case.note.no_year", count=int(never.sum()), cities=names)
    dated = draft.assign(first_year=first, last_year=last, by_year=by_year.clip(upper=last).where(committed, 0))
    return dated[~never]
