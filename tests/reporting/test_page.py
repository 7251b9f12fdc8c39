"""The page as a file: whole, inert against what users typed, the same for the same run, and true without a plan."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from planner.plan.load import load_record
from planner.plan.save import save_record
from planner.reporting import write_report
from planner.reporting.conflict import clash_tables
from planner.reporting.headline import five_numbers, sentence
from planner.reporting.page import SCRIPTS, as_json, render
from planner.texts import TEXTS, Pair
from tests.reporting.conftest import load

HOSTILE = '</script><script>alert(1)</script>"\'&<b>=HYPERLINK("http://x","y")'


def embedded(page: str) -> dict[str, object]:
    """The data in the page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def rename_everything(folder: Path) -> None:
    """Give the first city, province, region and carrier the hostile name in both languages."""
    for table in ("cities", "provinces", "regions", "carriers"):
        path = folder / "inputs" / "dataset" / f"{table}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in ("name_zh", "name_en", "pinyin"):
            if column in frame:
                frame[column] = HOSTILE
        frame.to_csv(path, index=False)
    model = folder / "inputs" / "model.toml"
    text = model.read_text(encoding="utf-8")
    quoted = json.dumps(HOSTILE)
    model.write_text(re.sub(r'(?m)^(name|text|question)_(zh|en) = ".*"$', rf"\1_\2 = {quoted}", text), encoding="utf-8")


def test_page_and_workbook_are_written_and_nothing_else(copy: Path) -> None:
    before = set(copy.iterdir())
    path = write_report(copy)
    assert path == copy / "index.html"
    assert set(copy.iterdir()) - before == {copy / "index.html", copy / "plan.xlsx"}


def test_same_run_same_bytes(copy: Path) -> None:
    write_report(copy)
    first = [(copy / name).read_bytes() for name in ("index.html", "plan.xlsx")]
    write_report(copy)
    assert first == [(copy / name).read_bytes() for name in ("index.html", "plan.xlsx")]


def test_no_reference_leaves_the_page(run_folder: Path) -> None:
    page = render(load(run_folder))
    own = page.replace(re.search(r"<script>/\*\*?\n\* plotly.*?</script>", page, re.DOTALL)[0], "")  # type: ignore[index]
    assert "default-src 'none'" in own
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", own)
    assert "@import" not in own
    assert own.count("<script") == 2 + len(SCRIPTS)  # data and the page's own files; plotly's was cut out above


def test_data_in_the_page_is_json_that_cannot_close_its_script() -> None:
    text = as_json({"name": HOSTILE + "\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"name": HOSTILE + "\u2028"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"value": float("nan")})


def test_names_that_users_typed_are_inert(copy: Path) -> None:
    rename_everything(copy)
    page = render(load(copy))
    assert "<script>alert" not in page
    assert "</script><script>" not in page.replace("</script>\n<script>", "")
    data = embedded(page)
    assert HOSTILE in json.dumps(data["cities"], ensure_ascii=False).replace('\\"', '"')
    for figure in data["figures"].values():  # type: ignore[attr-defined]
        for lang in ("zh", "en"):
            assert "<b>=" not in json.dumps(figure[lang])
            assert "<script" not in json.dumps(figure[lang])


def test_every_sentence_stands_in_both_languages(run_folder: Path) -> None:
    page = render(load(run_folder))
    body = page.split("<body>")[1].split('<script type="application/json"')[0]
    assert body.count('<span lang="zh">') == body.count('<span lang="en">') > 50
    english = re.findall(r'<span lang="en">(.*?)</span>', body)
    han = re.compile(r"[\u4e00-\u9fff\uff0c\u3002]")
    assert [text for text in english if han.search(text)] == []
    data = embedded(page)
    assert set(data["ui"]) == {key.removeprefix("ui.") for key in TEXTS if key.startswith("ui.")}  # type: ignore[call-overload]


def test_first_sentence_and_five_numbers_come_from_the_tables(run_folder: Path) -> None:
    digest = load(run_folder)
    services = pd.read_csv(run_folder / "plan" / "services.csv", dtype=str)
    gigabit = services[services["service"] == "gigabit"]["city"].nunique()
    text = sentence(digest)
    assert f"{gigabit} small cities reach" in text.en
    assert f"{gigabit}" in text.zh
    assert "0.43 %" in text.en
    assert "0.43%" in text.zh
    assert len(five_numbers(digest)) == 5
    assert five_numbers(digest)[0].value.en == str(gigabit)
    assert five_numbers(digest)[0].met is False


def take_plan_away(copy: Path, status: str) -> None:
    """Make a run end with ``status``, with a clash of one rule instead of a plan."""
    if status != "audit_failed":
        shutil.rmtree(copy / "plan")
    record = load_record(copy)
    changes: dict[str, object] = {
        "status": status,
        "goals": (),
        "baselines": {},
        "headline_gap": None,
        "headline_goal": None,
    }
    said = {"text_zh": "各省覆盖率下限", "text_en": "Least coverage by province"}
    rule = {"key": "rules.floor", "name_zh": "下限", "name_en": "Floor", "enough": True, "exact": True, **said}
    clash = {"text_zh": "不能同时成立", "text_en": "They cannot hold together", "proven": True, "rules": [rule]}
    changed = type(record).model_validate({**record.model_dump(), **changes, "clashes": [clash]})
    save_record(copy, changed)


@pytest.mark.parametrize("status", ["infeasible", "interrupted", "audit_failed"])
def test_a_run_without_a_plan_says_so(copy: Path, status: str) -> None:
    take_plan_away(copy, status)
    page = write_report(copy).read_text(encoding="utf-8")
    assert "Least coverage by province" in page
    assert 'id="map"' not in page
    assert (copy / "plan.xlsx").exists()
    body = page.split("<body>")[1]
    wanted = {"infeasible": "has no plan", "interrupted": "interrupted", "audit_failed": "failed its audit"}
    assert wanted[status] in body


def test_a_clash_claims_no_more_than_was_found(copy: Path) -> None:
    """A rule without a change: none may be enough, or the search was broken off before one was found."""
    take_plan_away(copy, "infeasible")
    (change,) = clash_tables(load(copy))[0].columns[2].cells
    assert isinstance(change, Pair)
    assert change.en == "no change of it alone was found that is enough"


def test_a_run_that_was_broken_off_says_so_above_its_plan(copy: Path) -> None:
    record = load_record(copy)
    save_record(copy, record.model_copy(update={"status": "interrupted"}))
    assert "The run was interrupted: " in render(load(copy)).split('id="data"')[0]
    save_record(copy, record)
    assert "The run was interrupted: " not in render(load(copy)).split('id="data"')[0]


def test_an_empty_plan_over_no_cities_is_a_page_too(copy: Path) -> None:
    for path in [*(copy / "plan").glob("*.csv"), copy / "inputs" / "dataset" / "cities.csv"]:
        pd.read_csv(path, dtype=str).head(0).to_csv(path, index=False)
    (copy / "inputs" / "dataset" / "outlines.geojson").unlink()
    page = write_report(copy).read_text(encoding="utf-8")
    assert "Nothing new is built" in page


def test_a_data_set_without_outlines_still_has_a_map(copy: Path) -> None:
    (copy / "inputs" / "dataset" / "outlines.geojson").unlink()
    settings = copy / "inputs" / "dataset" / "dataset.toml"
    settings.write_text(settings.read_text(encoding="utf-8").split("[map]")[0], encoding="utf-8")
    data = embedded(render(load(copy)))
    found = data["map"]
    assert isinstance(found, dict)
    assert found["outlines"] == []
    assert found["inset"] is None
    west, east, south, north = found["frame"]
    cities = data["cities"]
    assert isinstance(cities, dict)
    assert all(west <= x <= east for x in cities["x"])
    assert all(south <= y <= north for y in cities["y"])


def test_page_stays_small(run_folder: Path) -> None:
    assert len(render(load(run_folder)).encode("utf-8")) < 6_000_000
