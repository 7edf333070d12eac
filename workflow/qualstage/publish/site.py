"""The site as files: pages in one frame, the same on every page, put in place whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.drawing import lean
from qualstage.errors import Problem, QualstageError
from qualstage.publish import addresses

if TYPE_CHECKING:
    import jinja2

    from qualstage.study import Study

ASSETS = ("site.css", "site.js")
"""Files that every page has."""


@dataclass(frozen=True)
class Page:
    """
    A page of the site.

    Args:
        address: Where it stands, relative to the site's root.
        title: Its heading.
        body: What it says: HTML in which everything that people wrote is escaped.
        part: The address of the part of the site that it belongs to, as the menu has it.
        scripts: Names of assets that it runs beside those of every page.
        wide: Whether it takes the whole width of the window, as broad tables do.
    """

    address: str
    title: str
    body: str
    part: str = ""
    scripts: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Asset:
    """A file of the site that is no page: its address and its bytes."""

    address: str
    content: bytes


@dataclass(frozen=True)
class Menu:
    """What every page's menu names: label and address, in order."""

    entries: tuple[tuple[str, str], ...]


def write_site(folder: Path, made: Iterable[Page | Asset | Menu], study: Study) -> int:
    """
    Write every page, and put them in the place of an older site at once.

    Args:
        folder: The site's folder; what stands there is replaced.
        made: Pages and assets. A menu comes before the first page.
        study: Its title and notice, which stand on every page.

    Returns:
        How many files it has.

    Raises:
        QualstageError: the folder holds something else than a site.
        ValueError: two files would have one name, or a page comes before the menu.
    """
    _refuse_others_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        n_files = _write_into(building, made, study)
        building.chmod(0o755)
        if folder.exists():
            folder.replace(building.with_name(f"{building.name}.old"))
        building.replace(folder)
    finally:
        for left in (building, building.with_name(f"{building.name}.old")):
            shutil.rmtree(left, ignore_errors=True)
    return n_files


def _refuse_others_folder(folder: Path) -> None:
    """
    Refuse to put a site in the place of anything but a site.

    Raises:
        QualstageError: the folder holds other things, or is a file.
    """
    site = (folder / addresses.INDEX).is_file() and (folder / "assets" / "site.js").is_file()
    empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not site and not empty:
        fact = "it holds something else than a site, which would be lost."
        remedy = "Name a new folder, or one that holds an earlier site."
        raise QualstageError(str(folder), [Problem("--output", fact, remedy)])


def _write_into(folder: Path, made: Iterable[Page | Asset | Menu], study: Study) -> int:
    own = Path(__file__).parent / "assets"
    written: set[str] = set()

    def write(address: str, content: bytes) -> None:
        if address.casefold() in written:
            raise ValueError(f"two files of the site are called {address}")
        written.add(address.casefold())
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    menu: Menu | None = None
    scripts = set(ASSETS)
    for one in made:
        if isinstance(one, Menu):
            menu = one
        elif isinstance(one, Asset):
            is_drawn = one.address.endswith(".svg")
            write(one.address, lean(one.content) if is_drawn else one.content)
        elif menu is None:
            raise ValueError(f"page {one.address} comes before the menu")
        else:
            scripts |= set(one.scripts)
            write(one.address, framed(one, menu, study).encode())
    for name in sorted(scripts):
        write(f"assets/{name}", (own / name).read_bytes())
    return len(written)


def framed(page: Page, menu: Menu, study: Study) -> str:
    """A whole page: head, menu, heading and what it says."""
    told = template("frame.html").render(
        page=page,
        menu=menu.entries,
        study=study,
        link=lambda target: addresses.relative(target, page.address),
        index=addresses.INDEX,
    )
    # All attributes of the templates stand between double quotes, so that an apostrophe ends none:
    # talk is full of them, and as an entity each has five letters.
    return told.replace("&#39;", "'")


@cache
def environment() -> jinja2.Environment:
    """Templates of the site, and those that set tables: whatever they are given is escaped."""
    import jinja2

    from qualstage.publish import telling
    from qualstage.tabulate.formats.html import environment as setting_tables

    found = setting_tables(jinja2.PackageLoader("qualstage.publish", "templates"))
    found.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    found.filters["choice"] = lambda text: text or "'' (nothing)"
    found.filters["counted"] = telling.counted_parts
    found.filters["state"] = lambda state: telling.STATE_TOLD[state]
    found.filters["basis"] = lambda basis: telling.BASIS_TOLD[basis]
    found.filters["acted"] = lambda action: telling.ACTION_TOLD.get(action, action)
    found.filters["in_number"] = telling.in_number
    found.filters["signed"] = telling.signed
    found.filters["probability"] = telling.probability
    return found


@cache
def template(name: str) -> jinja2.Template:
    """A template of the site."""
    return environment().get_template(name)


def body(name: str, address: str, **given: object) -> str:
    """What a page says: a template filled in, with `link` for addresses as seen from the page."""
    return template(name).render(
        link=lambda target: addresses.relative(target, address), at=addresses, **given
    )
