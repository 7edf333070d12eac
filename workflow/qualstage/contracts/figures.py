"""Tables of how good the machine is."""

from qualstage.columns import Column, Table

MEASURES = (
    *("precision", "recall", "f1", "average precision"),
    *("macro precision", "macro recall", "macro f1", "macro average precision"),
    *("brier score", "brier skill", "calibration error"),
    *("cell error", "cell error in sources", "expected cell error"),
    *("people", "machine", "people in sources", "machine in sources", "expected in sources"),
)

ACCURACY = Table(
    name="accuracy",
    row="one figure of how far the machine's proposals meet people's codings",
    key=("level", "stage", "code", "measure"),
    columns={
        "level": Column(
            "text",
            "what is compared: passages, sources, or counts of the table's cells",
            choices=("passage", "source", "table"),
        ),
        "stage": Column("text", "the cell's stage; '' over all stages"),
        "code": Column("text", "a code of the codebook; '' over all codes"),
        "measure": Column("text", "what is measured: see docs/workflow.md", choices=MEASURES),
        "value": Column("number", "the figure; empty if it is not defined", nullable=True),
        "low": Column("number", "lower end of its 95 % interval", nullable=True),
        "high": Column("number", "upper end of its 95 % interval", nullable=True),
        "n": Column(
            "whole number",
            "what it is over: pairs with a code that applies; codes, of a macro figure; cells, of "
            "an error of cells; sources, of a cell's count",
        ),
        "positives": Column("whole number", "of the pairs, those people coded", nullable=True),
        "reason": Column("text", "why the figure, or its interval, is empty; else ''"),
    },
)


RELIABILITY = Table(
    name="reliability",
    row="one bin of pairs whose probabilities are alike",
    key=("level", "bin"),
    columns={
        "level": Column("text", "what a pair is of, and a code", choices=("passage", "source")),
        "bin": Column(
            "whole number", "from 1, of rising probability; 0 holds pairs without a proposal"
        ),
        "predicted": Column("number", "mean probability of its pairs; 0 without a proposal"),
        "observed": Column("number", "share of its pairs that people coded"),
        "low": Column("number", "lower end of the share's 95 % interval", nullable=True),
        "high": Column("number", "upper end of the share's 95 % interval", nullable=True),
        "n": Column("whole number", "pairs"),
        "positives": Column("whole number", "of them, those people coded"),
    },
)
