"""What a city still lacks for a status: services, connection, and the distance to each threshold."""

from __future__ import annotations

import pandas as pd

from planner.config.works import Threshold
from planner.reporting.digest import Digest
from planner.reporting.figures.base import CATEGORIES, Bar, Figure, bar_chart, bar_height, in_both
from planner.reporting.tables import Table, number_column, text_column
from planner.reporting.wording import count, listing, plain, words
from planner.texts import Pair


def part_name(digest: Digest, status: str, part: str) -> Pair:
    """A part of a status in words: a service, the connection, or a threshold by what its figure means."""
    threshold = digest.run.model.statuses[status].thresholds.get(part)
    if threshold is None:
        return digest.names.service(part)
    named = Pair(getattr(threshold, "name_zh", ""), getattr(threshold, "name_en", ""))
    return named if named.zh and named.en else _figure_name(digest, part, threshold)


def _figure_name(digest: Digest, key: str, threshold: Threshold) -> Pair:
    """What the data set says of the column that a threshold starts from; else the measures that raise it."""
    sources = digest.run.dataset["sources"]
    known = sources[(sources["table"] == "cities") & (sources["column"] == threshold.start)]
    if len(known) and known["meaning_zh"].iloc[0]:
        return Pair(str(known["meaning_zh"].iloc[0]), str(known["meaning_en"].iloc[0] or key))
    return words("report.threshold_of", what=listing(digest.names.measure(measure) for measure in threshold.adds))


def missing_parts(digest: Digest, status: str) -> pd.DataFrame:
    """Whether each small city lacks a part of the status at the end: index city, one boolean column a part."""
    stated, last = digest.run.model.statuses[status], digest.run.years[-1]
    small, reached = digest.run.small, digest.reached
    table = pd.DataFrame(index=small.index)
    for part in (*stated.services, *(("connected",) if stated.connected else ())):
        table[part] = ~(reached.loc[small.index, part] <= last).to_numpy(dtype=bool)
    figures = digest.run.plan["thresholds"]
    figures = figures[(figures["status"] == status) & (figures["year"] == last)]
    for part in stated.thresholds:
        met = figures[figures["threshold"] == part].set_index("city")["met"]
        table[part] = (met.reindex(small.index).astype(float) != 1).to_numpy(dtype=bool)
    return table


def distances(digest: Digest) -> pd.DataFrame:
    """Thresholds that small cities miss at the end: status, city, threshold, value, at_least, missing; widest first."""
    table = digest.run.plan["thresholds"]
    small = digest.run.small.index
    last = table[(table["year"] == digest.run.years[-1]) & (table["met"] != 1) & table["city"].isin(small)]
    last = last.assign(missing=last["at_least"] - last["value"])
    relative = last["missing"] / last["at_least"].abs().where(last["at_least"] != 0, 1.0)
    return (
        last.assign(relative=relative)
        .sort_values(["status", "threshold", "relative", "city"], ascending=[True, True, False, True])
        .drop(columns="relative")
        .reset_index(drop=True)
    )


def status_tables(digest: Digest) -> list[Table]:
    """Which part is missing in how many cities, and how far each city is from each threshold."""
    names = digest.names
    rows = [(status, part, int(lacks.sum())) for status, part, lacks in _lacks(digest)]
    parts = Table(
        "status_parts",
        words("report.table.status_parts"),
        (
            text_column("status_name", [names.service(status) for status, _, _ in rows]),
            text_column("part", [part_name(digest, status, part) for status, part, _ in rows]),
            number_column("lacking", "count", [some for _, _, some in rows]),
        ),
    )
    table = distances(digest)
    pairs = list(zip(table["status"], table["threshold"], strict=True))
    known = {pair: part_name(digest, *pair) for pair in set(pairs)}
    provinces = digest.run.cities["province"].reindex(table["city"]).fillna("")
    away = Table(
        "distances",
        words("report.table.distances", year=plain(digest.run.years[-1])),
        (
            text_column("city", names.column(table["city"], "city")),
            text_column("province", names.column(provinces, "province")),
            text_column("status_name", names.column(table["status"], "service")),
            text_column("threshold", [known[pair] for pair in pairs]),
            number_column("value", "number", table["value"]),
            number_column("needed", "number", table["at_least"], adds=False),
            number_column("short", "number", table["missing"]),
        ),
    )
    return [parts, away]


def _lacks(digest: Digest) -> list[tuple[str, str, pd.Series]]:
    """(status, part, whether each small city lacks it), in the model's order."""
    found = []
    for status in digest.run.model.statuses:
        table = missing_parts(digest, status)
        found += [(status, str(part), table[part]) for part in table.columns]
    return found


def status_figures(digest: Digest) -> list[Figure]:
    """For each status with thresholds: its parts by how many small cities lack them."""
    return [
        _parts(digest, key)
        for key, status in digest.run.model.statuses.items()
        if status.thresholds and len(digest.run.plan["thresholds"])
    ]


def _parts(digest: Digest, status: str) -> Figure:
    table = missing_parts(digest, status)
    lacking = table.sum().sort_values(ascending=False, kind="stable")
    without = int(table.any(axis=1).sum())
    bars = [
        Bar(
            part_name(digest, status, str(part)),
            float(some),
            words("report.unit.cities", value=count(some)),
            CATEGORIES[3] if row == 0 and some else CATEGORIES[0],
        )
        for row, (part, some) in enumerate(lacking.items())
    ]
    title = words(
        "report.title.status_parts" if without else "report.title.status_whole",
        status=digest.names.service(status),
        without=count(without),
        all=count(len(table)),
        part=part_name(digest, status, str(lacking.index[0])),
        lacking=count(lacking.iloc[0]),
        year=plain(digest.run.years[-1]),
    )
    return Figure(
        f"status_{status}",
        title,
        words("report.unit.cities_lacking"),
        "status_parts",
        in_both(lambda lang: bar_chart(bars, lang)),
        height=bar_height(len(bars)),
    )
