"""What was asked about single cities: why this, why not the rest, what it would take."""

from __future__ import annotations

from planner.reporting.digest import Digest
from planner.reporting.tables import Table, text_column
from planner.reporting.wording import words
from planner.texts import Pair


def explanation_tables(digest: Digest) -> list[Table]:
    """Every answer that was kept with the run, by city, in the order in which it was given."""
    rows = digest.run.extras["explanations"]
    columns = (
        text_column("city", digest.names.column(rows["city"], "city")),
        text_column("wish", [_wish(digest, str(wish)) for wish in rows["wish"]]),
        text_column(
            "answer", [Pair(str(zh), str(en)) for zh, en in zip(rows["text_zh"], rows["text_en"], strict=True)]
        ),
    )
    return [Table("explanations", words("report.table.explanations"), columns)]


def _wish(digest: Digest, key: str) -> Pair:
    """Name of a measure, service or status, the id of one that the model has not."""
    names = digest.names
    return names.measure(key) if key in digest.run.model.measures else names.service(key)
