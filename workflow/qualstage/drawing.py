"""
What all figures share: how they look, the study's notice, files without dates or versions.

Colours are told apart by colour-blind readers (Okabe & Ito 2008). The same data give the same
bytes.
"""

from __future__ import annotations

import io
import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

DPI = 300
CM = 1 / 2.54
"""Inches in a centimetre: matplotlib measures in inches."""

BLUE, VERMILION = "#0072B2", "#D55E00"
COLOURS = (BLUE, VERMILION, "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 7.5,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    # A dollar in a label is a dollar.
    "text.parse_math": False,
    "svg.fonttype": "path",
    # Names inside an SVG would be random otherwise.
    "svg.hashsalt": "qualstage",
}


def notice_lines(notice: str, letters: int) -> list[str]:
    """The study's notice as a sentence, in lines of at most so many letters; none without one."""
    return textwrap.wrap(f"{notice[:1].upper()}{notice[1:]}." if notice else "", letters)


def rendered(canvas: Figure, title: str, notice: str) -> dict[str, bytes]:
    """SVG and PNG by ending, title and notice in the files' own description."""
    told = {"Title": title, "Description": notice}
    found = {}
    for ending, metadata in (
        ("svg", told | {"Date": None, "Creator": None}),
        ("png", told | {"Software": None}),
    ):
        buffer = io.BytesIO()
        canvas.savefig(buffer, format=ending, dpi=DPI, metadata=metadata)
        found[ending] = buffer.getvalue()
    return found


def as_address(svg: bytes) -> Markup:
    """
    An SVG as an address, for pages that stand alone; without comments and needless space.

    Signs that mean something in an address, or in an attribute, are written as their numbers: a
    quarter shorter than base64.
    """
    from markupsafe import Markup

    text = re.sub(r"\s+", " ", re.sub(r"<!--.*?-->", "", svg.decode(), flags=re.DOTALL))
    text = text.replace('"', "'")
    for sign in "%#<>&":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return Markup(f"data:image/svg+xml,{text}")
