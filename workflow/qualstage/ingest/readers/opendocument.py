"""OpenDocument texts (.odt)."""

from __future__ import annotations

import zipfile
from pathlib import Path

from qualstage.ingest.readers import Given, Line, Unreadable


def read(path: Path) -> Given:
    """Paragraphs and headings as lines, in reading order."""
    import odfdo

    damaged = Unreadable(
        "the OpenDocument file is damaged or protected by a password: it cannot be opened.",
        "Open it in LibreOffice, remove the password, and save it anew as .odt.",
    )
    try:
        document = odfdo.Document(str(path))
        body = document.body
        paragraphs = body.get_elements("descendant::text:p|descendant::text:h")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, AttributeError, TypeError):
        raise damaged from None
    lines: list[Line] = []
    blank = False
    for paragraph in paragraphs:
        text = str(paragraph.inner_text if hasattr(paragraph, "inner_text") else paragraph.text)
        for part in text.split("\n"):
            part = " ".join(part.split())
            if part:
                lines.append(Line(part, after_blank=blank))
            blank = not part
    return Given(lines=lines)
