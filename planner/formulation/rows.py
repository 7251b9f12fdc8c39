"""Rows, variables and rules: the small language in which the formulation is written, and its only door to Pyomo.

A rule is a generator of rows; its docstring holds its formula, from which ``models/equations.md`` is made. Terms of
rows are Pyomo variables or plain floats: what cannot vary (a built project, a core place's connection) is a float and
moves to the row's bounds, so that presolve has nothing to clean up and no row is written for what always holds.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression

#: A Pyomo variable, or a float where there is nothing to decide.
Value = Any
#: A Pyomo expression.
Expression = Any
#: A Pyomo block or model.
Block = Any
#: Ids and years; a family knows which.
Index = tuple[Any, ...]
Domain = Literal["binary", "integer", "continuous"]

#: Slack within which a row without variables counts as fulfilled.
CONSTANT_TOLERANCE = 1e-9

_DOMAINS = {"binary": pyo.Binary, "integer": pyo.Integers, "continuous": pyo.Reals}


class Affine:
    """A sum of coefficients times variables, plus a constant."""

    __slots__ = ("coefficients", "constant", "variables")

    def __init__(self, constant: float = 0.0) -> None:
        self.constant = constant
        self.coefficients: list[float] = []
        self.variables: list[Value] = []

    def add(self, coefficient: float, value: Value) -> Affine:
        """Add ``coefficient`` × ``value`` (a float, a variable or another affine expression) and return the sum."""
        if value.__class__ is float:
            self.constant += coefficient * value
        elif value.__class__ is Affine:
            self.constant += coefficient * value.constant
            self.coefficients.extend([coefficient * c for c in value.coefficients])
            self.variables.extend(value.variables)
        elif coefficient != 0.0:
            self.coefficients.append(coefficient)
            self.variables.append(value)
        return self

    def scaled(self, factor: float) -> Affine:
        """A new expression, ``factor`` times this one."""
        return Affine().add(factor, self)

    def expression(self) -> Expression:
        """The same as a Pyomo expression."""
        return LinearExpression(constant=self.constant, linear_coefs=self.coefficients, linear_vars=self.variables)


@dataclass(frozen=True, slots=True)
class Row:
    """``lower ≤ body ≤ upper``; None means no bound on that side."""

    index: Index
    lower: float | None
    body: Affine
    upper: float | None


def at_most(index: Index, body: Affine, upper: float = 0.0) -> Row:
    """``body ≤ upper``."""
    return Row(index, None, body, upper)


def at_least(index: Index, body: Affine, lower: float = 0.0) -> Row:
    """``body ≥ lower``."""
    return Row(index, lower, body, None)


def equal(index: Index, body: Affine, value: float = 0.0) -> Row:
    """``body = value``."""
    return Row(index, value, body, value)


@dataclass(frozen=True, slots=True)
class Column:
    """A variable's index and bounds, and its domain where it is not that of its family."""

    index: Index
    lower: float
    upper: float
    domain: Domain | None = None


View = TypeVar("View")


@dataclass(frozen=True)
class Rule(Generic[View]):
    """A family of rows: its name in the model, and the function that writes it from a view of the case."""

    name: str
    write: Callable[[View], Iterator[Row]]

    @property
    def documentation(self) -> Documentation:
        """Formula, index sets, unit and switch, as written in the function's docstring."""
        return Documentation.of(self.write)


@dataclass(frozen=True)
class Variables(Generic[View]):
    """A family of variables: its name in the model, its domain, and the function that lists its columns."""

    name: str
    domain: Domain
    write: Callable[[View], Iterator[Column]]

    @property
    def documentation(self) -> Documentation:
        """Symbol, index sets, unit and switch, as written in the function's docstring."""
        return Documentation.of(self.write)


def rule(write: Callable[[View], Iterator[Row]]) -> Rule[View]:
    """Make a rule of the function that writes its rows; the function's name is the rule's name."""
    return Rule(write.__name__, write)


def variables(domain: Domain) -> Callable[[Callable[[View], Iterator[Column]]], Variables[View]]:
    """Make a family of variables of the function that lists its columns; the function's name is the family's name."""

    def wrap(write: Callable[[View], Iterator[Column]]) -> Variables[View]:
        return Variables(write.__name__, domain, write)

    return wrap


@dataclass(frozen=True)
class Documentation:
    """What a docstring of a rule or of a family of variables says.

    Attributes:
        summary: its first paragraph.
        formula: LaTeX.
        indices: the index sets, LaTeX.
        unit: unit of the row or variable.
        switch: key of the model file that switches it on.
        file, line: where the function stands.
    """

    summary: str
    formula: str
    indices: str
    unit: str
    switch: str
    file: str
    line: int

    @classmethod
    def of(cls, function: Callable[..., object]) -> Documentation:
        """Read a function's docstring.

        Raises:
            ValueError: the docstring lacks one of its parts.
        """
        text = re.sub(r"\n +", "\n", function.__doc__ or "")
        parts = {
            "formula": re.search(r"\.\. math::\s*(.+?)(?:\n\n|\nFor:)", text, re.S),
            "indices": re.search(r"^For: (.+?)(?=^Unit:)", text, re.S | re.M),
            "unit": re.search(r"^Unit: (.+)$", text, re.M),
            "switch": re.search(r"^Switch: (.+)$", text, re.M),
        }
        missing = [part for part, match in parts.items() if match is None]
        if missing:
            raise ValueError(f"{function.__qualname__}: its docstring lacks {', '.join(missing)}")
        found = {part: " ".join(match.group(1).split()) for part, match in parts.items() if match is not None}
        summary = " ".join(text.split("\n\n")[0].split())
        module = function.__module__.replace(".", "/") + ".py"
        return cls(summary, file=module, line=function.__code__.co_firstlineno, **found)


def add_variables(block: Block, family: Variables[View], view: View) -> dict[Index, Value]:
    """Create the variables of a family on a block and return them by index."""
    component = pyo.Var(pyo.Any, dense=False)
    block.add_component(family.name, component)
    domain, made = _DOMAINS[family.domain], {}
    for column in family.write(view):
        variable = component.add(column.index)
        variable.domain = domain if column.domain is None else _DOMAINS[column.domain]
        variable.setlb(column.lower)
        variable.setub(column.upper)
        made[column.index] = variable
    return made


def add_rows(block: Block, name: str, rows: Iterable[Row], *, keep_empty: bool = False) -> int:
    """Add rows to a block under one name and return how many were added.

    A row without variables that holds is left out (unless ``keep_empty``); one that cannot hold is kept, with the
    variable ``nothing`` that is always 0, so that an impossible rule is found by its name and not as an exception.
    """
    component = pyo.Constraint(pyo.Any)
    block.add_component(name, component)
    for row in rows:
        body, constant = row.body, row.body.constant
        lower = None if row.lower is None else row.lower - constant
        upper = None if row.upper is None else row.upper - constant
        coefficients, variables_ = body.coefficients, body.variables
        if not variables_:
            if not keep_empty and _holds(lower, upper):
                continue
            coefficients, variables_ = [1.0], [_nothing(block)]
        linear = LinearExpression(constant=0.0, linear_coefs=coefficients, linear_vars=variables_)
        component[row.index] = (lower, linear, upper)
    return len(component)


def _holds(lower: float | None, upper: float | None) -> bool:
    return (lower is None or lower <= CONSTANT_TOLERANCE) and (upper is None or upper >= -CONSTANT_TOLERANCE)


def _nothing(block: Block) -> Value:
    if block.component("nothing") is None:
        block.nothing = pyo.Var(bounds=(0.0, 0.0))
    return block.nothing


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: building makes many small objects and no garbage (a third of the time, measured)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
