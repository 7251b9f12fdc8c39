"""Golden rows: what every rule writes for its example, by names.

``python -m tests.formulation.golden`` writes them anew; read the difference before committing it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from planner.formulation import build
from planner.solve.standard_form import StandardForm, compile_model
from tests.formulation.examples import EXAMPLES
from tests.formulation.examples.example import Example
from tests.formulation.solving import component, text

FOLDER = Path(__file__).parent / "golden"


def path(rule: str) -> Path:
    """Where a rule's golden rows are kept."""
    return FOLDER / f"{rule}.json"


def rows(form: StandardForm, rule: str) -> dict[str, Any]:
    """A rule's rows by name, and the bounds of the columns that occur in them."""
    names = [text(name) for name in form.col_names]
    found: dict[str, Any] = {"rows": {}, "columns": {}}
    for row, name in enumerate(form.row_names):
        if component(name) != rule:
            continue
        span = slice(form.A.indptr[row], form.A.indptr[row + 1])
        terms = zip(form.A.indices[span].tolist(), form.A.data[span].tolist(), strict=True)
        sides = {"lower": form.row_lower[row], "upper": form.row_upper[row]}
        found["rows"][text(name)] = {
            **{side: float(value) for side, value in sides.items() if np.isfinite(value)},
            "terms": {names[column]: value for column, value in sorted(terms, key=lambda term: names[term[0]])},
        }
        for column in form.A.indices[span].tolist():
            kind = "integer" if form.integrality[column] else "continuous"
            found["columns"][names[column]] = [float(form.col_lower[column]), float(form.col_upper[column]), kind]
    return {part: dict(sorted(entries.items())) for part, entries in found.items()}


def written(example: Example) -> dict[str, Any]:
    """What an example's rule writes now."""
    return rows(compile_model(build.nation(example.case)), example.rule)


def main() -> None:
    """Write every golden file anew."""
    FOLDER.mkdir(exist_ok=True)
    for rule, example in EXAMPLES.items():
        path(rule).write_text(json.dumps(written(example), indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
