"""The ledger as a page that an outsider can read and print."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.export.entries import VERIFIES

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]

ACTIONS = {
    "add": "coded words with a code",
    "accept": "agreed that words voice a code",
    "reject": "decided that words do not voice a code",
    "amend": "put other words in place of a coding's",
    "quote": "chose words to illustrate a code",
    "read": "read the whole source: what is not coded there means 'no'",
    "note": "kept a note, and judged nothing",
    "withdraw": "took an earlier entry back",
    "erase": "put on record that a participant withdrew and their words were erased",
    "adopt": "made a topic a code",
    "merge": "put codes into another",
    "split": "made finer codes below a code",
}
"""What each action means, for whoever has not seen a ledger before."""

_STYLE = Path(__file__).with_name("page.css")


def render(study: Study, rows: Sequence[Row], chains: Sequence[Row]) -> bytes:
    """
    The page; everything that comes from people's files is escaped.

    Its policy allows its own style alone: no script, no picture, nothing from elsewhere.

    Args:
        study: Its title and notice.
        rows: What `export_rows` returns.
        chains: What `summary_rows` returns.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("qualstage.export", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = _STYLE.read_text(encoding="utf-8")
    page = environment.get_template("page.html").render(
        study=study,
        rows=[row for row in rows if row["number"]],
        chains=chains,
        actions=ACTIONS,
        verifies=VERIFIES,
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )
    return page.encode("utf-8")
