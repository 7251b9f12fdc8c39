"""Who pays in the made-up plan: grants by the region's share, a little local money, the rest by the carriers."""

from __future__ import annotations

import numpy as np
import pandas as pd

SHARE = {"Central": 0.25, "West": 0.3}
ELIGIBLE = ("gigabit", "metro", "otn", "township")
CEILING_MYUAN = 50.0
CARRIERS = ("mobile", "telecom", "unicom")


def payments(projects: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row for each project and payer; amounts add up to the project's capex, modules included."""
    capex = projects["capex_myuan"] + projects["module_capex_myuan"]
    granted = projects["measure"].isin(ELIGIBLE) & (rng.random(len(projects)) < 0.5)
    bound = np.minimum(capex * projects["region"].map(SHARE).astype(float).fillna(0.0), CEILING_MYUAN)
    grant = np.round(np.where(granted, bound, 0.0), 2)
    local = np.round(grant * 0.4, 2)
    rest = capex - grant - local
    base = projects[["project"]].assign(year=projects["start_year"].astype(int))
    parts = [
        base.assign(payer_kind="grant", payer="central", subsidy="standard", amount_myuan=grant),
        base.assign(payer_kind="local", payer="local", subsidy="", amount_myuan=local),
    ]
    shared = (projects["account"] == "shared").to_numpy()
    for carrier, share in zip(CARRIERS, (0.5, 0.3, 0.2), strict=True):
        own = np.where(shared, share, (projects["account"] == carrier).to_numpy())
        parts.append(base.assign(payer_kind="enterprise", payer=carrier, subsidy="", amount_myuan=rest * own))
    table = pd.concat(parts, ignore_index=True)
    return table[table["amount_myuan"] > 0].sort_values(["project", "payer_kind", "payer"], ignore_index=True)


def with_payers(projects: pd.DataFrame, paid: pd.DataFrame) -> pd.DataFrame:
    """The projects table with what each kind of payer gives to each project."""
    totals = paid.pivot_table(index="project", columns="payer_kind", values="amount_myuan", aggfunc="sum")
    out = projects.copy()
    for kind in ("grant", "local", "enterprise"):
        values = totals[kind] if kind in totals else pd.Series(dtype=float)
        out[f"{kind}_myuan"] = out["project"].map(values).fillna(0.0)
    return out


def funding(projects: pd.DataFrame, paid: pd.DataFrame) -> pd.DataFrame:
    """The payments summed by province, year, account and payer."""
    table = paid.merge(projects[["project", "province", "account"]])
    keys = ["province", "year", "account", "payer_kind", "payer", "subsidy"]
    return pd.DataFrame(table.groupby(keys, as_index=False)["amount_myuan"].sum())


def grants(projects: pd.DataFrame, paid: pd.DataFrame) -> pd.DataFrame:
    """One row for each project with a grant."""
    table = paid[paid["payer_kind"] == "grant"].merge(
        projects[["project", "measure", "city", "province", "region", "capex_myuan"]]
    )
    table = table.rename(columns={"payer": "fund"}).assign(ceiling_myuan=CEILING_MYUAN)
    table["share"] = table["region"].map(SHARE).astype(float)
    table["bound_myuan"] = np.minimum(table["capex_myuan"] * table["share"], CEILING_MYUAN)
    columns = ["subsidy", "fund", "project", "measure", "city", "province", "region", "year"]
    return table[[*columns, "capex_myuan", "share", "ceiling_myuan", "bound_myuan", "amount_myuan"]]


def indicators(money: pd.DataFrame, residents: pd.Series, by: str) -> pd.DataFrame:
    """Spend and payments by group and year and in total; ``residents`` in thousands by group."""
    table = money.assign(public=money["payer_kind"] != "enterprise", nation="nation")
    if by == "region":
        return pd.DataFrame()
    names = {
        "spend.total": table,
        "paid.public": table[table["public"]],
        "grant.total": table[table["payer_kind"] == "grant"],
    }
    frames: list[pd.DataFrame] = []
    for name, part in names.items():
        yearly = part.groupby([by, "year"], as_index=False)["amount_myuan"].sum()
        total = part.groupby([by], as_index=False)["amount_myuan"].sum().assign(year="all")
        rows: pd.DataFrame = pd.concat([yearly.assign(year=yearly["year"].astype(str)), total]).rename(
            columns={by: "group", "amount_myuan": "value"}
        )
        frames.append(rows.assign(indicator=name, by=by))
    heads = frames[-1][frames[-1]["year"] == "all"]
    per_head = heads["value"] * 1000 / heads["group"].map(residents)
    frames.append(heads.assign(indicator="grant.per_resident", value=per_head))
    return pd.DataFrame(pd.concat(frames, ignore_index=True))


def prices(money: pd.DataFrame) -> pd.DataFrame:
    """Falling prices of the central budget by year, and one carrier's."""
    rows = []
    for fund, kind, rate in (("central", "fund_budget", 7000.0), ("mobile", "carrier_budget", 300.0)):
        for k, year in enumerate((2022, 2023, 2024, 2025)):
            use = float(money[(money["payer"] == fund) & (money["year"] <= year)]["amount_myuan"].sum())
            rows.append(
                {
                    "row": f"{kind}[{fund},{year}]",
                    "kind": kind,
                    "id": fund,
                    "group": "",
                    "year": year,
                    "rhs": use + 5,
                    "use": use,
                    "slack": 5.0,
                    "price": rate,
                    "price_unit_zh": "",
                    "goal": "benefit",
                    "price_unit_en": "resident-years per million yuan",
                    "worth": rate * (4 - k),
                }
            )
    return pd.DataFrame(rows)
