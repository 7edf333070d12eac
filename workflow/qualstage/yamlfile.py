"""
YAML that people write: read with line numbers, validated, all problems told at once.

Plain words stay words: `no`, `off` and `12:30` are text, as in YAML 1.2, because a code may be
called 'No'. A key written twice is a problem, not a silent choice of the second.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from qualstage.errors import Problem, QualstageError, raise_if_any

Model = TypeVar("Model", bound=BaseModel)
Lines = dict[tuple[str | int, ...], int]

MISSING = "(missing)"
"""Stands where a value is missing, so that the rest of a file can still be checked."""

_ATTEMPTS = 8
_STAND_INS: dict[str, Callable[[Any], Any]] = {
    "list_type": lambda _: [],
    "dict_type": lambda _: {},
    "literal_error": lambda detail: detail["ctx"]["expected"].split("'")[1],
}

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"true", "True", "TRUE"}
_FALSE = {"false", "False", "FALSE"}
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")


class Document:
    """A YAML file as plain values, with the line on which each value begins."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.lines: Lines = {}
        self.problems: list[Problem] = []
        self.value = self._construct(self._compose(), ())

    def _compose(self) -> yaml.Node:
        try:
            text = self.path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            fact, remedy = "there is no such file.", "Check the path, or create the file."
            raise QualstageError(str(self.path), [Problem("file", fact, remedy)]) from None
        except UnicodeDecodeError as error:
            fact = f"byte {error.start} is not UTF-8."
            remedy = "Save the file with the encoding UTF-8."
            raise QualstageError(str(self.path), [Problem("file", fact, remedy)]) from None
        try:
            node = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f"line {mark.line + 1}" if mark else "file"
            fact = f"it is not YAML: {error.problem}."
            remedy = (
                "Indent with spaces, never with tabs, and put text with ':' or '#' in quotation "
                "marks."
            )
            raise QualstageError(str(self.path), [Problem(place, fact, remedy)]) from None
        except yaml.YAMLError as error:
            remedy = "Remove the character; it may have come with a copy and paste."
            raise QualstageError(
                str(self.path), [Problem("file", f"it is not YAML: {error}.", remedy)]
            ) from None
        if node is None:
            fact, remedy = "the file is empty.", "Write its content, or restore it from a copy."
            raise QualstageError(str(self.path), [Problem("line 1", fact, remedy)])
        return node

    def _construct(self, node: yaml.Node, where: tuple[str | int, ...]) -> Any:
        self.lines[where] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._construct_mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self._construct(item, (*where, i)) for i, item in enumerate(node.value)]
        return _scalar(node)

    def _construct_mapping(self, node: yaml.MappingNode, where: tuple[str | int, ...]) -> dict:
        values: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in values:
                first = self.lines[(*where, key)]
                self.problems.append(
                    Problem(
                        f"line {key_node.start_mark.line + 1}",
                        f"'{key}' is already given on line {first}.",
                        "Merge the two, or rename one.",
                    )
                )
                continue
            values[key] = self._construct(value_node, (*where, key))
            self.lines[(*where, key)] = key_node.start_mark.line + 1
        return values

    def line(self, where: tuple[str | int, ...]) -> int:
        """The line of a value, or of the nearest value around it that was written."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(self, where: tuple[str | int, ...], fact: str, remedy: str) -> Problem:
        """A problem at a value of this file."""
        return Problem(f"line {self.line(where)}", fact, remedy)


def _scalar(node: yaml.ScalarNode) -> Any:
    text = node.value
    if node.style is not None:
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


@dataclass(frozen=True)
class Draft(Generic[Model]):
    """What a file holds as far as it can be used, and everything that is wrong with it."""

    value: Model | None
    problems: list[Problem]


def read_yaml(
    path: str | Path,
    model: type[Model],
    check: Callable[[Model, Document], list[Problem]] | None = None,
    again: str = "",
) -> Model:
    """
    Read and validate a YAML file.

    Args:
        path: The file.
        model: What it must hold.
        check: Finds what the model cannot express.
        again: The command that checks again, for the error's last line.

    Raises:
        QualstageError: with every problem of the file and its line.
    """
    draft = draft_yaml(path, model, check)
    raise_if_any(str(path), draft.problems, again)
    assert draft.value is not None
    return draft.value


def draft_yaml(
    path: str | Path,
    model: type[Model],
    check: Callable[[Model, Document], list[Problem]] | None = None,
) -> Draft[Model]:
    """
    Read as much of a YAML file as can be used, so that one mistake does not hide another.

    Raises:
        QualstageError: the file cannot be read at all.
    """
    document = Document(path)
    problems = list(document.problems)
    try:
        value: Model | None = model.model_validate(document.value)
    except ValidationError as error:
        problems += [_explain(detail, document) for detail in error.errors()]
        value = _salvage(document.value, model)
    if value is not None and check:
        # What stands in for a missing value is no second mistake.
        problems += [p for p in check(value, document) if MISSING not in p.fact + p.remedy]
    return Draft(value, sorted(problems, key=_line_number))


def _salvage(value: Any, model: type[Model]) -> Model | None:
    """The model without what is wrong with it; None if too little is left."""
    value = copy.deepcopy(value)
    for _ in range(_ATTEMPTS):
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for detail in error.errors():
                _mend(value, detail)
    return None


def _mend(value: Any, detail: Any) -> None:
    """Take out of `value` what one error is about, or put a stand-in where a value is missing."""
    path = [part for part in detail["loc"] if part != "[key]"]
    around = [value]
    for part in path[:-1]:
        try:
            around.append(around[-1][part])
        except (KeyError, IndexError, TypeError):
            return
    while path:
        holder, key = around.pop(), path.pop()
        if isinstance(holder, dict) and detail["type"] == "missing":
            holder[key] = MISSING
            return
        stand_in = _STAND_INS.get(detail["type"])
        if isinstance(holder, dict) and holder.get(key) == MISSING and stand_in:
            holder[key] = stand_in(detail)
            return
        if isinstance(holder, dict) and holder.get(key) != MISSING:
            holder.pop(key, None)
            return
        # An item taken out of a list would move those behind it to other lines: the list goes. So
        # does whatever a stand-in does not fit into.


def _line_number(problem: Problem) -> int:
    return int(problem.place.removeprefix("line "))


def _explain(detail: Any, document: Document) -> Problem:
    """A pydantic error in the words of someone who edits the file."""
    where = tuple(part for part in detail["loc"] if part != "[key]")
    name = ".".join(str(part) for part in where) or "the file"
    kind = detail["type"]
    if kind == "missing":
        around = ".".join(str(part) for part in where[:-1]) or "the file"
        fact = f"{around} has no '{where[-1]}'."
        return document.problem(where, fact, f"Add '{where[-1]}:' there.")
    if kind == "extra_forbidden":
        fact = f"'{where[-1]}' is not a known entry here ({name})."
        return document.problem(where, fact, "Correct its spelling, or remove it.")
    given = detail.get("input")
    if kind == "string_type" and isinstance(given, dict) and list(given.values()) in ([None], [""]):
        written = f"{{{next(iter(given))}}}"
        fact = f"{name}: {written} is no text for YAML, because of its braces."
        return document.problem(where, fact, f'Put it in quotation marks: "{written}".')
    shown = repr(given) if isinstance(given, str | int | float | bool) else "what is written"
    message = detail["msg"].removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    return document.problem(where, f"{name}: {message}.", f"Change {shown}.")
