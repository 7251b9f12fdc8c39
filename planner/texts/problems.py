"""What is wrong with an input: collected, located, and said in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from planner.texts import Lang, say

TEXTS: dict[str, tuple[str, str]] = {
    "problem.hint": ("{sentence}是否想写“{nearest}”？", "{sentence} Did you mean “{nearest}”?"),
    "problem.located": ("{where}：{sentence}", "{where}: {sentence}"),
    "problem.cannot_write": (
        "结果没有写成，原有内容未变：",
        "Nothing has been written; what was there is as before:",
    ),
    "problem.count": ("输入有 {count} 处问题：", "The input has {count} problem(s):"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Attributes:
        where: file, ``file:line``, table with row and column, or TOML key: whatever leads a person to the place.
        text: id of the sentence that says what is wrong and what was expected.
        values: values of that sentence's placeholders.
        hint: nearest valid name, if one is near enough; see :func:`nearest`.
    """

    where: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    hint: str | None = None

    def say(self, lang: Lang) -> str:
        """The problem in one language, with its place and hint."""
        sentence = say(self.text, lang=lang, **self.values)
        if self.hint is not None:
            sentence = say("problem.hint", lang=lang, sentence=sentence, nearest=self.hint)
        return say("problem.located", lang=lang, where=self.where, sentence=sentence) if self.where else sentence

    @property
    def zh(self) -> str:
        """The problem in Chinese."""
        return self.say("zh")

    @property
    def en(self) -> str:
        """The problem in English."""
        return self.say("en")

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"


class InputError(Exception):
    """One or more problems with an input, all found at once.

    Attributes:
        problems: what is wrong, in the order in which it should be read; never empty.
        heading: id of the sentence above them.
    """

    heading = "problem.count"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        if not self.problems:
            raise ValueError("an InputError needs at least one problem")
        super().__init__(self.problems)

    def say(self, lang: Lang) -> str:
        """All problems in one language, one a line, under a heading."""
        lines = [say(self.heading, lang=lang, count=len(self.problems))]
        return "\n".join(lines + [f"  {problem.say(lang)}" for problem in self.problems])

    def __str__(self) -> str:
        return f"{self.say('zh')}\n{self.say('en')}"


class CannotWriteError(InputError):
    """The place where results should go cannot be written; what stood there is as it was."""

    heading = "problem.cannot_write"


def nearest(name: str, valid: Iterable[str], *, cutoff: float = 60.0) -> str | None:
    """The valid name most like ``name``, or None if none is like it at all.

    Ties go to the name that sorts first, so that the same input always gives the same message.
    """
    choices = sorted(set(valid) - {name})
    lowered = [choice.lower() for choice in choices]
    found = process.extractOne(name.lower(), lowered, scorer=fuzz.ratio, score_cutoff=cutoff)
    return None if found is None else choices[found[2]]
