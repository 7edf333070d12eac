"""Tables of the handbook: its chapters, and where it carries out what was agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualstage.tabulate.printed import Column, Figure, PrintedTable, cell

if TYPE_CHECKING:
    from qualstage.study_model import PaperTable
    from qualstage.tabulate.material import Material


def compose_chapters(table: PaperTable, given: Material) -> PrintedTable:
    """
    The handbook's chapters and sections.

    Returns:
        A row a chapter, its sections in a cell.
    """
    chapters = given.handbook.chapters if given.handbook else []
    rows = tuple(
        (
            cell([f"{number}.0 {chapter.title}"]),
            cell(f"{number}.{i} {s.title}" for i, s in enumerate(chapter.sections, start=1)),
        )
        for number, chapter in enumerate(chapters, start=1)
    )
    sections = [len(chapter.sections) for chapter in chapters]
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(Column("Chapter", 1.0), Column("Content", 2.0)),
        rows=rows,
        notes=tuple(_check(table, given)),
        notice=given.study.notice,
        landscape=False,
        figures=(
            Figure("all", "chapters", len(chapters)),
            Figure("all", "sections", sum(sections)),
            *(Figure(f"Chapter {i}", "sections", n) for i, n in enumerate(sections, start=1)),
        ),
    )


def agreed_codes(table: PaperTable, given: Material) -> list[str]:
    """Codes that count at the stages of the ratings, in the codebook's order."""
    stages = given.rated_stages(table.stages)
    agreed = {code for stage in stages for code in given.agreed(stage, table.basis)}
    return [code for code in given.codebook.codes if code in agreed]


def not_carried_out(table: PaperTable, given: Material) -> list[str]:
    """Codes agreed on that no section carries out."""
    places = given.handbook.carried_out() if given.handbook else {}
    return [code for code in agreed_codes(table, given) if code not in places]


def _check(table: PaperTable, given: Material) -> list[str]:
    """Whether all that was agreed on is carried out; nothing is said where nothing was rated."""
    if not given.consensus:
        return []
    agreed, missing = agreed_codes(table, given), not_carried_out(table, given)
    if not agreed:
        return ["No component was agreed on."]
    if not missing:
        return [f"Components agreed on: {len(agreed)}, each carried out by some section."]
    names = "; ".join(given.codebook.codes[code].label for code in missing)
    return [f"Components agreed on: {len(agreed)}, of them in no section {len(missing)}: {names}."]


def compose_carried_out(table: PaperTable, given: Material) -> PrintedTable:
    """
    Where each code agreed on is carried out.

    Returns:
        A row a code: its concept, itself, and the sections.
    """
    places = given.handbook.carried_out() if given.handbook else {}
    titles = {
        f"{number}.{place}": f"{number}.{place} {section.title}"
        for number, chapter in enumerate(given.handbook.chapters if given.handbook else [], start=1)
        for place, section in enumerate(chapter.sections, start=1)
    }
    agreed = agreed_codes(table, given)
    codes = given.codebook.codes
    rows = tuple(
        (
            cell([codes[code].concept]),
            cell([codes[code].label]),
            cell([titles[place] for place in places.get(code, [])] or ["In no section"]),
        )
        for code in agreed
    )
    beside = [code for code in codes if code in places and code not in agreed]
    named = "; ".join(codes[code].label for code in beside)
    extra = [f"Carried out without being agreed on: {named}."]
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(Column("Concept", 1.0), Column("Component", 2.4), Column("Sections", 2.0)),
        rows=rows,
        notes=(*_check(table, given), *(extra if beside else [])),
        notice=given.study.notice,
        landscape=False,
    )
