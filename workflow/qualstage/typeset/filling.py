"""
Expressions in a text, each filled in by a single character that stands for its value.

Values get into the text only after Markdown has been read: no word of a participant can become
emphasis, a link or a heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from qualstage.errors import Problem
from qualstage.typeset.material import Mention, Place, Unknown

_PRIVATE = range(0xF0000, 0xFFFFE)
"""Characters that Unicode leaves to private use; none that the text itself has is taken."""

_EXAMPLE = 'Write it as in {{ n("LABEL", stage="STAGE") }}.'


@dataclass(frozen=True)
class Value:
    """What an expression gives, and the line it stands in."""

    value: str | Mention | Place
    line: int


@dataclass(frozen=True)
class Filled:
    """
    A text whose expressions are single characters.

    Args:
        text: Markdown.
        values: What each of those characters stands for.
        lines: For each line of `text`, which line of the file it began in.
        problems: What could not be filled in.
    """

    text: str
    values: Mapping[str, Value]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]


def fill(text: str, functions: Mapping[str, Callable[..., Any]]) -> Filled:
    """Evaluate every expression of a text; those that fail are told, all of them."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    free = (chr(code) for code in _PRIVATE if chr(code) not in text)
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    made, lines = "", [1]
    try:
        for line, kind, piece in _pieces(environment.lex(text)):
            if kind == "text":
                made += piece
                lines += [line + number for number in range(1, piece.count("\n") + 1)]
            elif kind == "expression":
                mark = next(free)
                made += mark
                values[mark] = _evaluated(environment, piece, functions, line, problems)
            elif kind == "open":
                problems.append(Problem(f"line {line}", "'{{' is closed nowhere.", _EXAMPLE))
            else:
                remedy = "Write only expressions between {{ and }}, and comments between {# and #}."
                problems.append(Problem(f"line {line}", f"'{piece}' is no expression.", remedy))
    except TemplateSyntaxError as error:
        problems.append(Problem(f"line {error.lineno}", f"{_told(error)}.", _EXAMPLE))
    return Filled(made, values, tuple(lines), tuple(problems))


def _pieces(tokens: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """Texts and whole expressions, each with its line; comments are left out."""
    start, expression = 0, None
    for line, kind, token in tokens:
        if kind == "variable_begin":
            start, expression = line, ""
        elif kind == "variable_end":
            yield start, "expression", expression or ""
            expression = None
        elif expression is not None:
            expression += token
        elif kind == "data":
            yield line, "text", token
        elif kind in ("block_begin", "raw_begin"):
            yield line, "statement", token
    if expression is not None:
        yield start, "open", expression


def _evaluated(
    environment: SandboxedEnvironment,
    expression: str,
    functions: Mapping[str, Callable[..., Any]],
    line: int,
    problems: list[Problem],
) -> Value:
    """The value of an expression, as it is printed; what is wrong with it goes to `problems`."""
    place = f"line {line}"
    try:
        compiled = environment.compile_expression(expression, undefined_to_none=False)
        given = compiled(functions)
        return Value(given if isinstance(given, Mention | Place) else _printed(given), line)
    except Unknown as error:
        problems.append(Problem(place, error.fact, error.remedy))
    except Exception as error:
        # Whatever Jinja or Python says of an expression somebody wrote, the mistake is in it.
        problems.append(Problem(place, f"{{{{{expression}}}}}: {_told(error)}.", _EXAMPLE))
    return Value("", line)


def _told(error: Exception) -> str:
    """A message without the name of a class of ours, and without its full stop."""
    return re.sub(r"^[A-Z]\w+\.", "", getattr(error, "message", None) or str(error)).rstrip(".")


def _printed(value: Any) -> str:
    """A value as it stands in a line: thousands of whole numbers are parted."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return re.sub(r"[ \t\r\n]+", " ", str(value))
