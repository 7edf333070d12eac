"""
Where everything stands in the site: the one place that knows the names of its pages.

Addresses are relative to the site's root, with `/`; `relative` turns one into a link from a page.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import quote

from qualstage.files import sha256_text

INDEX = "index.html"
SEARCH = "search.html"
SOURCES = "sources/index.html"
CODES = "codes/index.html"
FINDINGS = "findings.html"
DECISIONS = "decisions.html"
AGREEMENT = "agreement.html"
SATURATION = "saturation.html"
ACCURACY = "machine.html"
BY_ITSELF = f"{ACCURACY}#by-itself"
TOPICS = "topics/index.html"
COMPARISON = "comparison.html"
LEDGER = "ledger/index.html"
TRAIL = "audit_trail.html"
METHODS = "methods.html"
DICTIONARY = "dictionary.html"

_PLAIN = re.compile(r"[^a-z0-9]+")


def slug(*names: str) -> str:
    """
    A file name that tells what it is of, and is nobody else's.

    Names of different letters may look alike once these are plain, so that a digest of the names
    stands at the end.
    """
    joined = " ".join(names)
    letters = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode().lower()
    plain = _PLAIN.sub("-", letters).strip("-")[:60].rstrip("-")
    digest = sha256_text("\n".join(names))[:8]
    return f"{plain}-{digest}" if plain else digest


def table_page(table: str) -> str:
    """The page of a printed table, by its id."""
    return f"tables/{slug(table)}.html"


def cell_page(stage: str, level: str, concept: str, label: str, population: str) -> str:
    """The page of who voiced something at a stage; arguments as in COUNTS."""
    return f"cells/{slug(stage, label, concept, level, population)}.html"


def cell_part(page: str, number: int) -> str:
    """A part of a cell's page that counts very many, numbered from 1: the page itself."""
    return page if number == 1 else f"{page.removesuffix('.html')}-{number}.html"


def source_page(source: str) -> str:
    """The reader's page of a source."""
    return f"sources/{slug(source)}.html"


def passage(source: str, segment: str) -> str:
    """A passage on its source's page."""
    return f"{source_page(source)}#{anchor(segment)}"


def code_page(code: str) -> str:
    """The page of a code."""
    return f"codes/{slug(code)}.html"


def topic_page(scope: str) -> str:
    """The page of the topics of a scope."""
    return f"topics/{slug(scope)}.html"


def topic(scope: str, name: str) -> str:
    """A topic on its scope's page."""
    return f"{topic_page(scope)}#{anchor(name)}"


def ledger_page(coder: str, number: int) -> str:
    """A page of a coder's ledger, numbered from 1."""
    return f"ledger/{slug(coder)}-{number}.html"


ENTRIES = 250
"""Entries on a page of the ledger."""


def ledger_entry(coder: str, seq: int, entry: str) -> str:
    """An entry of the ledger on its page."""
    return f"{ledger_page(coder, seq // ENTRIES + 1)}#{anchor(entry[:12])}"


def finding(name: str) -> str:
    """A finding on the page of findings."""
    return f"{FINDINGS}#{anchor(name)}"


def decision(name: str) -> str:
    """A decision on the page of decisions."""
    return f"{DECISIONS}#{anchor(name)}"


def figure_file(name: str) -> str:
    """The file of a figure of the study."""
    return f"figures/{name}"


def picture_file(step: str, name: str) -> str:
    """The file of a picture that a step makes beside the study's figures."""
    return f"pictures/{step}_{name}"


def anchor(name: str) -> str:
    """The id of a place on a page; nothing that a person wrote can break out of it."""
    return f"x-{quote(name, safe='').replace('%', '_')}"


def relative(target: str, page: str) -> str:
    """A link from a page to an address."""
    path, mark, place = target.partition("#")
    found = posixpath.relpath(path, posixpath.dirname(page) or ".") if path != page else ""
    return f"{quote(found)}{mark}{place}" or posixpath.basename(page)
