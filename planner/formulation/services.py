"""Services that a city gets from a site in reach, and demand that projects add to them.

An own service needs nothing here: it is its project. For the others ``served`` is a decision: a city counts as served
only where the plan says so, and then a site in reach (cover) or carried demand (capacity) must stand behind it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.formulation.province import Project, Province
from planner.formulation.rows import Affine, Column, Row, Value, at_least, at_most, equal, rule, variables


@variables("binary")
def served(view: Province) -> Iterator[Column]:
    r"""City ``i`` has service ``s`` at the end of year ``t``: from a site in reach, or by protection.

    An own service is its project; core places are protected by definition.

    .. math:: s_{sit} \in \{0, 1\}, \qquad s_{sit} = d_{ut}\ (s \in S^{\mathrm{own}}), \qquad
        s_{sit} = 1\ (s \in S^{\mathrm{protected}},\ i \in \mathrm{Core})

    For: s \in S^{\mathrm{cover}} \cup S^{\mathrm{capacity}} \cup S^{\mathrm{protected}},\
        i \in I_p \text{ with sites in reach, or links on which it can be protected},\ t \in T
    Unit: 1
    Switch: services.*.mode
    """
    for (service, city), sites in _reach(view).items():
        for year in view.years:
            within = any(_possible(view.projects[site], year) for site in sites)
            if within and not _never(_connection(view, service, city, year)):
                yield Column((service, city, year), 0.0, 1.0)
    for (service, city), ways in view.ways.items():
        for year in view.years:
            if sum(not _never(view.done(way.project, year)) for way in ways) > 1:
                yield Column((service, city, year), 0.0, 1.0)
    for (service, city), links in view.rings.items():
        for year in view.years:
            there = [link for link in links if not _never(view.done(link.project, year))]
            if len({link.side for link in there}) > 1 and len({link.route for link in there}) > 1:
                yield Column((service, city, year), 0.0, 1.0)


@variables("continuous")
def share(view: Province) -> Iterator[Column]:
    r"""Share of the demand of city ``i`` for service ``s`` that site ``u`` carries at the end of year ``t``.

    .. math:: 0 \le x_{siut} \le 1

    For: s \in S^{\mathrm{capacity}},\ i \in I_p,\ u \in R_{si},\ t \in T
    Unit: 1
    Switch: services.*.mode = "capacity"
    """
    for pair in view.pairs:
        for year in view.years:
            wanted = (pair.service, pair.city, year) in view.variables["served"]
            if wanted and _possible(view.projects[pair.site], year):
                yield Column((pair.service, pair.city, pair.site, year), 0.0, 1.0)


@variables("continuous")
def take(view: Province) -> Iterator[Column]:
    r"""Share of what project ``u`` adds to the demand for service ``s`` that site ``v`` carries in year ``t``.

    .. math:: 0 \le a_{suvt} \le 1

    For: u \in U_p \setminus U^{\mathrm{built}},\ s \text{ with } D_{su} > 0,\ v \in R_{su},\ t \in T
    Unit: 1
    Switch: measures.*.loads
    """
    for known in view.takes:
        for year in view.years:
            wanted = not _never(view.done(known.project, year))
            if wanted and _possible(view.projects[known.site], year):
                yield Column((known.service, known.project, known.site, year), 0.0, 1.0)


@rule
def cover(view: Province) -> Iterator[Row]:
    r"""A city is served only with a site in reach that is in service.

    .. math:: s_{sit} \le \sum_{u \in R_{si}} d_{ut}

    For: s \in S^{\mathrm{cover}},\ i \in I_p,\ R_{si} \cap U^{\mathrm{built}} = \emptyset,\ t \in T
    Unit: 1
    Switch: services.*.mode = "cover"
    """
    for (service, city), sites in view.cover.items():
        if any(view.projects[site].built for site in sites):
            continue
        for year in view.years:
            body = Affine().add(1.0, view.served(service, city, year))
            for site in sites:
                body.add(-1.0, view.done(site, year))
            yield at_most((service, city, year), body)


@rule
def assign(view: Province) -> Iterator[Row]:
    r"""A city is served when sites in reach carry its whole demand; the demand may be split over sites.

    .. math:: \sum_{u \in R_{si}} x_{siut} = s_{sit}

    For: s \in S^{\mathrm{capacity}},\ i \in I_p,\ R_{si} \ne \emptyset,\ t \in T
    Unit: 1
    Switch: services.*.mode = "capacity"
    """
    sums: dict[tuple[str, str, int], Affine] = {}
    for (service, city, _, year), variable in view.variables["share"].items():
        sums.setdefault((service, city, year), Affine()).add(1.0, variable)
    for key, body in sums.items():
        yield equal(key, body.add(-1.0, view.served(*key)))


@rule
def reach(view: Province) -> Iterator[Row]:
    r"""A site carries demand only when it is in service; one row a pair, because their sum is weak in the LP.

    .. math:: x_{siut} \le d_{ut}

    For: s \in S^{\mathrm{capacity}},\ i \in I_p,\ u \in R_{si} \setminus U^{\mathrm{built}},\ t \in T,
        t \ge \mathrm{first}_u
    Unit: 1
    Switch: services.*.mode = "capacity"
    """
    for key, variable in view.variables["share"].items():
        site, year = key[2], key[3]
        if not view.projects[site].built:
            yield at_most(key, Affine().add(1.0, variable).add(-1.0, view.done(site, year)))


@rule
def take_up(view: Province) -> Iterator[Row]:
    r"""What a project in service adds to a demand is carried whole, by one site in reach or by several.

    .. math:: \sum_{v \in R_{su}} a_{suvt} = d_{ut}

    For: u \in U_p \setminus U^{\mathrm{built}},\ s \text{ with } D_{su} > 0,\ t \in T
    Unit: 1
    Switch: measures.*.loads
    """
    sums: dict[tuple[str, str], dict[int, Affine]] = {}
    for known in view.takes:
        by_year = sums.setdefault((known.service, known.project), {year: Affine() for year in view.years})
        for year, body in by_year.items():
            body.add(1.0, view.variables["take"].get((known.service, known.project, known.site, year), 0.0))
    for (service, project), by_year in sums.items():
        for year, body in by_year.items():
            yield equal((service, project, year), body.add(-1.0, view.done(project, year)))


@rule
def take_reach(view: Province) -> Iterator[Row]:
    r"""A site carries what a project adds only when it is in service.

    .. math:: a_{suvt} \le d_{vt}

    For: u \in U_p \setminus U^{\mathrm{built}},\ v \in R_{su} \setminus U^{\mathrm{built}},\ t \in T,
        t \ge \mathrm{first}_v
    Unit: 1
    Switch: measures.*.loads
    """
    for key, variable in view.variables["take"].items():
        site, year = key[2], key[3]
        if not view.projects[site].built:
            yield at_most(key, Affine().add(1.0, variable).add(-1.0, view.done(site, year)))


@rule
def capacity(view: Province) -> Iterator[Row]:
    r"""A site carries no more than its modules can. Sites shared by provinces have the national row ``site_load``.

    .. math:: \sum_{s,i} \frac{D_{sit}}{K_u}\, x_{siut} + \sum_{s,v} \frac{D_{sv}}{K_u}\, a_{svut} \le m_{ut}

    For: u \in U_p^{\mathrm{site}},\ K_u < \infty,\ t \in T
    Unit: modules
    Switch: measures.*.capacity_per_module
    """
    for project, year, load in _loads(view):
        if project.id not in view.shared_sites:
            yield at_most((project.id, year), load.add(-1.0, view.modules(project.id, year)))


@rule
def min_fill(view: Province) -> Iterator[Row]:
    r"""New modules are not empty: a site carries at least a stated share of their capacity.

    .. math:: \sum_{s,i} \frac{D_{sit}}{K_u}\, x_{siut} + \sum_{s,v} \frac{D_{sv}}{K_u}\, a_{svut}
        \ge \psi\, (m_{ut} - M^0_u)

    For: u \in U_p^{\mathrm{site}},\ \bar M_u > M^0_u,\ t \in T_u,\ \psi = \max_{s \text{ from } u} \psi_s > 0
    Unit: modules
    Switch: services.*.min_fill
    """
    loads = {(project.id, year): load for project, year, load in _loads(view)}
    fills: dict[str, float] = {}
    for service in view.case.model.services.values():
        fills[service.measure] = max(fills.get(service.measure, 0.0), service.min_fill)
    for project in view.projects.values():
        fill = fills.get(project.measure, 0.0)
        if project.extends and fill > 0:
            for year in project.years:
                body = loads.get((project.id, year), Affine()).add(-fill, view.modules(project.id, year))
                yield at_least((project.id, year), body, -fill * project.built_modules)


@rule
def surrogate(view: Province) -> Iterator[Row]:
    r"""All modules in reach of a province carry all its served demand, and what its projects add.

    Implied by assign and capacity, even in the LP: a single row over integers from which the solver can cut.

    .. math:: \sum_{u \in R_p} m_{ut} \ge \sum_{s,i} \frac{D_{sit}}{K_u}\, s_{sit}
        + \sum_{s,v} \frac{D_{sv}}{K_u}\, d_{vt}

    For: \text{site measures with modules},\ R_p = \bigcup_{s,i} R_{si} \cup \bigcup_{s,v} R_{sv},\ t \in T
    Unit: modules
    Switch: measures.*.capacity_per_module
    """
    measures: dict[str, tuple[float, set[str], set[tuple[str, str]]]] = {}
    for pair in view.pairs:
        site = view.projects[pair.site]
        if site.capacity is not None:
            _, sites, cities = measures.setdefault(site.measure, (site.capacity, set(), set()))
            sites.add(pair.site)
            cities.add((pair.service, pair.city))
    added: dict[str, dict[tuple[str, str], float]] = {}
    for known in view.takes:
        site = view.projects[known.site]
        if site.capacity is not None:
            measures.setdefault(site.measure, (site.capacity, set(), set()))[1].add(known.site)
            added.setdefault(site.measure, {})[known.service, known.project] = known.demand
    for measure, (module, sites, cities) in measures.items():
        for year in view.years:
            body = Affine()
            for name in sorted(sites):
                body.add(1.0, view.modules(name, year))
            for service, city in sorted(cities):
                body.add(-view.demand[service, city, year] / module, view.served(service, city, year))
            for (_, project), demand in added.get(measure, {}).items():
                body.add(-demand / module, view.done(project, year))
            if body.variables:
                yield at_least((measure, year), body)


@rule
def served_connected(view: Province) -> Iterator[Row]:
    r"""A city is served only when it is connected.

    .. math:: s_{sit} \le c_{it}

    For: s \in S^{\mathrm{cover}} \cup S^{\mathrm{capacity}} \cup S^{\mathrm{protected}},\
        i \in I_p \setminus \mathrm{Core},\ t \in T
    Unit: 1
    Switch: services.*.connected
    """
    for (service, city, year), variable in view.variables["served"].items():
        yield at_most(
            (service, city, year), Affine().add(1.0, variable).add(-1.0, _connection(view, service, city, year))
        )


@rule
def served_monotone(view: Province) -> Iterator[Row]:
    r"""A city that is served stays served; by which sites may change from year to year.

    .. math:: s_{si,t-1} \le s_{sit}

    For: s \in S^{\mathrm{cover}} \cup S^{\mathrm{capacity}} \cup S^{\mathrm{protected}},\ i \in I_p,\ t \in T,\ t > t_1
    Unit: 1
    Switch: services.*.mode
    """
    for (service, city, year), variable in view.variables["served"].items():
        if year > view.years[0]:
            before = view.served(service, city, year - 1)
            if before.__class__ is not float:
                yield at_most((service, city, year), Affine().add(1.0, before).add(-1.0, variable))


def _reach(view: Province) -> dict[tuple[str, str], list[str]]:
    sites = {key: list(sites) for key, sites in view.cover.items()}
    for pair in view.pairs:
        sites.setdefault((pair.service, pair.city), []).append(pair.site)
    return sites


def _possible(project: Project, year: int) -> bool:
    """The site can be in service by the end of the year, and have a module if it needs any."""
    if project.capacity is not None and project.most_modules == 0:
        return False
    return project.built or (project.decides and year >= project.first)


def _connection(view: Province, service: str, city: str, year: int) -> Value:
    return view.connected(city, year) if view.case.model.services[service].connected else 1.0


def _never(value: Value) -> bool:
    return value.__class__ is float and value == 0.0


def _loads(view: Province) -> Iterator[tuple[Project, int, Affine]]:
    """Modules that the demand carried by each site fills in each year, for sites with modules and any pair."""
    loads: dict[tuple[str, int], Affine] = {}
    for (service, city, site, year), variable in view.variables["share"].items():
        module = view.projects[site].capacity
        if module is not None:
            loads.setdefault((site, year), Affine()).add(view.demand[service, city, year] / module, variable)
    for known in view.takes:
        module = view.projects[known.site].capacity
        if module is not None:
            for year in view.years:
                variable = view.variables["take"].get((known.service, known.project, known.site, year))
                if variable is not None:
                    loads.setdefault((known.site, year), Affine()).add(known.demand / module, variable)
    for (site, year), load in loads.items():
        yield view.projects[site], year, load
