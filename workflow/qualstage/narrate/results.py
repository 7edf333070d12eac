"""
What the cells of a notebook read: the study, and the tables of its results under their contracts.

A notebook is told in the environment which study it is of; it knows none by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

    from qualstage.codebook import Codebook
    from qualstage.columns import Table
    from qualstage.ledger.chain import Chain
    from qualstage.study import Study

STUDY, RESULTS = "QUALSTAGE_STUDY", "QUALSTAGE_RESULTS"
"""Variables of the environment that name the study's folder, and its folder of results."""


@dataclass(frozen=True)
class Results:
    """
    A study and what was made of it.

    Args:
        study: What study.yaml says.
        folder: Its folder of results.
    """

    study: Study
    folder: Path

    @cached_property
    def codebook(self) -> Codebook:
        """What is looked for."""
        from qualstage.codebook import read_codebook

        return read_codebook(self.study.path(self.study.codebook))

    @cached_property
    def chains(self) -> list[Chain]:
        """
        The ledger, every coder's chain.

        Raises:
            QualstageError: a chain does not verify.
        """
        from qualstage.errors import raise_if_any
        from qualstage.ledger.chain import read_chains

        chains = read_chains(self.study.ledger_folder())
        problems = [problem for chain in chains for problem in chain.problems]
        raise_if_any(str(self.study.ledger_folder()), problems, "qualstage ledger verify")
        return chains

    def shards(self, step: str, contract: Table) -> pandas.DataFrame:
        """A table that a step makes in parts, whole."""
        return _frame(sorted((self.folder / step).glob(f"*/{contract.name}.parquet")), contract)

    def table(self, name: str, contract: Table) -> pandas.DataFrame:
        """A Parquet table, by its path in the results."""
        return _frame([self.folder / name], contract)

    def csv(self, name: str) -> pandas.DataFrame:
        """A CSV made for people, by its path in the results: every cell as it is meant."""
        import pandas

        from qualstage.csvfile import unguarded

        written = pandas.read_csv(
            self.folder / name, encoding="utf-8-sig", dtype=str, keep_default_na=False
        )
        return written.map(unguarded)


def as_rows(frame: pandas.DataFrame) -> list[dict[str, Any]]:
    """A data frame as rows, as functions of the steps take them: what is missing is None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def given_results() -> Results:
    """
    The study and the results that the environment names.

    Raises:
        QualstageError: it names none, or a study that cannot be used.
    """
    from qualstage.errors import Problem, raise_if_any
    from qualstage.study import read_study

    remedy = "Run the notebook by `qualstage narrate`, or set it before you start Jupyter."
    problems = [
        Problem(name, "it is not set.", remedy)
        for name in (STUDY, RESULTS)
        if not os.environ.get(name)
    ]
    raise_if_any("the environment", problems)
    return Results(read_study(os.environ[STUDY]), Path(os.environ[RESULTS]))


def _frame(paths: Iterable[Path], contract: Table) -> pandas.DataFrame:
    """Rows as a data frame; whole numbers stay whole where some are missing."""
    import pandas
    import pyarrow

    from qualstage.tables import read_arrow

    whole = {pyarrow.int64(): pandas.Int64Dtype()}
    return read_arrow(list(paths), contract).to_pandas(types_mapper=whole.get)
