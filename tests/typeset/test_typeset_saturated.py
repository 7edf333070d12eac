"""What a text can say of saturation, and what it is told where it cannot."""

import pytest
from qualstage.typeset.filling import fill
from typeset_study import material


def row(stage="2", **more):
    return {
        **{"stage": stage, "base": 4, "run": 2, "threshold": 0.05, "stated": True, "sources": 41},
        **{"codes": 17, "found": 16, "base_codes": 10, "reached_at": 6, "by_then": 13},
        **{"median": 7, "low": 4, "high": None, "reason": ""},
    } | more


NOT = {"reached_at": None, "by_then": None, "median": None, "low": None, "high": None}
SATURATED = [
    row(),
    row(run=3, stated=False, reached_at=11),
    row("1", **NOT, reason="every run brings more than 5 %: 9.1 % at least"),
    row(
        "3", **NOT, sources=5, reason="5 sources are fewer than the 6 of a base of 4 and a run of 2"
    ),
]


def told(expression):
    """What an expression gives, and what is wrong with it."""
    given = material()
    given.saturated = SATURATED
    filled = fill(f"{{{{ {expression} }}}}", given.functions)
    return [value.value for value in filled.values.values()], list(filled.problems)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("saturation(2)", "6\N{NO-BREAK SPACE}+\N{NO-BREAK SPACE}2"),
        ("saturation(2, run=3)", "11\N{NO-BREAK SPACE}+\N{NO-BREAK SPACE}3"),
        ('saturation("2", "by then")', "13"),
        ('saturation(2, "threshold")', "5\N{NO-BREAK SPACE}%"),
        ('saturation(2, "high")', "not reached"),
        ("saturation(1)", "not reached"),
        ('saturation(1, "found")', "16"),
        ('saturation(3, "sources")', "5"),
    ],
)
def test_numbers_of_saturation_are_filled_in(expression, value):
    assert told(expression) == ([value], [])


@pytest.mark.parametrize(
    ("expression", "fact", "remedy"),
    [
        ("saturation(9)", "there is no stage '9'.", "Name a stage of study.yaml."),
        (
            "saturation(3)",
            "saturation at stage '3' has no 'reached': 5 sources are fewer than the 6 of a base of "
            "4 and a run of 2.",
            "Say so in words, and take the expression out.",
        ),
        (
            'saturation(2, "medium")',
            "saturation has nothing called 'medium'.",
            "Name one of: median.",
        ),
        (
            "saturation(2, size=4)",
            "a rule of saturation has no 'size'.",
            "Name one of: base, run, threshold.",
        ),
        (
            "saturation(2, base=7)",
            "saturation is not told for base 7, run 2, threshold 0.05.",
            "These are tried: base 4; run 2, 3; threshold 0.05.",
        ),
    ],
)
def test_what_cannot_be_said_is_told(expression, fact, remedy):
    _, (problem,) = told(expression)
    assert (problem.place, problem.fact, problem.remedy) == ("line 1", fact, remedy)
