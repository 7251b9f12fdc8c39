r"""Protection: two ways to the core that no single failure cuts both.

A failure is one egress node of one place (a place with a single node fails as a whole), or one cable route (every
uplink that carries its label). A place that is not core is *protected* over two *ways*: uplinks in service that take
different routes and end at nodes of places that are themselves core or protected; they end at two different places, or
at one place with two egress nodes, then at one node each.

**Why a protected place stays connected.** Uplinks lead towards the core and form no cycle, so places can be taken in an
order in which every upper end comes before its lower ends. Suppose one failure, and suppose that some protected place
which the failure has not taken away as a whole is cut off; take the first such place ``i`` in that order. Each of its
two ways is lost only if its cable route has failed, or a node at one of its ends has, or the place that it ends at is
cut off. A route that fails takes at most one of the two, because they carry different labels; then no node has failed,
and the other ends at a place that is core, or protected and not cut off, as ``i`` is the first that is. A node that
fails takes at most one of the two, because they end at different nodes (and, if ``i`` has two nodes itself, start at
different ones), and takes away as a whole at most one place, that with this node alone; the other way then ends at
another place, or at the other node of the same one, which is core, or protected and not cut off, for the same reason.
Either way ``i`` is not cut off after all. The nodes of one place are taken to be joined with each other.

The rule is sufficient, not necessary: more places may survive a failure than are protected.

**Why whole ways exist.** With ``done`` and ``served`` given, the rows on ``use`` are those of a transport problem from
routes to upper ends with whole bounds, so whenever they can be met they can be met in whole numbers, by two ways.

**Why ways are bounded by the place, not by one.** A route, or an end with a single node, takes at most one of the two
ways of a protected place and none of another's, so ``served`` itself is the bound. With 1 instead, the relaxation calls
a place half protected over one uplink that is there anyway: three provinces were bounded 0.8, 1.8 and 2.4 per cent too
high. With ``served`` every fraction of protection needs that fraction of two uplinks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.formulation.province import Province, Way
from planner.formulation.rows import Affine, Column, Domain, Row, Value, at_most, equal, rule, variables

#: Ways that a protected place has.
TWO = 2


@variables("continuous")
def use(view: Province) -> Iterator[Column]:
    r"""Uplink ``l`` is one of the two ways of its lower end for the protected service ``s``.

    Whole only where traffic is switched on, which must not be spread over more than two; elsewhere whole values exist.

    .. math:: 0 \le w_{slt} \le 1, \qquad w_{slt} \in \{0, 1\} \text{ with traffic}

    For: s \in S^{\mathrm{protected}},\ l \in L^s_i,\ i \in I_p \setminus \mathrm{Core},\ t \in T
    Unit: 1
    Switch: services.*.mode = "protected"
    """
    for (service, city), ways in view.ways.items():
        domain: Domain | None = "binary" if view.case.model.services[service].measure in view.traffic_measures else None
        for year in view.years:
            if (service, city, year) in view.variables["served"]:
                for way in ways:
                    if _possible(view, way, year) and not _is(_upper_end(view, service, way, year), 0.0):
                        yield Column((service, way.project, year), 0.0, 1.0, domain)


@rule
def protected_two(view: Province) -> Iterator[Row]:
    r"""A protected place has two ways, no more and no less; one that is not has none.

    .. math:: \sum_{l \in L^s_i} w_{slt} = 2\, s_{sit}

    For: s \in S^{\mathrm{protected}},\ i \in I_p \setminus \mathrm{Core},\ t \in T
    Unit: 1
    Switch: services.*.mode = "protected"
    """
    for service, city, year, ways in _placed(view):
        body = _sum(view, service, year, ways).add(-float(TWO), view.served(service, city, year))
        yield equal((service, city, year), body)


@rule
def use_done(view: Province) -> Iterator[Row]:
    r"""A way is an uplink in service.

    .. math:: w_{slt} \le d_{lt}

    For: s \in S^{\mathrm{protected}},\ l \in L^s_i \setminus U^{\mathrm{built}},\ t \in T
    Unit: 1
    Switch: services.*.mode = "protected"
    """
    for (service, project, year), variable in view.variables["use"].items():
        if not view.projects[project].built:
            yield at_most((service, project, year), Affine().add(1.0, variable).add(-1.0, view.done(project, year)))


@rule
def use_protected(view: Province) -> Iterator[Row]:
    r"""A way ends at a core place or at one that is itself protected.

    .. math:: w_{slt} \le s_{sjt}

    For: s \in S^{\mathrm{protected}},\ l = (i \to j) \in L^s_i,\ j \notin \mathrm{Core},\ t \in T
    Unit: 1
    Switch: services.*.mode = "protected"
    """
    for service, _, year, ways in _placed(view):
        for way in ways:
            end, variable = _upper_end(view, service, way, year), _used(view, service, way, year)
            if not _is(end, 1.0) and not _is(variable, 0.0):
                yield at_most((service, way.project, year), Affine().add(1.0, variable).add(-1.0, end))


@rule
def use_node(view: Province) -> Iterator[Row]:
    r"""The two ways end at different nodes: a place with a single node takes one of them.

    .. math:: \sum_{l = (i \to j) \in L^s_i} w_{slt} \le s_{sit}

    For: s \in S^{\mathrm{protected}},\ i \in I_p \setminus \mathrm{Core},\ j \text{ with one node},\ t \in T
    Unit: 1
    Switch: services.*.mode = "protected"
    """
    for service, city, year, ways in _placed(view):
        protected = view.served(service, city, year)
        for end in sorted({way.to for way in ways if way.nodes == 1}):
            body = _sum(view, service, year, (way for way in ways if way.to == end))
            yield at_most((service, city, end, year), body.add(-1.0, protected))


@rule
def use_route(view: Province) -> Iterator[Row]:
    r"""The two ways take different cable routes. A route to one end with a single node takes no more than that anyway.

    .. math:: \sum_{l \in L^s_i,\ \theta_l = \theta} w_{slt} \le s_{sit}

    For: s \in S^{\mathrm{protected}},\ i \in I_p \setminus \mathrm{Core},\
        \theta \text{ of its uplinks},\ t \in T
    Unit: 1
    Switch: services.*.mode = "protected"
    """
    for service, city, year, ways in _placed(view):
        protected = view.served(service, city, year)
        for route in sorted({way.route for way in ways}):
            along = [way for way in ways if way.route == route]
            if len({way.to for way in along}) > 1 or along[0].nodes > 1:
                yield at_most((service, city, route, year), _sum(view, service, year, along).add(-1.0, protected))


def _placed(view: Province) -> Iterator[tuple[str, str, int, list[Way]]]:
    """Each service, place and year in which the place may be protected, with its possible ways."""
    for (service, city), ways in view.ways.items():
        for year in view.years:
            if (service, city, year) in view.variables["served"]:
                yield service, city, year, ways


def _used(view: Province, service: str, way: Way, year: int) -> Value:
    return view.variables["use"].get((service, way.project, year), 0.0)


def _sum(view: Province, service: str, year: int, ways: Iterable[Way]) -> Affine:
    body = Affine()
    for way in ways:
        body.add(1.0, _used(view, service, way, year))
    return body


def _upper_end(view: Province, service: str, way: Way, year: int) -> Value:
    return view.served(service, way.to, year)


def _possible(view: Province, way: Way, year: int) -> bool:
    return not _is(view.done(way.project, year), 0.0)


def _is(value: Value, constant: float) -> bool:
    return value.__class__ is float and value == constant
