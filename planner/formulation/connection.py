"""Connection to the core over uplinks.

Candidate uplinks are oriented towards the core and form a directed graph without cycles (checked when the case is
built), so local rows are an exact model of reaching the core: follow any done uplink from a connected city, its end is
connected too, and without cycles the walk can only end at a core place. No flows, no large constants; cities share
links for free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.formulation.province import Project, Province
from planner.formulation.rows import Affine, Column, Row, at_least, at_most, rule, variables


def uplinks(view: Province) -> dict[str, list[Project]]:
    """Uplinks of the province by their lower end; core places need none."""
    links: defaultdict[str, list[Project]] = defaultdict(list)
    for project in view.projects.values():
        if project.kind == "uplink" and project.own and project.city not in view.core:
            links[project.city].append(project)
    return dict(sorted(links.items()))


@variables("continuous")
def connected(view: Province) -> Iterator[Column]:
    r"""City ``i`` is connected to the core at the end of year ``t``; 0 or 1 because its uplinks are. 1 for core places.

    .. math:: 0 \le c_{it} \le 1, \qquad c_{it} = 1\ (L_i \cap U^{\mathrm{built}} \ne \emptyset)

    For: i \in I_p \setminus \mathrm{Core},\ L_i \ne \emptyset,\ t \in T
    Unit: 1
    Switch: measures.*.kind = "uplink"
    """
    for city, links in uplinks(view).items():
        built = any(link.built for link in links)
        for year in view.years:
            yield Column((city, year), float(built), 1.0)


@rule
def connected_by(view: Province) -> Iterator[Row]:
    r"""A city is connected only over one of its uplinks.

    .. math:: c_{it} \le \sum_{l \in L_i} d_{lt}

    For: i \in I_p \setminus \mathrm{Core},\ L_i \ne \emptyset,\ L_i \cap U^{\mathrm{built}} = \emptyset,\ t \in T
    Unit: 1
    Switch: measures.*.kind = "uplink"
    """
    for city, links in uplinks(view).items():
        if any(link.built for link in links):
            continue
        for year in view.years:
            body = Affine().add(1.0, view.connected(city, year))
            for link in links:
                body.add(-1.0, view.done(link.id, year))
            yield at_most((city, year), body)


@rule
def connected_counts(view: Province) -> Iterator[Row]:
    r"""A city with an uplink in service counts as connected; no rule is met by not counting it.

    .. math:: c_{it} \ge d_{lt}

    For: i \in I_p \setminus \mathrm{Core},\ l \in L_i \setminus U^{\mathrm{built}},\ t \in T,\ t \ge \mathrm{first}_l
    Unit: 1
    Switch: measures.*.kind = "uplink"
    """
    for city, links in uplinks(view).items():
        for link in links:
            if link.decides:
                # Also after its last possible start: what was linked by then stays connected.
                for year in range(link.first, view.years[-1] + 1):
                    body = Affine().add(1.0, view.connected(city, year)).add(-1.0, view.done(link.id, year))
                    yield at_least((link.id, year), body)


@rule
def uplink_parent(view: Province) -> Iterator[Row]:
    r"""An uplink is in service only if its upper end is a core place or connected.

    .. math:: d_{lt} \le c_{jt}

    For: l = (i \to j) \in L_p \setminus U^{\mathrm{built}},\ j \notin \mathrm{Core},\ t \in T_l
    Unit: 1
    Switch: measures.*.kind = "uplink"
    """
    for project in view.projects.values():
        if project.kind == "uplink" and project.decides and project.to not in view.core:
            for year in project.years:
                body = Affine().add(1.0, view.done(project.id, year)).add(-1.0, view.connected(project.to, year))
                yield at_most((project.id, year), body)
