r"""LaTeX: a landscape longtable with booktabs rules, to be taken in with \input."""

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
    """A fragment for a document that loads array, booktabs, longtable and pdflscape."""
    widths = [
        rf">{{\raggedright\arraybackslash}}p{{\dimexpr {share:.4f}\linewidth-2\tabcolsep\relax}}"
        for share in table.shares
    ]
    headings = " & ".join(
        rf"\textbf{{{_escape(column.heading)}}}" if column.heading else ""
        for column in table.columns
    )
    lines = [
        r"% Needs \usepackage{array,booktabs,longtable,pdflscape}; take in with \input.",
        r"\begin{landscape}",
        r"\footnotesize",
        r"\setlength{\LTcapwidth}{\linewidth}",
        r"\begin{longtable}{@{}" + "\n  " + "\n  ".join(widths) + "@{}}",
        rf"\multicolumn{{{len(table.columns)}}}{{@{{}}p{{\linewidth}}@{{}}}}"
        rf"{{\textbf{{{_escape(table.label)}}} {_escape(table.title)}}}\\",
        r"\toprule",
        headings + r" \\",
        r"\midrule",
        r"\endfirsthead",
        r"\toprule",
        headings + r" \\",
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endfoot",
        "\n\\addlinespace\n".join(" &\n".join(map(_cell, row)) + r" \\" for row in table.rows),
        r"\end{longtable}",
        *(rf"\noindent {_escape(note)}\par" for note in table.footnotes),
        r"\end{landscape}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _cell(cell: Cell) -> str:
    return r" \par ".join(_escape(line.printed) for line in cell.lines)


def _escape(text: str) -> str:
    return _ANY_SPECIAL.sub(lambda match: _SPECIAL[match[0]], " ".join(text.split()))
