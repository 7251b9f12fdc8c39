"""Inputs of a random case read into plain records, written from the rules and not from the planner."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.proof.random_case import RandomCase

Row = dict[str, Any]


@dataclass(frozen=True)
class Project:
    """One project that may be or is built. Years are positions from 0; ``by`` is None unless committed."""

    id: str
    measure: str
    kind: str
    city: str
    to: str
    account: str
    built: bool
    first: int
    last: int
    by: int | None
    capex: float
    module_capex: float
    opex: float
    opex_share: float
    capacity: float | None
    built_modules: int
    most_modules: int


class Facts:
    """Everything that a random case says, by plain look-up."""

    def __init__(self, case: RandomCase) -> None:
        self.model = case.model
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
        drafts = self._drafts()
        self.near, alive = self._near(drafts)
        self.projects = [self._project(drafts[key]) for key in sorted(alive)]
        self.at = {project.id: number for number, project in enumerate(self.projects)}

    # Which projects there are.

    def _hosts(self, measure: Row) -> list[str]:
        where = measure.get("where", {})
        found = []
        for place, row in sorted(self.places.items()):
            small = where.get("small", True)
            if small != "any" and bool(row["small"]) != small:
                continue
            if "cities" in where and place not in where["cities"]:
                continue
            if any(row[column] < least for column, least in where.get("at_least", {}).items()):
                continue
            found.append(place)
        return found

    def _drafts(self) -> dict[str, Row]:
        drafts: dict[str, Row] = {}
        for name, measure in self.model["measures"].items():
            hosts = self._hosts(measure)
            if measure["kind"] == "uplink":
                for link in self.tables["uplinks"]:
                    if link["from"] in hosts and link["from"] not in self.core:
                        drafts[f"{name}:{link['id']}"] = self._draft(name, link["from"], link["to"])
            else:
                for place in hosts:
                    drafts[f"{name}:{place}"] = self._draft(name, place, "")
        for site in self.tables["sites"]:
            key = f"{site['measure']}:{site['city']}"
            draft = drafts.setdefault(key, self._draft(site["measure"], site["city"], ""))
            draft |= {"status": "built", "built_modules": draft["built_modules"] + site["modules"]}
        for row in self.tables["projects"]:
            self._library(drafts, row)
        return {key: self._dated(draft) for key, draft in drafts.items() if draft["status"] != "excluded"}

    def _draft(self, measure: str, city: str, to: str) -> Row:
        return {
            "measure": measure, "city": city, "to": to, "status": "candidate", "built_modules": 0, "row": {},
        }  # fmt: skip

    def _library(self, drafts: dict[str, Row], row: Row) -> None:
        to = row["to"] or ""
        key = f"{row['measure']}:{row['city']}" + (f">{to}" if to else "")
        draft = drafts.setdefault(key, self._draft(row["measure"], row["city"], to))
        draft["row"] = row
        draft["status"] = row["status"] or draft["status"]
        if draft["status"] == "built":
            draft["built_modules"] = row["modules"] or draft["built_modules"]
        else:
            draft["built_modules"] = 0

    def _dated(self, draft: Row) -> Row:
        spec, row = self.model["measures"][draft["measure"]], draft["row"]
        first = row.get("first_year") or spec.get("first_year", self.years[0])
        last = row.get("last_year") or spec.get("last_year", self.years[-1])
        draft["first"] = max(0, first - self.years[0])
        draft["last"] = min(self.T - 1, last - self.years[0])
        draft["by"] = None
        if draft["status"] == "committed":
            by = (row.get("by_year") or self.years[0] + draft["last"]) - self.years[0]
            draft["by"] = min(by, draft["last"])
        return draft

    # What can be at all.

    def _near(self, drafts: dict[str, Row]) -> tuple[dict[tuple[str, str], list[tuple[str, float]]], set[str]]:
        """Sites that count for each (service, city), nearest first, with distance; projects that can ever be."""
        reach = {name: self._reach(name, drafts) for name in self._reached()}
        alive = {key for key, d in drafts.items() if d["status"] == "built" or d["first"] <= d["last"]}
        while True:
            linked = self._linkable(drafts, alive)
            near: dict[tuple[str, str], list[tuple[str, float]]] = {}
            for name, pairs in reach.items():
                service = self.model["services"][name]
                for city, sites in pairs.items():
                    if service.get("connected", True) and city not in linked:
                        continue
                    there = [(site, km) for site, km in sites if site in alive]
                    if there:
                        near[name, city] = there[: service.get("max_sites", len(there))]
            gone = {
                k
                for k in alive
                if drafts[k]["status"] != "built" and not self._possible(k, drafts, alive, linked, near)
            }
            if not gone:
                used = {site for key, sites in near.items() if self._wanted(*key) for site, _ in sites}
                carrying = {s["measure"] for s in self.model["services"].values() if s["mode"] == "capacity"}
                gone = {
                    k for k in alive
                    if drafts[k]["status"] != "built" and drafts[k]["measure"] in carrying and k not in used
                }  # fmt: skip
            if not gone:
                return near, alive
            alive -= gone

    def _wanted(self, service: str, city: str) -> bool:
        return "demand" in self.model["services"][service] and self.demand(service, city, 0) > 0

    def _reached(self) -> list[str]:
        return [name for name, service in self.model["services"].items() if service["mode"] != "own"]

    def _linkable(self, drafts: dict[str, Row], alive: set[str]) -> set[str]:
        links = [drafts[k] for k in alive if self.model["measures"][drafts[k]["measure"]]["kind"] == "uplink"]
        found = self.core | {link["city"] for link in links if link["status"] == "built"}
        while True:
            more = {link["city"] for link in links if link["to"] in found} - found
            if not more:
                return found
            found |= more

    def _possible(self, key: str, drafts: dict[str, Row], alive: set[str], linked: set[str], near: Any) -> bool:
        draft = drafts[key]
        spec = self.model["measures"][draft["measure"]]
        if spec["kind"] == "uplink" and draft["to"] not in linked:
            return False
        for needed in spec.get("requires", {}).values():
            can = 0
            for kind, ref in self.alternatives(needed):
                if kind == "connected":
                    can += draft["city"] in linked
                elif kind == "served":
                    can += (ref, draft["city"]) in near
                else:
                    other = f"{ref}:{draft['city']}"
                    can += other in alive and (
                        drafts[other]["status"] == "built" or drafts[other]["first"] <= draft["last"]
                    )
            if can < needed.get("count", 1):
                return False
        return True

    def alternatives(self, needed: Row) -> list[tuple[str, str]]:
        """(done, measure), (served, service) or (connected, ""), each once."""
        found = [("done", measure) for measure in needed.get("measures", [])]
        for name in needed.get("services", []):
            service = self.model["services"][name]
            found.append(("done", service["measure"]) if service["mode"] == "own" else ("served", name))
        if needed.get("connected"):
            found.append(("connected", ""))
        return sorted(set(found))

    def _reach(self, name: str, drafts: dict[str, Row]) -> dict[str, list[tuple[str, float]]]:
        service = self.model["services"][name]
        needing = {
            measure for measure, spec in self.model["measures"].items()
            if any(name in needed.get("services", []) for needed in spec.get("requires", {}).values())
        }  # fmt: skip
        hosts = {d["city"] for d in drafts.values() if d["measure"] in needing and d["status"] != "built"}
        stated = {(r["city"], r["site_city"]): r for r in self.tables["pairs"] if r["service"] == name}
        found: dict[str, list[tuple[str, float]]] = {}
        for city in sorted(set(self.small) | hosts):
            sites = []
            for key, draft in drafts.items():
                if draft["measure"] != service["measure"] or not self._serves(service, draft, city):
                    continue
                if stated:
                    row = stated.get((city, draft["city"]))
                    km = None if row is None else float(row["distance_km"])
                else:
                    km = self.km(city, draft["city"])
                    km = None if "reach_km" in service and km > service["reach_km"] else km
                if km is not None:
                    sites.append((key, km))
            found[city] = sorted(sites, key=lambda pair: (pair[1], pair[0]))
        return found

    def _serves(self, service: Row, draft: Row, city: str) -> bool:
        same = self.places[city]["province"] == self.places[draft["city"]]["province"]
        if draft["status"] != "built":
            return bool(same)
        wanted = service.get("existing", "own_province")
        return bool(wanted == "all" or (wanted == "own_province" and same))

    def km(self, a: str, b: str) -> float:
        """Route length between places, km, to the metre."""
        if a == b:
            return 0.0
        lon_a, lat_a, lon_b, lat_b = (
            math.radians(self.places[place][axis]) for place in (a, b) for axis in ("lon", "lat")
        )
        cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b)
        return round(6371.0088 * math.acos(min(1.0, cosine)) * self.route_factor, 3)

    # Facts of one project.

    def _project(self, draft: Row) -> Project:
        spec, row = self.model["measures"][draft["measure"]], draft["row"]
        built = draft["status"] == "built"
        fixed, module = self._cost(draft)
        if row.get("capex_myuan") is not None:
            fixed = float(row["capex_myuan"])
        fixed = 0.0 if built else fixed
        share = spec.get("opex_share", 0.05)
        opex = share * fixed if row.get("opex_myuan") is None else float(row["opex_myuan"])
        key = f"{draft['measure']}:{draft['city']}" + (f">{draft['to']}" if draft["to"] else "")
        return Project(
            id=key, measure=draft["measure"], kind=spec["kind"], city=draft["city"], to=draft["to"],
            account=self._account(draft), built=built, first=draft["first"], last=draft["last"], by=draft["by"],
            capex=fixed, module_capex=module, opex=opex, opex_share=share, capacity=spec.get("capacity_per_module"),
            built_modules=draft["built_modules"] if "capacity_per_module" in spec else 0,
            most_modules=self._most(key, draft),
        )  # fmt: skip

    def _account(self, draft: Row) -> str:
        lead = draft["row"].get("lead") or self.model["measures"][draft["measure"]].get("lead", "shared")
        place = self.places[draft["city"]]
        lead = {"city": place["lead_carrier"], "province": self.provinces[place["province"]]["lead_carrier"]}.get(
            lead, lead
        )
        return lead if lead in self.carriers else "shared"

    def _cost(self, draft: Row) -> tuple[float, float]:
        best: dict[str, tuple[int, Row]] = {}
        place = self.places[draft["city"]]
        size = "large" if place["urban_residents"] >= 50_000 else "tiny"
        for row in self.tables["unit_costs"]:
            if row["measure"] != draft["measure"]:
                continue
            if row["region"] not in ("all", self.region[draft["city"]]) or row["size_class"] not in ("all", size):
                continue
            rank = 2 * (row["region"] != "all") + (row["size_class"] != "all")
            if row["item"] not in best or rank > best[row["item"]][0]:
                best[row["item"]] = (rank, row)
        sums = {"fixed": 0.0, "module": 0.0}
        for _, row in best.values():
            driver = row["driver"]
            amount = 1.0
            if driver == "route_km":
                links = [x for x in self.tables["uplinks"] if (x["from"], x["to"]) == (draft["city"], draft["to"])]
                amount = float(links[0]["route_km"])
            elif driver not in ("one", "module"):
                amount = float(place[driver])
            sums["module" if driver == "module" else "fixed"] += row["base_myuan"] * amount
        return sums["fixed"], sums["module"]

    def _most(self, key: str, draft: Row) -> int:
        """Most modules: as allowed, and no more than the demand in reach can fill; what exists stays."""
        spec = self.model["measures"][draft["measure"]]
        if "capacity_per_module" not in spec:
            return 0
        if draft["status"] == "built" and self._shared(key, draft):
            return int(draft["built_modules"])
        demand = sum(
            max(self.demand(service, city, t) for t in range(self.T))
            for (service, city), sites in self.near.items()
            if any(site == key for site, _ in sites)
        )
        allowed = draft["row"].get("modules") or spec.get("max_modules", 1)
        useful: int = math.ceil(round(demand / spec["capacity_per_module"], 9))
        return int(max(draft["built_modules"], min(allowed, useful)))

    def _shared(self, key: str, draft: Row) -> bool:
        home = self.places[draft["city"]]["province"]
        return any(
            self.places[city]["province"] != home and any(site == key for site, _ in sites)
            for (_, city), sites in self.near.items()
        )

    def demand(self, service: str, city: str, t: int) -> float:
        """Demand of a city in year position ``t``."""
        spec = self.model["services"][service]
        return float(self.places[city][spec["demand"]] * (1 + spec.get("demand_growth", 0)) ** t)

    def haul(self, service: str, city: str, site: str) -> float:
        """Yearly cost of carrying the whole first-year demand of a city from a site's place."""
        spec = self.model["services"][service]
        for row in self.tables["pairs"]:
            if row["service"] == service and (row["city"], row["site_city"]) == (city, site.split(":")[1]):
                return float(row["haul_myuan"])
        km = dict(self.near[service, city])[site]
        return float(spec.get("haul_myuan_per_unit_km", 0) * km * self.demand(service, city, 0))

    # Groups.

    def groups(self, by: str, named: Any = ()) -> list[str]:
        """Groups with small cities."""
        every = {
            "nation": ["nation"],
            "region": sorted({self.region[city] for city in self.small}),
            "province": sorted({self.places[city]["province"] for city in self.small}),
            "city": self.small,
        }[by]
        return [group for group in every if not named or group in named]

    def inside(self, by: str, group: str) -> Iterator[str]:
        """Places of a group."""
        for place, row in self.places.items():
            if (
                by == "nation"
                or {"region": self.region[place], "province": row["province"], "city": place}[by] == group
            ):
                yield place

    def people(self, state: str, city: str) -> float:
        """Thousand beneficiaries of a service or status in a city."""
        column = self.model["services"].get(state, {}).get("beneficiaries", "residents")
        return float(self.places[city][column]) / 1000

    def divisor(self, name: str, by: str, group: str) -> float:
        """What an indicator's sum is divided by."""
        if name in self.model["indicators"]:
            name = next(iter(self.model["indicators"][name]["terms"]))
        cities = [city for city in self.inside(by, group) if city in self.small]
        if name.startswith("share.cities."):
            return float(len(cities))
        if name.startswith("share.residents."):
            return sum(self.people(name.split(".")[2], city) for city in cities)
        if name == "grant.per_resident":
            return sum(self.people("", city) for city in cities)
        return 1.0
