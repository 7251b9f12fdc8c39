"""The report in a browser: nothing leaves the page, both languages whole, finder, map, tables and print work."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page

from planner.reporting import write_report
from planner.reporting.page import SCRIPTS
from tests.browser.conftest import Opened
from tests.reporting.synthetic.country import Size
from tests.reporting.synthetic.plan import make_run
from tests.reporting.test_page import rename_everything, take_plan_away

pytestmark = pytest.mark.browser

HAN = re.compile(r"[\u4e00-\u9fff]")


def read_all(page: Page) -> None:
    """Scroll to the end, so that every chart is drawn, and open every table."""
    for _ in range(40):
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(30)
    for button in page.locator(".table-button").all():
        button.click()
    page.wait_for_timeout(200)


#: Texts of charts that nobody can read: outside their drawing, or names and remarks that lie on each other.
UNREADABLE = """() => [...document.querySelectorAll(".plot")].filter((plot) => plot.offsetWidth).flatMap((plot) => {
    const frame = plot.getBoundingClientRect();
    const shown = (kind) => [...plot.querySelectorAll(kind)]
        .map((text) => [text.textContent, text.getBoundingClientRect(), text.querySelectorAll(".line").length || 1])
        .filter(([, box]) => box.width);
    const cut = shown("text").filter(([, box]) => box.left < frame.left - 3 || box.right > frame.right + 3);
    const over = (low, high, other, top, blank) => low < top - blank && other < high - blank;
    // A box holds whole lines of its font, which are up to a third higher than their letters.
    const meet = (a, b, line) => over(a.left, a.right, b.left, b.right, 3)
        && over(a.top, a.bottom, b.top, b.bottom, line / 4);
    const clashing = [".ytick text", ".annotation-text"].flatMap((kind) => {
        const texts = shown(kind);
        return texts.filter(([, one, lines], k) =>
            texts.slice(k + 1).some(([, other]) => meet(one, other, one.height / lines)));
    });
    return [...cut, ...clashing].map(([text]) => `${plot.dataset.figure}: ${text}`);
})"""


def cities(report: Path) -> pd.DataFrame:
    table = pd.read_csv(report.parent / "inputs" / "dataset" / "cities.csv", dtype={"id": str})
    return table[table["small"] == 1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_leaves_the_page_and_nothing_complains(opened: Opened, report: Path, lang: str) -> None:
    page = opened.go(report, f"#lang={lang}")
    read_all(page)
    assert [url for url in opened.requests if not url.startswith(report.as_uri())] == []
    assert opened.complaints == []
    assert page.locator(".plot .main-svg").count() >= 13
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0


def test_first_screen_fits(opened: Opened, report: Path) -> None:
    page = opened.go(report)
    for selector in ("h1", ".numbers", "#map", "#legend", ".basis a", "#find"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768, selector
        assert box["x"] + box["width"] <= 1366, selector
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert page.locator(".number").count() == 5


def test_english_page_shows_no_chinese_and_remembers_its_language(opened: Opened, report: Path) -> None:
    page = opened.go(report)
    assert page.evaluate("document.documentElement.lang") == "zh"
    assert HAN.search(page.title())
    page.get_by_role("button", name="English").click()
    read_all(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("location.hash") == "#lang=en"
    shown = page.locator("main").inner_text() + page.evaluate(
        "[...document.querySelectorAll('svg text')].map((text) => text.textContent).join(' ')"
    )
    assert HAN.findall(shown) == []
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator("h1").inner_text().startswith("By 2025")


@pytest.mark.parametrize("column", ["name_zh", "pinyin", "id"])
def test_finder_finds_a_city(finder: Page, report: Path, column: str) -> None:
    row = 7 + ["name_zh", "pinyin", "id"].index(column)  # each another city, so that no earlier answer is taken for it
    wanted = cities(report).drop_duplicates(column).iloc[row]
    page = finder
    page.fill("#find", str(wanted[column]))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    answer = page.locator("#answer")
    assert answer.locator("h3").inner_text() == wanted["name_zh"]
    if column == "id":
        assert wanted["id"] in answer.inner_text()
        assert f"city={wanted['id']}" in page.evaluate("location.hash")


def test_the_answer_says_what_the_tables_say(opened: Opened, report: Path) -> None:
    projects = pd.read_csv(report.parent / "plan" / "projects.csv", dtype={"city": str})
    city = projects["city"].iloc[0]
    own = projects[projects["city"] == city]
    page = opened.go(report, f"#lang=en&city={city}")
    text = page.locator("#answer").inner_text()
    total = own["capex_myuan"].sum() + own["module_capex_myuan"].sum()
    assert f"{total:.3g} M yuan" in text
    assert str(int(own["start_year"].min())) in text
    assert page.locator("#answer table").first.locator("tbody tr").count() == len(own)
    reached = page.evaluate(
        """(city) => {
            const { map, cities } = Report.data;
            return map.layers.filter((layer) => cities.reached[layer][cities.id.indexOf(city)]);
        }""",
        city,
    )
    assert "gigabit" in reached
    assert page.locator("#answer .timeline .lane").count() == len(reached)


def test_finder_takes_pinyin_with_its_kind(finder: Page, report: Path) -> None:
    wanted = cities(report).iloc[11]
    finder.fill("#find", f"{wanted['pinyin']} shi")
    assert wanted["id"] in finder.locator("#found").inner_text()


#: What browsers got after Chromium 80.
NEWER = """for (const [owner, names] of [[window, ["structuredClone"]], [Object, ["hasOwn"]],
    [Array.prototype, ["at", "findLast", "toSorted", "toReversed", "with"]], [String.prototype, ["at", "replaceAll"]],
    [Element.prototype, ["replaceChildren", "checkVisibility"]], [Promise, ["any"]]])
    for (const name of names) delete owner[name];"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_telephone_shows_the_whole_page(opened: Opened, report: Path, lang: str) -> None:
    """In one of the languages with a browser that lacks what came after Chromium 80."""
    opened.page.set_viewport_size({"width": 390, "height": 844})
    if lang == "zh":
        opened.page.add_init_script(NEWER)
    page = opened.go(report, f"#lang={lang}")
    read_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(UNREADABLE) == []
    page.locator("nav a").last.click()
    page.wait_for_timeout(900)  # it moves there in its own time
    assert page.evaluate("document.querySelector('#assumed').getBoundingClientRect().top") < 844
    assert opened.complaints == []


def test_finder_says_when_there_is_nothing(finder: Page) -> None:
    finder.get_by_role("button", name="English").click()
    finder.fill("#find", "zzzz")
    assert "Nothing found" in finder.locator("#found").inner_text()
    finder.keyboard.press("Escape")
    assert finder.locator("#found").is_hidden()
    finder.get_by_role("button", name="中文").click()


def test_a_click_on_the_map_selects_the_city(opened: Opened, report: Path) -> None:
    page = opened.go(report, "#lang=en")
    place = page.evaluate(
        """() => {
            const box = document.getElementById("map");
            const { small, reached } = Report.data.cities;
            const row = small.findIndex((flag, k) => flag && reached.gigabit[k]);
            const { xaxis, yaxis } = box._fullLayout, frame = box.getBoundingClientRect();
            return { name: Report.data.cities.en[row], id: Report.data.cities.id[row],
                x: frame.left + xaxis._offset + xaxis.l2p(Report.data.cities.x[row]),
                y: frame.top + yaxis._offset + yaxis.l2p(Report.data.cities.y[row]) };
        }"""
    )
    page.mouse.move(place["x"], place["y"])
    page.wait_for_timeout(200)
    assert place["name"] in (page.locator("#map .hoverlayer").text_content() or "")
    page.mouse.click(place["x"], place["y"])
    page.wait_for_timeout(200)
    assert page.locator("#answer h3").inner_text() == place["name"]
    assert place["id"] in page.evaluate("location.hash")


def test_layers_change_the_map(opened: Opened, report: Path) -> None:
    page = opened.go(report, "#lang=en")
    before = page.locator("#legend").inner_text()
    page.select_option("#layer", "edge")
    page.wait_for_function("(old) => document.getElementById('legend').innerText !== old", arg=before)
    services = pd.read_csv(report.parent / "plan" / "services.csv", dtype={"city": str})
    edge = services[services["service"] == "edge"].groupby("city")["year"].min().value_counts()
    legend = page.locator("#legend").inner_text()
    for year, count in edge.items():
        assert re.search(rf"{year}\s+{count}\b", legend)


def test_tables_sort_and_filter(opened: Opened, report: Path) -> None:
    page = opened.go(report, "#lang=en")
    table = page.locator("#grants .opened")
    heads = [text.strip() for text in table.locator("th").all_inner_texts()]
    column = next(k for k, text in enumerate(heads) if text.startswith("Capex"))

    def values() -> list[float]:
        texts = table.locator(f"tbody tr td:nth-child({column + 1})").all_inner_texts()
        return [float(text.replace(",", "")) for text in texts]

    table.locator("th button").nth(column).click()
    assert values() == sorted(values(), reverse=True)
    table.locator("th button").nth(column).click()
    assert values() == sorted(values())
    assert table.locator("th").nth(column).get_attribute("aria-sort") == "ascending"
    grants = pd.read_csv(report.parent / "plan" / "grants.csv")
    table.locator("input").fill("otn:")
    assert table.locator("tbody tr").count() == min(100, grants["project"].str.startswith("otn:").sum())


def test_every_chart_opens_as_a_table(opened: Opened, report: Path) -> None:
    page = opened.go(report)
    for figure in page.locator(".figure").all():
        figure.locator(".table-button").click()
        assert figure.locator("tbody tr").count() > 0


@pytest.mark.parametrize("state", ["#lang=en", "#lang=zh", "#lang=en&city=110010"])
def test_prints_on_two_pages(opened: Opened, report: Path, state: str) -> None:
    page = opened.go(report, state)
    document = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", document)) == 2
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(UNREADABLE) == []


def test_prints_whole_when_asked(opened: Opened, report: Path) -> None:
    page = opened.go(report, "#lang=en&print=full")
    document = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", document)) > 4
    page.emulate_media(media="print")
    assert page.locator("section.part h2:visible").count() == page.locator("section.part").count()
    assert page.locator(".plot .main-svg").count() >= page.locator(".plot").count()
    assert opened.complaints == []


def test_a_run_without_a_plan_prints_what_is_known_on_one_page(opened: Opened, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", Size(provinces=3, small=12))
    take_plan_away(folder, "infeasible")
    page = opened.go(write_report(folder), "#lang=en")
    document = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", document)) == 1
    page.emulate_media(media="print")
    shown = page.locator("main").inner_text()
    assert "Which rules clash?" in shown
    assert "Least coverage by province" in shown
    assert opened.complaints == []


def test_hostile_names_run_nothing(opened: Opened, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", Size(provinces=3, small=12))
    rename_everything(folder)
    page = opened.go(write_report(folder), "#lang=en")
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))
    read_all(page)
    page.evaluate("Report.choose(5)")
    assert alerts == []
    assert opened.complaints == []
    assert "</script><script>alert(1)</script>" in page.locator("#answer h3").inner_text()
    assert page.locator("script").count() == 3 + len(SCRIPTS)


def test_keyboard_reaches_language_finder_and_tables(opened: Opened, report: Path) -> None:
    page = opened.go(report)
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"find", "layer", "skip", "table-button"} <= reached
    labels = json.loads(
        page.evaluate(
            "JSON.stringify([...document.querySelectorAll('.plot, #map')].map((box) => box.getAttribute('aria-label')))"
        )
    )
    assert all(labels)
