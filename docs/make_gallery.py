"""Pictures of a report for the README: the first screen and a few sections, in both languages.

    python docs/make_gallery.py reports/national

Writes PNG files to reports/gallery/. Needs Chromium (CHROMIUM names it, else the one on the PATH).
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

GALLERY = Path(__file__).resolve().parent.parent / "reports" / "gallery"
#: A division head's laptop; the first screen must fit on it.
SCREEN = {"width": 1366, "height": 768}
LANGUAGES = {"zh": "", "en": "-en"}
#: Pixels of white left and right of a section.
MARGIN = 20
#: Sections worth keeping in git; the report itself has more.
SECTIONS = ("paid", "targets", "fair")


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="run folder with index.html")
    parser.add_argument("--out", type=Path, default=GALLERY, help="folder of the pictures")
    arguments = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SCREEN, device_scale_factor=1)
        page.goto((arguments.run / "index.html").resolve().as_uri())
        for language, suffix in LANGUAGES.items():
            take(page, language, suffix, arguments.out)
        browser.close()


def take(page: Page, language: str, suffix: str, out: Path) -> None:
    """The first screen and the chosen sections, in one language."""
    page.click(f"button[data-language={language}]")
    page.wait_for_timeout(1500)  # the figures are drawn again in the other language
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=out / f"report{suffix}.png")
    page.add_style_tag(content=".bar { position: static !important; }")  # it would lie over tall sections
    for name in SECTIONS:
        section = page.locator(f"section#{name}")
        for figure in section.locator(".figure").all():
            figure.scroll_into_view_if_needed()
            page.wait_for_timeout(300)
        box = section.bounding_box()
        if box is None:
            raise SystemExit(f"section {name} is not in sight")
        top = box["y"] + page.evaluate("window.scrollY")
        clip = {"x": box["x"] - MARGIN, "y": top, "width": box["width"] + 2 * MARGIN, "height": box["height"]}
        page.screenshot(path=out / f"{name}{suffix}.png", full_page=True, clip=clip)


if __name__ == "__main__":
    main()
