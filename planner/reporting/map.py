"""The map: outlines, cities, links and sites projected once, as plain lists for the page's own drawing code."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from planner.plan.plan import service_years
from planner.reporting.digest import Digest
from planner.reporting.figures.base import SEQUENCE, year_colours
from planner.reporting.geometry import Albers, Shape, box_outline, flatten, frame, projection, shapes
from planner.reporting.wording import words
from planner.texts import Pair

#: Diameter of dots in pixels: smallest, and of the largest small city.
DOT_PX = (3.0, 12.0)
#: With only some provinces planned there is room for dots larger by this factor.
SCOPED_DOTS = 1.7
#: Room for the inset beside the land, as a share of the map's width.
INSET_ROOM = 0.11


def project_places(digest: Digest, shown: pd.DataFrame) -> tuple[Albers, np.ndarray, np.ndarray]:
    """The data set's projection and the places in km."""
    lon, lat = shown["lon"].to_numpy(dtype=float), shown["lat"].to_numpy(dtype=float)
    known = np.isfinite(lon) & np.isfinite(lat)
    project = projection(digest.run.settings.get("map") or {}, lon[known], lat[known])
    return project, *project(lon, lat)


def has_coordinates(shown: pd.DataFrame) -> bool:
    """Whether any place can be put on a map."""
    return bool(shown[["lon", "lat"]].notna().all(axis=1).any())


def map_data(digest: Digest, shown: pd.DataFrame, project: Albers, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """Everything the map draws besides the cities' own columns; lengths in km, dots in pixels."""
    outlines = shapes(digest.run.outlines)
    scoped = _in_scope(digest, outlines)
    known = np.isfinite(x) & np.isfinite(y)
    settings = digest.run.settings.get("map") or {}
    years = list(digest.run.years)
    own = known & ((shown["small"] == 1).to_numpy() if scoped else True)
    lon, lat = (shown[key].to_numpy(dtype=float)[own] for key in ("lon", "lat"))
    beside = None if scoped else _inset(settings.get("inset"), outlines, project)
    return {
        "note": _note({} if scoped else settings, int((~known).sum())),
        "frame": _frame(frame(project, scoped or outlines, lon, lat), beside),
        "outlines": [
            _outline(shape, project, planned=not scoped or shape.id in {own.id for own in scoped})
            for shape in outlines
            if shape.closed
        ],
        "boundary": _joined(_lines_outside(outlines, settings.get("inset")), project),
        "inset": beside,
        "dots": _dots(shown, SCOPED_DOTS if scoped else 1.0),
        "layers": list(digest.layers),
        "first": digest.main_layer,
        "years": years,
        "before": digest.before,
        "colours": year_colours(years),
        "darkest": SEQUENCE[0],
        "links": _links(digest, shown, x, y),
        "sites": _sites(digest, shown),
        "ways": _ways(digest, shown, x),
        "hovers": _province_hovers(digest),
    }


def _note(settings: dict[str, Any], missing: int) -> list[str]:
    """The note under the map, and how many places are not on it because nobody knows where they are."""
    standard = words("report.map.note")
    note = Pair(str(settings.get("note_zh") or standard.zh), str(settings.get("note_en") or standard.en))
    said = words("report.map.missing", note=note, count=missing) if missing else note
    return [said.zh, said.en]


def _outline(shape: Shape, project: Albers, planned: bool) -> dict[str, Any]:
    x, y = flatten(shape.lines, project)
    names = [shape.name_zh or shape.id, shape.name_en or shape.id]
    return {"id": shape.id, "name": names, "x": x, "y": y, "planned": planned}


def _in_scope(digest: Digest, outlines: list[Shape]) -> list[Shape]:
    """Outlines of the planned provinces when only some are planned; empty: the map shows the whole country."""
    scope = digest.run.model.scope
    if not scope.provinces and not scope.regions:
        return []
    return [shape for shape in outlines if shape.closed and shape.id in digest.provinces]


def _frame(edges: tuple[float, float, float, float], inset: dict[str, Any] | None) -> list[int]:
    """The map's frame, with room at the lower right when an inset stands there."""
    west, east, south, north = edges
    return [round(edge) for edge in (west, east + (INSET_ROOM * (east - west) if inset else 0), south, north)]


def _joined(lines: list[np.ndarray], project: Albers) -> dict[str, Any]:
    x, y = flatten(lines, project)
    return {"x": x, "y": y}


def _inside(line: np.ndarray, box: dict[str, Any] | None) -> bool:
    """Whether any point of a line lies in the box."""
    if not box:
        return False
    (west, east), (south, north) = box["lon"], box["lat"]
    return bool(((line[:, 0] >= west) & (line[:, 0] <= east) & (line[:, 1] >= south) & (line[:, 1] <= north)).any())


def _lines_outside(outlines: list[Shape], box: dict[str, Any] | None) -> list[np.ndarray]:
    """Boundary lines that the main map draws: those of the inset are drawn there, once and whole."""
    return [line for shape in outlines if not shape.closed for line in shape.lines if not _inside(line, box)]


def _inset(box: dict[str, Any] | None, outlines: list[Shape], project: Albers) -> dict[str, Any] | None:
    """A second, smaller map of what lies in ``box``: whole rings and lines that touch it, clipped by its frame."""
    if not box or not outlines:
        return None
    lon, lat = [float(edge) for edge in box["lon"]], [float(edge) for edge in box["lat"]]

    land = [line for shape in outlines if shape.closed for line in shape.lines if _inside(line, box)]
    dashes = [line for shape in outlines if not shape.closed for line in shape.lines if _inside(line, box)]
    x, y = project(*box_outline(lon, lat).T)
    parts = {
        name: dict(zip("xy", flatten(lines, project), strict=True))
        for name, lines in (("land", land), ("boundary", dashes))
    }
    return {"frame": [round(float(edge)) for edge in (x.min(), x.max(), y.min(), y.max())], **parts}


def _dots(shown: pd.DataFrame, factor: float) -> list[float]:
    """Diameters with areas in proportion to residents, up to the largest small city."""
    residents = shown["residents"].to_numpy(dtype=float)
    small = (shown["small"] == 1).to_numpy()
    most = np.nanmax(residents[small], initial=1.0)
    root = np.sqrt(np.clip(np.nan_to_num(residents) / most, 0, 1))
    return [round(float(factor * value), 1) for value in DOT_PX[0] + (DOT_PX[1] - DOT_PX[0]) * root]


def _links(digest: Digest, shown: pd.DataFrame, x: np.ndarray, y: np.ndarray) -> dict[str, list[list[int]]]:
    """Uplinks of the plan as pairs of place numbers, those built before and those started."""
    number = {key: k for k, key in enumerate(shown.index)}
    projects = digest.run.plan["projects"]
    uplinks = projects[projects["kind"] == "uplink"].assign(since=service_years(projects))
    found: dict[str, list[list[int]]] = {"built": [], "started": []}
    for city, to, year in uplinks[["city", "to", "since"]].itertuples(index=False, name=None):
        if city in number and to in number and np.isfinite(x[[number[city], number[to]]]).all():
            found["built" if pd.isna(year) else "started"].append(
                [number[city], number[to], 0 if pd.isna(year) else int(year)]
            )
    return found


def _sites(digest: Digest, shown: pd.DataFrame) -> dict[str, list[list[int]]]:
    """By layer, the sites that provide it: [place number, in service since (0: existing), modules]."""
    number = {key: k for k, key in enumerate(shown.index)}
    projects = digest.run.plan["projects"]
    found: dict[str, list[list[int]]] = {}
    for layer, service in digest.run.model.services.items():
        if service.mode in ("cover", "capacity"):
            own = projects.assign(since=service_years(projects))[projects["measure"] == service.measure]
            found[layer] = [
                [number[city], 0 if pd.isna(year) else int(year), 0 if pd.isna(modules) else int(modules)]
                for city, year, modules in own[["city", "since", "modules"]].itertuples(index=False, name=None)
                if city in number
            ]
    return found


def _ways(digest: Digest, shown: pd.DataFrame, x: np.ndarray) -> dict[str, list[list[int]]]:
    """By protected service, the links that its cities' ways use at the end, as pairs of place numbers."""
    number = {key: k for k, key in enumerate(shown.index)}
    homed, year = digest.run.plan["protections"], digest.run.years[-1]
    used = [homed[homed["use"] > 1e-6], digest.run.plan["rings"]]
    table = pd.concat([part[["service", "uplink", "year"]] for part in used], ignore_index=True)
    last = table[table["year"] == year]
    ends = digest.run.plan["projects"].set_index("project")[["city", "to"]]
    found: dict[str, list[list[int]]] = {}
    for service, uplink in last[["service", "uplink"]].drop_duplicates().sort_values("uplink").itertuples(index=False):
        pair = [number[end] for end in ends.loc[uplink] if end in number] if uplink in ends.index else []
        if len(pair) == 2 and np.isfinite(x[pair]).all():
            found.setdefault(str(service), []).append(pair)
    return found


def _province_hovers(digest: Digest) -> dict[str, list[float]]:
    """By province: small cities, then for each layer how many have it at the end; last, investment and grants."""
    last = digest.run.years[-1]
    counts = digest.run.small.groupby("province").size()
    layers = {layer: digest.covered(layer, last).groupby(digest.run.small["province"]).sum() for layer in digest.layers}
    spend = digest.paid.groupby("province")["amount_myuan"].sum()
    grants = digest.money_by("grant", "province")
    return {
        province: [
            int(counts.get(province, 0)),
            *(int(table.get(province, 0)) for table in layers.values()),
            round(float(spend.get(province, 0.0)), 2),
            round(float(grants.get(province, 0.0)), 2),
        ]
        for province in digest.provinces
    }
