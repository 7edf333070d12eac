"""How far the machine's proposals meet what people coded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Asset, Page, body

Row = dict[str, Any]

_OF_CODES = ("precision", "recall", "f1", "average precision")
_PICTURE = "reliability.svg"


def make(given: Material) -> Iterator[Page | Asset]:
    """The one page, of a study that a machine reads."""
    from qualstage.contracts import ACCURACY

    rows = given.table("assess/accuracy.parquet", ACCURACY)
    pooled = [row for row in rows if not row["code"] and not row["stage"]]
    by_code = {
        (row["code"], row["measure"]): row
        for row in rows
        if row["code"] and row["level"] == "source" and row["measure"] in _OF_CODES
    }
    words = body(
        "machine.html",
        addresses.ACCURACY,
        given=given,
        pooled=pooled,
        by_code=by_code,
        measures=_OF_CODES,
        codes=[code for code in given.codebook.codes if (code, "f1") in by_code],
        labels=given.labels,
        picture=addresses.picture_file("assess", _PICTURE),
    )
    yield Asset(
        addresses.picture_file("assess", _PICTURE),
        (given.folder / "assess" / _PICTURE).read_bytes(),
    )
    yield Page(addresses.ACCURACY, "The machine's proposals", words, part=addresses.ACCURACY)
