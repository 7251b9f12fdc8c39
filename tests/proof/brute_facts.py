"""The projects of a random case that can ever be in service, written from the rules and not from the planner."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

from tests.proof.brute_drafts import Drafts
from tests.proof.brute_input import Row
from tests.proof.brute_rings import ringable
from tests.proof.random_case import RandomCase

#: (service, city) → sites that count, nearest first, with their distance in km.
Near = dict[tuple[str, str], list[tuple[str, float]]]


@dataclass(frozen=True)
class Project:
    """One project that may be or is built. Years (of going into service) are positions; ``by``: None unless committed.

    Money in million yuan; ``capacity`` (of a module) is None for projects without modules; ``route`` is the label of an
    uplink's cable route; ``loads`` is the demand that it adds, by service.
    """

    id: str
    measure: str
    kind: str
    city: str
    to: str
    route: str
    account: str
    stage: str
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
    loads: dict[str, float]


class Facts(Drafts):
    """Everything that a random case says, and which projects there are."""

    def __init__(self, case: RandomCase) -> None:
        super().__init__(case)
        self.protecting = [name for name, s in self.model["services"].items() if s["mode"] == "protected"]
        self.protectable: dict[str, set[str]] = {}
        self.near, alive = self._fold()
        self.projects = [self._project(key, self.drafts[key], alive) for key in sorted(alive)]
        self.at = {project.id: number for number, project in enumerate(self.projects)}

    def pays(self, project: Project, t: int) -> dict[int, float]:
        """Parts of the capex of what goes into service in ``t`` by year of payment; what is due later is paid last."""
        build, *parts = self.pace(project.measure)
        found: dict[int, float] = {}
        for number, part in enumerate(parts):
            year = min(self.T - 1, t - int(build) + number)
            found[year] = found.get(year, 0.0) + part
        return found

    # What can be at all.

    def _fold(self) -> tuple[Near, set[str]]:
        """Leave out what can never be, to a fixpoint."""
        reach = {name: self._reach(name) for name, s in self.model["services"].items() if "measure" in s}
        alive = {key for key, d in self.drafts.items() if self._built(key) or d["first"] <= d["last"]}
        while True:
            linked = self._linkable(alive)
            near = self._near(reach, alive, linked)
            self.protectable = {name: self._protectable(name, alive) for name in self.protecting}
            can_serve = set(near) | {(name, city) for name, cities in self.protectable.items() for city in cities}
            gone = {k for k in alive if not self._built(k) and not self._possible(k, alive, linked, can_serve)}
            gone = gone or self._idle(alive, near)
            if not gone:
                return near, alive
            alive -= gone

    def _near(self, reach: dict[str, dict[str, list[tuple[str, float]]]], alive: set[str], linked: set[str]) -> Near:
        near: Near = {}
        for name, pairs in reach.items():
            service = self.model["services"][name]
            for city, sites in pairs.items():
                if service.get("connected", True) and city not in linked:
                    continue
                there = [(site, km) for site, km in sites if site in alive]
                if there:
                    near[name, city] = there[: service.get("max_sites", len(there))]
        return near

    def _idle(self, alive: set[str], near: Near) -> set[str]:
        """Sites with modules, still to be built, that no demand can reach."""
        services = self.model["services"]
        wanted = {key for key in near if "demand" in services[key[0]] and self.demand(*key, 0) > 0}
        wanted |= {(s, self.drafts[key]["city"]) for key in alive for s in self._loads(key)}
        used = {site for key, sites in near.items() if key in wanted for site, _ in sites}
        carrying = {s["measure"] for s in services.values() if s["mode"] == "capacity"}
        return {
            key for key in alive
            if not self._built(key) and self.drafts[key]["measure"] in carrying and key not in used
        }  # fmt: skip

    def _built(self, key: str) -> bool:
        return bool(self.drafts[key]["status"] == "built")

    def _loads(self, key: str) -> dict[str, float]:
        """Demand that a project adds to its city, by service; what exists already adds nothing new."""
        draft = self.drafts[key]
        if self._built(key):
            return {}
        spec = self.model["measures"][draft["measure"]].get("loads", {})
        loads = {service: self.amount(amount, draft["city"]) for service, amount in spec.items()}
        return {service: load for service, load in loads.items() if load > 0}

    def _linkable(self, alive: set[str]) -> set[str]:
        links = [self.drafts[k] for k in alive if self.model["measures"][self.drafts[k]["measure"]]["kind"] == "uplink"]
        found = self.core | {link["city"] for link in links if link["status"] == "built"}
        while True:
            more = {link["city"] for link in links if link["to"] in found} - found
            if not more:
                return found
            found |= more

    def _protectable(self, name: str, alive: set[str]) -> set[str]:
        """Places that a protected service can ever reach: core places, and those with two ways to such places."""
        measure = self.model["services"][name]["measure"]
        if self.model["services"][name].get("resilience") == "ring":
            return ringable(self, name, [self.drafts[key] | {"key": key} for key in sorted(alive)])
        links = [self.drafts[key] for key in sorted(alive) if self.drafts[key]["measure"] == measure]
        found = set(self.core)
        while True:
            more = {a["city"] for a in links for b in links if {a["to"], b["to"]} <= found and self.apart(a, b)} - found
            if not more:
                return found
            found |= more

    def apart(self, a: Row, b: Row) -> bool:
        """Two uplinks of one city that no failure of one place or one route cuts both (drafts)."""
        roomy = a["to"] != b["to"] or self.places[a["to"]]["egress_nodes"] >= 2
        return bool(a["city"] == b["city"] and a["link"]["route"] != b["link"]["route"] and roomy)

    def ways(self, name: str, city: str) -> list[tuple[Project, Project]]:
        """Pairs of uplinks of a city that would protect it, if both are in service and end at protected places."""
        measure = self.model["services"][name]["measure"]
        links = [p for p in self.projects if p.measure == measure and p.city == city]
        return [(a, b) for a, b in combinations(links, 2) if self.apart(self.drafts[a.id], self.drafts[b.id])]

    def _possible(self, key: str, alive: set[str], linked: set[str], can_serve: set[tuple[str, str]]) -> bool:
        draft = self.drafts[key]
        spec = self.model["measures"][draft["measure"]]
        if spec["kind"] == "uplink" and draft["to"] not in linked:
            return False
        if any((service, draft["city"]) not in can_serve for service in self._loads(key)):
            return False
        for needed in spec.get("requires", {}).values():
            can = 0
            for kind, ref in self.alternatives(needed):
                if kind == "connected":
                    can += draft["city"] in linked
                elif kind == "served":
                    can += (ref, draft["city"]) in can_serve
                else:
                    other = f"{ref}:{draft['city']}"
                    can += other in alive and (self._built(other) or self.drafts[other]["first"] <= draft["last"])
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

    def _reach(self, name: str) -> dict[str, list[tuple[str, float]]]:
        """Sites within reach of each city that may be served or loaded, whether they can be or not."""
        service = self.model["services"][name]
        if service["mode"] not in ("cover", "capacity"):
            return {}
        needing = {
            measure for measure, spec in self.model["measures"].items()
            if any(name in needed.get("services", []) for needed in spec.get("requires", {}).values())
            or name in spec.get("loads", {})
        }  # fmt: skip
        wanting = [d for d in self.drafts.values() if d["measure"] in needing and d["status"] != "built"]
        hosts = {d["city"] for d in wanting if d["first"] <= d["last"]}
        stated = {(r["city"], r["site_city"]): r for r in self.tables["pairs"] if r["service"] == name}
        found: dict[str, list[tuple[str, float]]] = {}
        for city in sorted(set(self.small) | hosts):
            sites, dear = [], {}
            for key, draft in self.drafts.items():
                if draft["measure"] != service["measure"] or not self._serves(service, draft, city):
                    continue
                if stated:
                    row = stated.get((city, draft["city"]))
                    km = None if row is None else float(row["distance_km"])
                    dear[key] = 0.0 if row is None else float(row["haul_myuan"] or 0)
                else:
                    km = self.km(city, draft["city"])
                    km = None if "reach_km" in service and km > service["reach_km"] else km
                if km is not None:
                    sites.append((key, km))
            found[city] = sorted(sites, key=lambda pair: (pair[1], dear.get(pair[0], 0.0), pair[0]))
        return found

    def _serves(self, service: Row, draft: Row, city: str) -> bool:
        same = self.places[city]["province"] == self.places[draft["city"]]["province"]
        if draft["status"] != "built":
            return bool(same)
        wanted = service.get("existing", "own_province")
        return bool(wanted == "all" or (wanted == "own_province" and same))

    # Facts of one project.

    def _project(self, key: str, draft: Row, alive: set[str]) -> Project:
        spec, row = self.model["measures"][draft["measure"]], draft["row"]
        built = draft["status"] == "built"
        modular = self.carries(draft["measure"])
        fixed, module = self._cost(draft)
        if row.get("capex_myuan") is not None:
            fixed = float(row["capex_myuan"])
        fixed = 0.0 if built else fixed
        share = spec.get("opex_share", 0.05)
        opex = share * fixed if row.get("opex_myuan") is None else float(row["opex_myuan"])
        return Project(
            id=key, measure=draft["measure"], kind=spec["kind"], city=draft["city"], to=draft["to"],
            route=draft["link"].get("route", ""), account=draft["account"], stage=row.get("stage") or "", built=built,
            first=draft["first"], last=draft["last"], by=draft["by"], capex=fixed,
            module_capex=module if modular else 0.0, opex=opex, opex_share=share,
            capacity=spec["capacity_per_module"] if modular else None,
            built_modules=draft["built_modules"] if modular else 0,
            most_modules=self._most(key, draft, alive) if modular else 0, loads=self._loads(key),
        )  # fmt: skip

    def _cost(self, draft: Row) -> tuple[float, float]:
        best: dict[str, tuple[int, Row]] = {}
        size = self.size(draft["city"])
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
                amount = float(draft["link"]["route_km"])
            elif driver not in ("one", "module"):
                amount = float(self.places[draft["city"]][driver])
            sums["module" if driver == "module" else "fixed"] += row["base_myuan"] * amount
        return sums["fixed"], sums["module"]

    def _most(self, key: str, draft: Row, alive: set[str]) -> int:
        """Most modules: as allowed, and at sites no more than the demand in reach can fill; what exists stays."""
        spec = self.model["measures"][draft["measure"]]
        allowed = draft["row"].get("modules") or spec.get("max_modules", 1)
        if spec["kind"] == "uplink":
            useful = math.ceil(round(self._traffic_below(draft) / spec["capacity_per_module"], 9))
            return int(max(draft["built_modules"], min(allowed, max(1, useful))))
        if draft["status"] == "built" and self._shared(key, draft):
            return int(draft["built_modules"])
        there = {key_ for key_, sites in self.near.items() if any(site == key for site, _ in sites)}
        demand = sum(
            max(self.demand(service, city, t) for t in range(self.T))
            for service, city in there if "demand" in self.model["services"][service]
        )  # fmt: skip
        demand += sum(
            load
            for other in alive
            for service, load in self._loads(other).items()
            if (service, self.drafts[other]["city"]) in there
        )
        useful = math.ceil(round(demand / spec["capacity_per_module"], 9))
        return int(max(draft["built_modules"], min(allowed, useful)))

    def _traffic_below(self, draft: Row) -> float:
        """All traffic that can come through an uplink; twice where cities may send it over two ways."""
        links = [other for other in self.drafts.values() if other["measure"] == draft["measure"]]
        below, more = {draft["city"]}, {draft["city"]}
        while more:
            more = {link["city"] for link in links if link["to"] in below} - below
            below |= more
        twice = any(self.model["services"][name]["measure"] == draft["measure"] for name in self.protecting)
        return (2 if twice else 1) * sum(self.traffic(draft["measure"], city) for city in below - self.core)

    def _shared(self, key: str, draft: Row) -> bool:
        home = self.places[draft["city"]]["province"]
        return any(
            self.places[city]["province"] != home and any(site == key for site, _ in sites)
            for (_, city), sites in self.near.items()
        )

    def haul(self, service: str, city: str, site: str) -> float:
        """Yearly cost of carrying the whole first-year demand of a city from a site's place."""
        spec = self.model["services"][service]
        for row in self.tables["pairs"]:
            if row["service"] == service and (row["city"], row["site_city"]) == (city, site.split(":")[1]):
                return float(row["haul_myuan"])
        km = dict(self.near[service, city])[site]
        return float(spec.get("haul_myuan_per_unit_km", 0) * km * self.demand(service, city, 0))
