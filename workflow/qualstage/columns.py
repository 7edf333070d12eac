"""What a promise about a table is made of: columns, their types and meanings, a key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class Column:
    """A column: its Arrow type by name, what a value means, whether it may be empty."""

    type: str
    meaning: str
    nullable: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A promise about a table: its name, what a row is, its key, its columns in order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: dict[str, Column]

    @cached_property
    def schema(self) -> pyarrow.Schema:
        """The Arrow schema, one field a column."""
        import pyarrow

        return pyarrow.schema(
            [
                pyarrow.field(name, _arrow_type(column.type), nullable=column.nullable)
                for name, column in self.columns.items()
            ]
        )


def _arrow_type(name: str) -> pyarrow.DataType:
    import pyarrow

    hit = pyarrow.struct(
        [
            ("indicator", pyarrow.string()),
            ("start_char", pyarrow.int64()),
            ("end_char", pyarrow.int64()),
            ("text", pyarrow.string()),
            ("context", pyarrow.string()),
            ("cue", pyarrow.string()),
        ]
    )
    example = pyarrow.struct(
        [
            ("source_id", pyarrow.string()),
            ("text", pyarrow.string()),
            ("weight", pyarrow.float64()),
        ]
    )
    weight = pyarrow.struct([("name", pyarrow.string()), ("weight", pyarrow.float64())])
    return {
        "text": pyarrow.string(),
        "whole number": pyarrow.int64(),
        "number": pyarrow.float64(),
        "true or false": pyarrow.bool_(),
        "texts": pyarrow.list_(pyarrow.string()),
        "names and values": pyarrow.map_(pyarrow.string(), pyarrow.string()),
        "hits": pyarrow.list_(hit),
        "bytes": pyarrow.binary(),
        "examples": pyarrow.list_(example),
        "weights": pyarrow.list_(weight),
    }[name]
