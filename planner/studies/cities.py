"""Finding a city by whatever a person calls it; what cities and projects are called."""

from __future__ import annotations

import pandas as pd

from planner.case.case import Case
from planner.texts import Listing, Pair, Phrase
from planner.texts.problems import InputError, Problem, nearest

#: Columns of the table of places that hold names.
_NAMES = ("name_zh", "name_en", "pinyin", "short_zh")


def find_city(places: pd.DataFrame, wanted: str) -> str:
    """Id of the small city that is meant: by id, Chinese or English name or pinyin, upper and lower case alike.

    Raises:
        InputError: there is none (with the nearest name), there are several (with their ids), or it is no small city.
    """
    small = places["small"].astype(bool)
    word = _plain(wanted)
    columns = [column for column in _NAMES if column in places.columns]
    names = {str(place): {_plain(str(place))} for place in places.index}
    for column in columns:
        for place, name in places[column].items():
            names[str(place)].add(_plain(str(name)))
    found = [place for place, known in names.items() if word in known]
    if wanted in places.index:
        found = [wanted]
    chosen = [place for place in found if small[place]]
    if len(chosen) == 1:
        return chosen[0]
    if len(chosen) > 1:
        listed = Listing(tuple(_called(places, place) for place in chosen[:10]))
        raise InputError([Problem("CITY", "studies.several_cities", {"wanted": wanted, "cities": listed})])
    if found:
        raise InputError([Problem("CITY", "studies.not_small", {"city": _called(places, found[0])})])
    candidates = sorted({str(name) for column in columns for name in places.loc[small, column]} | set(places.index))
    raise InputError([Problem("CITY", "studies.no_city", {"wanted": wanted}, nearest(wanted, candidates))])


def _plain(name: str) -> str:
    return "".join(name.casefold().split()).replace("'", "").replace("-", "")


def city_name(places: pd.DataFrame, place: str) -> Pair:
    """Name of a place in both languages, its id where it has none."""
    if "name_zh" not in places.columns or place not in places.index:
        return Pair(place, place)
    return Pair(str(places.loc[place, "name_zh"]), str(places.loc[place, "name_en"]))


def project_name(case: Case, project: str) -> Phrase:
    """Measure and place of a project, for people."""
    row = case.projects.loc[project]
    measure = case.model.measures[str(row["measure"])]
    values: dict[str, object] = {
        "measure": Pair(measure.name_zh, measure.name_en),
        "city": city_name(case.places, str(row["city"])),
        "to": city_name(case.places, str(row["to"])),
    }
    return Phrase("studies.project_link" if row["kind"] == "uplink" else "studies.project", values)


def _called(places: pd.DataFrame, place: str) -> Phrase:
    return Phrase("studies.called", {"name": city_name(places, place), "id": place})
