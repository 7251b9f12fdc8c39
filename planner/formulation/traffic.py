"""Traffic on uplinks: everything goes to the core, so one flow says enough, and wavelengths are bought for it.

A connected place sends its traffic over its uplinks of the measure; what comes from below goes on. A protected place
sends its traffic twice, whole over each of its two ways (1+1), so that either can be lost. Core places take traffic up,
and so do places without an uplink of the measure, whose connection is of another kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.formulation.province import Project, Province
from planner.formulation.rows import Affine, Column, Row, Value, at_least, at_most, equal, rule, variables


@variables("continuous")
def flow(view: Province) -> Iterator[Column]:
    r"""Traffic on uplink ``l`` at the end of year ``t``.

    .. math:: 0 \le f_{lt} \le K_l\, \bar M_l

    For: l \in L_p \text{ of measures with traffic},\ t \in T,\ t \ge \mathrm{first}_l
    Unit: Gbps
    Switch: traffic.*.enabled
    """
    for project in _carriers(view):
        for year in view.years:
            if project.built or year >= project.first:
                yield Column((project.id, year), 0.0, _wave(project) * project.most_modules)


@rule
def flow_balance(view: Province) -> Iterator[Row]:
    r"""What a place sends goes up its uplinks, with all that comes from below; twice its own if it is protected.

    .. math:: \sum_{l = (i \to j) \in L_a} f_{lt} - \sum_{l = (h \to i) \in L_a} f_{lt}
        = v_{ai} \Bigl( c_{it} + \sum_{s \in S^{\mathrm{protected}}_a} s_{sit} \Bigr)

    For: a \text{ a measure with traffic},\ i \in I_p \setminus \mathrm{Core} \text{ with uplinks of } a,\ t \in T
    Unit: Gbps
    Switch: traffic.*.enabled
    """
    above: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    below: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for project in _carriers(view):
        above[project.measure, project.city].append(project.id)
        below[project.measure, project.to].append(project.id)
    for (measure, city), links in sorted(above.items()):
        sent = view.traffic.get((measure, city), 0.0)
        for year in view.years:
            body = Affine()
            for link in links:
                body.add(1.0, _flow(view, link, year))
            for link in below.get((measure, city), ()):
                body.add(-1.0, _flow(view, link, year))
            body.add(-sent, view.connected(city, year))
            for service in _protecting(view, measure):
                body.add(-sent, view.served(service, city, year))
            yield equal((measure, city, year), body)


@rule
def flow_protected(view: Province) -> Iterator[Row]:
    r"""Each of the two ways of a protected place carries all that the place sends.

    .. math:: f_{lt} \ge v_{ai}\, w_{slt}

    For: s \in S^{\mathrm{protected}},\ l \in L^s_i \text{ of measure } a,\ v_{ai} > 0,\ t \in T
    Unit: Gbps
    Switch: traffic.*.enabled
    """
    for (service, project, year), variable in view.variables["use"].items():
        link = view.projects[project]
        sent = view.traffic.get((link.measure, link.city), 0.0)
        if sent > 0:
            body = Affine().add(1.0, _flow(view, project, year)).add(-sent, variable)
            yield at_least((service, project, year), body)


@rule
def flow_capacity(view: Province) -> Iterator[Row]:
    r"""An uplink carries no more than its wavelengths can.

    .. math:: f_{lt} \le K_l\, m_{lt}

    For: l \in L_p \text{ of measures with traffic},\ t \in T
    Unit: Gbps
    Switch: traffic.*.enabled
    """
    for (project, year), variable in view.variables["flow"].items():
        record = view.projects[project]
        yield at_most((project, year), Affine().add(1.0, variable).add(-_wave(record), view.modules(project, year)))


def _carriers(view: Province) -> Iterator[Project]:
    """Uplinks of measures with traffic; those that start at a core place have nothing to carry."""
    for project in view.projects.values():
        if project.kind == "uplink" and project.measure in view.traffic_measures and project.city not in view.core:
            yield project


def _wave(project: Project) -> float:
    if project.capacity is None:
        raise ValueError(f"{project.id} carries traffic without capacity_per_module")
    return project.capacity


def _flow(view: Province, link: str, year: int) -> Value:
    return view.variables["flow"].get((link, year), 0.0)


def _protecting(view: Province, measure: str) -> list[str]:
    services = view.case.model.services.items()
    return [name for name, service in services if service.mode == "protected" and service.measure == measure]
