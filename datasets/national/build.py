"""Build the national data set: ``raw/`` → the tables beside this file. Same input, same bytes; no network.

    python datasets/national/build.py            rewrite the tables and print what the catalogue would cost
    python datasets/national/build.py --check    rebuild elsewhere, compare byte by byte, change nothing

The recipe lies in ``recipe/``, one module a subject; ``README.md`` says what is observed, modelled and assumed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from recipe import costs, names, outlines, pairing, places, population, raw, sources, stock, summary, tables, uplinks  # noqa: E402

EXPECTED_PLACES, EXPECTED_CORE = 2168, 144
EXPECTED_SMALL = {"East": 425, "Central": 524, "West": 902, "Northeast": 174}


def check_counts(cities: pd.DataFrame) -> None:
    """Stop if the places are not those the data set is about."""
    small = cities.loc[~cities["million"], "region"].value_counts().to_dict()
    found = (len(cities), int(cities["core"].sum()), small)
    expected = (EXPECTED_PLACES, EXPECTED_CORE, EXPECTED_SMALL)
    if found != expected:
        raise ValueError(f"places, core places, small places by region: {found}, expected {expected}")


def make(folder: Path) -> tuple[dict[str, str], str]:
    """All files of the data set by name, as text, and a summary of what the catalogue would cost."""
    with (HERE / "dataset.toml").open("rb") as file:
        route_factor = float(tomllib.load(file)["geometry"]["route_factor"])
    source = raw.read(folder)
    cities, units = places.build(source)
    observed = {place: int(people) for place, people in source.exception("residents").items()}
    cities = cities.join(population.build(cities, units, source.provinces, observed), on="id")
    cities = cities.join(names.build(source, cities), on="id")
    cities["region"] = cities["province"].map(source.provinces["region"])
    check_counts(cities)
    cities = stock.build(cities, source.provinces, source.carriers)
    cities["size_class"] = tables.size_class_of(cities["urban_residents"], source.size_classes)
    links = uplinks.build(cities, route_factor)
    unit_costs = costs.build(source.cost_items)
    frames = {
        "cities": tables.cities(cities),
        "provinces": tables.provinces(cities, source.provinces),
        "regions": source.regions,
        "size_classes": source.size_classes,
        "carriers": source.carriers,
        "uplinks": links,
        "sites": tables.sites(cities),
        "unit_costs": unit_costs,
        "projects": tables.projects(cities, links),
        "pairs": pairing.build(cities, route_factor),
    }
    frames["sources"] = sources.build(source.columns, frames)
    files = {f"{name}.csv": frame.to_csv(index=False, lineterminator="\n") for name, frame in frames.items()}
    files["outlines.geojson"] = outlines.build(source.outlines, source.provinces)
    return files, summary.text(cities, links, unit_costs)


def write(files: dict[str, str], folder: Path) -> None:
    """Write files as UTF-8 with line feeds."""
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8"))


def differing(files: dict[str, str]) -> list[str]:
    """Names of built files that are missing here or have other bytes."""
    with tempfile.TemporaryDirectory() as folder:
        write(files, Path(folder))
        return [
            name
            for name in files
            if not (HERE / name).exists() or (HERE / name).read_bytes() != (Path(folder) / name).read_bytes()
        ]


def main() -> int:
    """Build, or check what is there; 1 if the check finds a difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the tables here and change nothing")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: beside this file)")
    options = parser.parse_args()
    files, costs_of_all = make(HERE / "raw")
    if options.check:
        different = differing(files)
        print(f"differs: {', '.join(different)}" if different else f"{len(files)} files identical")
        return int(bool(different))
    options.out.mkdir(parents=True, exist_ok=True)
    write(files, options.out)
    print(costs_of_all)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
