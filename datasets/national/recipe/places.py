"""From county-level units to places: which units form a city proper, what kind each place is, where it lies.

A *place* is a city proper (districts and zones of a prefecture-level city together), a county-level city, or a
county, autonomous county, banner. Its id is the six-digit division code (``130200`` for a city proper).
"""

from __future__ import annotations

import pandas as pd

from recipe.raw import ZONE_CODES, Raw

CITY, COUNTY_CITY, COUNTY = "prefecture_city", "county_city", "county"
COUNTY_SUFFIXES = ("县", "旗")
NAME_SUFFIXES = ("自治县", "自治旗", "联合旗", "特区", "市", "县", "区", "旗", "盟")


def unit_kinds(raw: Raw) -> pd.DataFrame:
    """Units with ``kind`` (district, county_city, county), ``place`` (id) and ``prefecture`` (four digits).

    Zones (codes 71–79) count as districts of their city; zones of the prefectures 1525 and 1529, which have no
    city proper, are left out, as are the units that the exceptions leave out.
    """
    units = raw.units.copy()
    units["prefecture"] = units["code"].str[:4]
    exceptional, parts, left_out = (raw.exception(field) for field in ("kind", "part_of", "left_out"))
    is_zone = units["code"].str[4:].astype(int).isin(ZONE_CODES)
    city_proper = units["prefecture"].map(lambda code: code not in raw.seats and code[2:] != "90")
    drop = units["code"].isin(left_out) | (is_zone & ~city_proper & ~units["code"].isin(exceptional))
    units = units[~drop].copy()

    def kind(code: str, name: str) -> str:
        given = exceptional.get(code)
        if given == "city_without_districts" or code in parts:
            return "district"
        if given:
            return given
        if name.endswith(COUNTY_SUFFIXES):
            return COUNTY
        return COUNTY_CITY if name.endswith("市") else "district"

    units["kind"] = [kind(*row) for row in zip(units["code"], units["name"], strict=True)]
    own_city = units["prefecture"] + "00"
    units["place"] = units["code"].where(units["kind"] != "district", own_city)
    return units


def city_name(raw: Raw, prefecture: str) -> str:
    """Name of a city proper; municipalities are 市辖区 in the code table and carry their province's name."""
    name = raw.prefectures.get(prefecture, "")
    return str(raw.provinces["name_zh"][prefecture[:2]]) if name == "市辖区" else name


def plain_name(name: str, peoples: tuple[str, ...] = ()) -> str:
    """A name without its kind of division and without the peoples of an autonomous county."""
    if name == "神农架林区":
        return "神农架"
    for suffix in NAME_SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            autonomous, name = suffix.startswith("自治"), name[: -len(suffix)]
            break
    else:
        return name
    found = autonomous
    while found:
        found = False
        for people in peoples:
            if name.endswith(people) and len(name) > len(people):
                name, found = name[: -len(people)], True
                break
    return name


def coordinates(raw: Raw, places: pd.DataFrame) -> pd.DataFrame:
    """Longitude and latitude (degrees) of every place, index place id.

    In this order: the exceptions; the row under the place's own code, or its former one where the name changed
    too; a row of the same plain name in the same prefecture, then in the same province (units that were given a
    new code after about 2018).
    """
    given = {key: value.split() for key, value in raw.exception("lon_lat").items()}
    former = raw.exception("former_code")
    own = raw.coordinates.drop_duplicates("code").set_index("code")
    named = raw.coordinates.assign(plain=raw.coordinates["name"].map(plain_name))
    result: dict[str, tuple[float, float]] = {}
    missing: list[str] = []
    for place, name in zip(places["id"], places["name_zh"], strict=True):
        if place in given:
            result[place] = (float(given[place][0]), float(given[place][1]))
        elif (code := former.get(place, place)) in own.index:
            result[place] = tuple(own.loc[code, ["lon", "lat"]])
        else:
            same = named[named["plain"] == plain_name(name)]
            for digits in (4, 2):
                found = same[same["code"].str[:digits] == place[:digits]]
                if len(found):
                    result[place] = (found["lon"].iloc[0], found["lat"].iloc[0])
                    break
            else:
                missing.append(f"{place} {name}")
    if missing:
        raise ValueError(f"no coordinates for {', '.join(missing)}: add them to raw/exceptions.csv")
    frame = pd.DataFrame.from_dict(result, orient="index", columns=["lon", "lat"])
    return frame.round(4)


def build(raw: Raw) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Places (sorted by id) and the units they are made of.

    Columns of places: id, name_zh, province, prefecture (id of the prefecture's city proper or seat, or empty),
    seat (bool: is that city or seat), kind, core, capital (bool), million (bool), lon, lat, and the counts
    communities, villages, townships.
    """
    units = unit_kinds(raw)
    places = units.groupby("place")[["communities", "villages", "townships"]].sum().sort_index()
    places.index.name = "id"
    places = places.reset_index()
    kinds = dict(zip(units["place"], units["kind"], strict=True))
    places["kind"] = [CITY if kinds[place] == "district" else kinds[place] for place in places["id"]]
    unit_names = dict(zip(units["code"], units["name"], strict=True))
    places["name_zh"] = [
        city_name(raw, place[:4]) if kind == CITY and place[:4] in raw.prefectures else unit_names[place]
        for place, kind in zip(places["id"], places["kind"], strict=True)
    ]
    places["province"] = places["id"].str[:2]
    ids = set(places["id"])
    seats = {place[:4]: place for place in places.loc[places["kind"] == CITY, "id"]} | raw.seats
    if unknown := set(seats.values()) - ids:
        raise ValueError(f"prefecture seats that are not places: {sorted(unknown)}")
    # The counties of Chongqing have their own four-digit code (5002) but belong to the municipality.
    seats["5002"] = seats["5001"]
    places["prefecture"] = [seats.get(place[:4], "") for place in places["id"]]
    places["seat"] = places["id"] == places["prefecture"]
    core = raw.core.set_index("adcode")
    if unknown := set(core.index) - ids:
        raise ValueError(f"core places that are not places: {sorted(unknown)}")
    places["core"] = places["id"].isin(core.index)
    places["capital"] = places["id"].isin(core.index[core["capital"] == "1"])
    places["million"] = places["id"].isin(core.index[core["million_urban_2020"] == "1"])
    return places.join(coordinates(raw, places), on="id"), units
