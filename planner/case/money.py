"""What subsidy rules may pay for each project, and how much local money there is."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planner.case.merit import selected_by_merit
from planner.case.notes import Findings
from planner.case.tables import Tables
from planner.config.money import MinimumShare, Subsidy
from planner.config.schema import Model
from planner.texts import Listing

#: Columns of ``site_grants``.
SITE_COLUMNS = ("share", "ceiling_myuan", "opex_myuan", "module_factor")
#: Most rules that may meet, through projects that several of them may pay, where a row is needed for every set.
MOST_RULES = 6


def round_down(amounts: pd.DataFrame) -> pd.DataFrame:
    """Amounts in million yuan cut to whole yuan: a bound is never rounded up."""
    return (amounts * 1e6 + 1e-3).floordiv(1) / 1e6


@dataclass(frozen=True)
class Costs:
    """What projects cost and lack: ``capex``, ``module_capex``, ``gap`` of :class:`~planner.case.case.Case`."""

    capex: pd.DataFrame
    gap: pd.DataFrame


def subsidy_bounds(
    model: Model, projects: pd.DataFrame, costs: Costs, scores: pd.DataFrame, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``grants`` and ``site_grants`` of :class:`~planner.case.case.Case`.

    A project without modules may receive at most the least of ``share · base``, the ceiling, the gap (where need is
    tested) and the public share of its capex in the year it starts. For one with modules the bound depends on how many
    are added when, so its terms are kept apart. ``scores``: what :func:`planner.case.merit.listed_scores` found.
    """
    fixed, sites = [], []
    for subsidy_id, subsidy in sorted(model.subsidies.items()):
        nowhere = set(subsidy.stages) - set(projects["stage"])
        if nowhere:
            findings.note(
                "case.note.stage_nowhere", rule=findings.subsidy(subsidy_id), stages=Listing(tuple(sorted(nowhere)))
            )
        eligible, share = _eligible(subsidy, projects)
        selected = selected_by_merit(subsidy, scores)
        if selected is not None:
            eligible &= projects.index.isin(selected)
            if not selected:
                findings.note("case.note.nobody_selected", rule=findings.subsidy(subsidy_id))
        plain = projects.index[eligible & (projects["max_modules"] == 0)]
        bound = _bounds(model, subsidy, projects.loc[plain], share[plain], costs)
        fixed.append(pd.concat({subsidy_id: bound}, names=["subsidy", "project"]))
        modular = projects.index[eligible & (projects["max_modules"] > 0)]
        terms = _site_terms(subsidy, projects.loc[modular], share[modular])
        sites.append(pd.concat({subsidy_id: terms}, names=["subsidy", "project"]))
    empty = pd.MultiIndex.from_arrays([[], []], names=["subsidy", "project"])
    grants = pd.concat(fixed) if fixed else pd.DataFrame(index=empty, columns=costs.capex.columns, dtype=float)
    site_grants = pd.concat(sites) if sites else pd.DataFrame(index=empty, columns=list(SITE_COLUMNS), dtype=float)
    _check_stacking(model, [*grants.index, *site_grants.index], findings)
    return grants.sort_index(), site_grants.sort_index()


def _eligible(subsidy: Subsidy, projects: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Which projects the rule may pay at all, and the region's share of each."""
    share = projects["region"].map(subsidy.share).astype(float).fillna(0.0)
    extendable = projects["max_modules"] > projects["built_modules"]
    payable = (projects["status"] != "built") | extendable
    eligible = projects["measure"].isin(subsidy.measures) & (share > 0) & payable
    if subsidy.stages:
        eligible &= projects["stage"].isin(subsidy.stages)
    return eligible, share


def _bounds(model: Model, subsidy: Subsidy, projects: pd.DataFrame, share: pd.Series, costs: Costs) -> pd.DataFrame:
    capex = costs.capex.loc[projects.index]
    base = capex.add(subsidy.base_opex_years * projects["opex_myuan"], axis=0)
    bound = base.mul(share, axis=0).clip(lower=0.0, upper=_ceiling(subsidy))
    if subsidy.need_test:
        bound = bound.clip(upper=costs.gap.loc[projects.index])
    return round_down(bound.clip(upper=capex * model.max_public_share))


def _site_terms(subsidy: Subsidy, projects: pd.DataFrame, share: pd.Series) -> pd.DataFrame:
    opex = subsidy.base_opex_years * projects["opex_myuan"].where(projects["status"] != "built", 0.0)
    factor = (1 + subsidy.base_opex_years * projects["opex_share"]).clip(lower=0.0)
    terms = {"share": share, "ceiling_myuan": _ceiling(subsidy), "opex_myuan": opex, "module_factor": factor}
    return pd.DataFrame(terms, index=projects.index)


def _ceiling(subsidy: Subsidy) -> float:
    return float("inf") if subsidy.ceiling_myuan is None else subsidy.ceiling_myuan


def _check_stacking(model: Model, eligible: list[tuple[str, str]], findings: Findings) -> None:
    """Where every set of rules has a row of its own, no more than :data:`MOST_RULES` rules may hang together.

    Additive rules hang together by projects that two of them may pay; filled gaps tie all rules together.
    """
    filled = model.viability is not None and model.viability.rule == "project"
    if model.stacking == "additive" or filled:
        for rules in [tuple(sorted({rule for rule, _ in eligible}))] if filled else _together(eligible):
            if len(rules) > MOST_RULES:
                said = {"count": len(rules), "most": MOST_RULES, "rules": ", ".join(rules)}
                findings.problem("subsidies", "case.rules_together", **said)


def _together(eligible: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Rules that hang together by projects that more than one of them may pay, each group sorted."""
    group: dict[str, set[str]] = {rule: {rule} for rule, _ in eligible}
    of_project: dict[str, str] = {}
    for rule, project in eligible:
        other = of_project.setdefault(project, rule)
        if group[rule] is not group[other]:
            group[other] |= group[rule]
            for member in group[rule]:
                group[member] = group[other]
    return sorted({tuple(sorted(members)) for members in group.values()})


def favoured(provinces: pd.DataFrame, share: MinimumShare) -> tuple[str, ...]:
    """Provinces in scope that a minimum share names, themselves or by their region."""
    named = provinces["region"].isin(share.regions) | provinces.index.isin(share.provinces)
    return tuple(sorted(provinces.index[named.to_numpy(bool)]))


def note_shares(model: Model, provinces: pd.DataFrame, findings: Findings) -> None:
    """Say which minimum shares name nobody in scope: they are left out."""
    for rule, subsidy in sorted(model.subsidies.items()):
        for name, share in sorted(subsidy.minimum_shares.items()):
            if not favoured(provinces, share):
                findings.note("case.note.share_nowhere", key=f"subsidies.{rule}.minimum_shares.{name}")


def local_money(model: Model, tables: Tables, provinces: pd.Index) -> pd.DataFrame:
    """``local_limits``: most that each local fund may pay in each province and year, million yuan."""
    years = list(model.years)
    frames = []
    for fund_id, fund in sorted(model.funds.items()):
        if fund.kind == "local":
            yearly = tables.provinces.loc[provinces, fund.limit_column].astype(float) * fund.limit_factor
            limits = pd.DataFrame(dict.fromkeys(years, yearly))
            frames.append(pd.concat({fund_id: limits}, names=["fund", "province"]))
    if frames:
        return pd.concat(frames).sort_index()
    empty = pd.MultiIndex.from_arrays([[], []], names=["fund", "province"])
    return pd.DataFrame(index=empty, columns=years, dtype=float)
