"""The browser that tests of pages use: what it lets pass, and what it does not."""

import pytest
from browser import axe_violations


def test_a_page_that_is_well_made_passes(browser_page):
    browser_page.set_content(
        "<!doctype html><html lang=en><title>Plain</title><main><h1>Plain</h1></main>"
    )
    assert axe_violations(browser_page) == []


def test_an_image_without_words_and_letters_too_pale_are_found(browser_page):
    browser_page.set_content(
        "<!doctype html><html lang=en><title>Bad</title><main><h1>Bad</h1>"
        "<img id=mute src='data:,'><p id=pale style='color:#ccc;background:#fff'>Pale</p></main>"
    )
    assert axe_violations(browser_page) == ["color-contrast: #pale", "image-alt: #mute"]


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<script>console.error('lost')</script>", "console: lost"),
        ("<script>nowhere()</script>", "error: nowhere is not defined"),
        ("<img src='http://192.0.2.1/x.png'>", "request: http://192.0.2.1/x.png"),
    ],
)
def test_what_goes_wrong_on_a_page_is_noted(browser_page, page_faults, page, fault):
    browser_page.set_content(page, wait_until="commit")
    for _ in range(100):
        if fault not in page_faults:
            browser_page.wait_for_timeout(50)
    assert fault in page_faults
    # Whatever else the browser tells of it is none of this test's.
    page_faults.expect("")
    page_faults.clear()
