"""Tables of how good the machine is, and of how far coders agree."""

from qualstage.columns import Column, Table

MEASURES = (
    *("precision", "recall", "f1", "average precision"),
    *("macro precision", "macro recall", "macro f1", "macro average precision"),
    *("brier score", "brier skill", "calibration error"),
    *("cell error", "cell error in sources", "expected cell error"),
    *("people", "machine", "people in sources", "machine in sources", "expected in sources"),
)

AGREEMENTS = ("alpha", "AC1", "kappa", "PABAK", "percent", "unitizing alpha")

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


AGREEMENT = Table(
    name="agreement",
    row="one figure of how far coders agree with each other, or with what adjudication came to",
    key=("when", "level", "coder_1", "coder_2", "code", "pooling", "measure"),
    columns={
        "when": Column(
            "text",
            "'before' adjudication: coder against coder; 'after': coder against what was settled",
            choices=("before", "after"),
        ),
        "level": Column(
            "text",
            "what a unit is: a respondent's passage, a source, or a character of what they said",
            choices=("passage", "source", "span"),
        ),
        "coder_1": Column("text", "a coder; 'all' of all of them"),
        "coder_2": Column("text", "another; 'adjudicated'; '' of all coders beside each other"),
        "code": Column("text", "a code of the codebook; '' of a pooled figure"),
        "pooling": Column(
            "text",
            "of one 'code'; 'micro': units of all codes together; 'mean' over the codes on which "
            "answers vary",
            choices=("code", "micro", "mean"),
        ),
        "measure": Column("text", "what is measured: see docs/agreement.md", choices=AGREEMENTS),
        "value": Column("number", "the figure; empty if it is not defined", nullable=True),
        "low": Column("number", "lower end of its 95 % interval", nullable=True),
        "high": Column("number", "upper end of its 95 % interval", nullable=True),
        "n": Column(
            "whole number",
            "pairs of unit and code with two answers at least; characters and codes, of spans",
        ),
        "codes": Column("whole number", "codes that it is over"),
        "positives_1": Column(
            "whole number", "of n, those coder_1 coded, or all coders together; stretches, of spans"
        ),
        "positives_2": Column("whole number", "likewise, coder_2; empty without one", True),
        "sources": Column("whole number", "sources that it is over"),
        "reason": Column(
            "text", "why the figure or its interval is empty, or says little; else ''"
        ),
    },
)
