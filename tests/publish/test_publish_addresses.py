"""Names of pages: one each, safe in every file system, and links from one page to another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.publish import addresses


@given(st.text(), st.text())
def test_names_that_differ_have_pages_that_differ(one, other):
    assert (addresses.slug(one) == addresses.slug(other)) == (one == other)


@given(st.text(), st.text())
def test_a_page_is_called_by_plain_letters_whatever_it_is_of(one, other):
    assert re.fullmatch(r"[a-z0-9-]{8,70}", addresses.slug(one, other))


def test_a_page_s_name_tells_what_it_is_of():
    found = addresses.cell_page("2", "theme", "Goals", "Goal setting", "all")
    assert re.fullmatch(r"cells/2-goal-setting-goals-theme-all-[0-9a-f]{8}\.html", found)


def test_names_joined_otherwise_are_others():
    assert addresses.slug("a", "b c") != addresses.slug("a b", "c")


@given(st.text(min_size=1))
def test_an_anchor_holds_nothing_that_ends_an_attribute_or_a_link(name):
    assert re.fullmatch(r"x-[A-Za-z0-9_.~-]+", addresses.anchor(name))


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("index.html", "cells/a.html", "../index.html"),
        ("cells/b.html", "cells/a.html", "b.html"),
        ("sources/s.html#x-1", "index.html", "sources/s.html#x-1"),
        ("cells/a.html#x-1", "cells/a.html", "#x-1"),
        ("cells/a.html", "cells/a.html", "a.html"),
    ],
)
def test_a_link_leads_from_the_page_it_stands_on(target, page, link):
    assert addresses.relative(target, page) == link
