"""Rich text (.rtf): paragraphs, or tables of speaker and words."""

from __future__ import annotations

from pathlib import Path

from qualstage.ingest.readers import Given, Unreadable
from qualstage.ingest.readers.blocks import Paragraph, Table, given_of


def read(path: Path) -> Given:
    """What the text holds, in reading order."""
    from striprtf.striprtf import rtf_to_text

    content = path.read_bytes()
    if not content.lstrip().startswith(b"{\\rtf"):
        raise Unreadable(
            "it is not rich text, though it ends in .rtf.",
            "Open it in Word and save it as .docx, or give it the ending it should have.",
        )
    # RTF is ASCII with escapes; striprtf resolves the code page the file names.
    text = rtf_to_text(content.decode("cp1252", errors="replace"))
    return given_of([_block(line) for line in text.split("\n")], [])


def _block(line: str) -> Paragraph | Table:
    """A line; striprtf ends each cell of a table's row with a bar."""
    if line.endswith("|") and line.count("|") >= 2:
        return Table([line.removesuffix("|").split("|")])
    return Paragraph(line)
