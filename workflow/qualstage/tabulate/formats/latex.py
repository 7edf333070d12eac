r"""
LaTeX: a longtable with booktabs rules, to be taken in with \input; landscape where it has to be.

A cell that covers rows stands at their top with nothing below it: its words may then be broken over
pages with the rows, as no box around all of them could be.
"""

from __future__ import annotations

import re

from qualstage.tabulate.printed import Cell, PrintedTable

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "[": "{[}",
    "]": "{]}",
}
_ANY_SPECIAL = re.compile("|".join(map(re.escape, _SPECIAL)))


def render(table: PrintedTable) -> bytes:
    """A fragment for a document that loads array, booktabs, longtable and perhaps pdflscape."""
    packages = "array,booktabs,longtable" + (",pdflscape" if table.landscape else "")
    heads = _headings(table)
    lines = [
        rf"% Needs \usepackage{{{packages}}}; take in with \input.",
        r"\begin{landscape}" if table.landscape else r"\begingroup",
        r"\footnotesize",
        r"\setlength{\LTcapwidth}{\linewidth}",
        r"\begin{longtable}{@{}"
        + "".join(f"\n  {_width(share)}" for share in table.shares)
        + "@{}}",
        rf"\multicolumn{{{len(table.columns)}}}{{@{{}}p{{\linewidth}}@{{}}}}"
        rf"{{\textbf{{{_escape(table.label)}}} {_escape(table.title)}}}\\",
        *[r"\toprule", *heads, r"\midrule", r"\endfirsthead"],
        *[r"\toprule", *heads, r"\midrule", r"\endhead"],
        r"\bottomrule",
        r"\endfoot",
        "\n\\addlinespace\n".join(_row(row, table.shares) for row in table.rows),
        r"\end{longtable}",
        *(rf"\noindent {_escape(note)}\par" for note in table.footnotes),
        r"\end{landscape}" if table.landscape else r"\endgroup",
    ]
    return ("\n".join(lines) + "\n").encode()


def _width(share: float) -> str:
    width = rf"\dimexpr {share:.4f}\linewidth-2\tabcolsep\relax"
    return rf">{{\raggedright\arraybackslash}}p{{{width}}}"


def _headings(table: PrintedTable) -> list[str]:
    """The header's rows: groups with a rule below each, then the columns."""
    columns = " & ".join(_bold(column.heading) for column in table.columns) + r" \\"
    if not table.grouped:
        return [columns]
    groups = " & ".join(
        rf"\multicolumn{{{head.columns}}}{{{_ends(head.first, head.columns, table.shares, 'l')}}}"
        rf"{{{_bold(head.group)}}}"
        if head.group
        else ""
        for head in table.heads
    )
    rules = "".join(
        rf"\cmidrule(lr){{{head.first + 1}-{head.first + head.columns}}}"
        for head in table.heads
        if head.group
    )
    return [groups + r" \\", rules, columns]


def _bold(heading: str) -> str:
    return rf"\textbf{{{_escape(heading)}}}" if heading else ""


def _ends(first: int, columns: int, shares: list[float], column: str) -> str:
    """A spanning column without space where it touches an edge of the table, as all others."""
    left = "@{}" if first == 0 else ""
    return f"{left}{column}{'@{}' if first + columns == len(shares) else ''}"


def _row(row: tuple[Cell, ...], shares: list[float]) -> str:
    cells, index = [], 0
    while index < len(row):
        cell = row[index]
        columns = max(cell.columns, 1)
        if columns > 1:
            width = _width(sum(shares[index : index + columns]))
            column = _ends(index, columns, shares, width)
            cells.append(rf"\multicolumn{{{columns}}}{{{column}}}{{{_cell(cell)}}}")
        else:
            cells.append(_cell(cell))
        index += columns
    return " &\n".join(cells) + r" \\"


def _cell(cell: Cell) -> str:
    return r" \par ".join(_escape(line.printed) for line in cell.lines)


def _escape(text: str) -> str:
    return _ANY_SPECIAL.sub(lambda match: _SPECIAL[match[0]], " ".join(text.split()))
