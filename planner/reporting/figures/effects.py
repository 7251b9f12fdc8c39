"""Yearly effects of what is in service, such as energy saved."""

from __future__ import annotations

from planner.reporting.digest import Digest
from planner.reporting.indicators import indicator_value
from planner.reporting.tables import Table, stated_column, text_column
from planner.reporting.wording import plain, words
from planner.texts import Pair


def effects(digest: Digest) -> dict[str, dict[int, float]]:
    """Value by effect and year, for the nation."""
    table = digest.run.plan["indicators"]
    national = table[table["by"] == "nation"].set_index(["indicator", "year"])["value"]
    found: dict[str, dict[int, float]] = {}
    for key in digest.run.model.effects:
        values = {year: national.get((f"effect.{key}", str(year))) for year in digest.run.years}
        found[key] = {year: float(value) for year, value in values.items() if value is not None}
    return {key: values for key, values in found.items() if values}


def effect_prose(digest: Digest) -> list[Pair]:
    """What each effect comes to at the end of the plan."""
    found = []
    for key, values in effects(digest).items():
        last = max(values)
        if values[last] == 0:
            continue
        found.append(
            words(
                "report.effect_sentence",
                name=digest.names.effect(key),
                year=plain(last),
                value=indicator_value(digest.names, f"effect.{key}", values[last]),
            )
        )
    return found


def effect_tables(digest: Digest) -> list[Table]:
    """Effects by year."""
    found, years = effects(digest), digest.run.years
    return [
        Table(
            "effects",
            words("report.table.effects"),
            (
                text_column("effect", digest.names.column(found, "effect")),
                *(
                    stated_column(
                        plain(year),
                        [
                            (values.get(year), indicator_value(digest.names, f"effect.{key}", values.get(year, 0.0)))
                            for key, values in found.items()
                        ],
                    )
                    for year in years
                ),
            ),
        )
    ]
