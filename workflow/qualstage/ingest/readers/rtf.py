"""Rich text (.rtf)."""

from __future__ import annotations

from pathlib import Path

from qualstage.ingest.readers import Given, Unreadable, lines_of


def read(path: Path) -> Given:
    """Paragraphs as lines."""
    from striprtf.striprtf import rtf_to_text

    content = path.read_bytes()
    if not content.lstrip().startswith(b"{\\rtf"):
        raise Unreadable(
            "it is not rich text, though it ends in .rtf.",
            "Open it in Word and save it as .docx, or give it the ending it should have.",
        )
    # RTF is ASCII with escapes; striprtf resolves the code page the file names.
    return Given(lines=lines_of(rtf_to_text(content.decode("cp1252", errors="replace"))))
