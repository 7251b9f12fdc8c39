"""The two yardsticks of every plan: what simple rules would do with the same money.

``practice`` ranks projects by weighted beneficiaries per yuan of their own capex, once a year, and goes down the list
until nothing more can be paid: the links and stations that a project needs are built with it, but do not change its
rank. ``path_ratio`` ranks by weighted benefit per yuan with everything still missing priced in, and ranks anew as the
network grows. Both obey every physical rule and every rule of money; targets, limits and equity rules they do not know.
"""

from __future__ import annotations

from collections.abc import Callable

from planner.case.block import THRESHOLD_TOLERANCE
from planner.case.case import Case
from planner.solve.facts import Facts, strings
from planner.solve.greedy import Bundle, Greedy
from planner.solve.solution import Values
from planner.solve.values import finish
from planner.solve.ways import protect, protect_along_rings

#: Rankings of one year by ``path_ratio``.
RANKINGS = 12
#: Share of a ranking that is worked off before ranking anew, and at least so many.
_PART, _LEAST = 0.25, 50
#: Capex below which a project counts as free, million yuan.
_FREE = 1e-9


class _Worth:
    """What the candidates give to cities: thousand beneficiaries times the services' weights."""

    def __init__(self, facts: Facts) -> None:
        case = facts.case
        self.services: dict[str, list[str]] = {}
        self.per_city: dict[str, dict[str, float]] = {}
        small = case.places["small"].astype(bool)
        for name, service in case.model.services.items():
            if service.weight > 0:
                self.services.setdefault(service.measure, []).append(name)
                heads = case.places[service.beneficiaries].where(small, 0.0) / 1000.0 * service.weight
                self.per_city[name] = dict(zip(strings(heads.index), heads.astype(float).tolist(), strict=True))

    def of(self, greedy: Greedy, project: str, bundle: Bundle | None) -> float:
        """Worth of putting a project in service now."""
        facts = greedy.facts
        item = facts.items[project]
        total = 0.0
        for service in self.services.get(item.measure, ()):
            gives = self.per_city[service]
            if facts.mode[service] == "own":
                total += gives.get(item.city, 0.0)
            elif facts.mode[service] == "cover":
                linked = not facts.case.model.services[service].connected
                total += sum(
                    gives[city]
                    for city in facts.cities_of.get((service, project), ())
                    if (service, city) not in greedy.served and (linked or city in greedy.connected)
                )
            elif bundle is not None:
                total += sum(gives[city] for name, city, site in bundle.serves if name == service and site == project)
        return total

    def candidates(self, greedy: Greedy) -> list[str]:
        """Projects that give something and can start this year, in order of id."""
        items = greedy.facts.items
        return [
            name
            for name in sorted(greedy.startable)
            if items[name].measure in self.services and name not in greedy.done
        ]


def _run(facts: Facts, year_of: Callable[[Greedy], None]) -> Values:
    greedy = Greedy(facts)
    for year in facts.case.years:
        greedy.open(year)
        for project in _due(greedy):
            _start(greedy, project)
        year_of(greedy)
        greedy.settle()
    return _values(greedy)


def _start(greedy: Greedy, project: str) -> bool:
    """Start a project with what it needs, if that can be had and paid."""
    bundle = greedy.bundle(project) if project not in greedy.done else None
    return bundle is not None and greedy.start(bundle)


def _due(greedy: Greedy) -> list[str]:
    """Committed projects not yet in service, earliest deadline first."""
    rows = [
        (item.by_year, name)
        for name, item in greedy.facts.items.items()
        if item.status == "committed" and name not in greedy.done and item.first_year <= greedy.year
    ]
    return [name for _, name in sorted(rows)]


def practice(facts: Facts) -> Values:
    """Rank once a year by beneficiaries per yuan of a project's own capex."""
    worth = _Worth(facts)

    def year_of(greedy: Greedy) -> None:
        def rank(name: str) -> float:
            item = facts.items[name]
            cost = item.capex[greedy.year] + item.module_capex[greedy.year]
            # Only the bundle of a site with modules tells which cities it would serve.
            bundle = greedy.bundle(name) if item.capacity is not None else None
            return -worth.of(greedy, name, bundle) / max(cost, _FREE)

        for _, name in sorted((rank(name), name) for name in worth.candidates(greedy)):
            _start(greedy, name)

    return _run(facts, year_of)


def path_ratio(facts: Facts) -> Values:
    """Rank by benefit per yuan with everything missing priced in, again and again."""
    worth = _Worth(facts)

    def year_of(greedy: Greedy) -> None:
        for _ in range(RANKINGS):
            greedy.find_routes()
            ranked = []
            for name in worth.candidates(greedy):
                bundle = greedy.bundle(name)
                if bundle is not None:
                    ranked.append((-worth.of(greedy, name, bundle) / max(bundle.cost, _FREE), name))
            ranked.sort()
            started = [_start(greedy, name) for _, name in ranked[: max(_LEAST, int(len(ranked) * _PART))]]
            greedy.settle()
            if not any(started):
                return

    return _run(facts, year_of)


#: Both baselines by id.
BASELINES: dict[str, Callable[[Facts], Values]] = {"practice": practice, "path_ratio": path_ratio}


def baseline(case: Case, name: str) -> Values:
    """Values of one baseline."""
    return BASELINES[name](Facts(case))


def baselines(case: Case) -> dict[str, Values]:
    """Values of both baselines by id."""
    facts = Facts(case)
    return {name: make(facts) for name, make in BASELINES.items()}


def _values(greedy: Greedy) -> Values:
    """The greedy plan as values by family."""
    years = greedy.case.years
    families = ("grant", "site_grant", "local", "enterprise", "claim", "project_local", "packages")
    found: dict[str, dict[tuple[object, ...], float]] = {
        family: dict(greedy.payments.get(family, {})) for family in families
    }
    others = (
        "done",
        "modules",
        "connected",
        "served",
        "share",
        "take",
        "flow",
        "status",
        "shortfall",
        "ring",
        "ring_use",
    )
    found |= {family: {} for family in others}
    for name, first in greedy.done.items():
        item = greedy.facts.items[name]
        for year in years:
            if item.status != "built":
                found["done"][name, year] = float(year >= first)
            if item.kind == "uplink" and year >= first:
                found["connected"][item.city, year] = 1.0
    for (service, city), (site, first) in greedy.served.items():
        for year in years:
            if year >= first:
                found["served"][service, city, year] = 1.0
                if greedy.facts.mode[service] == "capacity":
                    found["share"][service, city, site, year] = 1.0
    for (service, project), (site, first) in greedy.taken.items():
        found["take"] |= {(service, project, site, year): 1.0 for year in years if year >= first}
    _fill_modules(greedy, found["modules"])
    _fill_flows(greedy, found["flow"])
    there = found["done"] | _built(greedy.facts)
    protect(greedy.case, there, found["served"])
    protect_along_rings(greedy.case, there, found)
    _fill_statuses(greedy.facts, found)
    return finish(greedy.case, found)


def _fill_modules(greedy: Greedy, modules: dict[tuple[object, ...], float]) -> None:
    """Modules stay from the year they are added in; before that, what exists at the start."""
    for site in sorted(greedy.modules):
        known = greedy.facts.items[site].built_modules
        for year in greedy.case.years:
            known = greedy.added.get((site, year), known)
            modules[site, year] = float(known)


def _fill_flows(greedy: Greedy, flows: dict[tuple[object, ...], float]) -> None:
    """Traffic stays from the year it comes in."""
    for link in sorted(greedy.carriage.load):
        known = 0.0
        for year in greedy.case.years:
            known = greedy.flows.get((link, year), known)
            if known > 0:
                flows[link, year] = known


def _built(facts: Facts) -> dict[tuple[object, ...], float]:
    """``done`` of what exists at the start."""
    there = [name for name, item in facts.items.items() if item.status == "built"]
    return {(name, year): 1.0 for name in there for year in facts.case.years}


def _fill_statuses(facts: Facts, found: dict[str, dict[tuple[object, ...], float]]) -> None:
    case = facts.case
    own = {name: service.measure for name, service in case.model.services.items() if service.mode == "own"}

    def has(service: str, city: str, year: int) -> bool:
        if service not in own:
            return (service, city, year) in found["served"]
        project = f"{own[service]}:{city}"
        built = project in facts.items and facts.items[project].status == "built"
        return built or found["done"].get((project, year), 0.0) > 0

    adds: dict[tuple[str, str, str], list[tuple[str, float]]] = {}
    rows = case.threshold_adds
    keys = (strings(rows[column]) for column in ("status", "threshold", "city", "project"))
    for status_id, name, city, project, add in zip(*keys, rows["add"].tolist(), strict=True):
        adds.setdefault((status_id, name, city), []).append((project, add))
    need = case.thresholds["at_least"] - case.thresholds["start"]
    least: dict[object, float] = dict(zip(need.index, need.tolist(), strict=True))

    def figures(name: str, status: str, city: str, year: int) -> bool:
        """Whether the city reaches a threshold of a status."""
        raised = sum(
            add
            for project, add in adds.get((status, name, city), ())
            if facts.items[project].status == "built" or found["done"].get((project, year), 0.0) > 0
        )
        return bool(raised >= least[status, name, city] - THRESHOLD_TOLERANCE)

    small = strings(case.places.index[case.places["small"].astype(bool)])
    for status_id, status in case.model.statuses.items():
        for city in small:
            for year in case.years:
                linked = not status.connected or city in facts.core or (city, year) in found["connected"]
                has_all = linked and all(has(service, city, year) for service in status.services)
                if has_all and all(figures(name, status_id, city, year) for name in status.thresholds):
                    found["status"][status_id, city, year] = 1.0
