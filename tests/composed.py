"""Tables composed from the playground, and what tests read in them."""

from conftest import conclude
from playground import counted
from qualstage.study_model import PaperTable
from qualstage.tabulate.compose import COMPOSERS
from qualstage.tabulate.formats.markdown import render


def material(folder):
    study, codebook, rows, _, counts = counted(folder)
    return conclude(study, codebook, rows, counts)


def composed(given, kind, **more):
    table = {"id": "t", "kind": kind, "label": "Table 1", "title": "What came of it", **more}
    return COMPOSERS[kind](PaperTable.model_validate(table), given)


def text_of(printed):
    """The table as Markdown without its label and notice; words of one line, plain spaces."""
    head, _, body = render(printed).decode().partition("\n\n")
    assert head == "**Table 1** What came of it"
    return body.replace("Invented.\n\n", "").replace("\N{NO-BREAK SPACE}", " ")


def stated(printed):
    """The numbers it states, by stage, item and unit."""
    return {
        (f.stage, f.item, f.unit): f.n if f.of is None else (f.n, f.of) for f in printed.figures
    }


def rows_of(printed):
    """Its cells as text, and how many rows and columns each covers where more than one."""
    return [
        [
            c.printed if (c.rows, c.columns) == (1, 1) else (c.printed, c.rows, c.columns)
            for c in row
        ]
        for row in printed.rows
    ]
