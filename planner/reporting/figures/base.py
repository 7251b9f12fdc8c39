"""How every figure looks, and what it consists of."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.reporting.wording import words
from planner.texts import LANGS, Lang, Pair

#: Okabe & Ito (2008), the order that stays apart longest in greyscale: for categories.
CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#4D4D4D")
#: Tones of a category for text: as drawn they stay below the contrast of 4.5 : 1 on white that small letters need.
TEXT_TONES = {"#D55E00": "#B34700"}
#: Viridis between its dark end and the last tone that stands out on white: for order in time.
SEQUENCE = ("#440154", "#3B528B", "#21908C", "#5DC863", "#A8D327", "#D8C31E", "#E3B505")
INK, MUTED, RULE, SOFT = "#1C2430", "#5A6675", "#D9DFE6", "#AEB8C4"
FONTS: dict[str, str] = {
    "zh": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, Noto Sans SC, sans-serif",
    "en": "Segoe UI, Helvetica Neue, Helvetica, Arial, Noto Sans CJK SC, sans-serif",
}

#: Where a Chinese label may be broken: beside any character of the script, and between words, never inside a number.
PIECES = re.compile("[\u2e80-\uffff]|[^\\s\u2e80-\uffff]+|\\s+")
#: Longest line of a wrapped label, in half widths.
LINE = 20

Plot = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure: its finding, its picture in both languages, and the table that holds its numbers.

    Attributes:
        id: stable, used in links.
        title: the finding, with its number.
        unit: what the axes measure.
        table: id of the table with the same numbers.
        plots: plotly ``{"data": …, "layout": …}`` by language.
        height: pixels on the screen.
        wide: takes the whole width of a section.
        printed: belongs to the two printed pages.
    """

    id: str
    title: Pair
    unit: Pair
    table: str
    plots: Mapping[Lang, Plot]
    height: int = 360
    wide: bool = False
    printed: bool = False
    source: Pair = field(default_factory=lambda: words("report.source.plan"))


def in_both(draw: Callable[[Lang], Plot]) -> dict[Lang, Plot]:
    """The picture drawn once in each language."""
    return {lang: draw(lang) for lang in LANGS}


def said(pair: Pair, lang: Lang) -> str:
    """One side of a pair."""
    return pair.zh if lang == "zh" else pair.en


def inert(text: str) -> str:
    """Text as it stands, for places where plotly would read tags and entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(frozen=True)
class MoneyScale:
    """Million yuan → the unit of one money axis, by language, and what that unit is called."""

    zh: float
    en: float
    unit: Pair

    def of(self, lang: Lang) -> float:
        """The factor of one language."""
        return self.zh if lang == "zh" else self.en


def money_scale(most_myuan: float) -> MoneyScale:
    """The units in which an axis up to ``most_myuan`` reads best: hundred millions or ten thousands, bn or million."""
    large_zh, large_en = most_myuan >= 100, most_myuan >= 1000
    large, small = words("report.unit.money_large"), words("report.unit.money_small")
    unit = Pair(large.zh if large_zh else small.zh, large.en if large_en else small.en)
    return MoneyScale(0.01 if large_zh else 100.0, 0.001 if large_en else 1.0, unit)


def layout(lang: Lang, **extra: object) -> dict[str, Any]:
    """The common layout: quiet axes, no legend, text in the reader's fonts."""
    base: dict[str, Any] = {
        "font": {"family": FONTS[lang], "size": 12, "color": INK},
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#FFFFFF", "bordercolor": MUTED, "font": {"color": INK, "size": 12}, "align": "left"},
        "dragmode": False,
        "bargap": 0.28,
    }
    return {**base, **extra}


def per_cent(lang: Lang) -> str:
    """The sign behind a number of per cent, as each language sets it."""
    return "%" if lang == "zh" else " %"


def axis(**extra: object) -> dict[str, Any]:
    """A value axis: starts at zero, light grid, no zoom."""
    base: dict[str, Any] = {
        "rangemode": "tozero",
        "gridcolor": RULE,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"color": MUTED, "size": 11},
        "tickformat": ",",
        "ticks": "",
    }
    return {**base, **extra}


def names_axis(labels: Sequence[str], **extra: object) -> dict[str, Any]:
    """An axis of names, the first at the top, placed by number so that equal names stay apart."""
    base: dict[str, Any] = {
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "ticktext": [inert(label) for label in labels],
        "range": [len(labels) - 0.4, -0.6],
        "automargin": True,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"color": INK, "size": 12},
        "ticks": "",
        "ticklabelstandoff": 6,
    }
    return {**base, **extra}


def legend() -> dict[str, Any]:
    """A one-line legend above the plot, in the order of the stack."""
    return {
        "orientation": "h",
        "x": 0,
        "y": 1.02,
        "yanchor": "bottom",
        "traceorder": "normal",
        "font": {"size": 11.5},
        "itemclick": False,
        "itemdoubleclick": False,
    }


def year_colours(years: Sequence[int]) -> list[str]:
    """A colour for each year, dark to light; the scale is stretched over its length and never longer than seven."""
    if len(years) <= 1:
        return [SEQUENCE[1]] * len(years)
    steps = {2: (0, 2), 3: (0, 2, 3), 4: (0, 1, 2, 3), 5: (0, 1, 2, 3, 5)}.get(len(years), tuple(range(len(SEQUENCE))))
    return [SEQUENCE[steps[min(k * len(steps) // len(years), len(steps) - 1)]] for k in range(len(years))]


def wrapped(text: str, lang: Lang) -> str:
    """A long label on up to three lines, as markup that plotly reads; the text itself stays inert."""
    lines = textwrap.wrap(text, LINE) if lang == "en" else _filled(PIECES.findall(text))
    shown = lines[:3] if len(lines) <= 3 else [*lines[:2], lines[2] + "…"]
    return "<br>".join(inert(line) for line in shown)


def _filled(pieces: Sequence[str]) -> list[str]:
    """Pieces of a Chinese label on lines of at most :data:`LINE` half widths; a longer piece has a line of its own."""
    lines, taken = [""], 0
    for piece in pieces:
        size = sum(2 if ord(sign) > 0x2E7F else 1 for sign in piece)
        if taken and taken + len(piece.rstrip()) * size // len(piece) > LINE:
            lines.append("")
            taken = 0
        if taken or piece.strip():
            lines[-1] += piece
            taken += size
    return [line.strip() for line in lines if line.strip()]


def spread(centres: Sequence[float], gap: float) -> list[float]:
    """Positions near ``centres`` (ascending) with at least ``gap`` between them: labels in the way move upwards."""
    placed: list[float] = []
    for centre in centres:
        placed.append(max(centre, placed[-1] + gap) if placed else centre)
    return placed


def end_note(y: float, text: str, shift: int) -> dict[str, object]:
    """What the end of a curve, or a part of the last column, is called, right of the plot; ``text`` is markup."""
    place = {"x": 1, "xref": "paper", "xanchor": "left", "y": y, "xshift": shift}
    return {**place, "text": text, "align": "left", "showarrow": False, "font": {"size": 12, "color": INK}}


#: About so many pixels wide are figures of half and of the whole width of a section.
PLOT_PX = {False: 560, True: 1180}


def widest(texts: Sequence[str]) -> float:
    """About how many pixels the longest of some short labels takes, with a little air."""
    return max((sum(12.5 if ord(sign) > 0x2E7F else 6.6 for sign in text) + 14 for text in texts), default=0.0)


@dataclass(frozen=True)
class Bar:
    """One bar of a simple chart: its label, length, what is written beside it, and its colour."""

    name: Pair
    value: float
    text: Pair
    colour: str = CATEGORIES[0]


def bar_chart(bars: Sequence[Bar], lang: Lang, marks: Sequence[tuple[float, Pair]] = (), *, wide: bool = False) -> Plot:
    """Horizontal bars with their values beside them, so that no axis is needed; ``marks`` are dashed lines, named.

    Negative values reach to the left of zero. ``wide``: the figure takes the whole width of a section.
    """
    names, texts = [said(bar.name, lang) for bar in bars], [inert(said(bar.text, lang)) for bar in bars]
    data = {
        "type": "bar",
        "orientation": "h",
        "x": [round(bar.value, 6) for bar in bars],
        "y": list(range(len(bars))),
        "marker": {"color": [bar.colour for bar in bars]},
        "text": texts,
        "textposition": "outside",
        "textfont": {"color": MUTED, "size": 11.5},
        "textangle": 0,
        "cliponaxis": False,
        "hovertext": [f"{inert(name)}<br>{text}" for name, text in zip(names, texts, strict=True)],
        "hoverinfo": "text",
        "width": 0.62,
    }
    ends = [*(bar.value for bar in bars), *(at for at, _ in marks), 0.0]
    beyond = [text for text, bar in zip(texts, bars, strict=True) if bar.value < 0]
    return {
        "data": [data],
        "layout": layout(
            lang,
            shapes=[upright(at) for at, _ in marks],
            annotations=[above(at, inert(said(name, lang))) for at, name in marks],
            xaxis=axis(
                range=_with_room(ends, widest(beyond), widest(texts), PLOT_PX[wide] - widest(names)),
                showticklabels=False,
                showgrid=False,
                zeroline=min(ends) < 0,
                zerolinecolor=SOFT,
            ),
            yaxis=names_axis(names),
            margin={"l": 8, "r": 8, "t": 20 if marks else 6, "b": 6},
        ),
    }


def _with_room(ends: Sequence[float], left: float, right: float, pixels: float) -> list[float]:
    """Range of an axis ``pixels`` long that shows ``ends`` with so many pixels free left and right of them."""
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    return [low - left / max(pixels - left, 100) * span, high + right / max(pixels - right, 100) * span]


def upright(at: float, width: float = 1.2, **extra: object) -> dict[str, object]:
    """A dashed line over the whole height of a plot."""
    line = {"color": INK, "width": width, "dash": "dash"}
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line, **extra}


def above(at: float, text: str, colour: str = INK) -> dict[str, object]:
    """What such a line is called, on top of it; ``text`` is markup."""
    place = {"x": at, "y": 1, "yref": "paper", "yanchor": "bottom"}
    return {**place, "text": text, "showarrow": False, "font": {"size": 11, "color": colour}}


def marked_axis(places: Sequence[int], labels: Sequence[str], low: float, high: float) -> dict[str, object]:
    """An axis with a label at each place, without lines."""
    quiet = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    return {"tickvals": list(places), "ticktext": list(labels), "range": [low, high], **quiet}


def bar_height(count: int, marks: bool = False) -> int:
    """Pixels that so many bars need."""
    return 30 + 28 * count + (14 if marks else 0)
