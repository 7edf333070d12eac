"""The site in a browser: clicks and keys, filters, the search, and whoever cannot see or click."""

import json
import re
from unicodedata import normalize

import pytest
from browser import axe_violations
from hostile_study import COMBINING, SCRIPT, write_hostile_study
from narrated import PROPOSED, write_decided_study
from published import page_of, publish
from qualstage.publish.searching import file_of, words_of

PAGES = ("index.html", "tables", "cells/talk-coming", "sources/v1", "sources/index", "search.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of a tiny study with decisions and proposals."""
    folder = tmp_path_factory.mktemp("decided")
    return publish(write_decided_study(folder / "plots"), folder, PROPOSED)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    return publish(write_hostile_study(folder / "hostile"), folder)


def shown(page):
    """Numbers of the codings that the reader shows."""
    return page.locator("li.note[id]:visible").evaluate_all("all => all.map(n => n.dataset.note)")


def now(page):
    """The coding that the reader stands at."""
    return page.locator("li.note.now").get_attribute("data-note")


def test_two_clicks_lead_from_the_first_page_to_words_in_their_transcript(site, browser_page):
    browser_page.goto((site / "index.html").as_uri())
    browser_page.get_by_role("link", name="Growing to eat (2 respondents)").click()
    assert browser_page.get_by_text("We eat what we grow.").is_visible()
    browser_page.get_by_role("link", name="H2, passage 2").click()
    told = browser_page.locator(".passage:target").inner_text()
    assert told.startswith("I took my neighbour's dog round, and stayed. 1We eat what we grow.")
    assert browser_page.locator("mark").first.inner_text() == "We eat what we grow."


def test_the_reader_filters_by_state_code_and_coder(site, browser_page):
    browser_page.goto(page_of(site, "sources", "v1").as_uri())
    every = shown(browser_page)
    assert len(every) == 3
    browser_page.get_by_label("turned down").uncheck()
    assert len(shown(browser_page)) == 2
    assert "2 of 3 codings shown." in browser_page.locator("#shown").inner_text()
    browser_page.get_by_label("Code").select_option("food")
    assert len(shown(browser_page)) == 1
    assert browser_page.locator("mark:not(.plain)").all_inner_texts() == [
        "Supper from my own bed of beans."
    ]
    browser_page.get_by_label("Code").select_option("")
    browser_page.get_by_label("Decided by").select_option("ann")
    assert len(shown(browser_page)) == 2


def test_keys_go_from_coding_to_coding_and_tell_themselves(site, browser_page):
    browser_page.goto(page_of(site, "sources", "v1").as_uri())
    every = shown(browser_page)
    seen = []
    for key in ("n", "j", "n", "n", "p", "k"):
        browser_page.keyboard.press(key)
        seen.append(now(browser_page))
    assert seen == [*every, every[0], every[2], every[1]]
    assert not browser_page.get_by_text("search all sources").is_visible()
    browser_page.keyboard.press("?")
    assert browser_page.get_by_text("search all sources").is_visible()
    browser_page.keyboard.press("/")
    browser_page.wait_for_url("**/search.html")


def test_keys_that_are_typed_into_a_field_do_nothing_else(site, browser_page):
    browser_page.goto((site / "sources/index.html").as_uri())
    field = browser_page.get_by_label("Show sources with")
    field.press_sequentially("v1 n/p?")
    assert field.input_value() == "v1 n/p?"
    field.fill("V1 group")
    assert browser_page.locator("tbody tr:visible th").all_inner_texts() == ["V1"]


def test_the_search_finds_words_and_leads_to_their_passage(site, browser_page):
    browser_page.goto((site / "search.html").as_uri())
    browser_page.get_by_label("Words").fill("BEAN bed")
    browser_page.keyboard.press("Enter")
    found = browser_page.locator("#found li")
    found.first.wait_for()
    assert browser_page.locator("#told").inner_text() == "1 passage."
    assert found.locator("mark").all_inner_texts() == ["bed", "beans"]
    found.get_by_role("link").click()
    assert "Supper from my own bed of beans." in browser_page.locator(":target").inner_text()
    browser_page.go_back()
    found.first.wait_for()
    browser_page.get_by_label("Words").fill("nowhere to be found")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("0 passages.").wait_for()


def test_the_search_finds_a_source_by_its_name_and_leads_to_its_reader(site, browser_page):
    browser_page.goto((site / "search.html").as_uri())
    browser_page.get_by_label("Words").fill("v1")
    browser_page.keyboard.press("Enter")
    link = browser_page.locator("#called").get_by_role("link", name="V1")
    link.wait_for()
    assert browser_page.locator("#told").inner_text() == "1 source, 0 passages."
    link.click()
    assert browser_page.locator("h1").inner_text() == "V1"


def test_hostile_words_are_found_and_shown_as_words(hostile, browser_page):
    browser_page.goto((hostile / "search.html#document").as_uri().replace("%23", "#"))
    browser_page.locator("#found li").first.wait_for()
    assert SCRIPT in browser_page.locator("#found li").first.inner_text()
    assert browser_page.title().startswith("Search | The <b>hostile</b>")
    browser_page.goto(page_of(hostile, "sources", "x1").as_uri())
    assert browser_page.get_by_text(normalize("NFC", COMBINING)).count() == 1
    assert browser_page.title() == 'X1 | The <b>hostile</b> & "quoted" study'
    rtl = browser_page.locator('p[dir="auto"]').evaluate_all(
        "all => all.filter(p => getComputedStyle(p).direction === 'rtl').length"
    )
    assert rtl == 2


def test_the_browser_folds_words_as_the_index_does(hostile, browser_page):
    browser_page.goto((hostile / "search.html").as_uri())
    for text in (COMBINING, "Größe ÉCLAIR ﬁn Ōsaka 東京タワー İstanbul", "don’t it's a_b 3½ żółw"):
        told = browser_page.evaluate("text => wordsOf(text)", text)
        assert told == list(dict.fromkeys(words_of(text)))
        for word in told:
            assert browser_page.evaluate("word => fileOf(word)", word) == file_of(word)


def address(site, page):
    if page.endswith(".html"):
        return (site / page).as_uri()
    folder, _, beginning = page.partition("/")
    return sorted((site / folder).glob(f"{beginning}*.html"))[0].as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_break_no_serious_rule_of_access(site, hostile, new_page, page_faults, scheme):
    page = new_page(color_scheme=scheme)
    # The checker asks for the style sheet by itself, which the page's policy refuses.
    page_faults.expect("console: Connecting to")
    for name in PAGES:
        page.goto(address(site, name))
        assert (name, axe_violations(page)) == (name, [])
    page.goto(page_of(hostile, "sources", "x1").as_uri())
    assert axe_violations(page) == []


def test_pages_are_read_without_scripts(site, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(page_of(site, "sources", "v1").as_uri())
    assert page.locator("li.note:visible").count() == 3
    assert not page.locator("#filters").is_visible()
    page.goto((site / "search.html").as_uri())
    assert page.get_by_text("The search needs scripts").is_visible()


def test_no_page_is_wider_than_a_telephone(site, new_page):
    page = new_page(viewport={"width": 360, "height": 740})
    for name in PAGES:
        page.goto(address(site, name))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name


def test_the_index_of_the_search_holds_each_word_once(site):
    held = {}
    for path in sorted((site / "search").glob("w-*.js")):
        told = re.fullmatch(
            r'qualstageSearch\("words","([0-9a-f-]+)",(.*)\);\n', path.read_text(encoding="utf-8")
        )
        words = json.loads(told[2])
        assert {file_of(word) for word in words} == {told[1]} == {path.stem[2:]}
        assert not held.keys() & words.keys()
        held |= words
    assert {"supper", "beans", "eat"} < held.keys()
