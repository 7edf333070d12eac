"""Tables of how good the machine is, how far coders agree, and how far codes were still new."""

from qualstage.columns import Column, Table

MEASURES = (
    *("precision", "recall", "f1", "average precision"),
    *("macro precision", "macro recall", "macro f1", "macro average precision"),
    *("brier score", "brier skill", "calibration error"),
    *("cell error", "cell error in sources", "expected cell error"),
    *("people", "machine", "people in sources", "machine in sources", "expected in sources"),
)

CODE, MICRO, MEAN = POOLINGS = ("code", "micro", "mean")
"""What a figure of agreement is of: one code, codes pooled, or the mean over codes."""

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


SATURATION = Table(
    name="saturation",
    row="one source of a stage in the order of collection, and how many codes were new in it",
    key=("stage", "n"),
    columns={
        "stage": Column("text", "id of a stage of the study"),
        "n": Column(
            "whole number",
            "how many sources so far: those read wholly, in the order of collection, from 1",
        ),
        "source_id": Column("text", "the last of them"),
        "kind": Column("text", "its kind, as sources says"),
        "new": Column("whole number", "codes that people accepted in it and in none before"),
        "cumulative": Column("whole number", "codes that came up so far"),
        "expected": Column("number", "codes in so many sources, on average over all orders"),
        "low": Column("whole number", "2.5th percentile of it over all, or 10,000 random, orders"),
        "high": Column("whole number", "97.5th percentile of it"),
        "base_codes": Column(
            "whole number", "codes of the base; empty while it is not whole", nullable=True
        ),
        "run_new": Column(
            "whole number", "new codes of the run that follows; empty where there is none", True
        ),
        "ratio": Column("number", "run_new of base_codes; empty where not defined", nullable=True),
        "reached": Column(
            "true or false", "whether saturation is reached by now, under the study's rule"
        ),
    },
)


SATURATED = Table(
    name="saturated",
    row="one stage under one rule of saturation, and when it is reached",
    key=("stage", "base", "run", "threshold"),
    columns={
        "stage": Column("text", "id of a stage of the study"),
        "base": Column("whole number", "sources whose codes new ones are held against"),
        "run": Column("whole number", "sources in a row that are looked through for new codes"),
        "threshold": Column("number", "new codes of a run, as a share of the base's, at most"),
        "stated": Column("true or false", "whether it is the study's rule"),
        "sources": Column("whole number", "sources read wholly"),
        "left_out": Column("whole number", "sources that nobody read wholly, and ratings"),
        "codes": Column("whole number", "codes looked for at the stage"),
        "late": Column(
            "texts", "codes that some of the sources were not read for: they may come earlier"
        ),
        "found": Column("whole number", "codes that came up in any of the sources"),
        "base_codes": Column("whole number", "codes of the base; empty with too few sources", True),
        "reached_at": Column(
            "whole number", "sources before the first run that brings so little; else empty", True
        ),
        "by_then": Column("whole number", "codes that had come up in them", nullable=True),
        "median": Column(
            "whole number", "reached_at in the middle one of 10,000 resamples", nullable=True
        ),
        "low": Column("whole number", "5th percentile of resamples; empty: not reached", True),
        "high": Column("whole number", "95th percentile of resamples; empty: not reached", True),
        "resamples": Column("number", "share of the resamples that reach it", nullable=True),
        "reason": Column("text", "why saturation is not reached; else ''"),
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
            choices=POOLINGS,
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
