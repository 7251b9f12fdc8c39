"""The argument: one question a section, with its figures, sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.reporting.conflict import Listed, clash_lists, clash_prose, clash_tables, failed_lists, stopped
from planner.reporting.digest import Digest
from planner.reporting.figures.alternatives import alternative_figures, alternative_tables
from planner.reporting.figures.base import Figure
from planner.reporting.figures.baselines import baseline_figures, baseline_tables
from planner.reporting.figures.built import built_figures, built_tables
from planner.reporting.figures.effects import effect_prose, effect_tables
from planner.reporting.figures.equity import equity_figures, repeated_rules
from planner.reporting.figures.explanations import explanation_tables
from planner.reporting.figures.fair import fair_figures, fair_tables
from planner.reporting.figures.goals import goal_figures
from planner.reporting.figures.grants import grant_figures, grant_tables
from planner.reporting.figures.paid import paid_figures, paid_tables
from planner.reporting.figures.prices import price_figures, price_sentences, price_tables
from planner.reporting.figures.resilience import resilience_figures, resilience_prose, resilience_tables
from planner.reporting.figures.rule_prices import rule_price_figures, rule_price_tables
from planner.reporting.figures.statuses import status_figures, status_tables
from planner.reporting.figures.subsidies import package_prose, rule_prose, subsidy_figures, subsidy_tables
from planner.reporting.figures.targets import target_figures, target_tables
from planner.reporting.figures.viability import viability_figures, viability_prose, viability_tables
from planner.reporting.lists import list_tables
from planner.reporting.proof import proof_sentences, proof_tables
from planner.reporting.tables import Table, by_id
from planner.reporting.wording import words
from planner.texts import Pair

#: Sections that only some runs have something to say in.
SPECIAL = frozenset({"enterprises", "resilience", "rule_prices", "alternatives", "explained"})


@dataclass(frozen=True)
class Section:
    """One question of the report.

    Attributes:
        id: anchor.
        question: heading.
        nav: short word for the list of contents.
        prose: paragraphs above the figures.
        lists: headings with lists, below the paragraphs.
        figures: in reading order.
        tables: ids of tables that the section offers besides those of its figures.
        opened: ids of tables that are shown at once.
    """

    id: str
    question: Pair
    nav: Pair
    prose: tuple[Pair, ...] = ()
    lists: tuple[Listed, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()

    @property
    def wide(self) -> tuple[Figure, ...]:
        """Figures over the whole width, below the columns."""
        return tuple(figure for figure in self.figures if figure.wide)

    @property
    def columns(self) -> tuple[tuple[Figure, ...], ...]:
        """The other figures in two columns of about one height: each goes to the column that is shorter so far."""
        left: list[Figure] = []
        right: list[Figure] = []
        for figure in self.figures:
            if not figure.wide:
                shorter = left if sum(f.height + 110 for f in left) <= sum(f.height + 110 for f in right) else right
                shorter.append(figure)
        return tuple(tuple(column) for column in (left, right) if column)


def all_tables(digest: Digest) -> dict[str, Table]:
    """Every table of the report by id, in the order of the workbook's sheets."""
    if not digest.run.has_plan:
        kept = [table for table in proof_tables(digest) if table.id in ("assumptions", "unit_costs", "sources")]
        return by_id([*clash_tables(digest), *kept])
    return by_id(
        [
            *target_tables(digest),
            *status_tables(digest),
            *list_tables(digest),
            *built_tables(digest),
            *effect_tables(digest),
            *paid_tables(digest),
            *grant_tables(digest),
            *subsidy_tables(digest),
            *fair_tables(digest),
            *viability_tables(digest),
            *resilience_tables(digest),
            *rule_price_tables(digest),
            *price_tables(digest),
            *alternative_tables(digest),
            *explanation_tables(digest),
            *baseline_tables(digest),
            *proof_tables(digest),
        ]
    )


def sections(digest: Digest, tables: Mapping[str, Table] | None = None) -> list[Section]:
    """The report's sections: with a plan its argument, those on special rules only where the run has them; without a
    plan what clashes and what was assumed. ``tables``: those of :func:`all_tables`, if they are made."""
    if not digest.run.has_plan:
        return [_conflict(digest), _assumed(digest)]
    found = [
        _section("built", figures=built_figures(digest), prose=effect_prose(digest), tables=("projects", "effects")),
        _section("paid", figures=paid_figures(digest), tables=("funding",)),
        _section(
            "targets",
            figures=[*target_figures(digest), *status_figures(digest)],
            tables=("coverage_year", "distances"),
        ),
        _section(
            "fair",
            figures=[*fair_figures(digest), *equity_figures(digest)],
            prose=repeated_rules(digest),
            tables=("rules",),
        ),
        _grants(digest),
        _section(
            "enterprises",
            figures=viability_figures(digest),
            prose=viability_prose(digest),
            tables=("viability_cities", "viability"),
            opened=("obligations",),
        ),
        _section(
            "resilience",
            figures=resilience_figures(digest),
            prose=resilience_prose(digest),
            tables=("protected", "links"),
        ),
        _section(
            "rule_prices",
            figures=rule_price_figures(digest),
            prose=[words("report.prose.rule_prices")],
            opened=("rule_prices",),
        ),
        _prices(digest),
        _section(
            "alternatives",
            figures=alternative_figures(digest),
            prose=[words("report.prose.alternatives")],
            tables=("alternatives",),
        ),
        _section("explained", prose=[words("report.prose.explained")], opened=("explanations",)),
        _section("baselines", figures=baseline_figures(digest), opened=("baselines",)),
        _section("proof", prose=proof_sentences(digest), figures=goal_figures(digest), opened=("goals", "audit")),
        _assumed(digest),
    ]
    known = all_tables(digest) if tables is None else tables
    return [part for part in found if part.id not in SPECIAL or _says_something(part, known)]


def _says_something(part: Section, tables: Mapping[str, Table]) -> bool:
    return bool(part.figures) or any(tables[key].rows for key in (*part.tables, *part.opened))


def _section(
    key: str,
    figures: list[Figure] | None = None,
    prose: list[Pair] | None = None,
    tables: tuple[str, ...] = (),
    opened: tuple[str, ...] = (),
) -> Section:
    shown = tuple(figures or ())
    if figures is not None and not shown and not prose:
        missing = {"baselines": "report.prose.no_baselines", "fair": "report.prose.one_province"}
        prose = [words(missing.get(key, "report.prose.nothing"))]
    return Section(
        key,
        words(f"report.section.{key}"),
        words(f"report.nav.{key}"),
        tuple(prose or ()),
        figures=shown,
        tables=tables,
        opened=opened,
    )


def _grants(digest: Digest) -> Section:
    prose = [*rule_prose(digest), *package_prose(digest)]
    figures = [*subsidy_figures(digest), *grant_figures(digest)]
    if not figures:
        return _section("grants", prose=[*prose, words("report.prose.no_grants")])
    return _section("grants", figures=figures, prose=prose, tables=("subsidies", "packages"), opened=("grants",))


def _prices(digest: Digest) -> Section:
    figures = price_figures(digest)
    lines = price_sentences(digest)
    first = words("report.prose.prices" if figures or lines else "report.prose.no_prices")
    return _section("prices", figures=figures, prose=[first, *lines], tables=("prices",))


def _assumed(digest: Digest) -> Section:
    record = digest.run.record
    prose = [Pair(note.zh, note.en) for note in record.notes]
    settings = digest.run.settings.get("dataset") or {}
    if settings.get("notes_zh") or settings.get("notes_en"):
        prose.insert(0, Pair(str(settings.get("notes_zh", "")), str(settings.get("notes_en", ""))))
    return _section("assumed", prose=prose, tables=("unit_costs", "sources"), opened=("assumptions",))


def _conflict(digest: Digest) -> Section:
    """What is known of a run without a plan: rules that clash, checks that failed, or only how it ended."""
    if digest.run.record.clashes:
        section = _section("conflict", prose=clash_prose(digest), opened=("clashes",))
        return replace(section, lists=tuple(clash_lists(digest)))
    failed = failed_lists(digest)
    if failed:
        return replace(_section("failed"), lists=tuple(failed))
    return _section("known", prose=[stopped(digest)])
