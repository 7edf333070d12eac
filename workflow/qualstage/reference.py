"""
The command `reference`: what people write and what steps pass on, told from the code itself.

It writes the JSON schemas of codebook and study, which editors read to complete and check entries,
and docs/reference.md. A test holds the committed files against what this writes.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from qualstage.contracts import Table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage reference`."""
    parser.add_argument("--folder", type=Path, default=Path(), help="the project's folder")


def run(options: argparse.Namespace) -> None:
    """Write the schemas and the reference."""
    from qualstage.files import write_text

    for name, content in render().items():
        write_text(options.folder / name, content)


def render() -> dict[str, str]:
    """The files by path from the project's folder."""
    from qualstage.codebook import Codebook
    from qualstage.study import Study

    return {
        "codebooks/codebook.schema.json": _schema(Codebook),
        "docs/study.schema.json": _schema(Study),
        "docs/reference.md": _reference(),
    }


def _schema(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= model.model_json_schema()
    schema.get("properties", {}).pop("folder", None)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _reference() -> str:
    from qualstage import codebook, contracts, study

    lines = [
        "# Reference",
        "",
        "Made by `qualstage reference` from the code; edit it there.",
        "",
        "## What people write",
        "",
    ]
    for heading, model in (
        ("A codebook", codebook.Codebook),
        ("A concept of a codebook", codebook.Concept),
        ("A code of a codebook", codebook.Code),
        ("study.yaml", study.Study),
        ("A stage in study.yaml", study.Stage),
        ("A matrix in study.yaml", study.Matrix),
        ("The policy in study.yaml", study.Policy),
        ("Topics in study.yaml", study.Topics),
        ("A table in study.yaml", study.PaperTable),
        ("Saturation in study.yaml", study.Saturation),
    ):
        lines += [f"### {heading}", "", *_fields(model), ""]
    lines += ["## Tables between steps", ""]
    for table in contracts.TABLES:
        lines += [f"### {table.name}", "", *_columns(table), ""]
    return "\n".join(lines).rstrip() + "\n"


def _fields(model: type[BaseModel]) -> Iterator[str]:
    yield "| entry | needed | meaning |"
    yield "|---|---|---|"
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        needed = "yes" if field.is_required() else _default(field.default)
        yield f"| `{name}` | {needed} | {_escaped(field.description or '')} |"


def _default(value: Any) -> str:
    from pydantic import BaseModel

    if value in (None, "", [], {}) or isinstance(value, BaseModel):
        return "no"
    shown = ", ".join(value) if isinstance(value, list) else value
    return _escaped(f"no; `{shown}`")


def _columns(table: Table) -> Iterator[str]:
    yield f"A row is {table.row}. Key: {', '.join(table.key)}."
    yield ""
    yield "| column | type | empty | meaning |"
    yield "|---|---|---|---|"
    for name, column in table.columns.items():
        choices = f" ({', '.join(choice or 'empty' for choice in column.choices)})"
        meaning = column.meaning + (choices if column.choices else "")
        empty = "may be" if column.nullable else "never"
        yield f"| `{name}` | {column.type} | {empty} | {_escaped(meaning)} |"


def _escaped(text: str) -> str:
    # A pipe ends a cell, except within code, where GitHub wants it escaped all the same.
    return re.sub(r"\|", r"\\|", text)
