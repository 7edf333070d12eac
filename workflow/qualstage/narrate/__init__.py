"""
The command `narrate`: a notebook that reads a study's results, run anew, as one page.

The notebook finds the study and its results in the environment: QUALSTAGE_STUDY, QUALSTAGE_RESULTS.
The page stands alone: nothing is fetched, nothing runs, and the same results give the same bytes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from qualstage.study import Study

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST = 600
"""Seconds that a cell may take."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage narrate`."""
    parser.add_argument("notebook", type=Path, help="the notebook, .ipynb")
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--results", required=True, type=Path, help="its folder of results")
    parser.add_argument("--output", required=True, type=Path, help="HTML to write")


def run(options: argparse.Namespace) -> None:
    """Run the notebook on the study's results, and write the page."""
    from qualstage.files import write_bytes
    from qualstage.origin import refuse_anothers_results
    from qualstage.study import read_study

    study = read_study(options.study)
    refuse_anothers_results(options.results, study.folder)
    notebook = read_notebook(options.notebook)
    execute(notebook, str(options.notebook), options.study, options.results)
    write_bytes(options.output, page(notebook, study))


def read_notebook(path: Path) -> NotebookNode:
    """
    A notebook with its outputs, if it has any, left out.

    Raises:
        QualstageError: the file is no notebook.
    """
    import nbformat

    from qualstage.errors import Problem, QualstageError

    # JSON that is no notebook at all fails anywhere in reading.
    unreadable = (
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        nbformat.ValidationError,
    )
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(notebook)
    except unreadable as error:
        fact, remedy = "it cannot be read as a notebook.", "Name a file ending in .ipynb."
        raise QualstageError(str(path), [Problem("file", fact, remedy)]) from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def execute(notebook: NotebookNode, name: str, study: Path, results: Path) -> None:
    """
    Run all cells, here, in a kernel of its own that no settings of the user's reach.

    Args:
        notebook: Its cells get their outputs.
        name: What it is called in messages.
        study: The study's folder, as the cells see it.
        results: Its folder of results, likewise.

    Raises:
        QualstageError: a cell fails, which, and how; or the kernel cannot go on.
    """
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    from qualstage.errors import Problem, QualstageError

    with tempfile.TemporaryDirectory() as folder:
        kernel = Config()
        kernel.KernelManager.connection_file = str(Path(folder) / "kernel.json")
        if os.name != "nt":
            # Transcripts go through files that only their owner can read, not through ports.
            kernel.KernelManager.transport = "ipc"
            kernel.KernelManager.ip = str(Path(folder) / "kernel")
        client = NotebookClient(notebook, timeout=_LONGEST, config=kernel)
        given = {"QUALSTAGE_STUDY": str(study), "QUALSTAGE_RESULTS": str(results)}
        # Warnings name files of the machine; the debugger, which nobody uses here, has one as well.
        quiet = {"PYTHONWARNINGS": "ignore", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        steady = {"IPYTHONDIR": folder, "PYTHONHASHSEED": "0"}
        try:
            client.execute(env=dict(os.environ) | given | quiet | steady)
        except CellExecutionError as error:
            failed = next(cell for cell in notebook.cells if _failed(cell))
            fact = f"it fails with {error.ename}: {error.evalue}"
            remedy = "Open the notebook and run it up to there, or build the results anew."
            raise QualstageError(name, [Problem(f"cell '{failed.id}'", fact, remedy)]) from None
        except (CellTimeoutError, DeadKernelError, NoSuchKernel) as error:
            fact = f"it cannot be run to its end: {' '.join(str(error).split())}"
            remedy = "Open the notebook and run it by hand, or install what it needs."
            raise QualstageError(name, [Problem("kernel", fact, remedy)]) from None


def _failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", ()))


def page(notebook: NotebookNode, study: Study) -> bytes:
    """
    The page of a notebook that was run: code folded away. Cells escape what they print.

    Sections that have nothing to say of the study, because their code printed nothing, are left
    out: no page explains what is not there.
    """
    from nbconvert import HTMLExporter

    cells = [cell for section in _sections(notebook) if _speaks(section) for cell in section]
    shown = type(notebook)({**notebook, "cells": cells})

    exporter = HTMLExporter(
        template_name="narration",
        extra_template_basedirs=[str(_TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    resources = {"metadata": {"name": study.title}, "notice": study.notice}
    text, _ = exporter.from_notebook_node(shown, resources)
    return text.encode()


def _sections(notebook: NotebookNode) -> list[list[NotebookNode]]:
    """The cells from each heading of the second level to the next; what is above the first."""
    sections: list[list[NotebookNode]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    return sections


def _speaks(section: list[NotebookNode]) -> bool:
    code = [cell for cell in section if cell.cell_type == "code"]
    return not code or any(cell.outputs for cell in code)
