"""A headless Chromium and a page of a made-up run; without a browser the tests are skipped, unless CI demands one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from planner.reporting import write_report
from tests.reporting.synthetic.country import Size
from tests.reporting.synthetic.plan import make_run

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """The browser to use: ``CHROMIUM``, else the first on the path."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser for the session."""
    path = executable()
    if path is None:
        if os.environ.get("CI") == "true" or os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("no Chromium on this machine, but CI or REQUIRE_BROWSER asks for one")
        pytest.skip("no Chromium on this machine (set CHROMIUM to its path)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a made-up run over six provinces."""
    return write_report(make_run(tmp_path_factory.mktemp("browser"), Size(provinces=6, small=60)))


@dataclass
class Opened:
    """A page with what it asked for and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: Path, state: str = "") -> Page:
        """Open a file and wait until everything that is drawn at once is drawn."""
        self.page.goto(path.as_uri() + state)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.page


@pytest.fixture(scope="session")
def finder(browser: Browser, report: Path) -> Iterator[Page]:
    """The report opened once for all who only ask its finder, each for something else."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield Opened(context.new_page()).go(report)
    context.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """A fresh page of the size that the first screen is made for, closed after the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    found = Opened(page)
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("console", lambda message: found.complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    yield found
    context.close()
