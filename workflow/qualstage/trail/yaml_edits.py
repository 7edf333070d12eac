"""
Edits of YAML that people write: a few letters at the marks that the parser gives.

Comments, order, blank lines and quotation marks are people's; a file written anew from its values
would lose them. So text is put in, taken out or replaced where a value begins or ends, and all else
stays byte for byte. Each edit takes a text and gives a text. What an edit cannot do safely it
refuses, and says what to write by hand; whoever edits reads the result again and compares it with
what it should hold (`files.py`), so that no edit is trusted.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import yaml

Path = tuple[str | int, ...]


class NotEditable(Exception):
    """A form that cannot be edited safely: on which line, what it is, what to write by hand."""

    def __init__(self, line: int, fact: str, remedy: str) -> None:
        self.line, self.fact, self.remedy = line, fact, remedy
        super().__init__(fact)


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent, in lists too."""
        super().increase_indent(flow, False)


def add_entry(text: str, path: Path, key: str, value: Any) -> str:
    """
    A text with an entry behind the last one of a mapping.

    Args:
        text: YAML.
        path: Keys that lead to the mapping.
        key: The new entry's.
        value: Its value; lists of words are written in one line.

    Raises:
        NotEditable: the mapping is not there, or is written in braces and the value is no list.
    """
    node = _node(text, path)
    if not isinstance(node, yaml.MappingNode):
        raise _not_editable(node, path, f"{key}: ...")
    if node.flow_style:
        if not isinstance(value, list) or not node.value:
            raise _not_editable(node, path, f"{key}: ...")
        at = node.value[-1][1].end_mark.index
        return f"{text[:at]}, {_inline(key)}: {_inline(value)}{text[at:]}"
    column = node.value[0][0].start_mark.column
    return _insert_lines(text, node, column, _block({key: value}))


def remove_entry(text: str, path: Path) -> str:
    """
    A text without an entry of a mapping, its key and its whole value.

    Raises:
        NotEditable: the mapping is written in braces.
    """
    parent = _node(text, path[:-1])
    key, value = _entry(text, path)
    if parent.flow_style or text[_line_start(text, key) : key.start_mark.index].strip():
        raise _not_editable(parent, path[:-1], f"nothing under '{path[-1]}'")
    return text[: _line_start(text, key)] + text[_line_end(text, _end(text, value)) :]


def set_value(text: str, path: Path, value: str) -> str:
    """
    A text with another word or sentence as the value of an entry.

    Raises:
        NotEditable: the value is not written as one.
    """
    _, node = _entry(text, path)
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
        raise _not_editable(node, path, _inline(value))
    return text[: node.start_mark.index] + _inline(value) + text[node.end_mark.index :]


def add_item(text: str, path: Path, value: Any) -> str:
    """
    A text with an item behind the last one of a list.

    Raises:
        NotEditable: the list is written in brackets.
    """
    node = _node(text, path)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        raise _not_editable(node, path, f"- {_inline(value)}")
    return _insert_lines(text, node, node.start_mark.column, _block([value]))


def set_list(text: str, path: Path, new: Sequence[str]) -> str:
    """
    A text with other words in a list; those that stay are not touched.

    Raises:
        NotEditable: it is no list of words, or has a comment inside brackets.
    """
    node = _node(text, path)
    words = isinstance(node, yaml.SequenceNode) and all(
        isinstance(item, yaml.ScalarNode) for item in node.value
    )
    if not words or not node.value:
        raise _not_editable(node, path, _inline(list(new)))
    if node.flow_style:
        span = slice(node.start_mark.index, node.end_mark.index)
        if "#" in text[span]:
            raise _not_editable(node, path, _inline(list(new)))
        return text[: span.start] + _inline(list(new)) + text[span.stop :]
    return _set_block_list(text, node, new)


def _set_block_list(text: str, node: yaml.SequenceNode, new: Sequence[str]) -> str:
    old = [item.value for item in node.value]
    indent = " " * node.start_mark.column
    newline = _newline(text)
    matcher = difflib.SequenceMatcher(None, old, list(new), autojunk=False)
    for _, first, last, start, end in reversed(matcher.get_opcodes()):
        if old[first:last] == list(new[start:end]):
            continue
        if last - first == end - start:
            for item, word in reversed(
                list(zip(node.value[first:last], new[start:end], strict=True))
            ):
                text = text[: item.start_mark.index] + _inline(word) + text[item.end_mark.index :]
            continue
        lines = "".join(f"{indent}- {_inline(word)}{newline}" for word in new[start:end])
        text = _replace_items(text, node, (first, last), lines)
    return text


def _replace_items(text: str, node: yaml.SequenceNode, span: tuple[int, int], lines: str) -> str:
    """Whole lines of items replaced; where there are none, lines put behind the item before."""
    first, last = span
    if first < last:
        begin = _line_start(text, node.value[first])
        end = _line_end(text, node.value[last - 1].end_mark.index)
        return text[:begin] + lines + text[end:]
    if first:
        begin = _line_end(text, node.value[first - 1].end_mark.index)
        text, begin = _closed(text, begin)
    else:
        begin = _line_start(text, node.value[0])
    return text[:begin] + lines + text[begin:]


def has(text: str, path: Path) -> bool:
    """Whether there is a value at a path."""
    try:
        _node(text, path)
    except KeyError:
        return False
    return True


def _node(text: str, path: Path) -> yaml.Node:
    """
    The value at a path.

    Raises:
        KeyError: there is none.
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for part in path:
        node = _child(node, part)[1]
    return node


def _entry(text: str, path: Path) -> tuple[yaml.Node, yaml.Node]:
    return _child(_node(text, path[:-1]), path[-1])


def _child(node: yaml.Node, part: str | int) -> tuple[yaml.Node, yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    raise KeyError(part)


def _end(text: str, node: yaml.Node) -> int:
    """Behind a value's last letter: a block's own mark lies behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    begin, end = node.start_mark.index, node.end_mark.index
    return begin + len(text[begin:end].rstrip())


def _insert_lines(text: str, node: yaml.Node, column: int, block: str) -> str:
    """A text with lines behind the last one of a block."""
    newline = _newline(text)
    lines = "".join(
        f"{' ' * column}{line}{newline}" if line else newline for line in block.splitlines()
    )
    text, at = _closed(text, _line_end(text, _end(text, node)))
    return text[:at] + lines + text[at:]


def _closed(text: str, at: int) -> tuple[str, int]:
    """A text whose last line has an end, and the place behind that where `at` was its end."""
    if at == len(text) and not text.endswith("\n"):
        text += _newline(text)
        return text, len(text)
    return text, at


def _line_start(text: str, node: yaml.Node) -> int:
    return text.rfind("\n", 0, node.start_mark.index) + 1


def _line_end(text: str, at: int) -> int:
    """Behind the end of the line in which a place lies."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _inline(value: Any) -> str:
    """A value as it may stand in a line, in brackets as well."""
    written = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=10**9)
    return written.strip()[1:-1]


def _block(value: Any) -> str:
    """A value as lines; lists of short words in one line."""

    class Dumper(_Dumper):
        """Knows which lists are short."""

    def listed(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
        short = all(isinstance(item, str) and len(item) <= 30 for item in items)
        return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)

    Dumper.add_representer(list, listed)
    return yaml.dump(
        value,
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=96,
        default_flow_style=False,
    )


def _not_editable(node: yaml.Node, path: Path, wanted: str) -> NotEditable:
    where = " > ".join(map(str, path)) or "the file"
    line = node.start_mark.line + 1
    fact = f"'{where}' is written in a form that is not edited safely by a program."
    remedy = (
        f"Write `{wanted}` there by hand; or write '{where}' with a line for each of its entries, "
        "and run the command again."
    )
    return NotEditable(line, fact, remedy)
