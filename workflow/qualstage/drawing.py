"""
What all figures share: how they look, the study's notice, files without dates or versions.

Colours are told apart by colour-blind readers (Okabe & Ito 2008). The same data give the same
bytes.
"""

from __future__ import annotations

import io
import re
import sys
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

DPI = 300
CM = 1 / 2.54
"""Inches in a centimetre: matplotlib measures in inches."""

BLUE, VERMILION = "#0072B2", "#D55E00"
COLOURS = (BLUE, VERMILION, "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")

HATCHED = {"facecolor": "white", "edgecolor": "0.8", "linewidth": 0.3, "hatch": "//////"}
"""How a cell looks that has no number: unlike a zero, which is white."""

LETTERS = "DejaVu Sans"

STYLE = {
    "font.family": LETTERS,
    "font.size": 7.5,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    # A dollar in a label is a dollar.
    "text.parse_math": False,
    "svg.fonttype": "path",
    # Names inside an SVG would be random otherwise.
    "svg.hashsalt": "qualstage",
    # Letters stay letters, to be searched and copied; journals refuse the other kind of font.
    "pdf.fonttype": 42,
}


def notice_sentence(notice: str) -> str:
    """The study's notice as a sentence; nothing without one."""
    told = notice.strip().removesuffix(".")
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def notice_lines(notice: str, letters: int) -> list[str]:
    """The study's notice as a sentence, in lines of at most so many letters; none without one."""
    return textwrap.wrap(notice_sentence(notice), letters)


def shade(share: float) -> tuple[float, float, float, float]:
    """From pale to dark blue for 0 to 1; darker in grey, too, the larger the share."""
    import matplotlib

    return matplotlib.colormaps["Blues"](0.12 + 0.83 * share)


def rendered(
    canvas: Figure, title: str, notice: str, endings: Sequence[str] = ("svg", "png")
) -> dict[str, bytes]:
    """Files by ending, of 'svg', 'pdf' and 'png'; title and notice in their own description."""
    told = {"Title": title, "Description": notice}
    metadata = {
        "svg": told | {"Date": None, "Creator": None},
        "pdf": {"Title": title, "Subject": notice}
        | dict.fromkeys(("CreationDate", "Creator", "Producer")),
        "png": told | {"Software": None},
    }
    found = {}
    for ending in endings:
        buffer = io.BytesIO()
        canvas.savefig(buffer, format=ending, dpi=DPI, metadata=metadata[ending])
        found[ending] = buffer.getvalue()
    return found


def lean(svg: bytes) -> bytes:
    """An SVG without comments and needless space; it looks the same, and is a tenth smaller."""
    text = re.sub(r"\s+", " ", re.sub(r"<!--.*?-->", "", svg.decode(), flags=re.DOTALL))
    return text.replace("> <", "><").encode()


def as_address(svg: bytes) -> Markup:
    """
    An SVG as an address, for pages that stand alone; without comments and needless space.

    Signs that mean something in an address, or in an attribute, are written as their numbers: a
    quarter shorter than base64.
    """
    from markupsafe import Markup

    text = lean(svg).decode().replace('"', "'")
    for sign in "%#<>&":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return Markup(f"data:image/svg+xml,{text}")


@contextmanager
def telling_of_letters(what: str) -> Iterator[None]:
    """Say once, and in words, which letters the figures' font does not have; hand on the rest."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    missing = set()
    for warning in caught:
        found = re.match(r"Glyph (\d+) .* missing from", str(warning.message))
        if found:
            missing.add(chr(int(found[1])))
        else:
            warnings.warn_explicit(
                warning.message, warning.category, warning.filename, warning.lineno
            )
    if missing:
        shown = " ".join(sorted(missing)[:12])
        told = f"WARNING: {what}: {LETTERS} has no letters such as {shown}; boxes stand for them."
        print(told, file=sys.stderr)
