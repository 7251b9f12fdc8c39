"""Tables and model file of a random case by plain look-up: places, groups, quantities of cities, distances."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from tests.proof.random_case import RandomCase

Row = dict[str, Any]
#: Sub-tables of a model file that a case may leave out.
OPTIONAL = (
    "statuses", "effects", "traffic", "groups", "co_builds", "obligations", "indicators", "targets", "limits", "rules",
    "services", "carriers", "funds", "subsidies",
)  # fmt: skip


class Inputs:
    """What the tables and the model file say, before anything is made of it."""

    def __init__(self, case: RandomCase) -> None:
        self.model: Row = {**{name: {} for name in OPTIONAL}, **case.model}
        self.tables = case.tables
        self.route_factor = case.route_factor
        time = case.model["time"]
        self.years = list(range(time["first_year"], time["last_year"] + 1))
        self.T = len(self.years)
        self.places: dict[str, Row] = {row["id"]: row for row in case.tables["cities"]}
        self.provinces: dict[str, Row] = {row["id"]: row for row in case.tables["provinces"]}
        self.region = {place: self.provinces[row["province"]]["region"] for place, row in self.places.items()}
        self.core = {place for place, row in self.places.items() if row["core"]}
        self.small = [place for place, row in sorted(self.places.items()) if row["small"]]
        self.carriers = list(self.model["carriers"])

    def size(self, place: str) -> str:
        """Size class of a place: the one with the largest smallest population that fits."""
        people = self.places[place]["urban_residents"]
        fitting = [row for row in self.tables["size_classes"] if row["min_urban_residents"] <= people]
        return str(max(fitting, key=lambda row: float(row["min_urban_residents"]))["id"])

    def fits(self, where: Row, place: str) -> bool:
        """Whether a place meets every condition of a ``where``."""
        row = self.places[place]
        for flag, usual in (("small", True), ("core", "any")):
            wanted = where.get(flag, usual)
            if wanted != "any" and bool(row[flag]) != wanted:
                return False
        said = {
            "kinds": row["kind"],
            "size_classes": self.size(place),
            "regions": self.region[place],
            "provinces": row["province"],
            "cities": place,
        }
        if any(where.get(key) and value not in where[key] for key, value in said.items()):
            return False
        low, high = where.get("at_least", {}), where.get("at_most", {})
        return all(row[c] >= least for c, least in low.items()) and all(row[c] <= most for c, most in high.items())

    def hosts(self, where: Row) -> list[str]:
        """Places that a ``where`` allows, sorted."""
        return [place for place in sorted(self.places) if self.fits(where, place)]

    def amount(self, amount: Row, place: str) -> float:
        """A quantity of a place: a factor, on a column if one is named."""
        column = amount.get("column")
        return float(amount.get("factor", 1) * (1 if column is None else self.places[place][column]))

    def km(self, a: str, b: str) -> float:
        """Route length between places, km, to the metre."""
        if a == b:
            return 0.0
        lon_a, lat_a, lon_b, lat_b = (
            math.radians(self.places[place][axis]) for place in (a, b) for axis in ("lon", "lat")
        )
        cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b)
        return round(6371.0088 * math.acos(min(1.0, cosine)) * self.route_factor, 3)

    def demand(self, service: str, city: str, t: int) -> float:
        """A city's own demand in year position ``t``."""
        spec = self.model["services"][service]
        return float(self.places[city][spec["demand"]] * (1 + spec.get("demand_growth", 0)) ** t)

    def carries(self, measure: str) -> bool:
        """Whether projects of a measure come in modules: sites with capacity, uplinks that carry traffic."""
        spec = self.model["measures"][measure]
        if "capacity_per_module" not in spec:
            return False
        return spec["kind"] == "site" or any(self.traffic_entries(measure))

    def traffic_entries(self, measure: str) -> list[Row]:
        """Entries of traffic that are switched on for an uplink measure with a capacity."""
        if "capacity_per_module" not in self.model["measures"][measure]:
            return []
        every = self.model["traffic"].values()
        return [entry for entry in every if entry["measure"] == measure and entry.get("enabled", True)]

    def traffic(self, measure: str, city: str) -> float:
        """Gbps that a connected city sends over the uplinks of a measure."""
        entries = self.traffic_entries(measure)
        return sum(self.amount(e["amount"], city) for e in entries if self.fits(e.get("where", {}), city))

    # Groups.

    def groups(self, by: str, named: Any = ()) -> list[str]:
        """Groups with small cities, in the order named or sorted."""
        every = {
            "nation": ["nation"],
            "region": sorted({self.region[city] for city in self.small}),
            "province": sorted({self.places[city]["province"] for city in self.small}),
            "city": self.small,
            "group": [g for g in sorted(self.model["groups"]) if any(self.inside("group", g))],
        }[by]
        return [group for group in named if group in every] if named else every

    def inside(self, by: str, group: str) -> Iterator[str]:
        """Places of a group; a group of the model's own holds small cities only."""
        for place, row in self.places.items():
            if by == "group":
                here = bool(row["small"]) and self.fits(self.model["groups"][group].get("where", {}), place)
            else:
                kinds = {"nation": "nation", "region": self.region[place], "province": row["province"], "city": place}
                here = kinds[by] == group
            if here:
                yield place

    def people(self, state: str, city: str) -> float:
        """Thousand beneficiaries of a service or status in a city, as far as the service is for them."""
        service = self.model["services"].get(state, {})
        return float(self.places[city][service.get("beneficiaries", "residents")] * service.get("part", 1)) / 1000

    def weights(self, by: str, groups: list[str]) -> dict[str, float]:
        """Share of each group in the small-city residents of the groups compared."""
        people = {g: sum(self.people("", c) for c in self.inside(by, g) if c in self.small) for g in groups}
        return {g: people[g] / sum(people.values()) for g in groups}

    def divisor(self, name: str, by: str, group: str) -> float:
        """What an indicator's sum is divided by."""
        if name in self.model["indicators"]:
            name = next(iter(self.model["indicators"][name]["terms"]))
        cities = [city for city in self.inside(by, group) if city in self.small]
        if name.startswith("share.cities."):
            return float(len(cities))
        if name.startswith("share.residents."):
            column = self.model["services"].get(name.split(".")[2], {}).get("beneficiaries", "residents")
            return sum(float(self.places[city][column]) / 1000 for city in cities)
        if name == "grant.per_resident":
            return sum(self.people("", city) for city in cities)
        return 1.0
