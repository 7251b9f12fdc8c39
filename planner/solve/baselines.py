"""The two yardsticks of every plan: what simple rules would do with the same money.

``practice`` ranks projects by weighted beneficiaries per yuan of their own capex, once a year, and goes down the list until
nothing more can be paid: the links and stations that a project needs are built with it, but do not change its rank. ``path_ratio`` ranks
by weighted benefit per yuan with everything still missing priced in, and ranks anew as the network grows. Both obey every
physical rule and every rule of money; targets, limits and equity rules they do not know.
"""

from __future__ import annotations

from collections.abc import Callable

from planner.case.case import Case
from planner.solve.greedy import Bundle, Greedy
from planner.solve.solution import Values
from planner.solve.values import finish

#: Rankings of one year by ``path_ratio``.
RANKINGS = 12
#: Share of a ranking that is worked off before ranking anew.
_PART = 0.25


def baselines(case: Case) -> dict[str, Values]:
    """Values of both baselines by id."""
    return {"practice": _practice(case), "path_ratio": _path_ratio(case)}


class _Worth:
    """What the candidates give to cities: thousand beneficiaries times the services' weights."""

    def __init__(self, greedy: Greedy) -> None:
        case = greedy.case
        self._greedy = greedy
        self.services: dict[str, list[str]] = {}
        self.per_city: dict[str, dict[str, float]] = {}
        small = case.places["small"].astype(bool)
        for name, service in case.model.services.items():
            if service.weight > 0:
                self.services.setdefault(service.measure, []).append(name)
                heads = case.places[service.beneficiaries].where(small, 0.0) / 1000.0
                self.per_city[name] = (heads * service.weight).to_dict()

    def of(self, project: str, bundle: Bundle | None) -> float:
        """Worth of putting a project in service now."""
        greedy, row = self._greedy, self._greedy.project[project]
        total = 0.0
        for service in self.services.get(row["measure"], ()):
            if greedy.mode[service] == "own":
                total += self.per_city[service].get(row["city"], 0.0)
            elif greedy.mode[service] == "cover":
                total += sum(
                    self.per_city[service][city]
                    for city in greedy.cities_of.get((service, project), ())
                    if (service, city) not in greedy.served and city in greedy.connected
                )
            elif bundle is not None:
                total += sum(self.per_city[s][city] for s, city, site in bundle.serves if site == project)
        return total

    def candidates(self) -> list[str]:
        """Projects that give something and can start this year, in order of id."""
        greedy = self._greedy
        return [
            name
            for name in sorted(greedy.project)
            if greedy.project[name]["measure"] in self.services and name not in greedy.done and greedy.startable(name)
        ]


def _run(case: Case, year_of: Callable[[Greedy], None]) -> Values:
    greedy = Greedy(case)
    for year in case.years:
        greedy.open(year)
        for project in _due(greedy, year):
            bundle = greedy.bundle(project)
            if bundle is not None:
                greedy.start(bundle)
        year_of(greedy)
        greedy.settle()
    return _values(greedy)


def _due(greedy: Greedy, year: int) -> list[str]:
    """Committed projects not yet in service, earliest deadline first."""
    rows = [
        (row["by_year"], name)
        for name, row in greedy.project.items()
        if row["status"] == "committed" and name not in greedy.done and row["first_year"] <= year
    ]
    return [name for _, name in sorted(rows)]


def _practice(case: Case) -> Values:
    def year_of(greedy: Greedy) -> None:
        worth = _Worth(greedy)

        def rank(name: str) -> float:
            cost = greedy.capex[name][greedy.year] + greedy.module_capex[name][greedy.year]
            return -worth.of(name, _with_cities(greedy, name)) / max(cost, 1e-9)

        for name in sorted(worth.candidates(), key=lambda name: (rank(name), name)):
            bundle = greedy.bundle(name)
            if bundle is not None:
                greedy.start(bundle)

    return _run(case, year_of)


def _with_cities(greedy: Greedy, name: str) -> Bundle | None:
    """A site's bundle tells which cities it would serve; other projects need none to be ranked."""
    return greedy.bundle(name) if greedy.project[name]["kind"] == "site" else None


def _path_ratio(case: Case) -> Values:
    def year_of(greedy: Greedy) -> None:
        worth = _Worth(greedy)
        for _ in range(RANKINGS):
            greedy.find_routes()
            ranked = []
            for name in worth.candidates():
                bundle = greedy.bundle(name)
                if bundle is not None:
                    ranked.append((-worth.of(name, bundle) / max(bundle.cost, 1e-9), name))
            ranked.sort()
            started = 0
            for _, name in ranked[: max(50, int(len(ranked) * _PART))]:
                bundle = greedy.bundle(name) if name not in greedy.done else None
                if bundle is not None and greedy.start(bundle):
                    started += 1
            greedy.settle()
            if not started:
                return

    return _run(case, year_of)


def _values(greedy: Greedy) -> Values:
    """The greedy plan as values by family."""
    case = greedy.case
    found: dict[str, dict[tuple[object, ...], float]] = {
        family: dict(greedy.values.get(family, {}))
        for family in ("grant", "site_grant", "local", "enterprise", "modules")
    }
    found |= {"done": {}, "connected": {}, "served": {}, "share": {}, "status": {}, "shortfall": {}}
    for name, first in greedy.done.items():
        if greedy.project[name]["status"] != "built":
            for year in case.years:
                found["done"][name, year] = float(year >= first)
    _fill_modules(greedy, found["modules"])
    _fill_services(greedy, found)
    _fill_connections(greedy, found)
    return finish(case, _with_statuses(case, found))


def _fill_modules(greedy: Greedy, modules: dict[tuple[object, ...], float]) -> None:
    """Modules stay from the year they are recorded in; before that, what exists at the start."""
    built = greedy.case.projects["built_modules"].to_dict()
    for site in sorted({str(site) for site, _ in modules} | set(greedy.modules)):
        known = float(built.get(site, 0))
        for year in greedy.case.years:
            known = max(known, modules.get((site, year), 0.0))
            modules[site, year] = known


def _fill_services(greedy: Greedy, found: dict[str, dict[tuple[object, ...], float]]) -> None:
    for (service, city), (site, first) in greedy.served.items():
        for year in greedy.case.years:
            if year >= first:
                found["served"][service, city, year] = 1.0
                if greedy.mode[service] == "capacity":
                    found["share"][service, city, site, year] = 1.0


def _fill_connections(greedy: Greedy, found: dict[str, dict[tuple[object, ...], float]]) -> None:
    for name, first in greedy.done.items():
        row = greedy.project[name]
        if row["kind"] == "uplink":
            for year in greedy.case.years:
                if year >= first:
                    found["connected"][row["city"], year] = 1.0


def _with_statuses(
    case: Case, found: dict[str, dict[tuple[object, ...], float]]
) -> dict[str, dict[tuple[object, ...], float]]:
    own = {name: service.measure for name, service in case.model.services.items() if service.mode == "own"}
    built = set(case.projects.index[case.projects["status"] == "built"])
    core = set(case.places.index[case.places["core"].astype(bool)])

    def has(service: str, city: str, year: int) -> bool:
        if service in own:
            project = f"{own[service]}:{city}"
            return project in built or found["done"].get((project, year), 0.0) > 0
        return (service, city, year) in found["served"]

    for status_id, status in case.model.statuses.items():
        for city in case.places.index[case.places["small"].astype(bool)]:
            for year in case.years:
                linked = not status.connected or city in core or (city, year) in found["connected"]
                if linked and all(has(service, city, year) for service in status.services):
                    found["status"][status_id, city, year] = 1.0
    return found
