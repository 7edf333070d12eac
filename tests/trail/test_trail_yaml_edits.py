"""Edits of YAML: what is asked for changes, and not a letter besides."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from qualstage.trail.yaml_edits import (
    NotEditable,
    add_entry,
    add_item,
    remove_entry,
    set_list,
    set_value,
)

BOOK = """\
# Kept by Ann.
title: Plots   # of the allotment

concepts:
  - label: Food   # the table's first row
    definition: >-
      What is grown
      to be eaten

# What is looked for.
codes:
  food:            # the oldest
    label: "Food"
    parent: all
    stages: [1, 2] # not the third

  # Kept for the reviewers.
  all:
    label: All
    typical:
      - One.   # said by many
      # and this one by few
      - Two.
"""


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (
            lambda t: add_entry(t, ("codes",), "new", {"label": "New: one", "typical": ["a", "b"]}),
            "      - Two.\n",
            "      - Two.\n  new:\n    label: 'New: one'\n    typical: [a, b]\n",
        ),
        (
            lambda t: add_item(t, ("concepts",), {"label": "Rest", "definition": "no"}),
            "      to be eaten\n",
            "      to be eaten\n  - label: Rest\n    definition: 'no'\n",
        ),
        (
            lambda t: remove_entry(t, ("codes", "food")),
            '  food:            # the oldest\n    label: "Food"\n    parent: all\n'
            "    stages: [1, 2] # not the third\n",
            "",
        ),
        (lambda t: remove_entry(t, ("codes", "food", "parent")), "    parent: all\n", ""),
        (
            lambda t: set_value(t, ("codes", "food", "label"), "Eating: a lot"),
            'label: "Food"\n',
            "label: 'Eating: a lot'\n",
        ),
        (
            lambda t: set_list(t, ("codes", "food", "stages"), ["1", "a, b"]),
            "[1, 2] # not",
            "['1', 'a, b'] # not",
        ),
        (
            lambda t: set_list(t, ("codes", "all", "typical"), ["One.", "Three: 3"]),
            "- Two.",
            "- 'Three: 3'",
        ),
        (
            lambda t: set_list(t, ("codes", "all", "typical"), ["Two."]),
            "      - One.   # said by many\n",
            "",
        ),
        (
            lambda t: set_list(t, ("codes", "all", "typical"), ["One.", "Two.", "Three."]),
            "      - Two.\n",
            "      - Two.\n      - Three.\n",
        ),
        (
            lambda t: set_list(t, ("codes", "all", "typical"), ["Nought.", "One.", "Two."]),
            "      - One.   # said",
            "      - Nought.\n      - One.   # said",
        ),
    ],
)
def test_an_edit_changes_what_it_is_asked_and_nothing_besides(edit, old, new):
    assert BOOK.count(old) == 1
    assert edit(BOOK) == BOOK.replace(old, new)
    windows = BOOK.replace("\n", "\r\n")
    assert edit(windows) == BOOK.replace(old, new).replace("\n", "\r\n")


def test_a_last_line_without_an_end_gets_one_before_others_follow():
    text = "codes:\n  a: 1"
    assert add_entry(text, ("codes",), "b", "two") == "codes:\n  a: 1\n  b: two\n"
    text = "codes:\n  - a"
    assert set_list(text, ("codes",), ["a", "b"]) == "codes:\n  - a\n  - b\n"


def test_a_list_may_be_put_into_braces():
    text = "Company: {Coming for company: [company], 'a, b': [c]}  # two\n"
    assert add_entry(text, ("Company",), "For: them", ["x"]) == (
        "Company: {Coming for company: [company], 'a, b': [c], 'For: them': [x]}  # two\n"
    )


@pytest.mark.parametrize(
    ("text", "edit", "line", "remedy"),
    [
        (
            "a: 1\ncodes: {food: {label: Food}}\n",
            lambda t: add_entry(t, ("codes",), "new", {"label": "New"}),
            2,
            "Write `new: ...` there by hand; or write 'codes' with a line for each of its entries, "
            "and run the command again.",
        ),
        (
            "codes: {food: {label: Food}}\n",
            lambda t: remove_entry(t, ("codes", "food")),
            1,
            "Write `nothing under 'food'` there by hand; or write 'codes' with a line for each of "
            "its entries, and run the command again.",
        ),
        (
            "concepts: [{label: Food}]\n",
            lambda t: add_item(t, ("concepts",), {"label": "New"}),
            1,
            "Write `- {label: New}` there by hand; or write 'concepts' with a line for each of its "
            "entries, and run the command again.",
        ),
        (
            "list: [a, # the first\n  b]\n",
            lambda t: set_list(t, ("list",), ["a", "c"]),
            1,
            "Write `[a, c]` there by hand; or write 'list' with a line for each of its entries, "
            "and run the command again.",
        ),
        (
            "label: |\n  Food\n",
            lambda t: set_value(t, ("label",), "New"),
            1,
            "Write `New` there by hand; or write 'label' with a line for each of its entries, and "
            "run the command again.",
        ),
    ],
)
def test_a_form_that_is_not_safe_is_refused_with_what_to_write(text, edit, line, remedy):
    with pytest.raises(NotEditable) as error:
        edit(text)
    assert (error.value.line, error.value.remedy) == (line, remedy)


WORDS = st.lists(st.text("ab,:#[]{}'\"&*!?|>-% \u00e9", min_size=1, max_size=6), max_size=5)


@given(WORDS.filter(bool), WORDS, st.booleans())
def test_a_list_holds_what_it_was_set_to(old, new, flow):
    written = yaml.safe_dump(
        {"a": 1, "list": old, "z": 2}, default_flow_style=None if flow else False
    )
    try:
        edited = set_list(written, ("list",), new)
    except NotEditable:
        assert flow and "#" in written
        return
    found = yaml.safe_load(edited)
    assert {**found, "list": found["list"] or []} == {"a": 1, "list": new, "z": 2}
