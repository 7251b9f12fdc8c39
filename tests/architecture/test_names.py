"""The planner knows no province and no carrier: names belong to data sets and model files."""

from __future__ import annotations

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATASET = ROOT / "datasets" / "national"
PACKAGE = ROOT / "planner"
#: The example of a model file in the reference of its keys is one of a person's model, and models name carriers.
EXAMPLE = {PACKAGE / "texts" / "model_file.py": {"中国移动", "China Mobile"}}


def names() -> set[str]:
    """What the national data set calls its provinces and carriers, in both languages, short forms included."""
    found: set[str] = set()
    for table in ("provinces.csv", "carriers.csv"):
        with (DATASET / table).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found |= {row[column] for column in ("name_zh", "name_en", "short_zh") if row.get(column)}
    return found


def pattern(known: set[str]) -> re.Pattern[str]:
    """Any of the names; Latin ones as whole words."""
    parts = (rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in sorted(known, reverse=True))
    return re.compile("|".join(parts))


def test_code_names_no_province_and_no_carrier() -> None:
    known = names()
    assert len(known) > 3 * 31
    wanted = pattern(known)
    assert wanted.findall("Tibet's LP，西藏，China Mobile; Tibetan") == ["Tibet", "西藏", "China Mobile"]
    named: dict[str, set[str]] = {}
    # A wheel carries models and data sets along in planner/shipped; in a checkout there is no such folder.
    files = [path for kind in ("py", "csv", "js", "css", "html", "jinja", "j2") for path in PACKAGE.rglob(f"*.{kind}")]
    for path in files:
        if "shipped" not in path.relative_to(PACKAGE).parts[:-1]:
            found = set(wanted.findall(path.read_text(encoding="utf-8"))) - EXAMPLE.get(path, set())
            if found:
                named[str(path.relative_to(ROOT))] = found
    assert not named
