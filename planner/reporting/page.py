"""The page: one HTML file with everything in it, built from the run folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from plotly.offline import get_plotlyjs

from planner.reporting.digest import Digest
from planner.reporting.figures.base import FONTS
from planner.reporting.finder import city_data, places
from planner.reporting.headline import basis_line, five_numbers, model_name, sentence
from planner.reporting.map import has_coordinates, map_data, project_places
from planner.reporting.sections import Section, all_tables, sections
from planner.reporting.tables import Table, page_form
from planner.reporting.wording import date, listing, plain, words
from planner.texts import TEXTS, Pair, template

HERE = Path(__file__).parent
SCRIPTS = ("base.js", "table.js", "fit.js", "figures.js", "map.js", "finder.js", "main.js")
#: Goes before all others, plotly's too.
OLDER = "older.js"
#: Style sheets and the media they begin with; on paper the page takes the summary or, when asked, the whole report.
STYLES = {"report.css": "all", "print_page.css": "print", "print.css": "print", "print_full.css": "not all"}


def render(digest: Digest, tables: Mapping[str, Table] | None = None) -> str:
    """The whole page as text; the same run gives the same bytes. ``tables``: those of the report, if they are made."""
    tables = all_tables(digest) if tables is None else tables
    parts = sections(digest, tables)
    data = page_data(digest, parts, tables)
    return _template().render(
        title=words("report.title", name=model_name(digest)),
        name=model_name(digest),
        question=Pair(digest.run.model.question_zh, digest.run.model.question_en),
        sentence=sentence(digest),
        numbers=five_numbers(digest),
        basis=basis_line(digest),
        basis_short=basis_line(digest, link=False),
        variants=_variants(digest),
        created=date(digest.run.record.created),
        sections=parts,
        tables=tables,
        has_plan=digest.run.has_plan,
        has_map=digest.run.has_plan and has_coordinates(places(digest)),
        ui=lambda key: template(f"ui.{key}"),
        say=words,
        styles=[(name, media, (HERE / "static" / name).read_text(encoding="utf-8")) for name, media in STYLES.items()],
        scripts=[(HERE / "static" / name).read_text(encoding="utf-8") for name in SCRIPTS],
        older=(HERE / "static" / OLDER).read_text(encoding="utf-8"),
        plotly=get_plotlyjs(),
        fonts=FONTS,
        data=as_json(data),
    )


def page_data(digest: Digest, parts: list[Section], known: Mapping[str, Table]) -> dict[str, Any]:
    """What the page's code draws from: figures, tables, map, cities and its own words."""
    tables = {key: page_form(table) for key, table in known.items()}
    data: dict[str, Any] = {
        "title": list(_sides(words("report.title", name=model_name(digest)))),
        "ui": {key.removeprefix("ui."): list(_sides(template(key))) for key in TEXTS if key.startswith("ui.")},
        "figures": {figure.id: figure.plots for part in parts for figure in part.figures},
        "tables": tables,
    }
    if digest.run.has_plan:
        shown = places(digest)
        project, x, y = project_places(digest, shown)
        data["map"] = map_data(digest, shown, project, x, y)
        data["cities"] = city_data(digest, shown, x, y)
    return data


def as_json(data: dict[str, Any]) -> str:
    """JSON that is inert inside a script element: no ``<``, ``>``, ``&`` or line separator survives as itself.

    Raises:
        ValueError: a number is not finite.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _sides(pair: Pair) -> tuple[str, str]:
    return pair.zh, pair.en


def _variants(digest: Digest) -> list[Pair]:
    """What a reader must know first: that the run was broken off, and what makes it differ from its model file."""
    record, found = digest.run.record, []
    if digest.run.has_plan and record.status == "interrupted":
        found.append(words("report.broken_off"))
    if record.what_if:
        known = record.what_if_names
        names = [Pair(known[key].zh, known[key].en) if key in known else plain(key) for key in record.what_if]
        found.append(words("report.what_if", names=listing(names)))
    if record.set:
        found.append(
            words("report.set", values=plain(", ".join(f"{key} = {value}" for key, value in record.set.items())))
        )
    return found


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(HERE / "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")
