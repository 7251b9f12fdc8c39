"""The argument: one question a section, with its figures, sentences and tables."""

from __future__ import annotations

from dataclasses import dataclass

from planner.reporting.digest import Digest
from planner.reporting.figures.base import Figure
from planner.reporting.figures.baselines import baseline_figures, baseline_tables
from planner.reporting.figures.built import built_figures, built_tables
from planner.reporting.figures.fair import fair_figures, fair_tables
from planner.reporting.figures.goals import goal_figures
from planner.reporting.figures.grants import grant_figures, grant_tables, rule_sentence
from planner.reporting.figures.paid import paid_figures, paid_tables
from planner.reporting.figures.prices import price_figures, price_sentences, price_tables
from planner.reporting.figures.targets import target_figures, target_tables
from planner.reporting.lists import list_tables
from planner.reporting.proof import proof_sentences, proof_tables
from planner.reporting.tables import Table, by_id
from planner.reporting.wording import number, words
from planner.texts import Pair


@dataclass(frozen=True)
class Section:
    """One question of the report.

    Attributes:
        id: anchor.
        question: heading.
        nav: short word for the list of contents.
        prose: paragraphs above the figures.
        figures: in reading order.
        tables: ids of tables that the section offers besides those of its figures.
        opened: ids of tables that are shown at once.
    """

    id: str
    question: Pair
    nav: Pair
    prose: tuple[Pair, ...] = ()
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
        return by_id([table for table in proof_tables(digest) if table.id in ("assumptions", "unit_costs", "sources")])
    return by_id(
        [
            *target_tables(digest),
            *list_tables(digest),
            *built_tables(digest),
            *paid_tables(digest),
            *grant_tables(digest),
            *fair_tables(digest),
            *price_tables(digest),
            *baseline_tables(digest),
            *proof_tables(digest),
        ]
    )


def sections(digest: Digest) -> list[Section]:
    """The report's sections: all nine with a plan; without one what clashes and what was assumed."""
    if not digest.run.has_plan:
        return [_conflict(digest), _assumed(digest)]
    return [
        _section("built", figures=built_figures(digest), tables=("projects",)),
        _section("paid", figures=paid_figures(digest), tables=("funding",)),
        _section("targets", figures=target_figures(digest), tables=("coverage_year",)),
        _section("fair", figures=fair_figures(digest), tables=("rules",)),
        _grants(digest),
        _prices(digest),
        _section("baselines", figures=baseline_figures(digest), opened=("baselines",)),
        _section("proof", prose=proof_sentences(digest), figures=goal_figures(digest), opened=("goals", "audit")),
        _assumed(digest),
    ]


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
        key, words(f"report.section.{key}"), words(f"report.nav.{key}"), tuple(prose or ()), shown, tables, opened
    )


def _grants(digest: Digest) -> Section:
    model = digest.run.model
    prose = [rule_sentence(digest, key, rule) for key, rule in model.subsidies.items()]
    figures = grant_figures(digest)
    if not figures:
        return _section("grants", prose=[*prose, words("report.prose.no_grants")])
    return _section("grants", figures=figures, prose=prose, opened=("grants",))


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
    record = digest.run.record
    if record.clashes:
        rows = []
        for clash in record.clashes:
            rows.append(Pair(clash.text_zh, clash.text_en))
            rows += [Pair(rule.text_zh, rule.text_en) for rule in clash.rules]
            rows += [Pair(clash.note_zh, clash.note_en)] if clash.note_en else []
        return _section("conflict", prose=rows)
    failed = [] if record.audit is None else [check for check in record.audit.checks if check.verdict == "fail"]
    if not failed:
        return _section("known", prose=[words("report.prose.stopped", status=record.status)])
    prose = []
    for check in failed:
        name = Pair(check.text_zh, check.text_en)
        prose.append(words("report.part.failed_check", check=name, worst=number(check.worst)))
        prose += [Pair(offender.text_zh, offender.text_en) for offender in check.offenders]
    return _section("failed", prose=prose)
