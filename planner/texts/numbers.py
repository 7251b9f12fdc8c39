"""Numbers as people write them, by language.

Amounts inside the program are millions of the data set's currency. Chinese readers count money in units of ten
thousand and a hundred million; English readers in thousands, millions and billions. No more digits are shown than are
known.
"""

from __future__ import annotations

from math import floor, log10

from planner.texts import LANGS, Lang, Pair, both, say, spoken

#: Digits with which a number is told as it is, but for the rounding of arithmetic with binary fractions.
IN_FULL = 12
_HALF_A_YUAN = 5e-7

TEXTS: dict[str, tuple[str, str]] = {
    "number.myuan_large": ("{amount}亿{currency}", "{amount} bn {currency}"),
    "number.myuan_middle": ("{amount}万{currency}", "{amount} M {currency}"),
    "number.myuan_small": ("{amount}{currency}", "{amount} {currency}"),
    "number.thousands_large": ("{amount}亿{noun}", "{amount} bn {noun}"),
    "number.thousands_middle": ("{amount}万{noun}", "{amount} M {noun}"),
    "number.thousands_small": ("{amount}{noun}", "{amount} {noun}"),
    "number.unknown": ("—", "—"),
}


def count(value: float, lang: Lang) -> str:
    """A whole number with thousands separated: 2025 cities are ``2,025`` in both languages."""
    return say("number.unknown", lang=lang) if value != value else f"{round(value):,}"


def number(value: float, lang: Lang, digits: int = 3) -> str:
    """A number with about ``digits`` significant digits, thousands separated, never in exponent form."""
    if value != value:
        return say("number.unknown", lang=lang)
    if value == 0:
        return "0"
    before_point = floor(log10(abs(value))) + 1
    text = f"{value:,.{max(0, min(12, digits - before_point))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(value: float, lang: Lang, decimals: int = 1) -> str:
    """A fraction of one as a percentage: 0.123 is ``12.3 %`` in English and ``12.3%`` in Chinese."""
    if value != value:
        return say("number.unknown", lang=lang)
    return f"{value * 100:,.{decimals}f}" + ("%" if lang == "zh" else " %")


def share_in_full(value: float, lang: Lang) -> str:
    """A fraction of one as a percentage that is not rounded."""
    return number(value * 100, lang, IN_FULL) + ("%" if lang == "zh" else " %")


def money(myuan: float, lang: Lang, digits: int = 3) -> str:
    """An amount in million units of currency, in the unit that reads best.

    Chinese: from 100 million on in units of 100 million, else of 10,000; English: bn, M, or plain.
    """
    if myuan != myuan:
        return say("number.unknown", lang=lang)
    myuan = 0.0 if abs(myuan) < _HALF_A_YUAN else myuan
    size = abs(myuan)
    large, middle = (100.0, 0.01) if lang == "zh" else (1000.0, 1.0)
    if size >= large:
        return say("number.myuan_large", lang=lang, amount=number(myuan / large, lang, digits))
    if size >= middle or size == 0:
        return say("number.myuan_middle", lang=lang, amount=number(myuan / middle, lang, digits))
    return say("number.myuan_small", lang=lang, amount=number(myuan * 1e6, lang, digits))


def amount(myuan: float, digits: int = 3) -> Pair:
    """An amount in millions of currency as :func:`money` writes it, in both languages."""
    return Pair(money(myuan, "zh", digits), money(myuan, "en", digits))


def is_money(unit: Pair) -> bool:
    """Whether a unit is that of amounts inside the program, millions of the currency that is counted in."""
    return unit == Pair(*both("case.unit.money"))


def figure(value: float, unit: Pair, digits: int = 4) -> Pair:
    """A number with its unit; millions of currency in the unit that reads best.

    With :data:`IN_FULL` digits nothing is rounded: for what must be enough.
    """
    if is_money(unit):
        return amount(value, digits)
    return Pair(*(f"{number(value, lang, digits)} {spoken(unit, lang)}".rstrip() for lang in LANGS))


def thousands(value: float, lang: Lang, noun: str, digits: int = 3) -> str:
    """An amount in thousands (of persons, say), in the unit that reads best, followed by ``noun``.

    Chinese: units of 100 million and 10,000; English: bn, M, and plain numbers below a million.
    """
    if value != value:
        return say("number.unknown", lang=lang)
    size = abs(value)
    large, middle = (1e5, 10.0) if lang == "zh" else (1e6, 1e3)
    if size >= large:
        return say("number.thousands_large", lang=lang, amount=number(value / large, lang, digits), noun=noun)
    if size >= middle:
        return say("number.thousands_middle", lang=lang, amount=number(value / middle, lang, digits), noun=noun)
    return say("number.thousands_small", lang=lang, amount=count(value * 1000, lang), noun=noun)
