"""The few derived tables that several figures share, computed once from the run's own tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from planner.config.works import Threshold
from planner.reporting.amounts import meets, standing
from planner.reporting.run import Run
from planner.reporting.wording import Names

#: Order of payers in every stack and list: public money first.
PAYER_KINDS = ("grant", "local", "enterprise")


@dataclass(frozen=True)
class Digest:
    """A run with its names and shared derived tables."""

    run: Run
    names: Names

    @cached_property
    def layers(self) -> tuple[str, ...]:
        """What a city can get, most telling first: statuses, services, connection."""
        model = self.run.model
        linked = any(measure.kind == "uplink" for measure in model.measures.values())
        return (*model.statuses, *model.services, *(("connected",) if linked else ()))

    @property
    def before(self) -> int:
        """The year that stands for "before the first planning year" in first years."""
        return self.run.years[0] - 1

    @cached_property
    def standing(self) -> dict[str, set[str]]:
        """Places that had a layer before the plan began: own services, connection, and statuses made of these.

        A service from sites in reach begins when the plan assigns it, even to a site that existed.
        """
        model, projects = self.run.model, self.run.plan["projects"]
        built = projects[projects["status"] == "built"]
        cities = self.run.cities
        linked = set(built[built["kind"] == "uplink"]["city"]) | set(cities.index[cities["core"] == 1])
        found = {"connected": linked}
        for key, service in model.services.items():
            own = built[built["measure"] == service.measure] if service.mode == "own" else built.iloc[:0]
            found[key] = set(own["city"])
        for key, status in model.statuses.items():
            parts = [found[service] for service in status.services] + ([linked] if status.connected else [])
            parts += [self._above(threshold, built) for threshold in status.thresholds.values()]
            found[key] = set.intersection(*parts)
        return found

    def _above(self, threshold: Threshold, built: pd.DataFrame) -> set[str]:
        """Places whose figure meets a threshold with what was built before."""
        value = standing(self.run.cities, threshold, built)
        return set(value.index[meets(value, threshold)])

    @cached_property
    def reached(self) -> pd.DataFrame:
        """First year of each layer by city: index every place of the data set, columns layers, NaN where never.

        What stood before the plan began has :attr:`before`.
        """
        plan = self.run.plan
        parts = {
            **dict(list(plan["statuses"].groupby("status"))),
            **dict(list(plan["services"].groupby("service"))),
            "connected": plan["connections"],
        }
        table = pd.DataFrame(index=self.run.cities.index, columns=list(self.layers), dtype=float)
        for layer in self.layers:
            if layer in parts:
                table[layer] = parts[layer].groupby("city")["year"].min().astype(float).reindex(table.index)
            stood = table.index.isin(list(self.standing[layer]))
            table.loc[stood & self._counted(layer, table), layer] = float(self.before)
        return table

    def _counted(self, layer: str, table: pd.DataFrame) -> np.ndarray:
        """Where the plan's tables agree that a place has a layer; core places are connected without being listed."""
        listed = table[layer].notna().to_numpy()
        return listed | (self.run.cities["core"] == 1).to_numpy() if layer == "connected" else listed

    @cached_property
    def started(self) -> pd.DataFrame:
        """Projects that start within the plan, with ``total_myuan`` = fixed part and modules."""
        projects = self.run.plan["projects"]
        chosen = projects[projects["start_year"].notna() | (projects["module_capex_myuan"] > 0)].copy()
        chosen["total_myuan"] = chosen["capex_myuan"].fillna(0) + chosen["module_capex_myuan"].fillna(0)
        return chosen

    @cached_property
    def spend(self) -> pd.DataFrame:
        """Money by project and year: project, year, amount_myuan, measure, province, region."""
        paid = self.run.plan["payments"].groupby(["project", "year"], as_index=False)["amount_myuan"].sum()
        about = self.run.plan["projects"][["project", "measure", "city", "province", "region"]]
        joined: pd.DataFrame = paid.merge(about, on="project", how="left", validate="many_to_one")
        return joined

    @cached_property
    def paid(self) -> pd.DataFrame:
        """Money by province, region, year and payer: the funding table with regions."""
        table = self.run.plan["funding"].copy()
        table["region"] = table["province"].map(self.run.dataset["provinces"]["region"]).fillna("")
        return table

    @cached_property
    def payers(self) -> tuple[tuple[str, str], ...]:
        """(kind, id) of every payer of the model, public money first."""
        model = self.run.model
        order = [(fund.kind, key) for key, fund in model.funds.items()] + [
            ("enterprise", key) for key in model.carriers
        ]
        return tuple(sorted(order, key=lambda pair: PAYER_KINDS.index(pair[0])))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Regions with small cities in scope, in the data set's order."""
        present = set(self.run.small["region"])
        return tuple(region for region in self.run.dataset["regions"].index if region in present)

    @cached_property
    def provinces(self) -> tuple[str, ...]:
        """Provinces with small cities in scope, by code."""
        return tuple(sorted(set(self.run.small["province"])))

    @cached_property
    def main_layer(self) -> str | None:
        """The layer that the first target speaks of, else the first one."""
        for target in self.run.model.targets.values():
            what = target.indicator.rpartition(".")[2]
            if what in self.layers:
                return what
        return self.layers[0] if self.layers else None

    def covered(self, layer: str, year: int, people: bool = False) -> pd.Series:
        """Per small city: 1 if it has the layer by the end of the year, else 0; or how many residents, in thousands.

        A service that is for a part of the residents reaches that part, as in the indicator ``residents``.
        """
        small = self.run.small
        reached = (self.reached.loc[small.index, layer] <= year).to_numpy(dtype=float)
        service = self.run.model.services.get(layer)
        part = 1.0 if service is None else service.part
        weight = part * small["residents"].to_numpy(dtype=float) / 1000 if people else np.ones(len(small))
        return pd.Series(reached * weight, index=small.index)

    def coverage(self, layer: str, year: int, by: str, people: bool = False) -> pd.Series:
        """Share of the small cities (or their residents) with the layer, by ``region`` or ``province``."""
        small = self.run.small
        whole = pd.Series(small["residents"].to_numpy(dtype=float) / 1000 if people else 1.0, index=small.index)
        keys = small[by]
        return self.covered(layer, year, people).groupby(keys).sum() / whole.groupby(keys).sum()

    @cached_property
    def residents(self) -> pd.Series:
        """Residents of small cities by province, thousands."""
        return (self.run.small.groupby("province")["residents"].sum() / 1000).reindex(list(self.provinces)).fillna(0.0)

    def money_by(self, kind: str, by: str) -> pd.Series:
        """Total of one kind of payer by ``province``, ``region`` or ``year``, million yuan."""
        table = self.paid[self.paid["payer_kind"] == kind]
        return table.groupby(by)["amount_myuan"].sum()

    @property
    def total_myuan(self) -> float:
        """Capex of the plan, million yuan."""
        return float(self.run.plan["funding"]["amount_myuan"].sum())

    @property
    def public_myuan(self) -> float:
        """Public part of it, million yuan."""
        table = self.run.plan["funding"]
        return float(table[table["payer_kind"] != "enterprise"]["amount_myuan"].sum())


def lorenz(values: pd.Series, weights: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Lorenz curve of group totals over group weights, poorest per head first: cumulative shares from 0 to 1."""
    table = pd.DataFrame({"value": values, "weight": weights}).fillna(0.0)
    table = table[table["weight"] > 0]
    table["head"] = table["value"] / table["weight"]
    table = table.sort_values(["head", "weight"], kind="stable")
    total = table["value"].sum()
    x = (
        np.concatenate([[0.0], (table["weight"].cumsum() / table["weight"].sum()).to_numpy()])
        if len(table)
        else np.zeros(1)
    )
    y = np.concatenate([[0.0], (table["value"].cumsum() / (total or 1.0)).to_numpy()]) if len(table) else np.zeros(1)
    return x, y


def gini(values: pd.Series, weights: pd.Series) -> float:
    """Gini coefficient of value per head with the weights as heads: one less twice the area under the Lorenz curve.

    Equal to Σ_p<q w_p·w_q·|y_p − y_q| / Σ_p w_p·y_p with w the shares of heads. NaN when there is nothing to share.
    """
    x, y = lorenz(values, weights)
    if len(x) < 2 or y[-1] == 0:
        return float("nan")
    return float(1 - np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1])))
