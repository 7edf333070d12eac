"""Office files are ZIP archives that carry the clock; these give the same bytes every time."""

from __future__ import annotations

import io
import zipfile

FIXED = (2000, 1, 1)
"""The date that made documents bear: year, month, day."""


def with_fixed_dates(content: bytes) -> bytes:
    """An archive with its members in their order, all dated alike."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in given.infolist():
            entry = zipfile.ZipInfo(member.filename, (*FIXED, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, given.read(member))
    return buffer.getvalue()
