r"""Protection along rings: one way to the core with falling order of places, one with rising order.

Links are used in either direction. Every place has a position :math:`\varphi` in an order; a core place with two egress
nodes stands at both ends of it. From a place a *red* way leads over links in service to ever lower places and ends at a
core place, and a *blue* way to ever higher ones.

**Why a protected place stays connected.** All places on its red way but itself come before it, all on its blue way
after it, so the two ways share no place, and no link. They end at two core places, or at one with two egress nodes; a
link to such a place lands at one node, that for red or that for blue, for everybody who uses it, so then they end at
different nodes. Any one node that fails therefore lies on one of the two at most (if the place itself has two nodes,
its red way starts at one of them and its blue way at the other). A cable route that fails takes links of one lower end,
and only the protected place itself lies on both ways: its first links are picked on different routes.

**Why it is exact for the order.** Along falling order there are no circles, so ``ring`` needs no flows: a place has a
red way if and only if some link of it leads to a lower place that has one, or to core. Which ways exist is then decided
by ``done`` and by the node at which links to core places with two nodes land; given these, ``ring`` and the other
``ring_use`` can be rounded up without breaking a row. That two ways of different routes can be picked wherever the uses
on the two sides do not all share one route: if one side has uses of two routes, any use of the other side differs from
one of them; if each side has one route, the two differ.

A ring of :math:`k` places takes :math:`k + 1` links, where dual homing takes :math:`2k`. As there, the rule is
sufficient and not necessary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.formulation.province import Province, RingLink
from planner.formulation.rows import Affine, Column, Domain, Row, Value, at_least, at_most, rule, variables

SIDES = ("red", "blue")


@variables("continuous")
def ring(view: Province) -> Iterator[Column]:
    r"""Place ``i`` has a way to the core on side ``c``: over falling (red) or rising (blue) order.

    .. math:: 0 \le \gamma_{scit} \le 1

    For: s \in S^{\mathrm{ring}},\ c \in \{\mathrm{red}, \mathrm{blue}\},\ i \text{ with } L^{sc}_i \ne \emptyset,\
        t \in T
    Unit: 1
    Switch: services.*.resilience = "ring"
    """
    for (service, city), links in view.rings.items():
        for side in SIDES:
            for year in view.years:
                if any(link.side == side and not _is(view.done(link.project, year), 0.0) for link in links):
                    yield Column((service, side, city, year), 0.0, 1.0)


@variables("continuous")
def ring_use(view: Province) -> Iterator[Column]:
    r"""Link ``l`` takes its end's way on side ``c`` on; each link has one end that may use it on each side.

    Whole on links that could land at either node of a core place; elsewhere it can be rounded up.

    .. math:: 0 \le v_{sclt} \le 1, \qquad v_{sclt} \in \{0, 1\} \text{ to core places with two nodes}

    For: s \in S^{\mathrm{ring}},\ c \in \{\mathrm{red}, \mathrm{blue}\},\ l \in L^{sc}_i,\ t \in T
    Unit: 1
    Switch: services.*.resilience = "ring"
    """
    for (service, _), links in view.rings.items():
        for link in links:
            for year in view.years:
                able = not _is(_end(view, service, link, year), 0.0)
                if able and not _is(view.done(link.project, year), 0.0):
                    domain: Domain | None = "binary" if link.either else None
                    yield Column((service, link.side, link.project, year), 0.0, 1.0, domain)


@rule
def ring_protected(view: Province) -> Iterator[Row]:
    r"""A protected place has a way on each side.

    .. math:: s_{sit} \le \gamma_{scit}

    For: s \in S^{\mathrm{ring}},\ c \in \{\mathrm{red}, \mathrm{blue}\},\ i \in I_p \setminus \mathrm{Core},\ t \in T
    Unit: 1
    Switch: services.*.resilience = "ring"
    """
    for service, city in view.rings:
        for side in SIDES:
            for year in view.years:
                protected = view.served(service, city, year)
                if not _is(protected, 0.0):
                    body = Affine().add(1.0, protected).add(-1.0, _ring(view, service, side, city, year))
                    yield at_most((service, side, city, year), body)


@rule
def ring_way(view: Province) -> Iterator[Row]:
    r"""A way goes on over some link.

    .. math:: \gamma_{scit} \le \sum_{l \in L^{sc}_i} v_{sclt}

    For: s \in S^{\mathrm{ring}},\ c \in \{\mathrm{red}, \mathrm{blue}\},\ i,\ t \in T
    Unit: 1
    Switch: services.*.resilience = "ring"
    """
    for (service, side, city, year), variable in view.variables["ring"].items():
        mine = (link for link in view.rings[service, city] if link.side == side)
        yield at_most((service, side, city, year), _sum(view, service, year, mine, -1.0).add(1.0, variable))


@rule
def ring_done(view: Province) -> Iterator[Row]:
    r"""A link that takes a way on is in service.

    .. math:: v_{sclt} \le d_{lt}

    For: s \in S^{\mathrm{ring}},\ c \in \{\mathrm{red}, \mathrm{blue}\},\ l \in L^{sc}_i \setminus U^{\mathrm{built}}
        \text{ not to a core place with two nodes},\ t \in T
    Unit: 1
    Switch: services.*.resilience = "ring"
    """
    for service, _, link, year in _links(view):
        variable = _used(view, service, link, year)
        if not link.either and not view.projects[link.project].built and not _is(variable, 0.0):
            body = Affine().add(1.0, variable).add(-1.0, view.done(link.project, year))
            yield at_most((service, link.side, link.project, year), body)


@rule
def ring_node(view: Province) -> Iterator[Row]:
    r"""A link in service to a core place with two nodes lands at one of them.

    .. math:: v_{s,\mathrm{red},lt} + v_{s,\mathrm{blue},lt} \le d_{lt}

    For: s \in S^{\mathrm{ring}},\ l = (i \to j),\ j \in \mathrm{Core} \text{ with two nodes},\ t \in T
    Unit: 1
    Switch: services.*.resilience = "ring"
    """
    for service, city, link, year in _links(view):
        if link.either and link.side == SIDES[0]:
            both = (other for other in view.rings[service, city] if other.project == link.project)
            body = _sum(view, service, year, both)
            if body.variables:
                yield at_most((service, link.project, year), body.add(-1.0, view.done(link.project, year)))


@rule
def ring_end(view: Province) -> Iterator[Row]:
    r"""A way goes on to a core place or to one that has a way on the same side.

    .. math:: v_{sclt} \le \gamma_{scjt}

    For: s \in S^{\mathrm{ring}},\ c \in \{\mathrm{red}, \mathrm{blue}\},\ l = \{i, j\} \in L^{sc}_i,\
        j \notin \mathrm{Core},\ t \in T
    Unit: 1
    Switch: services.*.resilience = "ring"
    """
    for service, _, link, year in _links(view):
        end, variable = _end(view, service, link, year), _used(view, service, link, year)
        if not _is(end, 1.0) and not _is(variable, 0.0):
            yield at_most((service, link.side, link.project, year), Affine().add(1.0, variable).add(-1.0, end))


@rule
def ring_route(view: Province) -> Iterator[Row]:
    r"""The ways of a protected place do not all leave it along one cable route.

    .. math:: \sum_{c} \sum_{l \in L^{sc}_i,\ \theta_l \ne \theta} v_{sclt} \ge s_{sit}

    For: s \in S^{\mathrm{ring}},\ i \in I_p \setminus \mathrm{Core},\ \theta \text{ of its links on both sides},\
        t \in T
    Unit: 1
    Switch: services.*.resilience = "ring"
    """
    for (service, city), links in view.rings.items():
        sides = [{link.route for link in links if link.side == side} for side in SIDES]
        for year in view.years:
            protected = view.served(service, city, year)
            for route in sorted(sides[0] & sides[1]) if not _is(protected, 0.0) else ():
                apart = _sum(view, service, year, (link for link in links if link.route != route))
                yield at_least((service, city, route, year), apart.add(-1.0, protected))


def _links(view: Province) -> Iterator[tuple[str, str, RingLink, int]]:
    """Service, place, link and year, for each side that a link may serve."""
    for (service, city), links in view.rings.items():
        for link in links:
            for year in view.years:
                yield service, city, link, year


def _ring(view: Province, service: str, side: str, city: str, year: int) -> Value:
    return view.variables["ring"].get((service, side, city, year), 0.0)


def _end(view: Province, service: str, link: RingLink, year: int) -> Value:
    """Whether the other end has a way on the link's side."""
    return 1.0 if link.to in view.core else _ring(view, service, link.side, link.to, year)


def _used(view: Province, service: str, link: RingLink, year: int) -> Value:
    return view.variables["ring_use"].get((service, link.side, link.project, year), 0.0)


def _sum(view: Province, service: str, year: int, links: Iterable[RingLink], coefficient: float = 1.0) -> Affine:
    body = Affine()
    for link in links:
        body.add(coefficient, _used(view, service, link, year))
    return body


def _is(value: Value, constant: float) -> bool:
    return value.__class__ is float and value == constant
