"""Speaking to a terminal in the language or languages that were asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from rich.console import Console
from rich.text import Text

from planner.texts import LANGS, Lang, Phrase, say
from planner.texts.problems import InputError

Choice = Literal["zh", "en", "both"]
CHOICES: tuple[Choice, ...] = ("zh", "en", "both")

# Control characters could move the cursor or recolour a terminal, and direction marks could reorder a line: names come
# from files of strangers, so they are shown by their code instead.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """``text`` with control characters and direction marks replaced by their escape sequences."""
    return _UNSAFE.sub(lambda found: ascii(found.group())[1:-1], text)


@dataclass(frozen=True)
class Speech:
    """Where and in which languages to speak.

    Sentences are printed as they are: square brackets in a name are never taken for markup.

    Attributes:
        choice: ``zh``, ``en`` or ``both`` (Chinese first).
        out: console of standard output, for answers.
        err: console of standard error, for progress and complaints.
    """

    choice: Choice = "both"
    out: Console = field(default_factory=lambda: Console(file=sys.stdout, highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Console(file=sys.stderr, highlight=False, soft_wrap=True))

    @property
    def langs(self) -> tuple[Lang, ...]:
        """The languages to speak, in order."""
        return LANGS if self.choice == "both" else (self.choice,)

    def inline(self, text_id: str, /, **values: object) -> str:
        """A short phrase on one line, both languages separated by a middle dot; once if both are alike."""
        return " · ".join(self.lines(text_id, **values))

    def lines(self, text_id: str, /, **values: object) -> list[str]:
        """A sentence in each language; once if both are alike."""
        return list(dict.fromkeys(self.within(lang, text_id, **values) for lang in self.langs))

    @staticmethod
    def within(lang: Lang, text_id: str, /, **values: object) -> str:
        """A sentence in one language."""
        return harmless(say(text_id, lang=lang, **values))

    def tell(self, text_id: str, /, *, style: str = "", **values: object) -> None:
        """Say a sentence on standard output, one line a language."""
        self._print(self.out, self.lines(text_id, **values), style)

    def pass_on(self, sentence: Phrase, style: str = "") -> None:
        """Say on standard output a sentence that another room has composed."""
        lines = (harmless(say(sentence.text, lang=lang, **sentence.values)) for lang in self.langs)
        self._print(self.out, dict.fromkeys(lines), style)

    def warn(self, text_id: str, /, *, style: str = "", **values: object) -> None:
        """Say a sentence on standard error, one line a language."""
        self._print(self.err, self.lines(text_id, **values), style)

    def refuse(self, error: InputError) -> None:
        """Say on standard error everything that is wrong."""
        self._print(self.err, [harmless(error.say(lang)) for lang in self.langs], "red")

    @staticmethod
    def _print(console: Console, lines: Iterable[str], style: str) -> None:
        for line in lines:
            console.print(Text(line, style=style))
