"""How far coders agree with each other, and with what adjudication came to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qualstage.agree.numbers import with_interval
from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Asset, Page, body

Row = dict[str, Any]
Line = tuple[str, str]

_NAME = "agree/agreement.parquet"
_PICTURE = "agreement.svg"


@dataclass(frozen=True)
class Pairing:
    """
    Two coders, or a coder and what was settled, and every figure of how far they agree.

    Args:
        title: Who is held against whom.
        lines: Level and pooling of each line of the pooled figures, in order.
        pooled: Pooled figures by level, pooling and measure.
        codes: Codes with figures of their own, in the codebook's order.
        of_codes: These figures by level, code and measure.
    """

    title: str
    lines: list[Line]
    pooled: dict[tuple[str, str, str], Row]
    codes: list[str]
    of_codes: dict[tuple[str, str, str], Row]

    @property
    def stacked(self) -> bool:
        """Whether several coders' comparisons are taken together."""
        return self.title.startswith("All coders and")

    def defined(self, level: str) -> list[str]:
        """Codes of which any figure is defined."""
        known = {
            code for at, code, _ in self.of_codes if at == level and self._defined(level, code)
        }
        return [code for code in self.codes if code in known]

    def undefined(self, level: str) -> dict[str, list[str]]:
        """Codes of which no figure is defined, by the reason."""
        found: dict[str, list[str]] = {}
        known = set(self.defined(level))
        for code in self.codes:
            row = self.of_codes.get((level, code, "alpha"))
            if row and code not in known:
                found.setdefault(row["reason"], []).append(code)
        return found

    def _defined(self, level: str, code: str) -> bool:
        """Whether any figure says more than that all agree on nothing."""
        rows = (row for key, row in self.of_codes.items() if key[:2] == (level, code))
        return any(row["value"] is not None for row in rows if row["measure"] != "percent")

    @property
    def nothing(self) -> str:
        """Why no figure is defined at all; '' where any is."""
        rows = [*self.pooled.values(), *self.of_codes.values()]
        return "" if any(row["value"] is not None for row in rows) else rows[0]["reason"]


def has_coders(given: Material) -> bool:
    """Whether any two coders, or one and what was settled, have anything to be held against."""
    return any(row["value"] is not None for row in _rows(given))


def make(given: Material) -> Iterator[Page | Asset]:
    """The one page, and its figure."""
    rows = _rows(given)
    words = body(
        "agreement.html",
        addresses.AGREEMENT,
        given=given,
        sections=[
            (title, pairings([row for row in rows if row["when"] == when], given))
            for when, title in (
                ("before", "Before adjudication: coder against coder"),
                ("after", "After adjudication: each coder against what was settled"),
            )
        ],
        labels=given.labels,
        with_interval=with_interval,
        measures=[m for m in _measures() if m != "unitizing alpha"],
        picture=addresses.picture_file("agree", _PICTURE),
    )
    picture = given.folder / "agree" / _PICTURE
    yield Asset(addresses.picture_file("agree", _PICTURE), picture.read_bytes())
    yield Page(
        addresses.AGREEMENT, "Agreement between coders", words, part=addresses.AGREEMENT, wide=True
    )


def pairings(rows: Sequence[Row], given: Material) -> list[Pairing]:
    """AGREEMENT rows of one time, pairing by pairing."""
    found = []
    for pair in dict.fromkeys((row["coder_1"], row["coder_2"]) for row in rows):
        mine = [row for row in rows if (row["coder_1"], row["coder_2"]) == pair]
        pooled = {
            (row["level"], row["pooling"], row["measure"]): row for row in mine if not row["code"]
        }
        of_codes = {(row["level"], row["code"], row["measure"]): row for row in mine if row["code"]}
        with_figures = {code for _, code, _ in of_codes}
        found.append(
            Pairing(
                title=_title(pair),
                lines=list(dict.fromkeys((level, pooling) for level, pooling, _ in pooled)),
                pooled=pooled,
                codes=[code for code in given.codebook.codes if code in with_figures],
                of_codes=of_codes,
            )
        )
    return found


def _title(pair: tuple[str, str]) -> str:
    one, other = pair
    if not other:
        return "All coders together"
    one = "All coders" if one == "all" else one
    return f"{one} and what was settled" if other == "adjudicated" else f"{one} and {other}"


def _rows(given: Material) -> list[Row]:
    from qualstage.contracts import AGREEMENT

    return given.table(_NAME, AGREEMENT)


def _measures() -> tuple[str, ...]:
    from qualstage.contracts.figures import AGREEMENTS

    return AGREEMENTS
