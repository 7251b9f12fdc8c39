"""Traffic that uplinks carry in whole wavelengths: who sends how much, and how many wavelengths can ever be needed."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from planner.case.additions import amounts
from planner.case.connection import always_connected
from planner.case.empty import no_traffic
from planner.case.notes import Findings
from planner.case.places import matches
from planner.config.keys import dotted
from planner.config.schema import Model
from planner.config.vocabulary import has_modules


def carrying(model: Model) -> tuple[str, ...]:
    """Uplink measures on which some traffic is switched on, sorted; the others have no modules."""
    return tuple(
        sorted(m for m, measure in model.measures.items() if measure.kind == "uplink" and has_modules(model, m))
    )


def traffic_rows(model: Model, places: pd.DataFrame, draft: pd.DataFrame, findings: Findings) -> pd.Series:
    """Gbps that each place sends while connected, by (measure, city); > 0.

    A core place sends nothing: it is where traffic goes. A place without any uplink of the measure sends nothing
    either, and hands over what reaches it from below: its connection is of another kind, without limit.
    """
    found: dict[tuple[str, str], float] = {}
    core = places["core"].to_numpy(bool)
    for name, traffic in sorted(model.traffic.items()):
        if traffic.enabled:
            ends = places.index.isin(draft["city"][draft["measure"] == traffic.measure])
            cities = pd.Series(places.index[matches(traffic.where, places) & ends & ~core], dtype="str")
            values = amounts(traffic.amount, places, cities)
            wrong = ~(values >= 0)
            if wrong.any():
                column, city = traffic.amount.column or "factor", cities[wrong].iloc[0]
                text = "case.amount_empty" if np.isnan(values[wrong]).any() else "case.amount_negative"
                key = dotted(("traffic", name, "amount"))
                findings.problem(key, text, column=column, city=city, count=int(wrong.sum()))
            for city, value in zip(cities, values.tolist(), strict=True):
                found[traffic.measure, city] = found.get((traffic.measure, city), 0.0) + value
    _check_ends(model, places, draft, findings)
    kept = {key: value for key, value in sorted(found.items()) if value > 0}
    if not kept:
        return no_traffic()
    index = pd.MultiIndex.from_tuples(list(kept), names=["measure", "city"])
    return pd.Series(list(kept.values()), index=index, dtype=float, name="gbps")


def _check_ends(model: Model, places: pd.DataFrame, draft: pd.DataFrame, findings: Findings) -> None:
    """Uplinks that exist must end where a connection exists, or nobody carries on what they bring."""
    links = draft[draft["kind"] == "uplink"]
    there = always_connected(places, links)
    for measure in carrying(model):
        mine = links[(links["measure"] == measure) & (links["status"] == "built")]
        for key in mine.index[~mine["to"].isin(there)]:
            findings.problem("uplinks.csv", "case.traffic_loose_end", project=key)


def built_modules(model: Model, draft: pd.DataFrame) -> pd.Series:
    """Modules that exist: as stated, and one wavelength on an uplink that exists where nothing is stated."""
    lit = (draft["status"] == "built") & draft["measure"].isin(carrying(model)) & (draft["built_modules"] == 0)
    return draft["built_modules"].where(~lit, 1)


def useful_wavelengths(model: Model, traffic: pd.Series, draft: pd.DataFrame) -> pd.Series:
    """Most wavelengths that the traffic below each uplink can fill, at least one; 0 for uplinks without traffic.

    Where the measure gives a protected service every city may send its traffic twice.
    """
    most = pd.Series(0.0, index=draft.index)
    for measure_id in carrying(model):
        links = draft[draft["measure"] == measure_id]
        capacity = model.measures[measure_id].capacity_per_module or np.inf
        twice = any(s.mode == "protected" and s.measure == measure_id for s in model.services.values())
        sent = traffic[measure_id].to_dict() if measure_id in traffic.index.get_level_values(0) else {}
        below = _below(links)
        total = {city: sum(sent.get(lower, 0.0) for lower in sorted(lowers)) for city, lowers in below.items()}
        needed = links["city"].map(total).astype(float) * (2 if twice else 1) / capacity
        most[links.index] = np.maximum(1.0, np.ceil(needed.round(9)))
    return most


def _below(links: pd.DataFrame) -> dict[str, set[str]]:
    """Each lower end, and every place whose traffic can come through it."""
    upper: dict[str, set[str]] = defaultdict(set)
    for lower, to in zip(links["city"], links["to"], strict=True):
        upper[lower].add(to)
    below: dict[str, set[str]] = {city: {city} for city in upper}
    for city in sorted(upper):
        frontier = {city}
        while frontier:
            frontier = {to for place in frontier for to in upper.get(place, ())}
            for place in frontier & below.keys():
                below[place].add(city)
    return below
