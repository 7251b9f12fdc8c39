"""Does it survive a failure, and do the links carry the traffic: protected cities, wavelengths in use."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.reporting.digest import Digest
from planner.reporting.figures.base import CATEGORIES, Bar, Figure, bar_chart, bar_height, in_both
from planner.reporting.tables import Table, code_column, number_column, text_column
from planner.reporting.wording import count, listing, number, percent, plain, words
from planner.texts import Pair

#: Upper ends of the classes of use of capacity.
CLASSES = (0.25, 0.5, 0.75, 0.9, 1.0)


def protected_services(digest: Digest) -> list[str]:
    """Services with two ways to the core."""
    return [key for key, service in digest.run.model.services.items() if service.mode == "protected"]


def resilience_prose(digest: Digest) -> list[Pair]:
    """What protection means, and that it is a lower bound."""
    services = protected_services(digest)
    along = any(digest.run.model.services[key].resilience == "ring" for key in services)
    said = [words("report.protected.meaning")] if services else []
    return [*said, words("report.protected.rings")] if along else said


def links(digest: Digest) -> pd.DataFrame:
    """Uplinks with traffic at the end of the last year: project, city, to, measure, province, flow_gbps, wavelengths,
    capacity_gbps, used (share of capacity). Fullest first."""
    table = digest.run.plan["flows"]
    last = table[table["year"] == digest.run.years[-1]]
    about = digest.run.plan["projects"].set_index("project")[["city", "to", "measure", "province"]]
    found = last.join(about, on="uplink", how="left").rename(columns={"uplink": "project"})
    each = found["measure"].map(
        {key: measure.capacity_per_module for key, measure in digest.run.model.measures.items()}
    )
    found["capacity_gbps"] = found["wavelengths"] * each.astype(float)
    found["used"] = found["flow_gbps"] / found["capacity_gbps"].where(found["capacity_gbps"] > 0)
    return found.sort_values(["used", "project"], ascending=[False, True], ignore_index=True)


def resilience_tables(digest: Digest) -> list[Table]:
    """Protected cities with their ways in the last year, and links with traffic."""
    return [_ways(digest), _links(digest)]


def _ways(digest: Digest) -> Table:
    """Cities protected at the end, each with the links that its ways use."""
    names, year = digest.names, digest.run.years[-1]
    table, rings = digest.run.plan["protections"], digest.run.plan["rings"]
    served = pd.MultiIndex.from_frame(digest.run.plan["services"][["service", "city", "year"]])
    rings = rings[pd.MultiIndex.from_frame(rings[["service", "city", "year"]]).isin(served)]
    last = pd.concat([table[table["use"] > 1e-6], rings.assign(use=1.0)], ignore_index=True)
    last = last[last["year"] == year]
    ends = digest.run.plan["projects"].set_index("project")[["city", "to"]].reindex(last["uplink"]).fillna("")
    # Along rings a link may lead from its upper end to its lower one.
    upwards = (ends["city"].to_numpy() == last["city"].to_numpy()) | (ends["city"] == "").to_numpy()
    ways = last.assign(to=np.where(upwards, ends["to"], ends["city"]))
    rows = [(str(key[0]), str(key[1]), part) for key, part in ways.groupby(["service", "city"], sort=True)]
    first = [float(digest.reached[key].get(city, np.nan)) for key, city, _ in rows]
    return Table(
        "protected",
        words("report.table.protected"),
        (
            text_column("service", [names.service(key) for key, _, _ in rows]),
            text_column("city", [names.city(city) for _, city, _ in rows]),
            text_column("province", [names.province(_province(digest, city)) for _, city, _ in rows]),
            number_column(words("report.col.since"), "since", first),
            text_column("ways", [listing(names.city(place) for place in part["to"]) for _, _, part in rows]),
        ),
    )


def _province(digest: Digest, city: str) -> str:
    cities = digest.run.cities
    return str(cities.at[city, "province"]) if city in cities.index else ""


def _links(digest: Digest) -> Table:
    table, names = links(digest), digest.names
    return Table(
        "links",
        words("report.table.links"),
        (
            text_column("city", names.column(table["city"], "city")),
            text_column("to", names.column(table["to"], "city")),
            text_column("province", names.column(table["province"], "province")),
            number_column("flow", "number", table["flow_gbps"]),
            number_column("wavelengths", "count", table["wavelengths"]),
            number_column("capacity", "number", table["capacity_gbps"]),
            number_column("used", "share", table["used"]),
            code_column("project", table["project"]),
        ),
    )


def resilience_figures(digest: Digest) -> list[Figure]:
    """Protected cities by region, and links by how full they are."""
    figures = [_protected(digest, key) for key in protected_services(digest)]
    table = links(digest)
    return [*figures, _fullness(table)] if len(table) else figures


def _protected(digest: Digest, key: str) -> Figure:
    year, small = digest.run.years[-1], digest.run.small
    covered = digest.covered(key, year)
    by = "region" if len(digest.regions) > 1 else "province"
    groups = digest.regions if by == "region" else digest.provinces
    shares = digest.coverage(key, year, by)
    counts = covered.groupby(small[by]).sum()
    bars = [
        Bar(
            digest.names.group(by, group),
            float(shares.get(group, 0.0)),
            words(
                "report.protected.bar",
                count=count(counts.get(group, 0)),
                share=percent(float(shares.get(group, 0.0))),
            ),
        )
        for group in groups
    ]
    return Figure(
        f"protected_{key}",
        words(
            "report.title.protected",
            service=digest.names.service(key),
            year=plain(year),
            count=count(covered.sum()),
            share=percent(float(covered.sum()) / max(len(small), 1)),
        ),
        words("report.unit.share_of_cities"),
        "protected",
        in_both(lambda lang: bar_chart(bars, lang)),
        height=bar_height(len(bars)),
    )


def _fullness(table: pd.DataFrame) -> Figure:
    lower = (0.0, *CLASSES[:-1])
    used = table["used"].fillna(0.0)
    classes = np.clip(np.searchsorted(np.array(CLASSES) + 1e-9, used), 0, len(CLASSES) - 1)
    counts = np.bincount(classes, minlength=len(CLASSES)).tolist()
    bars = [
        Bar(
            words("report.class", low=percent(low), high=percent(high)),
            float(some),
            words("report.unit.links", value=count(some)),
            CATEGORIES[3] if high == 1.0 else CATEGORIES[0],
        )
        for low, high, some in zip(lower, CLASSES, counts, strict=True)
    ]
    title = words(
        "report.title.links",
        links=count(len(table)),
        wavelengths=count(table["wavelengths"].sum()),
        traffic=number(float(table["flow_gbps"].sum())),
        full=count(counts[-1]),
    )
    return Figure(
        "links",
        title,
        words("report.unit.links_by_use"),
        "links",
        in_both(lambda lang: bar_chart(bars, lang)),
        height=bar_height(len(bars)),
    )
