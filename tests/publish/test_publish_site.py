"""The site as a whole: it leads nowhere that is not, names nobody, and is the same every time."""

import re
from pathlib import Path

import pytest
import qualstage
from conftest import write_tiny_study
from hostile_study import SCRIPT, write_hostile_study
from narrated import PROPOSED, build, write_decided_study, write_rated_study
from playground import write_playground
from published import (
    IDENTIFIERS,
    dead_links,
    not_led_to,
    page_of,
    publish,
    publish_results,
    read_page,
    titles,
    words_of,
    write_named_study,
)


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """A study with decisions and logs, its results, and its site."""
    folder = tmp_path_factory.mktemp("decided")
    study = write_decided_study(folder / "plots")
    results = build(study, folder / "results", PROPOSED)
    return study, results, publish_results(study, results, folder / "site")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    return publish(write_hostile_study(folder / "hostile"), folder)


def test_every_link_of_a_study_with_decisions_leads_somewhere(decided):
    assert dead_links(decided[2]) == []


@pytest.mark.parametrize(
    "write", [write_tiny_study, write_rated_study, write_playground, write_hostile_study]
)
def test_every_link_leads_somewhere_whatever_the_study(tmp_path, write):
    assert dead_links(publish(write(tmp_path / "study"), tmp_path)) == []


@pytest.mark.parametrize("write", [write_decided_study, write_rated_study, write_hostile_study])
def test_the_first_page_leads_to_every_page_whatever_the_study(tmp_path, write):
    site = publish(write(tmp_path / "study"), tmp_path)
    assert not_led_to(site) == []
    assert len(titles(site)) == len(set(titles(site)))


def test_the_same_results_give_the_same_bytes(decided, tmp_path):
    study, results, site = decided
    again = publish_results(study, results, tmp_path / "again")
    first, second = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (site, again)
    )
    assert first == second


def test_what_identifies_a_person_is_in_no_file_of_the_site(tmp_path):
    site = publish(write_named_study(tmp_path / "named"), tmp_path)
    found = [
        (path.relative_to(site), text)
        for path in site.rglob("*")
        if path.is_file()
        for text in IDENTIFIERS
        if text.casefold() in path.read_bytes().decode("utf-8").casefold()
    ]
    assert found == []
    told = words_of(page_of(site, "cells", "talk-coming-for-company"))
    assert "I come for a natter with [name] . It gets lonely." in told
    assert "[name] says why" in told
    assert "1. N1, respondent 2" in told


def test_what_people_wrote_is_words_on_a_page_and_never_a_part_of_it(hostile):
    for path in hostile.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert SCRIPT not in page
        assert "onerror=" not in page.replace("onerror=&#34;", "")
        assert "<script>" not in page
        assert " style=" not in page
        assert "<b>" not in page
    for path in (hostile / "search").glob("*.js"):
        assert "<" not in path.read_text(encoding="utf-8")
    assert SCRIPT in "".join(read_page(page_of(hostile, "sources", "x1")).words)


def test_apostrophes_are_written_as_such_and_could_end_no_attribute(hostile):
    templates = [
        path.read_text(encoding="utf-8")
        for name in ("publish", "tabulate")
        for path in (Path(qualstage.__file__).parent / name).rglob("*.html")
    ]
    assert len(templates) > 25
    assert [found for text in templates for found in re.findall(r"<\w[^<>{}]*='", text)] == []
    pages = [path.read_text(encoding="utf-8") for path in hostile.rglob("*.html")]
    assert not any("&#39;" in page for page in pages)
    assert any("&lt;img src=x onerror=&#34;alert('in')&#34;&gt;" in page for page in pages)


def test_the_first_page_leads_from_each_count_to_its_cell(decided):
    site = decided[2]
    links = read_page(site / "index.html").to
    cells = {link for link in links if link.startswith("cells/")}
    assert cells == {
        f"cells/{page_of(site, 'cells', name).name}"
        for name in ("talk-coming-for-company", "talk-growing-to-eat-food-theme")
    }


def test_the_first_page_tells_the_study_at_a_glance(decided):
    assert (
        "Stage Sources Respondents Words Codes looked for What the tables count "
        "talk: Interviews 3 4 83 2 respondents"
    ) in words_of(decided[2] / "index.html")
