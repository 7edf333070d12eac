"""
A real browser for tests of pages: Debian's Chromium, driven by Playwright.

    def test_the_page_has_a_heading(browser_page): ...

A page fails its test when the browser tells of an error, or asks for anything that is neither a
file nor of this machine. What a test means to provoke it tells `page_faults` to expect.
"""

from __future__ import annotations

import shutil
from urllib.parse import urlsplit

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
HERE = ("127.0.0.1", "localhost")
GRAVE = ("serious", "critical")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    """
    Chromium without a window; the test is skipped where there is none.

    One for each module of tests: as long as Playwright runs, its thread has a running event loop,
    which tests of other modules must not meet.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("there is no Chromium on this machine: install the package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


class Faults(list):
    """What went wrong on pages: errors told, and requests beyond this machine."""

    def __init__(self):
        self._expected = []

    def expect(self, part):
        """Take no offence at what contains `part`, whenever the browser tells it."""
        self._expected.append(part)

    def append(self, told):
        if not any(part in told for part in self._expected):
            super().append(told)


@pytest.fixture
def page_faults():
    return Faults()


@pytest.fixture
def new_page(browser, page_faults):
    """
    A function that opens a fresh page, in a window of its own that shares nothing with others.

    Its arguments are those of Playwright's `Browser.new_context`, such as `color_scheme="dark"`.
    """
    contexts = []

    def opened(**given):
        contexts.append(browser.new_context(**given))
        page = contexts[-1].new_page()
        watch(page, page_faults)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert page_faults == []


@pytest.fixture
def browser_page(new_page):
    """A fresh page of 1280 by 800."""
    return new_page(viewport={"width": 1280, "height": 800})


def watch(page, faults):
    """Note what goes wrong on a page."""
    page.set_default_timeout(10_000)

    def of_console(message):
        if message.type == "error":
            faults.append(f"console: {message.text}")

    def of_request(request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in HERE:
            faults.append(f"request: {request.url}")

    page.on("console", of_console)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("request", of_request)


def axe_violations(page):
    """
    Serious and critical violations of WCAG 2 A and AA that axe-core finds on a page as it stands.

    Returns:
        A line each: the rule, and the elements that break it.
    """
    from importlib.resources import files

    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    # Through the debugger, not as an element: a page's own policy of scripts forbids those.
    page.evaluate(axe)
    wanted = {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    }
    found = page.evaluate("wanted => axe.run(document, {runOnly: wanted})", wanted)
    return [
        f"{rule['id']}: {', '.join(str(node['target'][0]) for node in rule['nodes'])}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
    ]
